"""Every shop decides with the pack and its own library, and with nobody else's; building is off the message path."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from csassist.assessment.rulebook import Rulebook
from csassist.catalogue.spec import ProductCard, SellingPoint
from csassist.desk.library import LIVE, RETIRED, ShopProduct, ShopScript
from csassist.desk.shop_rulebook import Additions, ShopRulebooks
from csassist.rulepack.reload import RulebookHolder
from csassist.store.sqlite import SqliteStore
from csassist.suggest.library import Library
from csassist.suggest.spec import Script, When

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CARD = ProductCard("p-1", "灯", "照明", "goods", (SellingPoint(("亮嗎", "ＬＥＤ"), "无频闪", "久看不累", "眼不酸"),))
PRODUCT = ShopProduct(CARD, 1, AT)
SCRIPT = Script(
    "shop-1", "action", "剪灯芯", "stable", When(words=("黑烟",)), "灯芯剪短一点再点。", "", (), (), scene="presale"
)
KEPT = ShopScript(SCRIPT, 1, LIVE, AT)


class Pack:
    """Rulebooks whose pack can be changed and whose building can be held up."""

    def __init__(self, holder: RulebookHolder) -> None:
        self.now = holder.current()
        self._holder = holder
        self.built = 0
        self.gate = threading.Event()
        self.gate.set()

    def current(self) -> Rulebook:
        return self.now

    def library(self, base: Rulebook, scripts: Sequence[Script]) -> Library:
        assert self.gate.wait(20)
        self.built += 1
        return self._holder.library(base, scripts)

    def words(self, text: str) -> tuple[str, ...]:
        return self._holder.words(text)

    def change(self) -> Rulebook:
        self.now = replace(self.now, hash=f"{self.now.hash}+")
        return self.now


@pytest.fixture
def pack(rulebooks: RulebookHolder) -> Pack:
    return Pack(rulebooks)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def shops(pack: Pack, store: SqliteStore) -> ShopRulebooks:
    return ShopRulebooks(pack, store.library)


async def test_a_shop_with_nothing_of_its_own_has_the_pack_itself(shops: ShopRulebooks, pack: Pack) -> None:
    assert shops.current("s1") is pack.now
    await shops.take("s1", Additions())
    assert shops.current("s1") is pack.now


async def test_cards_and_scripts_are_the_shops_alone(shops: ShopRulebooks, pack: Pack) -> None:
    await shops.take("s1", Additions().with_products((PRODUCT,)).with_script(KEPT))
    mine = shops.current("s1")
    assert mine.shelf.card("p-1") is not None
    assert mine.library.script("shop-1") == SCRIPT
    assert set(pack.now.shelf.cards) < set(mine.shelf.cards)
    assert (shops.current("s2"), pack.now.shelf.card("p-1")) == (pack.now, None)


async def test_cards_alone_share_everything_but_the_shelf(shops: ShopRulebooks, pack: Pack) -> None:
    await shops.take("s1", Additions().with_products((PRODUCT,)))
    mine = shops.current("s1")
    assert mine.library is pack.now.library
    assert mine.thermometer is pack.now.thermometer
    assert pack.built == 0


async def test_topics_are_folded_as_messages_are(shops: ShopRulebooks) -> None:
    await shops.take("s1", Additions().with_products((PRODUCT,)))
    card = shops.current("s1").shelf.card("p-1")
    assert card is not None
    assert card.points[0].topic == ("亮吗", "led")
    assert shops.additions("s1").products["p-1"].card.points[0].topic == ("亮嗎", "ＬＥＤ")


async def test_the_hash_names_the_content_alone(shops: ShopRulebooks, pack: Pack) -> None:
    first, second = replace(PRODUCT, card=replace(CARD, id="p-0")), PRODUCT
    await shops.take("s1", Additions().with_products((first,)).with_products((second,)))
    await shops.take("s2", Additions(version=9).with_products((replace(second, version=7), first)))
    assert shops.current("s1").hash == shops.current("s2").hash != pack.now.hash
    await shops.take("s2", shops.additions("s2").with_products((replace(first, card=replace(first.card, name="伞")),)))
    assert shops.current("s1").hash != shops.current("s2").hash
    with_script = shops.additions("s1").with_script(KEPT)
    before = shops.current("s1").hash
    await shops.take("s1", with_script)
    assert shops.current("s1").hash != before
    await shops.take("s1", with_script.with_script(replace(KEPT, version=2, state=RETIRED)))
    assert shops.current("s1").hash == before


async def test_a_deleted_card_gives_way_to_that_of_the_pack(shops: ShopRulebooks, pack: Pack) -> None:
    name, card = next(iter(pack.now.shelf.cards.items()))
    await shops.take("s1", Additions().with_products((replace(PRODUCT, card=replace(CARD, id=name)),)))
    assert shops.current("s1").shelf.card(name) != card
    await shops.take("s1", shops.additions("s1").with_products((), (name,)))
    assert shops.current("s1") is pack.now


async def test_a_new_pack_is_built_beside_the_messages(shops: ShopRulebooks, pack: Pack) -> None:
    await shops.take("s1", Additions().with_script(KEPT))
    old = shops.current("s1")
    pack.gate.clear()
    pack.change()
    assert [shops.current("s1") for _ in range(3)] == [old] * 3  # nobody waits, nothing is built twice
    assert shops.current("s2") is pack.now
    pack.gate.set()
    await shops.renew()
    assert (shops.current("s1").library.script("shop-1"), pack.built) == (SCRIPT, 2)
    assert shops.current("s1").hash != old.hash


async def test_a_pack_that_changes_while_a_library_is_built_wins(shops: ShopRulebooks, pack: Pack) -> None:
    pack.gate.clear()
    taking = asyncio.create_task(shops.take("s1", Additions().with_script(KEPT)))
    await asyncio.sleep(0)
    newest = pack.change()
    pack.gate.set()
    await taking
    await shops.renew()
    found = shops.current("s1")
    await shops.take("s2", Additions().with_script(KEPT))
    assert found.hash == shops.current("s2").hash
    assert pack.now is newest


async def test_what_is_on_record_is_there_after_a_start(shops: ShopRulebooks, pack: Pack, store: SqliteStore) -> None:
    await store.library.put_products("s1", (CARD,), AT)
    await store.library.put_script("s2", KEPT)
    await shops.restore()
    assert shops.current("s1").shelf.card("p-1") is not None
    assert shops.current("s2").library.script("shop-1") == SCRIPT
    assert shops.additions("s2").scripts["shop-1"] == KEPT


async def test_a_fault_while_building_leaves_the_shop_with_what_it_has(shops: ShopRulebooks, pack: Pack) -> None:
    await shops.take("s1", Additions().with_products((PRODUCT,)))
    before = shops.current("s1")

    def refuse(_base: Rulebook, _scripts: Sequence[Script]) -> Library:
        raise ValueError("no")

    pack.library = refuse  # type: ignore[method-assign]
    with pytest.raises(ValueError, match="no"):
        await shops.take("s1", shops.additions("s1").with_script(KEPT))
    assert shops.current("s1") is before
