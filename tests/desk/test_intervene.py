"""Approvals, authority and rights of those who step in; the whole way over sockets is tried in tests/journeys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csassist.assessment.appeal import raise_hand
from csassist.assessment.intervene import Act, claim
from csassist.assessment.quiet import stand_still
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Approval, Handling, Intervention
from csassist.conversation.message import Customer
from csassist.conversation.tier import Escalation, Tier
from csassist.desk.access import Identity, Role
from csassist.desk.events import CardsChanged
from csassist.desk.intervene import actor_of
from csassist.desk.notices import NoticeRoute, notices_about
from csassist.desk.ports import Commit
from csassist.errors import Conflict, Forbidden, NotFound
from csassist.suggest.spec import Suggestion
from desk.conftest import Stand

AGENT = Identity(Role.AGENT, "s1", "a1", ("t1",), "s1/agent/a1")
BOSS = Identity(Role.SUPERVISOR, "s1", "boss", (), "s1/supervisor/boss")
ADMIN = Identity(Role.ADMIN, "s1", None, (), "s1/admin/key-0123")


async def with_card(stand: Stand, approval: str, script_id: str = "none") -> Suggestion:
    """A conversation of a1 whose only card needs an approval."""
    recorded = await stand.say("怎么还不发货！！！太差劲了！", agent_id="a1", team_id="t1")
    before = await stand.store.load("s1", "c-1")
    assert before is not None
    card = Suggestion("sg_card", "action", script_id, "给您一张50元优惠券", 0.9, (), approval=approval)
    told = replace(recorded.assessment, suggestions=(card,))
    after = replace(before, version=before.version + 1)
    await stand.store.record(Commit(before.version, after, told, stand.clock.now()))
    return card


async def test_leave_is_asked_given_and_told_on_the_card(stand: Stand) -> None:
    card = await with_card(stand, "优惠券50元需主管批准")
    asked = await stand.desk.interventions.ask_approval(AGENT, "c-1", card.id)
    assert asked.intervention is not None
    given = await stand.desk.interventions.decide_approval(
        BOSS, asked.intervention.escalation_id, None, approve=True, reason=""
    )
    assert given.intervention is not None
    assert [(one.state, one.decided_by) for one in given.intervention.approvals] == [("approved", "boss")]
    told = stand.told.of(CardsChanged)  # the card says at once that leave was asked for, and again that it was given
    assert [each.cards for each in told if isinstance(each, CardsChanged)] == [(card,), (card,)]
    shown = await stand.store.snapshot("s1", "c-1")
    assert shown is not None
    assert shown.conversation.intervention == given.intervention


async def test_only_cards_that_stand_and_only_by_the_agent(stand: Stand) -> None:
    card = await with_card(stand, "优惠券50元需主管批准")
    with pytest.raises(NotFound):
        await stand.desk.interventions.ask_approval(AGENT, "c-1", "sg_other")
    with pytest.raises(Forbidden):
        await stand.desk.interventions.ask_approval(BOSS, "c-1", card.id)


async def test_what_is_above_a_supervisor_is_the_admins(stand: Stand) -> None:
    rulebook = stand.desk.rulebooks.current("s1")
    script = next(each.script for each in rulebook.library.scripts if each.script.concession)
    shelf = rulebook.shelf
    grant = shelf.grants[(script.concession, "new", "supervisor")]
    key = (script.concession, "new", "supervisor")
    dear = replace(
        rulebook, shelf=replace(shelf, grants={**shelf.grants, key: replace(grant, approval="超出主管权限")})
    )
    asked = Approval("sg_1", script.id, "", "", "a1", stand.clock.now())
    before = Conversation("s1", "c-1", stand.clock.now(), customer=Customer("u1"))
    books = type("Dear", (), {"current": lambda _, __: dear})()
    desk = replace(stand.desk.interventions, reception=replace(stand.desk.interventions.reception, rulebooks=books))
    with pytest.raises(Forbidden):
        desk._require_authority(before, asked)
    stand.desk.interventions._require_authority(before, asked)
    desk._require_authority(before, replace(asked, script_id="gone"))


async def test_robots_hear_of_a_raised_hand_and_not_of_a_claim(stand: Stand) -> None:
    route = NoticeRoute("group", "wecom", "s1")
    await stand.say("在吗", agent_id="a1", team_id="t1")
    before = await stand.store.load("s1", "c-1")
    assert before is not None
    rulebook, now = stand.desk.rulebooks.current("s1"), stand.clock.now()
    hand = raise_hand(before, actor_of(AGENT), "帮忙", now)
    assert hand is not None
    assert len(notices_about(stand_still(hand, rulebook, now), (route,))) == 1
    watched = replace(before, standing=replace(before.standing, escalation=Escalation("es_1", Tier.WATCH)))
    own = claim(watched, Act(actor_of(BOSS), "es_1", now))
    assert own is not None
    assert own.alert is not None
    assert notices_about(stand_still(own, rulebook, now), (route,)) == ()


async def test_a_whisper_needs_an_agent(stand: Stand) -> None:
    await stand.say("在吗")
    with pytest.raises(Conflict) as nobody:
        await stand.desk.interventions.whisper(BOSS, "c-1", "别急")
    assert nobody.value.code == "A411"


async def test_the_deed_of_a_key_without_a_name_stands_under_the_key(stand: Stand) -> None:
    assert actor_of(ADMIN).name == "key-0123"
    assert actor_of(BOSS).name == "boss"


async def test_a_supervisor_answers_in_what_he_took_over_and_it_stays_his(stand: Stand) -> None:
    said = await stand.say("你们就是骗子！！！我要去12315投诉你们！！！", agent_id="a1", team_id="t1")
    es = said.assessment.escalation.id
    assert es is not None
    taken = await stand.desk.interventions.take_over(BOSS, es)
    assert isinstance(taken.intervention, Intervention)
    assert taken.intervention.state is Handling.CLAIMED
    await stand.say("快点", "m-2", agent_id="a1", team_id="t1")
    now = await stand.store.load("s1", "c-1")
    assert now is not None
    assert now.agent_id == "boss"
    assert (await stand.desk.require_readable(AGENT, "c-1")).id == "c-1"


@pytest.mark.parametrize("later", [0, 1])
async def test_a_refusal_rests_on_the_record_and_not_on_what_was_only_being_written(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, later: int
) -> None:
    """Another claim of this node is on its way and loses to one of another node: nobody is told of its owner."""
    told = await stand.say("你们就是骗子！！！我要去12315投诉你们！！！马上退款！", team_id="t1")
    before = await stand.store.load("s1", "c-1")
    assert before is not None
    assert before.intervention is not None
    never = replace(before.intervention, state=Handling.CLAIMED, owner="never")
    ahead = replace(before, version=before.version + later, intervention=never)
    real, seen = stand.store.load, [ahead, ahead]

    async def load(shop: str, conversation_id: str, *, to_record: bool = False) -> Conversation | None:
        return seen.pop() if seen else await real(shop, conversation_id, to_record=to_record)

    monkeypatch.setattr(stand.store, "load", load)
    escalation = told.assessment.escalation.id
    assert escalation is not None
    after = await stand.desk.interventions.claim(BOSS, escalation)
    assert after.intervention is not None
    assert after.intervention.owner == "boss"
    with pytest.raises(Conflict) as refused:
        await stand.desk.interventions.claim(ADMIN, escalation)
    assert refused.value.facts["owner"] == "boss"
