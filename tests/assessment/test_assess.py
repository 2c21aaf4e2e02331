"""The decision as a whole, on the shipped rules: bursts, alerts once, repeatability, bounded state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csassist.assessment.assess import NO_EVIDENCE, assess, elapse
from csassist.assessment.assessment import Decision
from csassist.assessment.quiet import settle_promise
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.conversation.promise import PromiseState
from csassist.conversation.tier import Tier
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ANGRY = "都第三次了还不处理，你们就是骗子！！！退款！"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return RulebookHolder(default_directory()).current()


def play(rulebook: Rulebook, turns: list[tuple[float, str, str]]) -> list[Decision]:
    """(seconds, sender, text) turns through assess, with elapse for whatever falls due between."""
    conversation = Conversation("s1", "c1", START)
    decisions: list[Decision] = []
    for i, (at_s, sender, text) in enumerate(turns):
        at = START + timedelta(seconds=at_s)
        while conversation.due_at is not None and conversation.due_at <= at:
            silent = elapse(conversation, rulebook, conversation.due_at)
            if silent is None:
                break
            conversation = silent.conversation
        message = Message("s1", "c1", f"m{i}", conversation.seq + 1, Sender(sender), text, at)
        decision = assess(message, conversation, NO_EVIDENCE, rulebook, at)
        decisions.append(decision)
        conversation = decision.conversation
    return decisions


def test_a_calm_question_stays_calm_and_a_strong_message_alerts_at_once(rulebook: Rulebook) -> None:
    (calm,) = play(rulebook, [(0, "customer", "你好，请问什么时候发货")])
    assert calm.assessment.escalation.tier is Tier.CALM
    assert calm.assessment.escalation.id is None
    assert calm.alert is None
    (hot,) = play(rulebook, [(0, "customer", ANGRY)])
    assert hot.assessment.escalation.tier >= Tier.ALERT
    assert hot.alert is not None
    assert hot.alert.escalation_id == hot.assessment.escalation.id


@pytest.mark.parametrize("text", ["我用了你们的面霜脸上过敏红肿", "再不解决我就打12315投诉你们"])
def test_hard_triggers_are_supervisor_at_once(rulebook: Rulebook, text: str) -> None:
    (decision,) = play(rulebook, [(0, "customer", text)])
    assert decision.assessment.escalation.tier is Tier.SUPERVISOR
    assert decision.alert is not None


def test_a_burst_is_one_point_and_one_alert(rulebook: Rulebook) -> None:
    decisions = play(rulebook, [(0, "customer", ANGRY), (2, "customer", "我要投诉！！！"), (4.9, "customer", "说话！")])
    bursts = {d.assessment.reading.burst_id for d in decisions}
    assert len(bursts) == 1
    alerts = [d.alert for d in decisions if d.alert is not None]
    assert len({a.id for a in alerts}) == 1
    assert [a.tier for a in alerts] == sorted({a.tier for a in alerts})
    assert decisions[2].conversation.standing.turns == 1


def test_three_seconds_and_another_sender_end_a_burst(rulebook: Rulebook) -> None:
    decisions = play(
        rulebook,
        [
            (0, "customer", "在吗"),
            (3.0, "customer", "在不在"),
            (6.001, "customer", "人呢"),
            (7, "agent", "在的"),
            (8, "customer", "好"),
        ],
    )
    bursts = [d.assessment.reading.burst_id for d in decisions]
    assert bursts[0] == bursts[1]
    assert len({bursts[0], bursts[2], bursts[4]}) == 3
    assert decisions[3].assessment.suggestions == ()


def test_a_later_bubble_replaces_cards_and_never_adds(rulebook: Rulebook) -> None:
    decisions = play(rulebook, [(0, "customer", "怎么还不发货？都三天了"), (1, "customer", "退款怎么还没到账？")])
    offered = decisions[1].conversation.standing.offered
    assert offered == tuple(c.script_id for c in decisions[1].assessment.suggestions)
    assert all(len(d.assessment.suggestions) <= 3 for d in decisions)


def test_a_bubble_that_calms_down_does_not_forget_the_alert(rulebook: Rulebook) -> None:
    decisions = play(
        rulebook, [(0, "customer", ANGRY), (1, "customer", "谢谢"), (60, "agent", "马上处理"), (90, "customer", ANGRY)]
    )
    assert decisions[0].alert is not None
    assert decisions[3].alert is None, "within the cool-down the same tier is not raised again"


def test_waiting_heats_by_a_named_contribution_only(rulebook: Rulebook) -> None:
    (hot,) = play(rulebook, [(0, "customer", "怎么还不发货？我都等了三天了！！")])
    silent, due = hot, None
    while silent is hot or silent.quiet:  # reminders to supervisors and steps take no reading
        before_due, due = silent.conversation, silent.conversation.due_at
        assert due is not None
        looked = elapse(silent.conversation, rulebook, due, hot.assessment.suggestions)
        assert looked is not None
        silent = looked
    before, after = hot.assessment.reading, silent.assessment.reading
    assert after.degrees > before.degrees
    assert any(c.id.startswith("waiting") for c in after.contributions)
    assert silent.assessment.suggestions == hot.assessment.suggestions
    assert due is not None
    assert elapse(before_due, rulebook, due - timedelta(seconds=1)) is None


def test_silence_about_people_and_things_keeps_them(rulebook: Rulebook) -> None:
    conversation = Conversation("s1", "c1", START)
    first = Message("s1", "c1", "m1", 1, Sender.CUSTOMER, "在吗", START, agent_id="a1", team_id="t1", channel="web")
    second = replace(first, id="m2", seq=2, agent_id=None, team_id=None, channel=None)
    for message in (first, second):
        conversation = assess(message, conversation, NO_EVIDENCE, rulebook, START).conversation
    assert (conversation.agent_id, conversation.team_id, conversation.channel) == ("a1", "t1", "web")


def test_state_is_bounded_and_a_long_conversation_costs_the_same(rulebook: Rulebook) -> None:
    turns = [(i * 30.0, "customer", f"怎么还不发货？第{i}次问了") for i in range(400)]
    standing = play(rulebook, turns)[-1].conversation.standing
    assert len(standing.asked) <= 16
    assert len(standing.offered) <= 200


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["怎么还不发货", "！！！", "？", "谢谢", "骗子", "好的", "😡", "投诉", "\n", "呵呵", "…"]),
        max_size=8,
    ).map("".join),
).filter(bool)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["customer", "customer", "agent", "bot", "system"]), TEXTS, st.floats(0, 400)),
        max_size=8,
    )
)
def test_any_conversation_keeps_the_promises_of_a_reading(
    rulebook: Rulebook, turns: list[tuple[str, str, float]]
) -> None:
    timed, at = [], 0.0
    for sender, text, wait in turns:
        at += wait
        timed.append((at, sender, text))
    decisions = play(rulebook, timed)
    again = play(rulebook, timed)
    assert decisions == again
    for (_, sender, text), decision in zip(timed, decisions, strict=True):
        reading, escalation = decision.assessment.reading, decision.assessment.escalation
        assert 0 <= reading.degrees <= 100
        assert 0 <= reading.message_degrees <= 100
        assert abs(sum(c.degrees for c in reading.contributions) - reading.degrees) <= 0.05
        assert (escalation.id is None) == (escalation.tier is Tier.CALM)
        cards = decision.assessment.suggestions
        assert len(cards) <= 3
        if sender != "customer":
            assert cards == ()
            continue
        assert abs(sum(s.degrees for s in reading.signals) - reading.message_degrees) <= 0.05
        for signal in reading.signals:
            if signal.span is not None and signal.message_id == f"m{decisions.index(decision)}":
                assert text[signal.span[0] : signal.span[1]] == signal.text
        if escalation.tier >= Tier.ALERT:
            assert all(c.kind != "fabe" for c in cards)
            assert not cards or cards[0].kind in ("empathy", "action")


def test_an_agents_promise_is_part_of_the_decision_and_wakes_the_clock(rulebook: Rulebook) -> None:
    asked, said = play(rulebook, [(0, "customer", "你好，请问什么时候发货"), (9, "agent", "30分钟内给您回复")])
    assert asked.promises == ()
    (promise,) = said.promises
    assert said.conversation.promises == (promise,)
    assert said.conversation.due_at is not None
    assert promise.warn_at is not None
    assert said.conversation.due_at <= promise.warn_at


def test_silence_warns_of_a_promise_without_taking_a_reading(rulebook: Rulebook) -> None:
    said = play(rulebook, [(0, "agent", "30分钟内给您回复")])[-1]
    before = said.conversation
    assert before.due_at is not None
    assert elapse(before, rulebook, before.due_at - timedelta(seconds=1)) is None
    warned = elapse(before, rulebook, before.due_at)
    assert warned is not None
    assert warned.quiet
    assert warned.assessment.reading == before.standing.reading
    assert warned.conversation.standing == before.standing
    assert warned.conversation.version == before.version + 1
    assert warned == elapse(before, rulebook, before.due_at)


def test_a_customers_message_and_a_bots_leave_the_promises_alone(rulebook: Rulebook) -> None:
    turns = [(0, "agent", "明天发货"), (60, "customer", "好的"), (90, "bot", "明天发货")]
    made, heard, told = play(rulebook, turns)
    assert heard.promises == told.promises == ()
    assert heard.conversation.promises == told.conversation.promises == made.promises


def test_a_promise_is_settled_from_any_state(rulebook: Rulebook) -> None:
    said = play(rulebook, [(0, "agent", "30分钟内给您回复")])[-1]
    (promise,) = said.promises
    after = settle_promise(said.conversation, promise, PromiseState.BROKEN, rulebook, START + timedelta(minutes=40))
    assert after.quiet
    assert after.conversation.promises == ()
    assert after.conversation.due_at is None
    assert after.promises[0].state is PromiseState.BROKEN
