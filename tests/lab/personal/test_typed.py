"""Ways of typing keep every digit."""

from __future__ import annotations

import pytest

from csassist.lab.personal.typed import WAYS, grouped


def test_groups_and_the_rest() -> None:
    assert grouped("13800138000", "-", (3, 4)) == "138-0013-8000"
    assert grouped("123", "-", ()) == "123"


@pytest.mark.parametrize("way", [*WAYS])
def test_as_many_digits_as_before(way: str) -> None:
    shown = WAYS[way]("13800138000", (3, 4))
    assert sum(char.isnumeric() for char in shown) == 11
