"""The decision: what a message, or the lack of one, means. Values in, values out; no clock, no I/O.

Four calls in order: take_reading -> decide_tier -> choose_scripts -> the conversation after it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from csassist.assessment.assessment import Assessment, Decision, Evidence
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Burst, Conversation, Ladder
from csassist.conversation.message import Message, Sender
from csassist.conversation.tier import Alert, Tier
from csassist.escalation.ladder import Climb, decide_tier
from csassist.suggest.choose import Situation, choose_scripts
from csassist.suggest.spec import Suggestion
from csassist.thermometer.reading import Heated, next_due, take_reading, take_reply, take_wait

NO_EVIDENCE = Evidence()
LAST_TEXT = 200  # code points of the last customer text that lists show


def assess(
    message: Message, conversation: Conversation, evidence: Evidence, rulebook: Rulebook, now: datetime
) -> Decision:
    """Decides about one message. `message.seq` is conversation.seq + 1; `now` is aware and not before the last message.

    Returns the assessment, the conversation after it (version + 1) and the alert that the rise raises, if any.
    """
    conversation = _place(message, conversation)
    if message.sender is not Sender.CUSTOMER:
        return _after_reply(message, conversation, rulebook, now)
    earlier = conversation.burst
    heated = take_reading(rulebook.thermometer, message, conversation, now, evidence.sentiment)
    burst = heated.burst
    if burst is None:
        raise AssertionError("a customer message always belongs to a burst")
    continued = earlier is not None and earlier.id == burst.id
    climb = _climb(rulebook, heated, burst.before.ladder, conversation, _key(conversation, burst.messages[0]))
    ladder, alert, burst = _raise_once(climb, burst, earlier if continued else None, message.id, now)
    cards = _choose(rulebook, heated, climb.escalation.tier, conversation, evidence)
    standing = replace(
        heated.standing,
        ladder=ladder,
        escalation=climb.escalation,
        offered=(burst.before.offered + tuple(c.script_id for c in cards))[-rulebook.library.spec.offered_memory :],
    )
    after = replace(
        conversation,
        standing=standing,
        burst=burst,
        waiting_since=conversation.waiting_since or now,
        last_text=message.text[:LAST_TEXT],
    )
    after = replace(after, due_at=next_due(rulebook.thermometer, after))
    return Decision(_assessment(heated, climb, cards, rulebook), after, alert, now)


def elapse(
    conversation: Conversation, rulebook: Rulebook, now: datetime, shown: tuple[Suggestion, ...] = ()
) -> Decision | None:
    """Decides about silence: None when nothing is due at `now`. `shown` = the cards that stand; silence keeps them."""
    heated = take_wait(rulebook.thermometer, conversation, now)
    if heated is None:
        return None
    key = _key(conversation, f"elapse/{conversation.version}")
    climb = _climb(rulebook, heated, conversation.standing.ladder, conversation, key)
    alert = _alert(climb, key, None, now) if climb.alert else None
    after = replace(
        conversation,
        version=conversation.version + 1,
        standing=replace(heated.standing, ladder=climb.ladder, escalation=climb.escalation),
        burst=None,
    )
    after = replace(after, due_at=next_due(rulebook.thermometer, after))
    return Decision(_assessment(heated, climb, shown, rulebook), after, alert, now)


def _place(message: Message, conversation: Conversation) -> Conversation:
    """The conversation with what the message says about people and things; silence about a field keeps it."""
    context = conversation.context
    if message.context is not None:
        context = replace(
            context or message.context,
            order=message.context.order or (context.order if context else None),
            product_id=message.context.product_id or (context.product_id if context else None),
        )
    return replace(
        conversation,
        version=conversation.version + 1,
        seq=message.seq,
        agent_id=message.agent_id or conversation.agent_id,
        team_id=message.team_id or conversation.team_id,
        channel=message.channel or conversation.channel,
        customer=message.customer or conversation.customer,
        context=context,
        last_at=message.received_at,
    )


def _after_reply(message: Message, conversation: Conversation, rulebook: Rulebook, now: datetime) -> Decision:
    """The state after somebody other than the customer wrote: no cards; the wait ends when a person or bot answered."""
    heated = take_reply(rulebook.thermometer, message, conversation, now)
    standing = heated.standing
    escalation = replace(standing.escalation, changed=False)
    answered = message.sender in (Sender.AGENT, Sender.BOT)
    after = replace(
        conversation,
        standing=replace(standing, escalation=escalation),
        burst=None,
        waiting_since=None if answered else conversation.waiting_since,
    )
    after = replace(after, due_at=next_due(rulebook.thermometer, after))
    return Decision(Assessment(heated.reading, escalation, (), rulebook.hash), after, None, now)


def _climb(rulebook: Rulebook, heated: Heated, ladder: Ladder, conversation: Conversation, key: str) -> Climb:
    value = conversation.customer.value if conversation.customer else None
    now = heated.standing.at
    if now is None:
        raise AssertionError("a reading has a time")
    return decide_tier(rulebook.ladder, heated.reading, ladder, value, now, key)


def _raise_once(
    climb: Climb, burst: Burst, earlier: Burst | None, message_id: str, now: datetime
) -> tuple[Ladder, Alert | None, Burst]:
    """One alert per burst: a later bubble may only lift it (same id), and never forgets that it was raised."""
    alerted = earlier.alerted if earlier else Tier.CALM
    alert_id = earlier.alert_id if earlier else None
    ladder = climb.ladder
    alert = None
    if climb.alert and climb.escalation.tier > alerted:
        alert = _alert(climb, burst.id, message_id, now, alert_id)
        alerted, alert_id = alert.tier, alert.id
    if alerted > Tier.CALM and ladder.alerted_tier < alerted:
        ladder = replace(ladder, alerted_at=now, alerted_tier=alerted)
    return ladder, alert, replace(burst, alerted=alerted, alert_id=alert_id)


def _alert(climb: Climb, key: str, message_id: str | None, now: datetime, same: str | None = None) -> Alert:
    escalation = climb.escalation
    if escalation.id is None:
        raise AssertionError("an alert belongs to an escalation")
    name = same or "al_" + blake2b(f"{escalation.id}/{key}".encode("utf-8", "replace"), digest_size=8).hexdigest()
    return Alert(name, escalation.id, escalation.tier, escalation.reasons, now, message_id)


def _choose(
    rulebook: Rulebook, heated: Heated, tier: Tier, conversation: Conversation, evidence: Evidence
) -> tuple[Suggestion, ...]:
    burst, now = heated.burst, heated.standing.at
    if burst is None or now is None:
        raise AssertionError("cards are chosen for a burst, at a time")
    situation = Situation(
        text=burst.text,
        folded=rulebook.thermometer.folder.fold(burst.text).text,
        reading=heated.reading,
        tier=tier,
        customer=conversation.customer,
        context=conversation.context,
        offered=burst.before.offered,
        turns=heated.standing.turns,
        key=_key(conversation, burst.id),
        now=now,
        unanswered=heated.standing.unanswered,
        effects=evidence.effects,
    )
    return choose_scripts(rulebook.library, rulebook.shelf, situation)


def _assessment(heated: Heated, climb: Climb, cards: tuple[Suggestion, ...], rulebook: Rulebook) -> Assessment:
    return Assessment(heated.reading, climb.escalation, cards, rulebook.hash)


def _key(conversation: Conversation, part: str) -> str:
    return f"{conversation.shop}/{conversation.id}/{part}"
