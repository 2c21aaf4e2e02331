"""Cursors go there and back; nobody makes one up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from csassist.desk.places import read_place, write_place
from csassist.errors import InvalidInput

AT = datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)


def test_there_and_back() -> None:
    assert read_place(write_place(AT, "al_1")) == (AT, "al_1")


@pytest.mark.parametrize("cursor", ["", "nonsense", "WzFd", "WyJ4IiwieSJd", "WyIyMDI2LTExLTIyIiwieSJd", "日"])
def test_anything_else_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        read_place(cursor)
