"""A library changed on one node counts on the others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from csassist.catalogue.spec import ProductCard
from csassist.desk.access import Identity, Role
from csassist.desk.libraries import CHANGED, join_libraries
from csassist.desk.nodes import Listeners
from csassist.desk.ports import Heard
from csassist.desk.shop_products import ShopProducts
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.rulepack.reload import RulebookHolder
from csassist.store.sqlite import SqliteStore
from fakes.clock import FakeClock
from fakes.until import until

ADMIN = Identity(Role.ADMIN, "s1", None, (), "s1/admin/x")
CARD = ProductCard("p-1", "灯", "照明", "goods", ())


class Wire:
    """Two nodes on one wire, each with its name."""

    def __init__(self) -> None:
        self.ends: list[Listeners] = []

    async def carry(self, kind: str, facts: Mapping[str, str]) -> None:
        for end in self.ends:
            await end.hear(kind, facts)


class Node:
    """Implements desk.ports.Nodes."""

    def __init__(self, name: str, wire: Wire) -> None:
        self.name, self._wire, self._listeners = name, wire, Listeners()
        wire.ends.append(self._listeners)

    def listen(self, kind: str, then: Heard) -> None:
        self._listeners.add(kind, then)

    async def spread(self, kind: str, facts: Mapping[str, str]) -> None:
        await self._wire.carry(kind, facts)


async def test_a_card_put_on_one_node_counts_on_the_other_and_after_silence_too(
    tmp_path: Path, rulebooks: RulebookHolder
) -> None:
    store = SqliteStore.open(tmp_path)
    wire = Wire()
    nodes = [Node("n_1", wire), Node("n_2", wire)]
    books = [ShopRulebooks(rulebooks, store.library) for _ in nodes]
    for book, node in zip(books, nodes, strict=True):
        join_libraries(book, node)
    products = ShopProducts(store.library, books[0], FakeClock())
    await products.put(ADMIN, CARD)
    await until(lambda: "p-1" in books[1].additions("s1").products)
    assert books[0].current("s1").hash == books[1].current("s1").hash
    wire.ends.pop()  # the second node hears nothing for a while
    await products.delete(ADMIN, "p-1")
    assert "p-1" in books[1].additions("s1").products
    wire.ends.append(nodes[1]._listeners)
    await wire.carry(CHANGED, {})  # something may have been missed
    await until(lambda: "p-1" not in books[1].additions("s1").products)
    await store.close()
