"""Numbered SQL files, applied in order; PRAGMA user_version is the number of the last one."""
