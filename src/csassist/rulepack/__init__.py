"""YAML and model files to a Rulebook: load, compile, lint, examples."""
