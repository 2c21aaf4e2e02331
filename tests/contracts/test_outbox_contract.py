"""The guarantees of desk.outbox.OutboxStore, one suite for every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from csassist.desk.notices import Notice
from csassist.desk.outbox import Posted, Settled
from csassist.desk.ports import Store
from csassist.errors import StaleConversation
from records import START, Engine, commit_of, new_conversation


def notice(name: str, endpoint: str = "group", **facts: object) -> Notice:
    one = Notice(name, "s1", endpoint, "alert", {"tier": 2, "last_text": "怎么还不发货"}, START, "al_1", "c-1", 2)
    return replace(one, **facts)  # type: ignore[arg-type]


async def test_a_commit_writes_its_notices_with_it(store: Store) -> None:
    commit = replace(commit_of(new_conversation(), "m-1"), notices=(notice("nt_1"),))
    await store.record(commit)
    (row,) = await store.outbox.claim("group", START, 10, 60)
    assert row.notice == notice("nt_1", due_at=row.notice.due_at)
    assert (row.state, row.attempts) == (Posted.SENDING, 1)


async def test_a_loser_and_a_duplicate_write_no_notice(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1")
    await store.record(first)
    await store.record(replace(commit_of(first.conversation, "m-1"), notices=(notice("nt_1"),)))
    with pytest.raises(StaleConversation):
        await store.record(replace(commit_of(new_conversation(), "m-2"), notices=(notice("nt_2"),)))
    assert await store.outbox.due() == {}


async def test_the_same_notice_again_is_one_row(store: Store) -> None:
    await store.outbox.put([notice("nt_1")], START)
    await store.outbox.put([notice("nt_1", body={"tier": 3})], START)
    (row,) = await store.outbox.claim("group", START, 10, 60)
    assert row.notice.body["tier"] == 2


async def test_a_higher_tier_replaces_what_nobody_was_sent_and_follows_what_was(store: Store) -> None:
    await store.outbox.put([notice("nt_low", tier=2)], START)
    await store.outbox.put([notice("nt_high", tier=3)], START)
    (row,) = await store.outbox.claim("group", START, 10, 60)
    assert row.notice.id == "nt_high"
    await store.outbox.put([notice("nt_sent", subject="al_2", tier=2)], START)
    await store.outbox.claim("group", START, 10, 60)
    await store.outbox.settle([Settled("nt_sent", Posted.SENT, START, "200")])
    await store.outbox.put([notice("nt_more", subject="al_2", tier=3)], START)
    (row,) = await store.outbox.claim("group", START, 10, 60)
    assert row.notice.id == "nt_more"


async def test_what_is_claimed_is_nobody_elses_until_the_lease_ends(store: Store) -> None:
    await store.outbox.put([notice("nt_1")], START)
    assert len(await store.outbox.claim("group", START, 10, 60)) == 1
    assert await store.outbox.claim("group", START + timedelta(seconds=59), 10, 60) == ()
    (again,) = await store.outbox.claim("group", START + timedelta(seconds=60), 10, 60)
    assert (again.notice.id, again.attempts) == ("nt_1", 2)


async def test_after_a_start_what_was_being_sent_is_due_with_its_old_id(engine: Engine, tmp_path: Path) -> None:
    store = engine(tmp_path)
    await store.outbox.put([notice("nt_1")], START)
    await store.outbox.claim("group", START, 10, 600)
    await store.close()
    store = engine(tmp_path)
    assert await store.outbox.release(START) == 1
    (row,) = await store.outbox.claim("group", START, 10, 600)
    assert (row.notice.id, row.attempts) == ("nt_1", 1)
    await store.close()


async def test_due_is_by_endpoint_and_in_order(store: Store) -> None:
    later = START + timedelta(hours=8)
    await store.outbox.put([notice("nt_1", due_at=later), notice("nt_2", subject="al_2", due_at=START)], START)
    await store.outbox.put([notice("nt_3", "other", due_at=later)], START)
    assert await store.outbox.due() == {"group": START, "other": later}
    assert [await store.outbox.next_due(name) for name in ("group", "other", "third")] == [START, later, None]
    assert await store.outbox.depth() == 3
    assert [row.notice.id for row in await store.outbox.claim("group", START, 10, 60)] == ["nt_2"]


async def test_dead_ones_are_listed_and_replayed_with_their_ids(store: Store) -> None:
    await store.outbox.put([notice("nt_1"), notice("nt_2", subject="al_2")], START)
    await store.outbox.claim("group", START, 10, 60)
    await store.outbox.settle([Settled(name, Posted.DEAD, START, "500") for name in ("nt_1", "nt_2")])
    assert {row.notice.id for row in await store.outbox.dead("s1", 10)} == {"nt_1", "nt_2"}
    assert await store.outbox.dead("s2", 10) == ()
    assert await store.outbox.replay(["nt_1", "nt_9"], START) == 1
    (row,) = await store.outbox.claim("group", START, 10, 60)
    assert (row.notice.id, row.attempts) == ("nt_1", 1)
    assert await store.outbox.replay(None, START) == 1


async def test_an_attempt_that_was_not_made_is_not_counted(store: Store) -> None:
    await store.outbox.put([notice("nt_1")], START)
    await store.outbox.claim("group", START, 10, 60)
    await store.outbox.settle([Settled("nt_1", Posted.PENDING, START, "", START)])
    assert await store.outbox.recent("group", START - timedelta(minutes=1)) == ()
    (row,) = await store.outbox.claim("group", START, 10, 60)
    assert row.attempts == 1


async def test_recent_posts_count_a_digest_once(store: Store) -> None:
    await store.outbox.put([notice(f"nt_{n}", subject=f"al_{n}") for n in range(4)], START)
    await store.outbox.claim("group", START, 10, 60)
    await store.outbox.settle([Settled(f"nt_{n}", Posted.SENT, START, "200", digest="dg_1") for n in range(3)])
    await store.outbox.settle([Settled("nt_3", Posted.SENT, START, "200")])
    assert len(await store.outbox.recent("group", START - timedelta(minutes=1))) == 2
    assert await store.outbox.recent("group", START) == ()


async def test_an_endpoint_is_disabled_buried_and_taken_into_use_again(store: Store) -> None:
    await store.outbox.put([notice("nt_1")], START)
    await store.outbox.switch("group", "410", "mark-1", START)
    assert await store.outbox.bury("group", "410", START) == 1
    assert await store.outbox.disabled() == {"group": ("410", "mark-1")}
    (state,) = await store.outbox.states("s1")
    assert (state.name, state.dead, state.pending, state.disabled, state.last_code) == ("group", 1, 0, "410", "410")
    await store.outbox.switch("group", "", "mark-2", START)
    assert await store.outbox.disabled() == {}


async def test_what_is_long_settled_is_forgotten(store: Store) -> None:
    await store.outbox.put([notice("nt_1"), notice("nt_2", subject="al_2")], START)
    await store.outbox.claim("group", START, 1, 60)
    await store.outbox.settle([Settled("nt_1", Posted.SENT, START, "200")])
    assert await store.outbox.prune(START + timedelta(days=1)) == 1
    assert [row.notice.id for row in await store.outbox.claim("group", START, 10, 60)] == ["nt_2"]
