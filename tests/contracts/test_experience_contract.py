"""The guarantees of desk.experience.ExperienceStore, one suite for every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from csassist.conversation.message import Customer, Sender
from csassist.desk.experience import EffectTable, FeedbackRow, Outcome, Period, Seen
from csassist.desk.ports import Commit, Store
from csassist.insight.effect import Effect, Use
from csassist.insight.usage import Ending
from records import START, Engine, commit_of, message_of, new_conversation, silence_of

AFTER = START + timedelta(days=1)
WAIT = Effect("wait", 2, -8.0, -20.5, 4.5, 0.0, 0.07)


def reply_of(first: Commit, *outcomes: str) -> Commit:
    """An agent's answer that was sent from the first card."""
    message = message_of(first.conversation, f"r-{first.conversation.seq}", "您好", Sender.AGENT)
    after = replace(
        first.conversation,
        version=first.conversation.version + 1,
        seq=message.seq,
        burst=None,
        last_at=message.received_at,
    )
    card = first.assessment.suggestions[0].id
    rows = tuple(
        FeedbackRow(after.shop, card, outcome, message.received_at, agent_id="a1", distance=0.2, seq=message.seq)
        for outcome in outcomes
    )
    told = replace(first.assessment, suggestions=())
    return Commit(first.conversation.version, after, told, message.received_at, message, feedback=rows)


def period(shop: str = "s1", teams: tuple[str, ...] | None = None) -> Period:
    return Period(shop, START - timedelta(days=1), AFTER, teams)


async def test_feedback_of_a_message_is_written_with_it_or_not_at_all(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1")
    await store.record(first)
    answer = reply_of(first, "sent", "edited")
    await store.record(answer)
    again = await store.record(reply_of(first, "sent", "dismissed"))
    assert again is not None
    assert again.duplicate
    (tally,) = await store.experience.tallies(period())
    assert (tally.script_id, tally.kind) == ("emp-0", "empathy")
    assert dict(tally.counts) == {"sent": 1, "edited": 1}
    assert tally.distance == 0.2


async def test_the_distance_joins_what_the_page_reported_before(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1")
    await store.record(first)
    card = first.assessment.suggestions[0].id
    assert await store.feedback(FeedbackRow("s1", card, "edited", START, text="改过的", agent_id="a1"))
    await store.record(reply_of(first, "edited"))
    assert not await store.feedback(FeedbackRow("s1", card, "edited", START, distance=0.9, seq=7))
    (tally,) = await store.experience.tallies(period())
    assert (tally.counts["edited"], tally.distance) == (1, 0.2)


async def test_a_reason_may_follow_and_the_first_one_stays(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1")
    await store.record(first)
    row = FeedbackRow("s1", first.assessment.suggestions[0].id, "dismissed", START)
    assert [await store.feedback(replace(row, reason=reason)) for reason in (None, "太长", "不对题")] == [
        True,
        False,
        False,
    ]
    (tally,) = await store.experience.tallies(period())
    assert (tally.counts["dismissed"], tally.reasons) == (1, (("太长", 1),))


async def test_a_card_is_unseen_a_minute_after_its_first_decision_and_only_once(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1")
    await store.record(first)
    await store.record(silence_of(first.conversation, 44.0, 30))
    cards = first.assessment.suggestions
    await store.feedback(FeedbackRow("s1", cards[1].id, "shown", START))
    assert await store.experience.settle_unseen(first.at + timedelta(seconds=59), 60) == 0
    assert await store.experience.settle_unseen(first.at + timedelta(seconds=60), 60) == 1
    assert await store.experience.settle_unseen(AFTER, 60) == 0
    counts = {tally.script_id: dict(tally.counts) for tally in await store.experience.tallies(period())}
    assert counts == {"emp-0": {"unseen": 1}, "emp-1": {"shown": 1}, "emp-2": {"unseen": 1}}


async def test_what_is_due_is_settled_in_bounded_pieces_after_a_restart(engine: Engine, tmp_path: Path) -> None:
    store = engine(tmp_path)
    for n in range(230):
        await store.record(commit_of(new_conversation(f"c-{n}"), "m-1", cards=1))
    await store.close()
    again = engine(tmp_path)
    looked = []
    while settled := await again.experience.settle_unseen(AFTER, 60):
        looked.append(settled)
    (tally,) = await again.experience.tallies(period())
    await again.close()
    assert len(looked) > 1
    assert sum(looked) == tally.counts["unseen"] == 230


async def test_shown_are_the_newest_decisions_with_cards_and_what_became_of_them(store: Store) -> None:
    commits = []
    for n in range(8):
        before = await store.load("s1", "c-1") or new_conversation()
        commits.append(commit_of(before, f"m-{n}", cards=n % 2))
        await store.record(commits[-1])
    card = commits[7].assessment.suggestions[0]
    for seconds, outcome in enumerate(("shown", "used", "dismissed")):
        await store.feedback(FeedbackRow("s1", card.id, outcome, START + timedelta(seconds=seconds)))
    shown = await store.experience.shown("s1", "c-1", 3)
    assert shown.cards == tuple(commits[n].assessment.suggestions for n in (3, 5, 7))
    assert shown.reactions == ((card.script_id, "used"), (card.script_id, "dismissed"))
    assert (await store.experience.shown("s2", "c-1", 3)).cards == ()


async def test_uses_hold_the_heat_before_and_of_the_next_three_bursts_within_the_hour(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1", degrees=60.0)
    await store.record(first)
    answer = reply_of(first, "sent")
    await store.record(answer)
    for n, (degrees, continues) in enumerate(((50.0, False), (55.0, True), (40.0, False), (30.0, False), (9.0, False))):
        before = await store.load("s1", "c-1")
        assert before is not None
        await store.record(commit_of(before, f"n-{n}", degrees=degrees, continues=continues))
    assert await store.experience.uses("s1", START, 10) == (Use("emp-0", 60.0, (55.0, 40.0, 30.0)),)
    assert await store.experience.uses("s1", AFTER, 10) == ()
    assert await store.experience.uses("s2", START, 10) == ()
    assert await store.experience.feedback_shops() == ("s1",)


async def test_what_is_said_more_than_an_hour_later_is_no_effect(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1", degrees=60.0)
    await store.record(first)
    answer = reply_of(first, "sent")
    await store.record(answer)
    late = commit_of(answer.conversation, "m-9", degrees=5.0)
    assert late.message is not None
    soon, gone = (answer.at + timedelta(minutes=minutes) for minutes in (60, 61))
    await store.record(replace(late, message=replace(late.message, received_at=gone)))
    assert await store.experience.uses("s1", START, 10) == (Use("emp-0", 60.0, ()),)
    other = commit_of(new_conversation("c-2"), "m-1", degrees=60.0)
    await store.record(other)
    answer = reply_of(other, "sent")
    await store.record(answer)
    timely = commit_of(answer.conversation, "m-9", degrees=5.0)
    assert timely.message is not None
    await store.record(replace(timely, message=replace(timely.message, received_at=soon)))
    assert Use("emp-0", 60.0, (5.0,)) in await store.experience.uses("s1", START, 10)


async def test_a_table_of_effects_is_kept_in_every_version(store: Store) -> None:
    keep = store.experience
    assert await keep.effects("s1") == EffectTable()
    assert (await keep.effects("s1")).name == ""
    one = await keep.put_effects("s1", START, (WAIT, replace(WAIT, script_id="soothe")))
    assert (one.version, one.as_of, [e.script_id for e in one.effects]) == (1, START, ["soothe", "wait"])
    assert one.name == "2026-11-22/1"
    assert await keep.put_effects("s1", AFTER, one.effects) == one, "nothing changed: no new table"
    two = await keep.put_effects("s1", AFTER, (replace(WAIT, uses=3),))
    assert (two.name, two.effects) == ("2026-11-23/2", (replace(WAIT, uses=3),))
    assert await keep.put_effects("s1", AFTER, two.effects) == two
    assert await keep.effects("s1", 1) == one
    assert await keep.effects("s1") == two
    assert await keep.effects("s2") == EffectTable()


async def test_a_customer_is_what_was_told_last_with_what_agents_noted(store: Store) -> None:
    said = Customer("u1", "张女士", None, 3, ("优先发顺丰",))
    first = commit_of(new_conversation(), "m-1")
    assert await store.experience.customer("s1", "u1") is None
    await store.record(replace(first, seen=Seen(said, "c-1", START, hot=True)))
    noted = await store.experience.note_customer("s1", "u1", ("不要礼盒",), AFTER)
    assert noted.customer == replace(said, added=("不要礼盒",))
    later = replace(
        commit_of(first.conversation, "m-2"), seen=Seen(Customer("u1", value="vip"), "c-2", AFTER, hot=False)
    )
    await store.record(later)
    found = await store.experience.customer("s1", "u1")
    assert found is not None
    assert found.customer == replace(said, value="vip", added=("不要礼盒",))
    assert (found.last_hot_at, found.last_seen, found.conversation_id) == (START, AFTER, "c-2")
    assert await store.experience.customer("s2", "u1") is None


async def test_what_is_not_recorded_is_not_remembered(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1")
    await store.record(first)
    await store.record(replace(first, seen=Seen(Customer("u1"), "c-1", START, hot=True)))
    assert await store.experience.customer("s1", "u1") is None


async def test_an_outcome_is_kept_once_and_ends_the_conversations_of_a_script(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1")
    await store.record(first)
    await store.record(reply_of(first, "sent"))
    outcome = Outcome("s1", "o-1", "csat", START, AFTER, "c-1", "u1", None, 4.0)
    assert await store.experience.put_outcome(outcome) is None
    assert await store.experience.put_outcome(replace(outcome, value=5.0)) == outcome
    assert await store.experience.put_outcome(replace(outcome, id="o-2", type="refund", value=None)) is None
    assert await store.experience.put_outcome(replace(outcome, shop="s2")) is None
    (tally,) = await store.experience.tallies(period())
    assert tally.endings == (Ending("csat", 1, 4.0), Ending("refund", 1, None))


async def test_tallies_are_of_a_shop_its_teams_and_a_time(store: Store) -> None:
    for shop, team in (("s1", "t1"), ("s1", "t2"), ("s2", "t1")):
        first = commit_of(new_conversation(f"c-{shop}-{team}", shop, team), "m-1", cards=1)
        await store.record(first)
        for reason in ("太长", None):
            card = first.assessment.suggestions[0].id
            outcome = "dismissed" if reason else "shown"
            await store.feedback(FeedbackRow(shop, card, outcome, START, reason=reason))

    async def counted(asked: Period) -> list[int]:
        return [tally.counts["dismissed"] for tally in await store.experience.tallies(asked)]

    assert await counted(period()) == [2]
    assert await counted(period(teams=("t2",))) == [1]
    assert await counted(period(teams=("t3",))) == []
    assert await counted(replace(period(), until=START)) == []
    (tally,) = await store.experience.tallies(period())
    assert tally.reasons == (("太长", 2),)
