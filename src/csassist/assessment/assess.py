"""The decision: what a message, or the lack of one, means. Values in, values out; no clock, no I/O.

Four calls in order: take_reading -> decide_tier -> choose_scripts -> the conversation after it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from csassist.assessment.assessment import Assessment, Decision, Evidence
from csassist.assessment.cards import About, Chosen, after_answer, choose_cards, customer_type
from csassist.assessment.follow import Followed, follow, keeper, pass_time
from csassist.assessment.quiet import ledgered, soonest, stand_still
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Burst, Conversation, Ladder, Standing
from csassist.conversation.customer import told
from csassist.conversation.intervention import Intervention
from csassist.conversation.message import Context, Customer, Message, Sender
from csassist.conversation.promise import Promise
from csassist.conversation.tier import Alert, Escalation, Tier
from csassist.escalation.ladder import Climb, decide_tier
from csassist.escalation.spec import LadderSpec
from csassist.escalation.waiting import rise_by_waiting
from csassist.promise.ledger import Entries, hear, let_pass
from csassist.suggest.spec import Suggestion
from csassist.thermometer.reading import Heated, due_after, take_reading, take_reply, take_wait

_CUSTOMER, _CALM = Sender.CUSTOMER, Tier.CALM
NO_EVIDENCE = Evidence()
_UNTOUCHED = Followed(Escalation(), None)
LAST_TEXT = 200  # code points of the last customer text that lists show


def assess(
    message: Message, conversation: Conversation, evidence: Evidence, rulebook: Rulebook, now: datetime
) -> Decision:
    """Decides about one message. `message.seq` is conversation.seq + 1; `now` is aware and not before the last message.

    Returns the assessment, the conversation after it (version + 1) and the alert that the rise raises, if any.
    """
    if message.sender is not _CUSTOMER:
        return _after_reply(message, conversation, evidence, rulebook, now)
    earlier = conversation.burst
    heated = take_reading(rulebook.thermometer, message, conversation, now, evidence.sentiment)
    burst = heated.burst
    if burst is None:
        raise AssertionError("a customer message always belongs to a burst")
    before = burst.before
    about = About(_customer(message, conversation, evidence), _context(message, conversation))
    spec = rulebook.ladder.of_team(message.team_id or conversation.team_id)
    climb = _climb(spec, heated, before.ladder, about.customer, _key(conversation, burst.messages[0]))
    continued = earlier is not None and earlier.id == burst.id
    ladder, alert, burst = _raise_once(climb, burst, earlier if continued else None, message.id, now)
    escalation, handling, handled, deeds = follow(conversation, climb.escalation, alert, now)
    chosen = choose_cards(rulebook, heated, escalation.tier, _key(conversation, burst.id), (about, evidence))
    standing = _settled(heated.standing, escalation, ladder, (before.offered, chosen, rulebook))
    waiting = conversation.waiting_since or now
    due = soonest(conversation.promises, handling, due_after(rulebook.thermometer.curve, standing, waiting))
    state = _State(standing, burst, waiting, message.text[:LAST_TEXT], due, conversation.promises, handling)
    after = _after(message, conversation, about, state)
    assessment = Assessment(
        heated.reading,
        escalation,
        chosen.cards,
        rulebook.hash,
        evidence.degraded,
        evidence.effects_as_of,
        chosen.customer,
    )
    return Decision(assessment, after, alert, now, handled=handled, deeds=deeds)


def elapse(
    conversation: Conversation, rulebook: Rulebook, now: datetime, shown: tuple[Suggestion, ...] = ()
) -> Decision | None:
    """Decides about silence: None when nothing is due at `now`. `shown` = the cards that stand; silence keeps them."""
    closed = conversation.closed
    heated = None if closed else take_wait(rulebook.thermometer, conversation, now)
    ledger = let_pass(conversation.promises, now)
    passed = pass_time(conversation.intervention, conversation.standing.escalation, now)
    if passed is not None:
        standing = replace(conversation.standing, escalation=passed.escalation)
        conversation = replace(conversation, intervention=passed.current, standing=standing)
    if heated is None:
        if not ledger.changed and passed is None:
            return None
        changes = ledgered(conversation, ledger)
        if passed is not None:
            changes = changes._replace(handled=passed.changed, deeds=passed.deeds)
        return stand_still(changes, rulebook, now, shown)
    key = _key(conversation, f"elapse/{conversation.version}")
    spec, stood = rulebook.ladder.of_team(conversation.team_id), conversation.standing.ladder
    climb = _climb(spec, heated, stood, conversation.customer, key)
    climb = rise_by_waiting(spec, climb, stood, conversation.waiting_since, now)
    alert = _alert(climb, key, None, now) if climb.alert else None
    followed = follow(conversation, climb.escalation, alert, now)
    standing = replace(heated.standing, ladder=climb.ladder, escalation=followed.escalation)
    due = due_after(rulebook.thermometer.curve, standing, conversation.waiting_since)
    after = replace(
        conversation,
        version=conversation.version + 1,
        standing=standing,
        burst=None,
        due_at=soonest(ledger.open, followed.current, due),
        promises=ledger.open,
        intervention=followed.current,
    )
    customer = customer_type(rulebook, standing.choosing.customer_type)
    assessment = Assessment(heated.reading, followed.escalation, shown, rulebook.hash, customer=customer)
    was = passed or _UNTOUCHED
    handled, deeds = (*was.changed, *followed.changed), (*was.deeds, *followed.deeds)
    return Decision(assessment, after, alert, now, ledger.changed, handled=handled, deeds=deeds)


class _State(NamedTuple):
    """What a decision changes in a conversation besides what the message itself says."""

    standing: Standing
    burst: Burst | None
    waiting_since: datetime | None
    last_text: str
    due_at: datetime | None
    promises: tuple[Promise, ...]
    handling: Intervention | None


def _customer(message: Message, conversation: Conversation, evidence: Evidence) -> Customer | None:
    """Who it is: what this message says, what was said before, what earlier conversations left, in this order."""
    known, memory = conversation.customer, evidence.memory
    if memory is not None:
        known = told(known, memory) if known is not None and known.id in (None, memory.id) else memory
    return told(message.customer, known)


def _context(message: Message, conversation: Conversation) -> Context | None:
    """What is known of order and product; silence about a field keeps it."""
    said, known = message.context, conversation.context
    if said is None or known is None:
        return said or known
    return Context(said.order or known.order, said.product_id or known.product_id)


def _after(message: Message, before: Conversation, about: About, state: _State) -> Conversation:
    """The conversation after a message, made in one go: it has many fields. Silence about a field keeps it."""
    return Conversation(
        before.shop,
        before.id,
        before.opened_at,
        before.version + 1,
        message.seq,
        keeper(before) or message.agent_id or before.agent_id,
        message.team_id or before.team_id,
        message.channel or before.channel,
        about.customer,
        about.context,
        state.standing,
        state.burst,
        state.waiting_since,
        message.received_at,
        state.last_text,
        state.due_at,
        False,  # whoever writes opens it again
        state.promises,
        state.handling,
    )


def _settled(
    read: Standing, escalation: Escalation, ladder: Ladder, shown: tuple[tuple[str, ...], Chosen, Rulebook]
) -> Standing:
    """The standing that a reading left, with what the ladder and the choice of cards (`shown`) made of it."""
    offered, chosen, rulebook = shown
    if chosen.cards:
        offered = (*offered, *[card.script_id for card in chosen.cards])[-rulebook.library.spec.offered_memory :]
    return Standing(
        read.degrees,
        read.at,
        read.turns,
        read.peak,
        read.momentum,
        read.reading,
        escalation,
        ladder,
        read.asked,
        offered,
        read.unanswered,
        read.waited_steps,
        chosen.choosing,
        read.session_heat,
    )


def _after_reply(
    message: Message, conversation: Conversation, evidence: Evidence, rulebook: Rulebook, now: datetime
) -> Decision:
    """The state after somebody other than the customer wrote: no cards; the wait ends when a person or bot answered."""
    heated = take_reply(rulebook.thermometer, message, conversation, now)
    standing = heated.standing
    if standing.escalation.changed:
        standing = replace(standing, escalation=replace(standing.escalation, changed=False))
    answered = message.sender in (Sender.AGENT, Sender.BOT)
    waiting = None if answered else conversation.waiting_since
    ledger = Entries(conversation.promises, ())
    if message.sender is Sender.AGENT:
        ledger = hear(rulebook.promises, message, conversation.promises, now)
    if answered:
        choosing = after_answer(rulebook, standing.choosing, message.text)
        if choosing is not standing.choosing:
            standing = replace(standing, choosing=choosing)
    handling = conversation.intervention
    due = soonest(ledger.open, handling, due_after(rulebook.thermometer.curve, standing, waiting))
    about = About(_customer(message, conversation, evidence), _context(message, conversation))
    state = _State(standing, None, waiting, conversation.last_text, due, ledger.open, handling)
    after = _after(message, conversation, about, state)
    assessment = Assessment(
        heated.reading,
        standing.escalation,
        rules_hash=rulebook.hash,
        customer=customer_type(rulebook, standing.choosing.customer_type),
    )
    return Decision(assessment, after, None, now, ledger.changed)


def _climb(spec: LadderSpec, heated: Heated, ladder: Ladder, customer: Customer | None, key: str) -> Climb:
    value = customer.value if customer else None
    now = heated.standing.at
    if now is None:
        raise AssertionError("a reading has a time")
    return decide_tier(spec, heated.reading, ladder, value, now, key)


def _raise_once(
    climb: Climb, burst: Burst, earlier: Burst | None, message_id: str, now: datetime
) -> tuple[Ladder, Alert | None, Burst]:
    """One alert per burst: a later bubble may only lift it (same id), and never forgets that it was raised."""
    alerted = earlier.alerted if earlier else _CALM
    alert_id = earlier.alert_id if earlier else None
    ladder = climb.ladder
    alert = None
    if climb.alert and climb.escalation.tier > alerted:
        alert = _alert(climb, burst.id, message_id, now, alert_id)
        alerted, alert_id = alert.tier, alert.id
    if alerted > _CALM and ladder.alerted_tier < alerted:
        ladder = replace(ladder, alerted_at=now, alerted_tier=alerted)
    if burst.alerted != alerted or burst.alert_id != alert_id:
        burst = replace(burst, alerted=alerted, alert_id=alert_id)
    return ladder, alert, burst


def _alert(climb: Climb, key: str, message_id: str | None, now: datetime, same: str | None = None) -> Alert:
    escalation = climb.escalation
    if escalation.id is None:
        raise AssertionError("an alert belongs to an escalation")
    name = same or "al_" + blake2b(f"{escalation.id}/{key}".encode("utf-8", "replace"), digest_size=8).hexdigest()
    return Alert(name, escalation.id, escalation.tier, escalation.reasons, now, message_id)


def _key(conversation: Conversation, part: str) -> str:
    return f"{conversation.shop}/{conversation.id}/{part}"
