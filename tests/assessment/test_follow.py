"""What the clock and new readings do to the handling of an escalation."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assessment.played import START, STEPS, after, alert_of, new, raised, read
from csassist.assessment.follow import AGAIN_S, LAST_LEVEL, MOST_REMINDERS, follow, pass_time
from csassist.assessment.intervene import Act, Actor, acknowledge, claim
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Handling
from csassist.conversation.tier import Escalation, Tier

BOSS = Actor("boss", "supervisor")


def calls(before: Conversation, until_s: float) -> list[tuple[float, int, int]]:
    """(second, level, reminder) of everything that is told until `until_s`, if nobody looks."""
    told, current, escalation = [], before.intervention, before.standing.escalation
    while current is not None and current.due_at is not None and current.due_at <= after(until_s):
        now = current.due_at
        passed = pass_time(current, escalation, now)
        assert passed is not None
        current, escalation = passed.current, passed.escalation
        if current is not None and any(deed.kind == "reminded" for deed in passed.deeds):
            told.append(((now - START).total_seconds(), current.level, current.reminders))
    return told


def test_nobody_is_handled_at_calm() -> None:
    calm = read(new(), Tier.CALM, 0)
    assert calm.intervention is None
    assert pass_time(None, calm.standing.escalation, after(9)) is None


def test_reminders_come_after_30_60_120_seconds_and_then_the_next_level_is_called() -> None:
    told = calls(raised(), 1_000)
    assert told[:8] == [
        (30, 0, 1), (60, 0, 2), (120, 0, 3), (240, 1, 0),
        (270, 1, 1), (300, 1, 2), (360, 1, 3), (480, 2, 0),
    ]  # fmt: skip


def test_the_last_level_is_reminded_seldom_and_not_for_ever() -> None:
    told = calls(raised(), 24 * 3600)
    last = [second for second, level, _ in told if level == LAST_LEVEL]
    gaps = [round(b - a) for a, b in pairwise(last[4:])]
    assert gaps
    assert set(gaps) == {AGAIN_S}
    assert told[-1] == (480 + 240 + (MOST_REMINDERS - 4) * AGAIN_S, LAST_LEVEL, MOST_REMINDERS)


def test_who_looks_ends_the_reminders_and_who_claims_too() -> None:
    for act in (acknowledge, claim):
        changes = act(raised(), Act(BOSS, "es_1", after(5)))
        assert changes is not None
        assert calls(changes.conversation, 3600) == []


def test_after_a_pause_of_ours_there_is_one_reminder() -> None:
    before = raised()
    passed = pass_time(before.intervention, before.standing.escalation, after(3600))
    assert passed is not None
    assert passed.current is not None
    assert [deed.kind for deed in passed.deeds].count("reminded") == 1
    assert passed.current.remind_at == after(3630)


def test_calm_closes_what_nobody_took_up() -> None:
    calm = read(raised(), Tier.CALM, 300)
    assert calm.intervention is not None
    assert (calm.intervention.state, calm.intervention.reason) == (Handling.CLOSED, "recovered")
    assert calm.intervention.due_at is None


def test_calm_does_not_take_it_away_from_its_owner_and_a_new_rise_is_his() -> None:
    owned = claim(raised(), Act(BOSS, "es_1", after(5)))
    assert owned is not None
    calm = read(owned.conversation, Tier.CALM, 300)
    assert calm.intervention is not None
    assert (calm.intervention.state, calm.intervention.owner) == (Handling.CLAIMED, "boss")
    alert = alert_of("al_2", "es_2", at=400)
    followed = follow(calm, Escalation("es_2", Tier.ALERT, True, (), STEPS), alert, after(400))
    assert [(one.escalation_id, one.state) for one in followed.changed] == [
        ("es_1", Handling.CLOSED), ("es_2", Handling.CLAIMED),
    ]  # fmt: skip
    assert [deed.kind for deed in followed.deeds] == ["closed", "raised"]
    assert followed.current is not None
    assert (followed.current.owner, followed.current.remind_at) == ("boss", None)


def test_a_second_alert_of_one_escalation_calls_again() -> None:
    seen = acknowledge(raised(), Act(BOSS, "es_1", after(5)))
    assert seen is not None
    worse = read(seen.conversation, Tier.SUPERVISOR, 60, alert_of("al_2", tier=Tier.SUPERVISOR, at=60))
    assert worse.intervention is not None
    assert (worse.intervention.state, worse.intervention.tier) == (Handling.RAISED, Tier.SUPERVISOR)
    assert worse.intervention.remind_at == after(90)
    assert worse.intervention.seen_by is None


def test_steps_have_deadlines_from_the_rise_and_none_while_it_cools_down() -> None:
    hot = raised()
    assert [step.due_at for step in hot.standing.escalation.steps] == [after(30), after(180)]
    assert hot.intervention is not None
    assert hot.intervention.step_due_at == after(30)
    passed = pass_time(hot.intervention, hot.standing.escalation, after(31))
    assert passed is not None
    assert [(step.id, step.overdue) for step in passed.escalation.steps] == [("answer", True), ("plan", False)]
    assert [deed.facts for deed in passed.deeds if deed.kind == "overdue"] == [(("step", "answer"),)]
    assert passed.current is not None
    again = pass_time(passed.current, passed.escalation, after(100))
    assert again is not None
    assert "overdue" not in [deed.kind for deed in again.deeds], "each step is overdue once"
    higher = read(hot, Tier.SUPERVISOR, 100, alert_of("al_2", tier=Tier.SUPERVISOR, at=100))
    assert higher.standing.escalation.steps[0].due_at == after(130), "a rise counts anew"
    cooler = read(higher, Tier.ALERT, 120)
    assert [step.due_at for step in cooler.standing.escalation.steps] == [None, None]
    assert cooler.intervention is not None
    assert cooler.intervention.step_due_at is None


def test_a_bubble_that_says_the_same_leaves_the_deadlines() -> None:
    twice = read(raised(), Tier.ALERT, 20)
    assert twice.standing.escalation.steps[0].due_at == after(30)


@given(st.lists(st.sampled_from(list(Tier)), max_size=12), st.integers(0, 200))
def test_never_two_open_and_never_a_reminder_for_a_closed_one(tiers: list[Tier], gap: int) -> None:
    conversation, was, number = new(), Tier.CALM, 0
    for turn, tier in enumerate(tiers):
        at = turn * gap
        if was is Tier.CALM and tier > Tier.CALM:
            number += 1
        alert = alert_of(f"al_{turn}", f"es_{number}", tier, at) if tier > max(was, Tier.WATCH) else None
        before = conversation.intervention
        conversation = read(conversation, tier, at, alert, f"es_{number}")
        now = conversation.intervention
        if now is not None and not now.open:
            assert now.remind_at is None
            assert now.step_due_at is None
        if alert is not None:
            assert now is not None
            assert (now.state, now.alert) == (Handling.RAISED, alert)
        if before is not None and before.open and tier is Tier.CALM:
            assert now is not None
            assert now.state is Handling.CLOSED
        was = tier


def test_what_is_quiet_is_dropped_by_nobody() -> None:
    quiet = replace(raised(), intervention=None)
    assert read(quiet, Tier.ALERT, 10).intervention is None
