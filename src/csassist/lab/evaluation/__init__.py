"""Measuring on labelled sets: sets, statistics, one module a measure, table and report. lab/evaluate.py drives it."""
