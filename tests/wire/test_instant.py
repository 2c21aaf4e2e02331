"""Instants over the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from csassist.wire.instant import instant, instant_or_none


def test_an_instant_is_utc_with_milliseconds() -> None:
    assert instant(datetime(2026, 11, 22, 10, 0, tzinfo=UTC)) == "2026-11-22T10:00:00.000Z"
    china = timezone(timedelta(hours=8))
    assert instant(datetime(2026, 11, 22, 18, 0, 0, 123_999, tzinfo=china)) == "2026-11-22T10:00:00.123Z"
    assert instant(datetime(2026, 1, 1, 5, 0, tzinfo=china)) == "2025-12-31T21:00:00.000Z"


def test_no_time_is_null() -> None:
    assert instant_or_none(None) is None
