"""What people do about an escalation, as pure transitions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.played import after, new, raised, read
from csassist.assessment.intervene import (
    Act,
    Actor,
    acknowledge,
    claim,
    close_conversation,
    delivered,
    hand_back,
    resolve,
    take_over,
    tick,
)
from csassist.assessment.quiet import Changes
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Handling, Intervention, Responsibility
from csassist.conversation.tier import Tier
from csassist.errors import Conflict, NotFound

BOSS, CHIEF, ADMIN = Actor("boss", "supervisor"), Actor("chief", "supervisor"), Actor("root", "admin", chief=True)


def by(actor: Actor, at: float = 10, escalation: str = "es_1") -> Act:
    return Act(actor, escalation, after(at))


def changed(changes: Changes | None) -> Conversation:
    assert changes is not None
    return changes.conversation


def handling(conversation: Conversation) -> Intervention:
    assert conversation.intervention is not None
    return conversation.intervention


def test_delivered_once_then_seen_then_claimed() -> None:
    got = changed(delivered(raised(), "es_1", ("boss",), after(1)))
    assert (handling(got).state, handling(got).delivered_at) == (Handling.DELIVERED, after(1))
    assert delivered(got, "es_1", ("boss",), after(2)) is None
    assert delivered(raised(), "es_other", ("boss",), after(2)) is None
    seen = changed(acknowledge(got, by(BOSS)))
    assert (handling(seen).state, handling(seen).seen_by) == (Handling.SEEN, "boss")
    assert acknowledge(seen, by(CHIEF)) is None, "the first look counts"
    owned = changed(claim(seen, by(CHIEF, 20)))
    assert (handling(owned).owner, handling(owned).seen_by) == ("chief", "boss")


def test_one_owner_and_the_loser_is_told_who() -> None:
    owned = changed(claim(raised(), by(BOSS)))
    assert claim(owned, by(BOSS)) is None
    for deed in (claim, take_over):
        with pytest.raises(Conflict) as lost:
            deed(owned, by(CHIEF))
        assert (lost.value.code, lost.value.facts["owner"]) == ("A409", "boss")
    with pytest.raises(Conflict):
        resolve(owned, by(CHIEF), "", None)
    assert handling(resolve(owned, by(ADMIN), "", None).conversation).state is Handling.CLOSED


def test_taken_over_handed_back_to_whose_it_was() -> None:
    taken = changed(take_over(raised(), by(BOSS)))
    assert (taken.agent_id, handling(taken).taken_from, handling(taken).owner) == ("boss", "a1", "boss")
    assert take_over(taken, by(BOSS)) is None
    with pytest.raises(Conflict) as lost:
        hand_back(taken, by(CHIEF))
    assert lost.value.facts["owner"] == "boss"
    back = hand_back(taken, by(BOSS)).conversation
    assert (back.agent_id, handling(back).taken_over_by, handling(back).state) == ("a1", None, Handling.CLAIMED)
    assert hand_back(taken, by(BOSS), "a9").conversation.agent_id == "a9"
    with pytest.raises(Conflict) as nothing:
        hand_back(back, by(BOSS))
    assert nothing.value.code == "A411"


def test_resolving_hands_back_and_keeps_reason_and_responsibility() -> None:
    taken = changed(take_over(raised(), by(BOSS)))
    changes = resolve(taken, by(BOSS, 60), "补发", Responsibility.LOGISTICS)
    closed = handling(changes.conversation)
    assert changes.conversation.agent_id == "a1"
    assert (closed.state, closed.reason, closed.responsibility) == (Handling.CLOSED, "补发", "logistics")
    assert (closed.closed_by, closed.closed_at, closed.due_at) == ("boss", after(60), None)
    for deed in (claim, acknowledge, take_over):
        with pytest.raises(Conflict) as over:
            deed(changes.conversation, by(CHIEF))
        assert over.value.code == "A410"


def test_an_escalation_of_the_past_is_closed() -> None:
    calm = read(raised(), Tier.CALM, 100)
    with pytest.raises(Conflict) as over:
        claim(read(calm, Tier.WATCH, 200, escalation="es_2"), by(BOSS))
    assert over.value.code == "A410"


def test_what_nobody_was_called_to_may_be_claimed_and_is_listed_then() -> None:
    watched = read(new(), Tier.WATCH, 0)
    changes = claim(watched, by(BOSS))
    assert changes is not None
    assert changes.alert is not None
    assert (changes.alert.escalation_id, changes.alert.tier) == ("es_1", Tier.WATCH)
    assert handling(changes.conversation).state is Handling.CLAIMED


def test_steps_are_ticked_once_and_taken_back() -> None:
    ticked = changed(tick(raised(), by(BOSS), "answer", done=True))
    assert [step.done for step in ticked.standing.escalation.steps] == [True, False]
    assert handling(ticked).step_due_at == after(180), "the next deadline is the next step's"
    assert tick(ticked, by(BOSS), "answer", done=True) is None
    undone = changed(tick(ticked, by(BOSS), "answer", done=False))
    assert [step.done for step in undone.standing.escalation.steps] == [False, False]
    with pytest.raises(NotFound):
        tick(raised(), by(BOSS), "nothing", done=True)


def test_closing_ends_the_wait_the_alert_and_the_takeover() -> None:
    taken = replace(changed(take_over(raised(), by(BOSS))), waiting_since=after(0))
    changes = close_conversation(taken, BOSS, "完结", after(99))
    assert changes is not None
    closed = changes.conversation
    assert (closed.closed, closed.waiting_since, closed.agent_id) == (True, None, "a1")
    assert handling(closed).state is Handling.CLOSED
    assert [deed.kind for deed in changes.deeds] == ["closed", "conversation_closed"]
    assert close_conversation(closed, BOSS, "完结", after(100)) is None
    calm = close_conversation(new(), BOSS, "", after(1))
    assert calm is not None
    assert calm.handled == ()
