"""Statements of both engines as PostgreSQL takes them."""

from __future__ import annotations

from csassist.store.outbox_jobs import CLAIM
from csassist.store.postgres.dialect import translated


def test_values_are_numbered_where_they_were_not() -> None:
    assert translated("SELECT a FROM t WHERE b=? AND c IN (?,?)") == "SELECT a FROM t WHERE b=$1 AND c IN ($2,$3)"
    assert translated("SELECT ?2 WHERE x=?1 OR y=?2") == "SELECT $2 WHERE x=$1 OR y=$2"


def test_what_cannot_be_said_the_same_way_is_said_by_name() -> None:
    assert "SKIP LOCKED" in translated(CLAIM)
    assert "?" not in translated(CLAIM)
