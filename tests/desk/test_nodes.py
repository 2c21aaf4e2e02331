"""One node tells itself."""

from __future__ import annotations

from collections.abc import Mapping

from csassist.desk.nodes import OneNode, new_name


async def test_everybody_who_listens_to_a_kind_hears_it_in_order() -> None:
    node, heard = OneNode(), list[tuple[str, str]]()

    async def first(facts: Mapping[str, str]) -> None:
        heard.append(("first", facts["shop"]))

    async def second(facts: Mapping[str, str]) -> None:
        heard.append(("second", facts["shop"]))

    node.listen("shop-changed", first)
    node.listen("shop-changed", second)
    await node.spread("shop-changed", {"shop": "s1"})
    await node.spread("erased", {"shop": "s1"})
    await node.spread("shop-changed", {"shop": "s2"})
    assert heard == [("first", "s1"), ("second", "s1"), ("first", "s2"), ("second", "s2")]


async def test_a_fault_of_one_hides_nothing_from_the_next() -> None:
    node, heard = OneNode(), list[str]()

    async def broken(facts: Mapping[str, str]) -> None:
        raise KeyError("shop")

    async def whole(facts: Mapping[str, str]) -> None:
        heard.append(facts["shop"])

    node.listen("shop-changed", broken)
    node.listen("shop-changed", whole)
    await node.spread("shop-changed", {"shop": "s1"})
    assert heard == ["s1"]


def test_no_two_starts_have_one_name() -> None:
    assert new_name() != new_name()
    assert OneNode("n_1").name == "n_1"
