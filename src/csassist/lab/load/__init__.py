"""Load on a running service: raw connections, targets, a bare relay, one module a question; lab/bench.py drives it."""
