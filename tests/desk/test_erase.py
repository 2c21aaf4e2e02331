"""Erasing at the desk: what is in memory goes too, other nodes hear of it, an interrupted one is asked for again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csassist.conversation.message import Customer
from csassist.desk.access import Identity, Role
from csassist.desk.erase import ERASED
from csassist.desk.events import ConversationErased
from csassist.desk.nodes import OneNode
from csassist.errors import Forbidden
from csassist.store.record import Record
from desk.conftest import Stand

ADMIN = Identity(Role.ADMIN, "s1", person="s1/boss")
ANGRY = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"


async def test_memory_and_other_nodes_forget_it(stand: Stand) -> None:
    nodes, heard = OneNode(), list[tuple[str, str]]()

    async def hub_forgets(shop: str, name: str) -> None:
        heard.append((shop, name))

    stand.desk.erasing.join(nodes, hub_forgets)
    await stand.say(ANGRY, customer=Customer("u1"), agent_id="a1", team_id="t1")
    await stand.say(ANGRY, conversation="c-2", customer=Customer("u2"), agent_id="a1", team_id="t1")
    receipt = await stand.desk.erasing.customer(ADMIN, "u1")
    assert (receipt.erased.conversations, receipt.erased.messages) == (1, 1)
    assert heard == [("s1", "c-1")]
    assert [event.conversation_id for event in stand.told.of(ConversationErased)] == ["c-1"]
    cards = stand.desk._reception.past.cards
    assert ("s1", "c-1") not in cards._held
    assert set(stand.desk.lookout._hot.get("s1", {})) <= {"c-2"}
    assert await stand.store.load("s1", "c-1") is None


async def test_nothing_left_is_no_fault_and_the_line_is_the_same(stand: Stand) -> None:
    await stand.say("在吗", customer=Customer("u1"))
    first = await stand.desk.erasing.customer(ADMIN, "u1")
    again = await stand.desk.erasing.customer(ADMIN, "u1")
    assert again.erased == replace(first.erased, conversations=0, messages=0, rows=0)
    assert again.line == first.line
    assert first.line != (await stand.desk.erasing.customer(ADMIN, "u2")).line
    trail = await stand.store.interventions.audit("s1")
    assert {row.deed.kind for row in trail} == {ERASED}
    assert "u1" not in repr([row.deed.facts for row in trail])


async def test_agents_and_supervisors_may_not(stand: Stand) -> None:
    for role in (Role.AGENT, Role.SUPERVISOR):
        with pytest.raises(Forbidden):
            await stand.desk.erasing.customer(Identity(role, "s1", "a1"), "u1")
        with pytest.raises(Forbidden):
            await stand.desk.erasing.conversation(Identity(role, "s1", "a1"), "c-1")


async def test_after_silence_between_nodes_what_can_be_read_again_is_forgotten(stand: Stand) -> None:
    nodes = OneNode()

    async def nothing(_: str, __: str) -> None:
        raise AssertionError("nobody was named")

    stand.desk.erasing.join(nodes, nothing)
    await stand.say(ANGRY, customer=Customer("u1"), agent_id="a1")
    await nodes.spread(ERASED, {})
    assert not stand.desk._reception.past.cards._held
    assert await stand.store.load("s1", "c-1") is not None


async def test_what_another_node_erased_leaves_the_memory_of_the_store(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes, forgotten = OneNode(), list[tuple[str | None, str | None]]()

    async def sockets(shop: str, conversation_id: str) -> None: ...

    stand.desk.erasing.join(nodes, sockets)
    monkeypatch.setattr(stand.store, "forget", lambda *key: forgotten.append(key))
    await nodes.spread(ERASED, {"shop": "s1", "conversation": "c-1"})
    assert forgotten == [], "alone: whoever erased has forgotten it with the rows"
    monkeypatch.setattr(Record, "alone", property(lambda _: False))
    await nodes.spread(ERASED, {"shop": "s1", "conversation": "c-1"})
    await nodes.spread(ERASED, {})
    assert forgotten == [("s1", "c-1"), (None, None)]
