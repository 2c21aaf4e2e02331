"""What a decision is given of the past and what it leaves, on the real store and the shipped rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from csassist.assessment.assess import NO_EVIDENCE
from csassist.conversation.message import Customer, Message, Sender
from csassist.desk.access import Identity, Role
from csassist.desk.customers import SESSION_GAP
from desk.conftest import Stand

ANGRY = "都第三次了还不处理，你们就是骗子！！！退款！"
A1 = Identity(Role.AGENT, "s1", "a1", ("t1",))
U1 = Customer("u1", "张女士", "regular", 2, ("优先发顺丰",))


async def test_memory_is_asked_once_a_visit_and_never_between(stand: Stand) -> None:
    asked: list[str] = []
    recall = stand.desk.customers.recall

    async def counting(shop: str, customer_id: str, now: object) -> Customer | None:
        asked.append(customer_id)
        return await recall(shop, customer_id, now)  # type: ignore[arg-type]

    stand.desk.customers.recall = counting  # type: ignore[method-assign]
    for n in range(4):
        stand.clock.pass_s(20)
        await stand.say("怎么还不发货", f"m-{n}", customer=U1)
    assert asked == ["u1"]
    stand.clock.pass_s(SESSION_GAP.total_seconds())
    await stand.say("在吗", "m-9")
    assert asked == ["u1", "u1"]


async def test_a_hot_customer_is_known_for_it_in_the_next_conversation_and_for_a_while(stand: Stand) -> None:
    await stand.say(ANGRY, customer=U1)
    stand.clock.pass_s(86_400)
    await stand.say("在吗", conversation="c-2", customer=Customer("u1"))
    back = await stand.store.load("s1", "c-2")
    assert back is not None
    assert back.customer == replace(U1, hot_before=True)
    stand.clock.pass_s(31 * 86_400)
    await stand.say("在吗", conversation="c-3", customer=Customer("u1"))
    forgiven = await stand.store.load("s1", "c-3")
    assert forgiven is not None
    assert forgiven.customer == U1


async def test_heat_that_waiting_brings_is_remembered_too(stand: Stand) -> None:
    first = await stand.say("到底什么时候发货", customer=U1, agent_id="a1")
    assert first.assessment.escalation.tier < 2
    assert (await stand.desk.customers.get(A1, "u1")).last_hot_at is None
    tier = 0
    while tier < 2:
        stand.clock.pass_s(30)
        await stand.desk.due.tick()
        state = await stand.store.load("s1", "c-1")
        assert state is not None
        assert stand.clock.now() - first.message.received_at < timedelta(hours=1), "waiting never raised it"
        tier = state.standing.escalation.tier
    assert (await stand.desk.customers.get(A1, "u1")).last_hot_at == stand.clock.now()


async def test_a_note_shows_in_the_conversation_at_once_and_no_message_takes_it_away(stand: Stand) -> None:
    await stand.say("在吗", customer=U1, agent_id="a1", team_id="t1")
    known = await stand.desk.note_customer(A1, "u1", ["不要礼盒", "不要礼盒", " "])
    assert known.customer.added == ("不要礼盒",)
    await stand.say("人呢", "m-2", customer=replace(U1, notes=("放门卫",)))
    state = await stand.store.load("s1", "c-1")
    assert state is not None
    assert state.customer is not None
    assert state.customer.all_notes == ("放门卫", "不要礼盒")
    assert (await stand.desk.customers.get(A1, "u1")).customer.notes == ("放门卫",)


async def test_the_next_choice_hears_what_became_of_the_cards(stand: Stand) -> None:
    first = await stand.say("怎么还不发货", agent_id="a1", team_id="t1")
    card = first.assessment.suggestions[0]
    await stand.desk.feedback(A1, card.id, "dismissed", reason="太长")
    past = stand.desk._reception.past
    before = await stand.store.load("s1", "c-1")
    message = Message("s1", "c-1", "m-2", 2, Sender.CUSTOMER, "还没发", stand.clock.now())
    evidence = await past.evidence(message, before, NO_EVIDENCE)
    assert evidence.reactions == ((card.script_id, "dismissed"),)
    fresh = type(past.cards)(stand.store.experience)
    shown = await fresh.shown(("s1", "c-1"))
    assert (shown.cards, shown.reactions) == ((first.assessment.suggestions,), evidence.reactions)


async def test_only_agents_send_cards(stand: Stand) -> None:
    first = await stand.say(ANGRY, agent_id="a1")
    card = first.assessment.suggestions[0]
    for n, sender in enumerate((Sender.BOT, Sender.CUSTOMER, Sender.SYSTEM)):
        stand.clock.pass_s(10)
        await stand.say(card.text, f"x-{n}", sender=sender)
    chief = Identity(Role.ADMIN, "s1")
    assert [line.tally.counts.get("sent") for line in (await stand.desk.reports.scripts(chief, None, None)).lines] == []
    stand.clock.pass_s(10)
    await stand.say(card.text, "x-9", sender=Sender.AGENT)
    (line,) = (await stand.desk.reports.scripts(chief, None, None)).lines
    assert (line.tally.script_id, dict(line.tally.counts)) == (card.script_id, {"sent": 1})
