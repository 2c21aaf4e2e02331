"""Tests mirror modules: desk/receive.py is tried by tests/desk/test_receive.py.

An inner part of a room may be tried through the front that imports it; anything else is named here, with its reason.
"""

from __future__ import annotations

import ast

from house.tree import ROOT, Module, functions, modules

TESTS = ROOT / "tests"
# Suites that cut across rooms; their files are named by what they prove.
ACROSS = {"contracts", "fakes", "faults", "fold_cases", "house", "journeys", "promises", "rules"}
# Modules that are tried as a whole over a real door, and where.
THROUGH = {
    "api/door": "journeys/test_ingest.py",
    "app": "journeys/test_ingest.py",
    "cli/__init__": "house/test_wheel.py",
    "cli/keys": "lab/test_key_verbs.py",
    "cli/notify": "journeys/test_notices.py",
    "cli/options": "house/test_wheel.py",
    "cli/verbs": "house/test_wheel.py",
    "desk/desk": "journeys/test_ingest.py",
    "hub/cluster": "journeys/test_two_nodes.py",
    "lab/serving": "house/test_container.py",
    "store/postgres/landing": "lab/record/test_transfer.py",
    "store/postgres/look": "lab/record/test_verify.py",
    "store/sqlite": "contracts/test_store_contract.py",
}
# What a room promises as a whole.
WHOLE_ROOM = {
    "api/test_socket_slow.py",
    "hub/test_fold_equals_snapshot.py",
    "lab/test_corpus.py",
    "store/postgres/test_faults.py",
    "store/test_faults.py",
    "store/test_golden.py",
    "store/test_kill.py",
    "store/test_open.py",
    "suggest/test_properties.py",
    "thermometer/test_properties.py",
}


def mirror(module: Module) -> str:
    """The test file that a module should have."""
    folder, _, stem = module.name.rpartition("/")
    return f"{folder}/test_{stem}.py" if folder else f"test_{stem}.py"


def parts(module: Module) -> set[str]:
    """Names of the modules of the product that it imports."""
    found = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("csassist."):
            base = (node.module or "").removeprefix("csassist.").replace(".", "/")
            found |= {base, *(f"{base}/{alias.name}" for alias in node.names)}
    return found


def tried() -> set[str]:
    """Modules with a test file of their own or through another door, and the inner parts of their rooms behind them."""
    known = {m.name: m for m in modules()}
    reached = {n for n, m in known.items() if (TESTS / THROUGH.get(n, mirror(m))).is_file()}
    waiting = list(reached)
    while waiting:
        front = known[waiting.pop()]
        inner = {p for p in parts(front) if p in known and known[p].room == front.room} - reached
        reached |= inner
        waiting += inner
    return reached


def test_every_module_that_does_something_is_tried() -> None:
    doing = {f.module.name for f in functions() if f.public}
    assert "\n".join(sorted(doing - tried())) == ""


def test_no_test_file_has_lost_its_module() -> None:
    known = {mirror(m) for m in modules()} | WHOLE_ROOM
    files = {p.relative_to(TESTS).as_posix() for p in TESTS.rglob("test_*.py")}
    assert "\n".join(sorted(f for f in files - known if f.split("/")[0] not in ACROSS)) == ""


def test_the_exceptions_are_still_exceptions() -> None:
    names = {m.name for m in modules()}
    assert {n for n in THROUGH if n not in names or not (TESTS / THROUGH[n]).is_file()} == set()
    assert {f for f in WHOLE_ROOM if not (TESTS / f).is_file()} == set()
