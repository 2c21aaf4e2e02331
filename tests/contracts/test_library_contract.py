"""The guarantees of desk.library.LibraryStore, one suite for every engine."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csassist.catalogue.spec import Evidence, ProductCard, SellingPoint
from csassist.desk.library import ANY, APPROVED, LIVE, RETIRED, Contents, Proposal, ProposalQuery, ShopScript
from csassist.desk.ports import Store
from csassist.errors import Conflict, InvalidInput
from csassist.suggest.spec import Script, ScriptExample, When
from records import Engine

AT = datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
POINT = SellingPoint(
    ("亮",), "无频闪", "久看不累", "眼不酸", Evidence("测过", "报告"), ("学生",), (("学生", "写作业眼不酸"),)
)  # fmt: skip
CARD = ProductCard(
    "p-1", "灯", "照明", "goods", (POINT, replace(POINT, evidence=None)), (("功率", "9瓦"),), related=("p-2",)
)  # fmt: skip
SCRIPT = Script(
    "shop-1", "faq", "灯泡能换吗", "stable", When(words=("灯泡",), emotions=("anxiety",)), "能换的，{customer_name}。",
    "无", (ScriptExample("灯泡能换吗", given=(("order_id", "1"),)),), (), scene="presale", fact="能换",
)  # fmt: skip
KEPT = ShopScript(SCRIPT, 1, LIVE, AT, "boss", "pp_1")
PROPOSAL = Proposal(
    "s1", "pp_1", "能换的。", AT, "faq", "灯泡", "presale", ("灯泡",), "a1", ("t1",), "c-1", "sg_1", "m-1"
)  # fmt: skip


async def test_a_shop_without_a_library_has_an_empty_one(store: Store) -> None:
    assert await store.library.shops() == ()
    assert await store.library.contents("s1") == Contents()
    assert await store.library.proposal("s1", "pp_1") is None
    assert await store.library.proposals(ProposalQuery("s1")) == ()


async def test_all_of_it_comes_back_equal_after_a_restart(engine: Engine, tmp_path: Path) -> None:
    store = engine(tmp_path)
    (product,) = await store.library.put_products("s1", (CARD,), AT)
    await store.library.add_proposal(PROPOSAL)
    decided = replace(PROPOSAL, state=APPROVED, decided_by="boss", decided_at=LATER, script_id="shop-1")
    await store.library.decide_proposal(decided, KEPT)
    await store.close()
    again = engine(tmp_path)
    contents = await again.library.contents("s1")
    proposal = await again.library.proposal("s1", "pp_1")
    shops = await again.library.shops()
    await again.close()
    assert (contents.products, contents.scripts) == ((product,), (KEPT,))
    assert (product.card, product.version, product.updated_at) == (CARD, 1, AT)
    assert proposal == decided
    assert shops == ("s1",)


async def test_putting_the_same_again_keeps_version_and_time(store: Store) -> None:
    await store.library.put_products("s1", (CARD,), AT)
    before = await store.library.contents("s1")
    (same,) = await store.library.put_products("s1", (CARD,), LATER)
    assert (same.version, same.updated_at) == (1, AT)
    assert await store.library.contents("s1") == before
    (other,) = await store.library.put_products("s1", (replace(CARD, name="台灯"),), LATER)
    assert (other.version, other.updated_at) == (2, LATER)
    assert (await store.library.contents("s1")).version == before.version + 1


async def test_a_version_is_checked_and_never_given_out_twice(store: Store) -> None:
    library = store.library
    for expected in (1, ANY):
        with pytest.raises(Conflict) as refused:
            await library.put_products("s1", (CARD,), AT, expected)
        assert refused.value.code == "A412"
    await library.put_products("s1", (CARD,), AT, 0)
    with pytest.raises(Conflict):
        await library.put_products("s1", (CARD,), AT, 0)
    with pytest.raises(Conflict):
        await library.delete_product("s1", "p-1", AT, 2)
    assert await library.delete_product("s1", "p-1", AT, 1)
    assert not await library.delete_product("s1", "p-1", AT)
    assert (await library.contents("s1")).products == ()
    (back,) = await library.put_products("s1", (CARD,), LATER, 0)
    assert back.version == 3


async def test_many_cards_are_kept_in_order_of_id_and_a_refused_put_leaves_no_trace(store: Store) -> None:
    cards = [replace(CARD, id=f"p-{n:04}") for n in range(1200)]
    kept = await store.library.put_products("s1", cards[::-1], AT)
    assert [one.card for one in kept] == cards[::-1]
    contents = await store.library.contents("s1")
    assert [one.card.id for one in contents.products] == [card.id for card in cards]
    with pytest.raises(Conflict):
        await store.library.put_products("s1", (replace(CARD, id="new"), replace(CARD, id="p-0001", name="x")), AT, 0)
    assert await store.library.contents("s1") == contents


async def test_shops_do_not_meet(store: Store) -> None:
    await store.library.put_products("s1", (CARD,), AT)
    await store.library.add_proposal(PROPOSAL)
    assert await store.library.contents("s2") == Contents()
    assert not await store.library.delete_product("s2", "p-1", AT)
    assert await store.library.proposal("s2", "pp_1") is None
    with pytest.raises(Conflict):
        await store.library.decide_proposal(replace(PROPOSAL, shop="s2", state=APPROVED), None)


async def test_versions_of_a_script_follow_each_other(store: Store) -> None:
    second = replace(KEPT, version=2, state=RETIRED, at=LATER)
    with pytest.raises(Conflict):
        await store.library.put_script("s1", second)
    await store.library.put_script("s1", KEPT)
    won, lost = await asyncio.gather(
        store.library.put_script("s1", second), store.library.put_script("s1", second), return_exceptions=True
    )
    assert won is None
    assert isinstance(lost, Conflict)
    assert (await store.library.contents("s1")).scripts == (second,)


async def test_a_proposal_is_known_by_its_id_and_decided_once(store: Store) -> None:
    assert await store.library.add_proposal(PROPOSAL) is None
    assert await store.library.add_proposal(replace(PROPOSAL, text="别的")) == PROPOSAL
    decided = replace(PROPOSAL, state=APPROVED, decided_at=LATER)
    await store.library.put_script("s1", KEPT)
    with pytest.raises(Conflict):  # its script is there already: neither is written
        await store.library.decide_proposal(decided, KEPT)
    assert await store.library.proposal("s1", "pp_1") == PROPOSAL
    other = replace(KEPT, script=replace(SCRIPT, id="shop-2"))
    await store.library.decide_proposal(decided, other)
    with pytest.raises(Conflict):
        await store.library.decide_proposal(decided, replace(other, script=replace(SCRIPT, id="shop-3")))
    assert [one.script.id for one in (await store.library.contents("s1")).scripts] == ["shop-1", "shop-2"]


async def test_proposals_are_listed_newest_first_and_to_whom_they_concern(store: Store) -> None:
    for n in range(6):
        agent, teams = ("a1", ("t1",)) if n % 2 else ("a2", ("t2", "t3"))
        made = replace(PROPOSAL, id=f"pp_{n}", at=AT + timedelta(seconds=n // 2), agent_id=agent, teams=teams)
        await store.library.add_proposal(made)
    await store.library.decide_proposal(replace(made, state=APPROVED), None)

    async def ids(**query: object) -> list[str]:
        found = await store.library.proposals(ProposalQuery("s1", **query))  # type: ignore[arg-type]
        return [one.id for one in found]

    assert await ids() == ["pp_5", "pp_4", "pp_3", "pp_2", "pp_1", "pp_0"]
    assert await ids(state="open", agent_id="a1", teams=()) == ["pp_3", "pp_1"]
    assert await ids(teams=("t3",)) == ["pp_4", "pp_2", "pp_0"]
    assert await ids(agent_id="a1", teams=("t2",), limit=3) == ["pp_5", "pp_4", "pp_3"]
    assert await ids(limit=2, before=(AT + timedelta(seconds=1), "pp_3")) == ["pp_2", "pp_1"]
    assert await ids(agent_id="nobody", teams=()) == []


async def test_half_a_character_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInput):
        await store.library.put_products("s1", (replace(CARD, note="\ud800"),), AT)
    assert await store.library.contents("s1") == Contents()
