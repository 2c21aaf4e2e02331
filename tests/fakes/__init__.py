"""Fakes kept as code, under the names of the ports they stand for."""
