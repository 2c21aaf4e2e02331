"""Two nodes on one record: one order, one first answer, nobody's message twice or lost, nobody's notice sent twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from csassist.app import _keyring
from csassist.conversation.intervention import Deed
from csassist.desk.access import Role
from csassist.desk.notices import Notice
from csassist.desk.outbox import Posted
from csassist.desk.personal import Erasure
from csassist.desk.ports import KeyRecord, Recorded
from csassist.desk.supervision import AlertQuery
from csassist.errors import InvalidInput, StaleConversation
from csassist.settings import Settings
from csassist.store.postgres.store import PostgresStore
from records import START, commit_of, new_conversation, silence_of

Nodes = tuple[PostgresStore, PostgresStore]


async def say(node: PostgresStore, conversation_id: str, message_id: str) -> Recorded:
    """As a desk does it: whoever loses decides again."""
    while True:
        before = await node.load("s1", conversation_id, to_record=True) or new_conversation(conversation_id)
        try:
            recorded = await node.record(commit_of(before, message_id))
        except StaleConversation:
            continue
        assert recorded is not None
        return recorded


async def test_two_nodes_write_one_order_without_a_hole(nodes: Nodes) -> None:
    said = [(f"c-{n % 5}", f"m-{n}") for n in range(200)]
    await asyncio.gather(*(say(nodes[n % 2], *what) for n, what in enumerate(said)))
    for chat in range(5):
        messages = await nodes[0].messages("s1", f"c-{chat}", limit=1000)
        assert [message.seq for message in messages] == list(range(1, 41))
        assert {message.id for message in messages} == {name for where, name in said if where == f"c-{chat}"}
        snapshots = [await node.snapshot("s1", f"c-{chat}") for node in nodes]
        assert snapshots[0] == snapshots[1]
        assert snapshots[0] is not None
        assert (snapshots[0].conversation.seq, snapshots[0].conversation.version) == (40, 40)


async def test_one_id_on_two_nodes_at_once_is_one_record_with_one_answer(nodes: Nodes) -> None:
    answers = await asyncio.gather(*(say(nodes[n % 2], f"c-{n // 20}", f"m-{n // 4}") for n in range(80)))
    assert Counter(answer.duplicate for answer in answers) == {False: 20, True: 60}
    for n in range(20):
        (first,) = {repr(replace(one, duplicate=False)) for one in answers[4 * n : 4 * n + 4]}
        assert f"'m-{n}'" in first


async def test_what_stands_on_a_lost_decision_is_lost_though_its_version_is_there(nodes: Nodes) -> None:
    here, there = nodes
    first = commit_of(new_conversation(), "m-1")
    await here.record(first)
    theirs = silence_of(first.conversation, 44.0, 60)  # version 2, seq still 1
    ours = commit_of(first.conversation, "m-2")  # version 2, seq 2
    on_top = silence_of(ours.conversation, 45.0, 90)  # version 3: fits what the other node is about to write
    await there.record(theirs)
    lost = await asyncio.gather(here.record(ours), here.record(on_top), return_exceptions=True)
    assert [type(one) for one in lost] == [StaleConversation, StaleConversation]
    assert await here.load("s1", "c-1") == theirs.conversation
    assert [message.id for message in await there.messages("s1", "c-1")] == ["m-1"]


async def test_decisions_handed_over_in_order_are_applied_in_order_in_one_transaction(nodes: Nodes) -> None:
    commits, before = [], new_conversation()
    for n in range(30):
        commits.append(commit_of(before, f"m-{n}"))
        before = commits[-1].conversation
    recorded = await asyncio.gather(*(nodes[0].record(commit) for commit in commits))
    assert [one.message.seq for one in recorded if one is not None] == list(range(1, 31))


async def test_reads_see_what_another_node_wrote_and_a_decision_finds_out(nodes: Nodes) -> None:
    here, there = nodes
    first = commit_of(new_conversation(), "m-1")
    await here.record(first)
    second = commit_of(first.conversation, "m-2")
    await there.record(second)
    assert await here.load("s1", "c-1") == second.conversation
    third = commit_of(second.conversation, "m-3")
    await there.record(third)
    behind = await here.load("s1", "c-1", to_record=True)
    assert behind == second.conversation
    with pytest.raises(StaleConversation):
        await here.record(commit_of(second.conversation, "m-4"))
    assert await here.load("s1", "c-1", to_record=True) == third.conversation


async def test_what_a_loser_would_have_written_leaves_no_row(nodes: Nodes) -> None:
    first = commit_of(new_conversation(), "m-1")
    await nodes[0].record(first)
    moved = silence_of(first.conversation, 44.0, 60)
    await nodes[1].record(moved)
    with pytest.raises(StaleConversation):
        await nodes[0].record(commit_of(first.conversation, "m-2", degrees=80.0, alert=True))
    assert await nodes[0].alerts(AlertQuery("s1")) == ()
    assert await nodes[0].suggestion_owner("s1", "sg_b_c-1_m-2_0") is None
    assert [message.seq for message in await nodes[0].messages("s1", "c-1")] == [1]
    await nodes[0].record(commit_of(moved.conversation, "m-2"))


def notices(count: int) -> list[Notice]:
    return [Notice(f"nt_{n}", f"s{n % 3}", "group", "alert", {}, START) for n in range(count)]


async def test_two_nodes_never_claim_one_notice(nodes: Nodes) -> None:
    await nodes[0].outbox.put(notices(100), START)
    claims = await asyncio.gather(*(nodes[n % 2].outbox.claim("group", START, 10, 60) for n in range(20)))
    claimed = [row.notice.id for rows in claims for row in rows]
    assert len(claimed) == len(set(claimed))
    rest = await nodes[0].outbox.claim("group", START, 100, 60)
    assert len(claimed) + len(rest) == 100


async def test_a_node_that_starts_frees_only_what_a_node_was_sending_that_is_gone(nodes: Nodes, url: str) -> None:
    gone = PostgresStore.open(url)
    await gone.outbox.put(notices(2), START)
    (dead,) = await gone.outbox.claim("group", START, 1, 60)
    (alive,) = await nodes[0].outbox.claim("group", START, 1, 60)
    await gone.close()
    assert await nodes[1].outbox.release(START + timedelta(seconds=1)) == 1
    (again,) = await nodes[1].outbox.claim("group", START + timedelta(seconds=1), 10, 60)
    assert (again.notice.id, again.attempts) == (dead.notice.id, 1)
    assert alive.notice.id != dead.notice.id
    assert again.state is Posted.SENDING


async def test_the_trail_of_a_shop_stays_one_chain(nodes: Nodes) -> None:
    deed = Deed("raised", "csassist", "service", START, "es_1")
    first = [replace(commit_of(new_conversation(f"c-{n}"), "m-1"), deeds=(deed,)) for n in range(40)]
    await asyncio.gather(*(nodes[n % 2].record(commit) for n, commit in enumerate(first)))
    assert len(await nodes[0].interventions.audit("s1")) == 40
    assert await nodes[1].interventions.audit_intact("s1")


async def test_a_character_that_postgresql_cannot_hold_is_the_senders_fault(nodes: Nodes) -> None:
    good = commit_of(new_conversation("c-good"), "m-1")
    bad = commit_of(new_conversation("c-bad"), "m-1", text="a\0b")
    written, refused = await asyncio.gather(nodes[0].record(good), nodes[0].record(bad), return_exceptions=True)
    assert not isinstance(written, BaseException)
    assert isinstance(refused, InvalidInput)
    with pytest.raises(InvalidInput):
        await nodes[0].load("s1", "c\0")


async def test_what_was_erased_and_begun_anew_elsewhere_is_not_decided_on_from_memory(nodes: Nodes) -> None:
    """Versions count from one again: without the tidings the old state would fit the new one's version."""
    here, there = nodes
    old = commit_of(new_conversation(), "m-old", "旧的")
    await here.record(old)
    assert await here.load("s1", "c-1", to_record=True) == old.conversation
    await there.personal.erase(Erasure("s1", "c-1", None))
    new = commit_of(new_conversation(), "m-new", "新的")
    await there.record(new)
    here.forget("s1", "c-1")
    assert await here.load("s1", "c-1", to_record=True) == new.conversation
    await here.record(commit_of(new.conversation, "m-2"))
    assert [message.id for message in await there.messages("s1", "c-1")] == ["m-new", "m-2"]


async def test_when_tidings_were_missed_nothing_is_decided_on_from_memory(nodes: Nodes) -> None:
    here, there = nodes
    await here.record(commit_of(new_conversation(), "m-old"))
    await there.personal.erase(Erasure("s1", "c-1", None))
    here.forget(None, None)
    assert await here.load("s1", "c-1", to_record=True) is None


async def test_two_nodes_that_start_at_once_make_one_first_key(nodes: Nodes) -> None:
    rows = [KeyRecord(f"h-{n}", "admin", "default", created_at=START) for n in range(20)]
    added = await asyncio.gather(*(nodes[n % 2].add_first_key(row) for n, row in enumerate(rows)))
    assert added.count(True) == 1
    assert [row.key_hash for row in await nodes[0].keys()] == [rows[added.index(True)].key_hash]


async def test_whoever_loses_shows_no_key_and_knows_the_winners(nodes: Nodes, tmp_path: Path) -> None:
    settings, shown = Settings.model_validate({"data": tmp_path, "keys": []}), list[str]()
    rings = await asyncio.gather(*(_keyring(settings, node, demo=False, announce=shown.append) for node in nodes))
    assert len(shown) == 1
    key = shown[0].rpartition(" ")[2]
    for ring in rings:
        assert ring.identify(key).role is Role.ADMIN
