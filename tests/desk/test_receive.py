"""gather -> decide -> record -> tell: told only after it is on disk, in order, once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from csassist.conversation.message import Sender
from csassist.desk.desk import Desk
from csassist.desk.events import AlertRaised, ConversationAssigned, MessageRecorded, TierChanged
from csassist.desk.shadow import Shadow
from csassist.errors import InvalidInput, StoreUnavailable
from desk.conftest import Stand

ANGRY = "都第三次了还不处理，你们就是骗子！！！退款！"


async def test_a_message_is_on_disk_before_anybody_is_told(stand: Stand) -> None:
    seen: list[bool] = []
    tell = stand.told.tell

    async def looking(shop: str, events: object) -> None:
        fresh = await stand.store.messages(shop, "c-1")
        seen.append([m.id for m in fresh] == ["m-1"])
        await tell(shop, events)  # type: ignore[arg-type]

    stand.told.tell = looking  # type: ignore[method-assign]
    await stand.say(ANGRY, agent_id="a1")
    assert seen
    assert all(seen)


async def test_events_come_in_their_order(stand: Stand) -> None:
    await stand.say(ANGRY, agent_id="a1")
    kinds = [type(event) for _, event in stand.told.told]
    assert kinds == [ConversationAssigned, MessageRecorded, TierChanged, AlertRaised]
    alert = stand.told.of(AlertRaised)[0]
    assert [m.text for m in alert.last_messages] == [ANGRY]  # type: ignore[attr-defined]


async def test_a_duplicate_is_told_to_nobody(stand: Stand) -> None:
    first = await stand.say(ANGRY)
    told = len(stand.told.told)
    again = await stand.say(ANGRY)
    assert again.duplicate
    assert again.assessment == first.assessment
    assert len(stand.told.told) == told
    with pytest.raises(InvalidInput) as caught:
        await stand.say("别的")
    assert caught.value.code == "C204"
    with pytest.raises(InvalidInput):
        await stand.say(ANGRY, sender=Sender.AGENT)


async def test_many_at_once_keep_one_order_without_holes(stand: Stand) -> None:
    recorded = await asyncio.gather(*(stand.say("人呢", f"m-{i}") for i in range(60)))
    assert [r.message.seq for r in recorded] == list(range(1, 61))
    told = [e.message.seq for e in stand.told.of(MessageRecorded)]  # type: ignore[attr-defined]
    assert told == list(range(1, 61))


async def test_duplicates_among_many_at_once_leave_no_trace(stand: Stand) -> None:
    recorded = await asyncio.gather(*(stand.say("人呢", f"m-{i % 7}") for i in range(70)))
    fresh = [r for r in recorded if not r.duplicate]
    assert sorted(r.message.id for r in fresh) == [f"m-{i}" for i in range(7)]
    stored = await stand.store.messages("s1", "c-1")
    assert sorted(m.seq for m in stored) == list(range(1, 8))
    conversation = await stand.store.load("s1", "c-1")
    assert conversation is not None
    assert conversation.seq == 7


async def test_the_same_id_with_another_text_at_the_same_moment_is_refused(stand: Stand) -> None:
    first, other = await asyncio.gather(stand.say("人呢", "m-1"), stand.say("别的", "m-1"), return_exceptions=True)
    assert not isinstance(first, BaseException)
    assert isinstance(other, InvalidInput)
    assert other.code == "C204"


async def test_a_clock_set_back_keeps_the_order_of_arrival(stand: Stand) -> None:
    first = await stand.say("在吗", "m-1")
    stand.clock.at -= timedelta(hours=1)
    second = await stand.say("人呢", "m-2")
    assert second.message.received_at >= first.message.received_at
    assert second.message.seq == 2


async def test_a_store_that_cannot_write_tells_nobody(stand: Stand) -> None:
    async def broken(commit: object) -> None:
        raise StoreUnavailable("disk full")

    stand.store.record = broken  # type: ignore[method-assign,assignment]
    with pytest.raises(StoreUnavailable):
        await stand.say("在吗")
    assert stand.told.told == []


async def test_in_the_shadow_no_reminder_goes_on_record_as_told(stand: Stand) -> None:
    shaded = Desk(stand.store, stand.told, stand.clock, stand.desk.rulebooks.base, shadow=Shadow(everywhere=True))
    kinds: dict[str, set[str]] = {}
    for name, desk in (("c-live", stand.desk), ("c-shadow", shaded)):
        stand.desk = desk
        await stand.say(ANGRY, "m-1", name, agent_id="a1", team_id="t1")
        for _ in range(4):
            stand.clock.pass_s(120)
            await desk.due.tick()
        trail = await stand.store.interventions.audit("s1", name)
        kinds[name] = {row.deed.kind for row in trail}
    assert "reminded" in kinds["c-live"]
    assert "reminded" not in kinds["c-shadow"]
    assert "raised" in kinds["c-shadow"]
