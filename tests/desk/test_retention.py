"""The nightly job on a clock that is moved by hand: what ages, when, once, on one node, in small batches."""

from __future__ import annotations

from dataclasses import replace

from csassist.conversation.message import Customer
from csassist.desk.personal import Run
from csassist.desk.retention import LEASE, LEASE_TIME, MESSAGES, Keep, Retention
from csassist.privacy.grade import Grade
from desk.conftest import Stand

SAID = "我电话13912345678，什么时候发货"


def job(stand: Stand, node: str = "n1", keep: Keep | None = None) -> tuple[Retention, list[float], list[Run]]:
    paused, told = list[float](), list[Run]()

    async def pause(seconds: float) -> None:
        paused.append(seconds)

    return Retention(stand.store.personal, stand.clock, keep or Keep(), node, told.append, pause), paused, told


async def texts(stand: Stand, conversation: str = "c-1") -> list[str]:
    return [message.text for message in await stand.store.messages("s1", conversation)]


async def test_texts_are_masked_after_a_month_and_gone_after_half_a_year(stand: Stand) -> None:
    await stand.say(SAID, customer=Customer("u1", "13912345678"))
    retention, paused, told = job(stand)
    assert (await retention.tick()) is not None
    assert await texts(stand) == [SAID]
    stand.clock.pass_s(31 * 86400)
    run = await retention.tick()
    assert run is not None
    assert (run.conversations, run.messages) == (1, 1)
    assert await texts(stand) == ["我电话139****5678，什么时候发货"]
    assert paused
    stand.clock.pass_s(160 * 86400)
    await retention.tick()
    assert await texts(stand) == [""]
    assert await stand.store.experience.customer("s1", "u1") is None
    shown = await stand.store.snapshot("s1", "c-1")
    assert shown is not None
    assert len(shown.curve) == 1
    assert [run.messages for run in told] == [0, 1, 1]
    assert retention.report()[0] is True
    assert "1 messages" in retention.report()[1]


async def test_a_conversation_for_life_ages_message_by_message(stand: Stand) -> None:
    await stand.say(SAID)
    stand.clock.pass_s(31 * 86400)
    await stand.say(SAID, "m-2")
    retention, _, _ = job(stand)
    await retention.tick()
    assert await texts(stand) == ["我电话139****5678，什么时候发货", SAID]
    state = await stand.store.load("s1", "c-1")
    assert state is not None
    assert state.last_text == SAID
    again = await stand.say("在吗", "m-3")
    assert again.message.seq == 3


async def test_long_conversations_go_in_batches(stand: Stand) -> None:
    for n in range(MESSAGES + 5):
        stand.clock.pass_s(10)
        await stand.say(SAID, f"m-{n}")
    stand.clock.pass_s(31 * 86400)
    retention, paused, _ = job(stand)
    run = await retention.tick()
    assert run is not None
    assert run.messages == MESSAGES + 5
    assert len([seconds for seconds in paused if seconds < 1]) >= 3
    assert all("139****5678" in text for text in await texts(stand))


async def test_one_node_runs_and_the_other_waits_its_turn(stand: Stand) -> None:
    await stand.say(SAID)
    one, _, _ = job(stand, "n1")
    two, _, told = job(stand, "n2")
    assert await one.tick() is not None
    assert await two.tick() is None
    assert two.last == one.last
    stand.clock.pass_s(25 * 3600)
    held = stand.clock.now() + LEASE_TIME
    await stand.store.personal.lease(LEASE, "n1", stand.clock.now(), held)
    assert await two.tick() is None
    stand.clock.pass_s(LEASE_TIME.total_seconds())
    assert await two.tick() is not None
    assert [run.node for run in told] == ["n2"]


async def test_it_runs_at_night_and_by_day_only_when_it_is_late(stand: Stand) -> None:
    retention, _, _ = job(stand)
    at = stand.clock.now().replace(hour=19, minute=0)  # three o'clock in the shops' night
    stand.clock.pass_s((at - stand.clock.now()).total_seconds())
    assert await retention.tick() is not None
    stand.clock.pass_s(13 * 3600)
    assert await retention.tick() is None
    stand.clock.pass_s(11 * 3600)
    assert await retention.tick() is not None


async def test_a_run_that_never_ended_is_taken_up_by_the_next(stand: Stand) -> None:
    await stand.store.personal.put_run(Run("gone", stand.clock.now()))
    retention, _, _ = job(stand)
    assert await retention.tick() is None
    stand.clock.pass_s(LEASE_TIME.total_seconds() + 1)
    assert await retention.tick() is not None


async def test_what_is_kept_for_ever_stays(stand: Stand) -> None:
    await stand.say(SAID, customer=Customer("u1"))
    stand.clock.pass_s(1000 * 86400)
    retention, _, _ = job(stand, keep=Keep(0, 0))
    await retention.tick()
    assert await texts(stand) == [SAID]
    assert await stand.store.experience.customer("s1", "u1") is not None
    assert await retention.would() == {}


async def test_what_a_run_would_touch_is_told_and_not_touched(stand: Stand) -> None:
    await stand.say(SAID)
    await stand.say(SAID, conversation="c-2")
    stand.clock.pass_s(31 * 86400)
    retention, _, _ = job(stand)
    assert await retention.would() == {Grade.MASKED: 2, Grade.NONE: 0}
    assert await texts(stand) == [SAID]


async def test_no_run_for_two_days_is_not_in_order(stand: Stand) -> None:
    retention, _, _ = job(stand)
    assert retention.report() == (True, "no run yet")
    await retention.tick()
    stand.clock.pass_s(49 * 3600)
    assert retention.report()[0] is False
    retention.last = replace(retention.last or Run("n", stand.clock.now()), ended_at=None)
    assert retention.report()[0] is False
