"""What one node changes in a shop's library, the others read from the record. Knows no rulebook and no broker."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from csassist.desk.ports import Nodes
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.errors import StoreUnavailable

CHANGED = "shop-changed"  # facts: shop, node
AGAIN_S = 5.0

log = structlog.get_logger("csassist.library")


def join_libraries(rulebooks: ShopRulebooks, nodes: Nodes) -> None:
    """From now on a product card or script put on one node counts on all, within a moment."""
    reading: set[asyncio.Task[None]] = set()

    async def written(shop: str) -> None:
        await nodes.spread(CHANGED, {"shop": shop, "node": nodes.name})

    async def heard(facts: Mapping[str, str]) -> None:
        if facts.get("node") != nodes.name:
            task = asyncio.get_running_loop().create_task(_read(rulebooks, facts.get("shop")))
            reading.add(task)
            task.add_done_callback(reading.discard)

    rulebooks.when_written(written)
    nodes.listen(CHANGED, heard)


async def _read(rulebooks: ShopRulebooks, shop: str | None) -> None:
    """One shop's library, or all of them; a record that is away is waited for."""
    while True:
        try:
            await (rulebooks.restore() if shop is None else rulebooks.reread(shop))
        except StoreUnavailable:
            log.warning("library not read", reason="the record is away")
            await asyncio.sleep(AGAIN_S)
        else:
            return
