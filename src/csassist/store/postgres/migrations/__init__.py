"""Numbered SQL files that bring a PostgreSQL database to the present schema."""
