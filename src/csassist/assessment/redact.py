"""Conversations, assessments and messages at a grade: their texts masked or gone, their numbers as they were. Pure.

Spans follow the text that they point into; what csassist itself wrote on cards stays unless `cards` is false.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from csassist.assessment.assessment import Assessment, Decision
from csassist.conversation.conversation import Asked, Burst, Conversation, Standing
from csassist.conversation.intervention import Approval, Intervention
from csassist.conversation.message import Context, Customer, Message
from csassist.conversation.names import PROMISE_NAMES
from csassist.conversation.promise import Promise
from csassist.conversation.reading import Reading, Signal
from csassist.conversation.tier import Alert, Escalation
from csassist.frozen import frozen
from csassist.privacy.cut import Cut, cut
from csassist.privacy.grade import Grade
from csassist.privacy.mask import mask, mask_name
from csassist.suggest.spec import Suggestion

_ANYBODY = "亲"
_QUOTED = "：“"  # a reason quotes the customer behind this (escalation.reasons)


@frozen
class Redactor:
    """Takes values to `grade`. `cuts` = texts by message id: only spans of these messages move.

    `cards` keeps what csassist wrote for the agent, but for `name`, whom it calls 亲 then; `person` keeps who the
    customer is.
    """

    grade: Grade
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    cards: bool = True
    person: bool = True
    name: str = ""

    def text(self, text: str) -> str:
        """Any text of a person."""
        if self.grade is Grade.RAW or not text:
            return text
        return mask(text) if self.grade is Grade.MASKED else ""

    def decision(self, decision: Decision) -> Decision:
        """All that a decision leaves behind."""
        alert = None if decision.alert is None else self.alert(decision.alert)
        return replace(
            decision,
            assessment=self.assessment(decision.assessment),
            conversation=self.conversation(decision.conversation),
            alert=alert,
            promises=tuple(map(self.promise, decision.promises)),
            handled=tuple(map(self.intervention, decision.handled)),
        )

    def message(self, message: Message) -> Message:
        """Text, customer and order of a message; its digest is left to whoever has the key."""
        known = self.cuts.get(message.id)
        text = cut(message.text, self.grade).text if known is None else known.text
        customer = None if message.customer is None else self.customer(message.customer)
        return replace(message, text=text, customer=customer, context=self.context(message.context))

    def conversation(self, one: Conversation) -> Conversation:
        """The state that the next decision starts from."""
        return replace(
            one,
            customer=None if one.customer is None else self.customer(one.customer),
            context=self.context(one.context),
            standing=self.standing(one.standing),
            burst=None if one.burst is None else self.burst(one.burst),
            last_text=self.text(one.last_text),
            promises=tuple(map(self.promise, one.promises)),
            intervention=None if one.intervention is None else self.intervention(one.intervention),
        )

    def assessment(self, one: Assessment) -> Assessment:
        """The answer to one message."""
        cards = tuple(map(self.card, one.suggestions))
        return replace(
            one, reading=self.reading(one.reading), escalation=self.escalation(one.escalation), suggestions=cards
        )

    def customer(self, one: Customer) -> Customer:
        """Masked: name and notes say nobody. Without texts neither stays; without `person` nobody does."""
        if self.grade is Grade.MASKED:
            notes, added = tuple(map(mask, one.notes)), tuple(map(mask, one.added))
            return replace(one, name=None if one.name is None else mask_name(one.name), notes=notes, added=added)
        kept = replace(one, name=None, notes=(), added=())
        return kept if self.person else replace(kept, id=None)

    def context(self, one: Context | None) -> Context | None:
        """The order goes with the person; what was bought stays."""
        return one if one is None or self.person else replace(one, order=None)

    def standing(self, one: Standing) -> Standing:
        """What was asked is remembered by words: masked each, or forgotten."""
        asked = tuple(Asked(mask(each.key), each.seq, each.times) for each in one.asked)
        return replace(
            one,
            reading=self.reading(one.reading),
            escalation=self.escalation(one.escalation),
            asked=asked if self.grade is Grade.MASKED else (),
        )

    def burst(self, one: Burst) -> Burst:
        """The bubbles so far."""
        return replace(
            one,
            before=self.standing(one.before),
            signals=self.signals(one.signals),
            text=self.text(one.text),
            learnt=self.signals(one.learnt),
        )

    def reading(self, one: Reading) -> Reading:
        """Degrees and their reasons stay, without words."""
        return replace(one, signals=self.signals(one.signals))

    def signals(self, signals: tuple[Signal, ...]) -> tuple[Signal, ...]:
        """In their order."""
        return tuple(map(self.signal, signals))

    def signal(self, one: Signal) -> Signal:
        """Its span in the kept text, and what stands there; of another message only its words."""
        known = None if one.message_id is None else self.cuts.get(one.message_id)
        if known is None or one.span is None:
            return replace(one, text=self.text(one.text))
        span = known.span(one.span)
        return replace(one, span=span, text=known.text[span[0] : span[1]] if one.text else "")

    def escalation(self, one: Escalation) -> Escalation:
        """Steps are ours; reasons may quote."""
        return replace(one, reasons=tuple(map(self.reason, one.reasons))) if one.reasons else one

    def reason(self, reason: str) -> str:
        """A reason without the words that it quotes."""
        return mask(reason) if self.grade is Grade.MASKED else reason.partition(_QUOTED)[0]

    def alert(self, one: Alert) -> Alert:
        """The same alert, with less to read."""
        return replace(one, reasons=tuple(map(self.reason, one.reasons)))

    def promise(self, one: Promise) -> Promise:
        """What was promised, in the agent's words; its kind and time stay, and stand in for the words."""
        if self.grade is Grade.NONE:
            return replace(one, text=PROMISE_NAMES.get(one.kind, ""))
        known = self.cuts.get(one.message_id)
        if known is None:
            return replace(one, text=self.text(one.text))
        span = known.span(one.span)
        return replace(one, span=span, text=known.text[span[0] : span[1]])

    def intervention(self, one: Intervention) -> Intervention:
        """What people wrote about it."""
        return replace(
            one,
            alert=None if one.alert is None else self.alert(one.alert),
            reason=self.text(one.reason),
            hand_note=self.text(one.hand_note),
            approvals=tuple(map(self.approval, one.approvals)),
        )

    def approval(self, one: Approval) -> Approval:
        """A request and its answer."""
        return replace(one, text=self.ours(one.text), reason=self.text(one.reason))

    def card(self, one: Suggestion) -> Suggestion:
        """Which script it was stays; what it said only with `cards`."""
        if self.cards:
            return replace(one, text=self.ours(one.text), ahead=tuple(map(self.ours, one.ahead)))
        return replace(one, text=self.text(one.text), why=(), ahead=tuple(map(self.text, one.ahead)))

    def ours(self, text: str) -> str:
        """What csassist wrote: it may have called the customer by name."""
        if not self.cards:
            return self.text(text)
        name = self.name
        if name and (self.grade is Grade.NONE or mask_name(name) != name):
            text = text.replace(name, _ANYBODY)
        return mask(text)
