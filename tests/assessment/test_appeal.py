"""A raised hand and a request to approve a card, as pure transitions."""

from __future__ import annotations

import pytest

from assessment.played import after, new, raised, read
from csassist.assessment.appeal import ask_approval, asked_for, decide_approval, raise_hand
from csassist.assessment.intervene import Act, Actor, claim
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Handling
from csassist.conversation.tier import Tier
from csassist.errors import Conflict, NotFound
from csassist.suggest.spec import Suggestion

AGENT, BOSS = Actor("a1", "agent"), Actor("boss", "supervisor")
CARD = Suggestion("sg_1", "action", "coupon", "给您申请50元优惠券", 0.9, (), approval="优惠券50元需主管批准")


def by(at: float = 10, escalation: str = "es_1") -> Act:
    return Act(BOSS, escalation, after(at))


def asked() -> Conversation:
    changes = ask_approval(raised(), AGENT, CARD, after(5))
    assert changes is not None
    return changes.conversation


def test_a_hand_calls_at_calm_under_its_own_name_and_stays_up() -> None:
    changes = raise_hand(new(), AGENT, "客户  要求\n当面道歉", after(5))
    assert changes is not None
    assert changes.alert is not None
    assert changes.alert.tier is Tier.ALERT
    assert changes.alert.reasons == ("坐席求助：客户 要求 当面道歉",)
    current = changes.conversation.intervention
    assert current is not None
    assert (current.state, current.hand_raised_by, current.remind_at) == (Handling.RAISED, "a1", after(35))
    calm = read(changes.conversation, Tier.CALM, 60)
    assert calm.intervention is not None
    assert calm.intervention.state is Handling.RAISED


def test_the_same_hand_within_a_minute_is_one_hand() -> None:
    first = raise_hand(raised(), AGENT, "帮忙", after(5))
    assert first is not None
    assert raise_hand(first.conversation, AGENT, "帮忙", after(64)) is None
    assert raise_hand(first.conversation, AGENT, "帮忙", after(65)) is not None


def test_a_hand_in_an_owned_escalation_leaves_it_to_its_owner() -> None:
    owned = claim(raised(), by())
    assert owned is not None
    changes = raise_hand(owned.conversation, AGENT, "", after(20))
    assert changes is not None
    current = changes.conversation.intervention
    assert current is not None
    assert (current.state, current.owner, current.remind_at) == (Handling.CLAIMED, "boss", None)


def test_leave_is_asked_once_and_given_once() -> None:
    before = asked()
    assert ask_approval(before, AGENT, CARD, after(6)) is None
    request = asked_for(before, by(), None)
    given = decide_approval(before, by(), request, approve=True, reason="")
    assert given is not None
    current = given.conversation.intervention
    assert current is not None
    (approval,) = current.approvals
    assert (approval.state, approval.decided_by, approval.script_id) == ("approved", "boss", "coupon")
    assert (current.state, current.remind_at) == (Handling.SEEN, None)
    assert decide_approval(given.conversation, by(), approval, approve=True, reason="") is None
    with pytest.raises(Conflict) as other:
        decide_approval(given.conversation, by(), approval, approve=False, reason="")
    assert other.value.facts["owner"] == "boss"


def test_what_was_refused_may_be_asked_once_more() -> None:
    before = asked()
    refused = decide_approval(before, by(), asked_for(before, by(), None), approve=False, reason="先拍照")
    assert refused is not None
    again = ask_approval(refused.conversation, AGENT, CARD, after(90))
    assert again is not None
    assert again.conversation.intervention is not None
    assert [(one.state, one.reason) for one in again.conversation.intervention.approvals] == [("asked", "")]
    assert ask_approval(again.conversation, AGENT, CARD, after(95)) is None


def test_requests_are_named_unless_there_is_one() -> None:
    with pytest.raises(NotFound):
        asked_for(asked(), by(), "sg_other")
    with pytest.raises(Conflict) as none:
        asked_for(raised(), by(), None)
    assert none.value.code == "A411"


def test_a_card_that_needs_no_leave_is_not_asked_for() -> None:
    free = Suggestion("sg_2", "faq", "f", "七天无理由", 0.9, ())
    with pytest.raises(Conflict) as needless:
        ask_approval(raised(), AGENT, free, after(5))
    assert needless.value.code == "A411"
