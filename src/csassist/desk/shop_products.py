"""A shop keeps its product cards: who may, what is on record, and that the next message is decided with it."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Sequence

from csassist.catalogue.spec import ProductCard
from csassist.desk.access import Identity, Role, require_role
from csassist.desk.library import LibraryStore, ShopProduct
from csassist.desk.ports import Clock, Page
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.errors import InvalidInput, NotFound

MOST_PRODUCTS = 10_000  # cards of one shop; all of them are held in memory
KEEPERS = (Role.INTEGRATOR, Role.ADMIN)

Shown = tuple[ProductCard, ShopProduct | None]  # a card and, for one of the shop's own, what is kept of it


class ShopProducts:
    """Built once by the desk. Reading is from memory: what is shown is what decisions are made with."""

    def __init__(self, store: LibraryStore, rulebooks: ShopRulebooks, clock: Clock) -> None:
        self._store = store
        self._rulebooks = rulebooks
        self._clock = clock
        self.importing = asyncio.Semaphore(1)  # one large file at a time: reading one takes a core

    def get(self, who: Identity, product_id: str) -> Shown:
        """A card of the shop or of the rules. Raises NotFound."""
        kept = self._rulebooks.additions(who.shop).products.get(product_id)
        if kept is not None:
            return kept.card, kept
        card = self._rulebooks.base.current().shelf.cards.get(product_id)
        if card is None:
            raise NotFound("no such product; check the id")
        return card, None

    def page(self, who: Identity, limit: int, after: str) -> Page[Shown]:
        """Cards of the shop and of the rules by id; the shop's own stand in for those of the rules."""
        ids = self.ids(who)
        start = bisect_right(ids, after) if after else 0
        some = ids[start : start + limit]
        return Page(tuple(self.get(who, name) for name in some), some[-1] if start + limit < len(ids) else None)

    def ids(self, who: Identity) -> list[str]:
        """Every id that decisions of this shop know, sorted."""
        own = self._rulebooks.additions(who.shop).products
        return sorted({*own, *self._rulebooks.base.current().shelf.cards})

    def require_keeper(self, who: Identity) -> None:
        """Raises Forbidden unless `who` keeps products."""
        require_role(who, *KEEPERS)

    async def put(self, who: Identity, card: ProductCard, expected: int | None = None) -> tuple[ShopProduct, bool]:
        """Puts a card that was checked. Returns it as kept, and whether it is new under this id.

        `expected` as in LibraryStore.put_products, Raises Forbidden, Conflict A412, InvalidInput C206.
        """
        known = self._rulebooks.additions(who.shop).products.get(card.id)
        (kept,) = await self._put(who, (card,), expected)
        return kept, known is None

    async def load(self, who: Identity, cards: Sequence[ProductCard]) -> int:
        """Puts cards that were checked, ids differ. Returns how many are new or changed."""
        before = self._rulebooks.additions(who.shop).products
        kept = await self._put(who, cards, None)
        return sum(before.get(one.card.id) != one for one in kept)

    async def delete(self, who: Identity, product_id: str, expected: int | None = None) -> None:
        """Takes a card of the shop's own away. Raises Forbidden, NotFound, Conflict A412."""
        self.require_keeper(who)
        async with self._rulebooks.writing(who.shop):
            gone = await self._store.delete_product(who.shop, product_id, self._clock.now(), expected)
            if not gone:
                raise NotFound("no such product of this shop; check the id")
            additions = self._rulebooks.additions(who.shop)
            await self._rulebooks.take(who.shop, additions.with_products((), (product_id,)))

    async def _put(self, who: Identity, cards: Sequence[ProductCard], expected: int | None) -> tuple[ShopProduct, ...]:
        self.require_keeper(who)
        async with self._rulebooks.writing(who.shop):
            additions = self._rulebooks.additions(who.shop)
            held = {*additions.products, *(card.id for card in cards)}
            if len(held) > MOST_PRODUCTS:
                raise library_full(f"a shop has at most {MOST_PRODUCTS} product cards")
            kept = await self._store.put_products(who.shop, cards, self._clock.now(), expected)
            changed = [one for one in kept if additions.products.get(one.card.id) != one]
            if changed:
                await self._rulebooks.take(who.shop, additions.with_products(changed))
        return kept


def library_full(detail: str) -> InvalidInput:
    """The shop has as much as one shop may have."""
    return InvalidInput(detail, code="C206", errors=[{"pointer": "", "code": "R184", "detail": detail}])
