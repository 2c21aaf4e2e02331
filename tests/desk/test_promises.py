"""A promise on the desk: recorded with the message, warned, overdue, settled once, told to whom it concerns."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from csassist.conversation.message import Sender
from csassist.conversation.promise import Promise, PromiseState
from csassist.desk.access import Identity, Role
from csassist.desk.events import PromiseChanged, ReadingElapsed
from csassist.errors import Conflict, NotFound
from desk.conftest import Stand

AGENT = Identity(Role.AGENT, "s1", "a1", (), "s1/agent/a1")
OTHER = Identity(Role.AGENT, "s1", "a2", (), "s1/agent/a2")
INTEGRATOR = Identity(Role.INTEGRATOR, "s1", None, (), "s1/int")
SAYS = {"sender": Sender.AGENT, "agent_id": "a1"}


async def promised(stand: Stand, text: str = "30分钟内给您回复", message_id: str = "m-2") -> Promise:
    await stand.say("怎么还没发货", "m-1")
    await stand.say(text, message_id, **SAYS)
    return told(stand)[-1]


def told(stand: Stand) -> list[Promise]:
    return [event.promise for event in stand.told.of(PromiseChanged) if isinstance(event, PromiseChanged)]


async def test_a_promise_is_on_record_with_the_message_that_made_it(stand: Stand) -> None:
    promise = await promised(stand)
    snapshot = await stand.store.snapshot("s1", "c-1")
    assert snapshot is not None
    assert snapshot.promises == (promise,)
    assert snapshot.conversation.promises == (promise,)
    assert await stand.store.promise("s1", promise.id) == ("c-1", promise)
    assert await stand.store.promise("s2", promise.id) is None


@pytest.mark.parametrize("sender", [Sender.BOT, Sender.SYSTEM, Sender.CUSTOMER])
async def test_only_agents_promise(stand: Stand, sender: Sender) -> None:
    await stand.say("30分钟内给您回复", "m-1", sender=sender)
    assert told(stand) == []


async def test_it_is_warned_of_then_overdue_without_a_point_on_the_curve(stand: Stand) -> None:
    promise = await promised(stand)
    before = await stand.store.snapshot("s1", "c-1")
    assert before is not None
    states = []
    for _ in range(40):
        stand.clock.pass_s(60)
        await stand.desk.due.tick()
        states = [one.state for one in told(stand)]
    assert states == [PromiseState.OPEN, PromiseState.WARNED, PromiseState.OVERDUE]
    after = await stand.store.snapshot("s1", "c-1")
    assert after is not None
    assert [one.state for one in after.promises] == [PromiseState.OVERDUE]
    silences = len(stand.told.of(ReadingElapsed))
    assert len(after.curve) == len(before.curve) + silences
    assert after.promises[0].due_at == promise.due_at


async def test_the_clock_is_restored_with_promises_after_a_restart(stand: Stand) -> None:
    promise = await promised(stand)
    due = await stand.store.due()
    assert promise.warn_at is not None
    assert min(at for at, _, _ in due) <= promise.warn_at


async def test_kept_is_recorded_and_told_and_idempotent(stand: Stand) -> None:
    promise = await promised(stand)
    stand.clock.pass_s(60)
    kept, _ = await stand.desk.report_promise(AGENT, promise.id, kept=True)
    assert (kept.state, kept.settled_at) == (PromiseState.KEPT, stand.clock.now())
    stand.clock.pass_s(60)
    again, _ = await stand.desk.report_promise(INTEGRATOR, promise.id, kept=True)
    assert again == kept
    assert [one.state for one in told(stand)] == [PromiseState.OPEN, PromiseState.KEPT]
    for _ in range(40):
        stand.clock.pass_s(60)
        await stand.desk.due.tick()
    assert [one.state for one in told(stand)] == [PromiseState.OPEN, PromiseState.KEPT]


async def test_settled_one_way_it_is_not_settled_the_other(stand: Stand) -> None:
    promise = await promised(stand)
    await stand.desk.report_promise(AGENT, promise.id, kept=False)
    with pytest.raises(Conflict) as refused:
        await stand.desk.report_promise(AGENT, promise.id, kept=True)
    assert refused.value.facts["state"] == "broken"


async def test_many_who_report_at_once_settle_it_once(stand: Stand) -> None:
    promise = await promised(stand)
    reports = [stand.desk.report_promise(AGENT, promise.id, kept=n % 2 == 0) for n in range(10)]
    answers = await asyncio.gather(*reports, return_exceptions=True)
    won = {answer[0].state for answer in answers if isinstance(answer, tuple)}
    assert len(won) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 5
    found = await stand.store.promise("s1", promise.id)
    assert found is not None
    assert found[1].state in won


async def test_who_may_not_read_the_conversation_finds_no_promise(stand: Stand) -> None:
    promise = await promised(stand)
    for who in (OTHER, Identity(Role.ADMIN, "s2", None, (), "s2/admin")):
        with pytest.raises(NotFound):
            await stand.desk.report_promise(who, promise.id, kept=True)
    with pytest.raises(NotFound):
        await stand.desk.report_promise(AGENT, "pr_0000000000000000", kept=True)


async def test_one_that_fell_out_of_the_ledger_can_still_be_settled(stand: Stand) -> None:
    first = await promised(stand, "11分钟内给您回复")
    for n in range(20):
        await stand.say(f"{n + 12}分钟内给您回复", f"x-{n}", **SAYS)
    after = await stand.store.load("s1", "c-1")
    assert after is not None
    assert first.id not in {one.id for one in after.promises}
    kept, _ = await stand.desk.report_promise(AGENT, first.id, kept=True)
    assert kept.state is PromiseState.KEPT


async def test_a_message_goes_on_after_a_settlement(stand: Stand) -> None:
    promise = await promised(stand)
    await stand.desk.report_promise(AGENT, promise.id, kept=True)
    stand.clock.pass_s(timedelta(minutes=1).total_seconds())
    recorded = await stand.say("好的谢谢", "m-9")
    assert recorded.message.seq == 3
