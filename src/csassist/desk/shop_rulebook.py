"""The rulebook of each shop: the pack in use, the shop's own product cards and approved scripts on top of it.

`current` is what every decision asks; it looks up and never builds. Building happens in a thread when a library or the
pack has changed, and until it is done the shop goes on with the rulebook it has. No shop sees another one's cards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from hashlib import blake2b

import structlog

from csassist.assessment.rulebook import Rulebook
from csassist.catalogue.shelf import bases
from csassist.catalogue.spec import ProductCard
from csassist.desk.library import LIVE, Contents, LibraryStore, ShopProduct, ShopScript
from csassist.desk.ports import Rulebooks
from csassist.frozen import frozen
from csassist.suggest.library import Library
from csassist.suggest.spec import Script

log = structlog.get_logger("csassist.library")


@frozen
class Additions:
    """One shop's library in memory, by id. `version` counts its changes in this process."""

    products: Mapping[str, ShopProduct] = field(default_factory=dict)
    scripts: Mapping[str, ShopScript] = field(default_factory=dict)
    version: int = 0

    @classmethod
    def of(cls, contents: Contents) -> Additions:
        """As read from the record."""
        products = {kept.card.id: kept for kept in contents.products}
        return cls(products, {kept.script.id: kept for kept in contents.scripts}, contents.version)

    def with_products(self, put: Iterable[ShopProduct], gone: Iterable[str] = ()) -> Additions:
        """After cards were put or deleted."""
        products = {**self.products, **{kept.card.id: kept for kept in put}}
        for name in gone:
            products.pop(name, None)
        return replace(self, products=products, version=self.version + 1)

    def with_script(self, kept: ShopScript) -> Additions:
        """After a script got a new version."""
        return replace(self, scripts={**self.scripts, kept.script.id: kept}, version=self.version + 1)


NOTHING = Additions()


@frozen
class Shelved:
    """A card made ready: as decisions read it, and what names its content."""

    kept: ShopProduct
    card: ProductCard
    digest: bytes


@frozen
class Built:
    """`rulebook` = `base` with `additions`."""

    base: Rulebook
    additions: Additions
    rulebook: Rulebook
    shelved: Mapping[str, Shelved]


class ShopRulebooks:
    """Lives on the event loop. Built once by the desk, for all shops."""

    def __init__(self, rulebooks: Rulebooks, store: LibraryStore) -> None:
        self._base = rulebooks
        self._store = store
        self._built: dict[str, Built] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._renewing: dict[str, asyncio.Task[None]] = {}
        self._written: Callable[[str], Awaitable[None]] | None = None

    @property
    def base(self) -> Rulebooks:
        """The pack without any shop."""
        return self._base

    def current(self, shop: str) -> Rulebook:
        """The rulebook for the next decision of `shop`. Two look-ups, whatever the shop holds."""
        base = self._base.current()
        built = self._built.get(shop)
        if built is None:
            return base
        if built.base is not base:
            self._renew_soon(shop)
        return built.rulebook

    def additions(self, shop: str) -> Additions:
        """What `shop` added, as its decisions see it."""
        built = self._built.get(shop)
        return NOTHING if built is None else built.additions

    async def restore(self) -> None:
        """Reads every shop's library after a start."""
        for shop in await self._store.shops():
            await self.reread(shop)

    async def reread(self, shop: str) -> None:
        """Takes one shop's library from the record, whatever is in memory."""
        async with self.writing(shop):
            await self._take(shop, Additions.of(await self._store.contents(shop)))

    def writing(self, shop: str) -> asyncio.Lock:
        """Held by whoever changes a library, from the look to `take`: changes of one shop come one after another."""
        return self._locks.setdefault(shop, asyncio.Lock())

    async def take(self, shop: str, additions: Additions) -> None:
        """The next decision of `shop` is made with `additions`, which are on record. Call it inside `writing`."""
        await self._take(shop, additions)
        if self._written is not None:
            await self._written(shop)

    def when_written(self, then: Callable[[str], Awaitable[None]]) -> None:
        """`then` hears of every change of a shop's library that was made here."""
        self._written = then

    async def _take(self, shop: str, additions: Additions) -> None:
        while True:
            base, before = self._base.current(), self._built.get(shop)
            built = await asyncio.to_thread(_build, self._base.library, base, additions, before)
            self._built[shop] = built
            if self._base.current() is base:  # else the pack changed while we built
                return

    def renew_soon(self) -> None:
        """The pack has changed: begins to build every shop's rulebook on it."""
        base = self._base.current()
        for shop, built in self._built.items():
            if built.base is not base:
                self._renew_soon(shop)

    async def renew(self) -> None:
        """The same, and waits until all of them are in use."""
        self.renew_soon()
        await asyncio.gather(*self._renewing.values())

    def _renew_soon(self, shop: str) -> None:
        if shop not in self._renewing:
            task = self._renewing[shop] = asyncio.get_running_loop().create_task(self._renew(shop))
            task.add_done_callback(lambda done: self._renewed(shop, done))

    async def _renew(self, shop: str) -> None:
        async with self.writing(shop):
            await self._take(shop, self._built[shop].additions)

    def _renewed(self, shop: str, task: asyncio.Task[None]) -> None:
        del self._renewing[shop]
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("shop rulebook not renewed", error=type(fault).__name__)


LibraryOf = Callable[[Rulebook, Sequence[Script]], Library]


def _build(library_of: LibraryOf, base: Rulebook, additions: Additions, before: Built | None) -> Built:
    """Runs in a thread. What has not changed since `before` is shared with it; all else is shared with the pack."""
    scripts = tuple(kept.script for _, kept in sorted(additions.scripts.items()) if kept.state == LIVE)
    if not scripts:
        library = base.library
    elif before is not None and before.base is base and before.additions.scripts == additions.scripts:
        library = before.rulebook.library
    else:
        library = library_of(base, scripts)
    shelved = _shelved(base, additions, {} if before is None else before.shelved)
    if not scripts and not shelved:
        return Built(base, additions, base, shelved)
    cards = {**base.shelf.cards, **{name: one.card for name, one in shelved.items()}}
    shelf = replace(base.shelf, cards=cards, bases=bases(cards))
    name = _hash(base, shelved, scripts)
    return Built(base, additions, replace(base, hash=name, library=library, shelf=shelf), shelved)


def _shelved(base: Rulebook, additions: Additions, before: Mapping[str, Shelved]) -> Mapping[str, Shelved]:
    """Every card in order of id; one that was there before is not made ready again."""
    fold = base.thermometer.folder.fold
    found: dict[str, Shelved] = {}
    for name, kept in sorted(additions.products.items()):
        known = before.get(name)
        if known is None or known.kept is not kept:
            digest = blake2b(repr(kept.card).encode("utf-8", "backslashreplace"), digest_size=16).digest()
            known = Shelved(kept, _folded(kept.card, lambda text: fold(text).text), digest)
        found[name] = known
    return found


def _folded(card: ProductCard, fold: Callable[[str], str]) -> ProductCard:
    """Topics as they stand in folded text: a shop may write 容量大嗎 or ＷＩＦＩ."""
    points = tuple(replace(point, topic=tuple(map(fold, point.topic))) for point in card.points)
    return card if points == card.points else replace(card, points=points)


def _hash(base: Rulebook, shelved: Mapping[str, Shelved], scripts: tuple[Script, ...]) -> str:
    """Over content alone, in order of id: the same pack and the same library have the same name wherever they are."""
    digest = blake2b(base.hash.encode(), digest_size=16)
    for one in shelved.values():
        digest.update(one.digest)
    for script in scripts:
        digest.update(repr(script).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()
