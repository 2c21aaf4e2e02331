"""The guarantees of desk.tidings.TidingStore, one suite for every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from csassist.desk.ports import Store
from csassist.desk.tidings import FOLLOW_UP, RECOVERY, SPIKE, Tiding, TidingQuery
from records import START, commit_of, new_conversation

LATER = START + timedelta(hours=1)
PRAISE = Tiding("s1", "rc_1", RECOVERY, START, {"text": "处理得好"}, "c-1", "a1", "t1")
CALL = Tiding("s1", "fu_1", FOLLOW_UP, START + timedelta(seconds=1), {"text": "回访"}, "c-1", "a1", "t1", LATER)
SPIKED = Tiding("s1", "sp_1", SPIKE, START + timedelta(seconds=2), {"by": "trigger", "key": "price"}, team_id="t2")


async def test_one_with_a_known_id_stays_as_it_is(store: Store) -> None:
    assert await store.tidings.put(PRAISE) is True
    assert await store.tidings.put(replace(PRAISE, facts={"text": "别的"})) is False
    assert await store.tidings.put(replace(PRAISE, shop="s2")) is True
    assert await store.tidings.listed(TidingQuery("s1")) == (PRAISE,)


async def test_lists_are_narrowed_by_kind_person_and_team(store: Store) -> None:
    for one in (PRAISE, CALL, SPIKED):
        await store.tidings.put(one)
    assert await store.tidings.listed(TidingQuery("s1")) == (SPIKED, CALL, PRAISE)
    assert await store.tidings.listed(TidingQuery("s1", (RECOVERY, FOLLOW_UP), "a1")) == (CALL, PRAISE)
    assert await store.tidings.listed(TidingQuery("s1", teams=("t2",))) == (SPIKED,)
    assert await store.tidings.listed(TidingQuery("s1", agent_id="a2")) == ()
    assert len(await store.tidings.listed(TidingQuery("s1", limit=2))) == 2


async def test_what_is_due_is_due_until_it_was_told(store: Store) -> None:
    await store.tidings.put(CALL)
    await store.tidings.put(PRAISE)
    assert await store.tidings.due(LATER - timedelta(seconds=1)) == ()
    assert await store.tidings.due(LATER) == (CALL,)
    assert await store.tidings.told(CALL, LATER) is True
    assert await store.tidings.told(CALL, LATER) is False
    assert await store.tidings.due(LATER) == ()
    assert await store.tidings.listed(TidingQuery("s1", (FOLLOW_UP,))) == (replace(CALL, told_at=LATER),)


async def test_what_was_hot_lately(store: Store) -> None:
    commit = commit_of(new_conversation(), "m-1", degrees=60.0, alert=True)
    await store.record(commit)
    assert commit.alert is not None
    assert await store.tidings.hot_since(commit.alert.at) == (("s1", "c-1", commit.alert.at),)
    assert await store.tidings.hot_since(commit.alert.at + timedelta(seconds=1)) == ()


async def test_what_touches_several_teams_is_found_by_each_of_them(store: Store) -> None:
    parts = {"t1": ["c-1"], "t2": ["c-2"]}
    wide = Tiding("s1", "sp_2", SPIKE, START, {"by": "product", "by_team": parts})
    homeless = Tiding("s1", "fu_2", FOLLOW_UP, START, {"text": "回访"})
    for one in (SPIKED, wide, homeless):
        await store.tidings.put(one)
    assert await store.tidings.listed(TidingQuery("s1", teams=("t1", "t9"))) == (wide,)
    assert await store.tidings.listed(TidingQuery("s1", teams=("t2",))) == (SPIKED, wide)
    assert await store.tidings.listed(TidingQuery("s1", teams=("t2",), limit=1)) == (SPIKED,)
    assert await store.tidings.listed(TidingQuery("s1", teams=("t3",))) == ()
    assert len(await store.tidings.listed(TidingQuery("s1"))) == 3
