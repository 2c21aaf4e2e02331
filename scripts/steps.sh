# Sourced by check and test: runs named steps, goes on after a failure, sums up at the end.
results=()
failed=0

step() {
    local name=$1 begin=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    if "$@"; then
        results+=("ok    $name  $((SECONDS - begin)) s")
    else
        results+=("FAIL  $name  $((SECONDS - begin)) s")
        failed=1
    fi
}

skip() {
    printf '\n== %s\n!! skipped: %s\n' "$1" "$2"
    if [ "${CI:-}" = "true" ]; then
        results+=("FAIL  $1  (skipped under CI: $2)")
        failed=1
    else
        results+=("SKIP  $1  ($2)")
    fi
}

sum_up() {
    printf '\n---- summary\n'
    printf '%s\n' "${results[@]}"
    if [ "$failed" = 0 ]; then
        printf 'all green in %s s\n' "$SECONDS"
    else
        printf 'NOT green\n'
    fi
    exit "$failed"
}

static_steps() {
    step "ruff format" .venv/bin/ruff format --check --quiet .
    step "ruff check" .venv/bin/ruff check --quiet .
    step "mypy --strict" .venv/bin/mypy
    step "import contracts" .venv/bin/lint-imports --no-logo
    step "rule packs" .venv/bin/csassist check-rules
}

web_static_steps() {
    step "web lint" npm --prefix web run --silent lint
    step "web types" npm --prefix web run --silent types
}
