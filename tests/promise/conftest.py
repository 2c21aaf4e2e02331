"""The shipped promise rules, compiled once, and the Monday morning on which everything is said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from csassist.promise.book import PromiseBook
from csassist.rulepack.load import find_pack, read_pack
from csassist.rulepack.place import default_directory
from csassist.rulepack.promises import promise_book

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai


@pytest.fixture(scope="session")
def book() -> PromiseBook:
    pack, _ = read_pack(find_pack(default_directory()))
    assert pack is not None
    return promise_book(pack)


@pytest.fixture
def now() -> datetime:
    return NOW
