"""A frozen class is a dataclass like any other; only sooner made."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace

import pytest
from pydantic import TypeAdapter, ValidationError

from csassist.frozen import frozen


@frozen
class Made:
    """With every kind of default."""

    name: str
    size: int = 1
    parts: list[str] = field(default_factory=list)
    seen: int = field(default=0, compare=False, repr=False)

    @property
    def twice(self) -> int:
        """Methods stay."""
        return 2 * self.size


@dataclass(frozen=True, slots=True)
class Plain:
    """The yardstick."""

    name: str
    size: int = 1
    parts: list[str] = field(default_factory=list)
    seen: int = field(default=0, compare=False, repr=False)


@frozen
class Place:
    """Hashable, its own way of showing."""

    x: int
    y: int

    def __repr__(self) -> str:
        return f"{self.x}/{self.y}"


@frozen
class One:
    """A single field."""

    name: str


@frozen
class Nothing:
    """No field at all."""


def test_it_takes_fields_by_place_and_by_name_and_fills_defaults() -> None:
    assert Made("a") == Made(name="a", size=1, parts=[])
    assert Made("a").parts is not Made("a").parts
    assert Made("a", 2).twice == 4
    assert list(inspect.signature(Made).parameters) == list(inspect.signature(Plain).parameters)


def test_it_is_shown_like_the_plain_one_unless_it_says_how() -> None:
    assert repr(Made("a", 2, ["b"], 5)) == repr(Plain("a", 2, ["b"], 5)).replace("Plain", "Made")
    assert repr(Place(1, 2)) == "1/2"


def test_what_it_makes_is_frozen_and_can_be_replaced() -> None:
    made = Made("a")
    with pytest.raises(FrozenInstanceError):
        made.name = "b"  # type: ignore[misc]  # that is the point
    with pytest.raises(FrozenInstanceError):
        del made.name
    with pytest.raises(AttributeError):
        made.other = 1  # type: ignore[attr-defined]  # that is the point
    assert replace(made, size=3) == Made("a", 3)
    assert not hasattr(made, "__dict__")


def test_it_refuses_what_the_plain_one_refuses() -> None:
    with pytest.raises(TypeError, match="name"):
        Made()  # type: ignore[call-arg]  # that is the point
    with pytest.raises(TypeError, match="colour"):
        Made("a", colour="red")  # type: ignore[call-arg]  # that is the point


def test_values_are_equal_by_their_compared_fields_and_their_class() -> None:
    assert Made("a", seen=1) == Made("a", seen=2)
    assert Made("a") != Made("b")
    assert Made("a").__eq__(Plain("a")) is NotImplemented
    assert {Place(1, 2), Place(1, 2), Place(2, 1)} == {Place(1, 2), Place(2, 1)}
    assert Nothing() == Nothing()
    assert len({One("a"), One("b"), Nothing(), Nothing()}) == 3
    with pytest.raises(TypeError, match="unhashable"):
        hash(Made("a"))


@pytest.mark.parametrize("value", [Made("a", 2, ["b"], 5), Place(1, 2), One("a"), Nothing()])
def test_values_are_copied_and_pickled_whole(value: object) -> None:
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert again == value
        assert type(again) is type(value)
        assert repr(again) == repr(value)


def test_tools_for_dataclasses_take_it_as_one() -> None:
    assert [item.name for item in fields(Made)] == [item.name for item in fields(Plain)]
    assert asdict(Made("a")) == {"name": "a", "size": 1, "parts": [], "seen": 0}
    assert is_dataclass(One)
    assert TypeAdapter(Place).validate_python({"x": 1, "y": "2"}) == Place(1, 2)
    with pytest.raises(ValidationError):
        TypeAdapter(Place).validate_python({"x": 1})


def test_a_class_with_bases_and_a_class_on_top_are_refused() -> None:
    class Base:
        """Something."""

    class Above(Base):
        """It would get a constructor that makes something else."""

    with pytest.raises(TypeError, match="bases"):
        frozen(Above)
    with pytest.raises(TypeError, match="no other class"):
        type("Below", (Place,), {})
