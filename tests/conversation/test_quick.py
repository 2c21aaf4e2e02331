"""The quick constructor is the same constructor."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from csassist.conversation.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Made:
    name: str
    size: int = 1
    parts: list[str] = field(default_factory=list)


def test_it_takes_fields_by_place_and_by_name_and_fills_defaults() -> None:
    assert Made("a") == Made(name="a", size=1, parts=[])
    assert repr(Made("a", 2, ["b"])) == "Made(name='a', size=2, parts=['b'])"
    assert Made("a").parts is not Made("a").parts


def test_what_it_makes_is_frozen_and_can_be_replaced() -> None:
    made = Made("a")
    with pytest.raises(FrozenInstanceError):
        made.name = "b"  # type: ignore[misc]  # that is the point
    assert replace(made, size=3) == Made("a", 3)


def test_it_refuses_what_the_plain_one_refuses() -> None:
    with pytest.raises(TypeError, match="name"):
        Made()  # type: ignore[call-arg]  # that is the point
    with pytest.raises(TypeError, match="colour"):
        Made("a", colour="red")  # type: ignore[call-arg]  # that is the point
