"""What earlier messages and conversations leave for a decision, and what a decision leaves for later ones."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from csassist.assessment.assessment import Decision, Evidence
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.desk.cards import CardMemory
from csassist.desk.customers import Customers, newcomer, seen
from csassist.desk.effects import EffectTables
from csassist.desk.experience import FeedbackRow, Seen
from csassist.frozen import frozen

_CUSTOMER, _AGENT = Sender.CUSTOMER, Sender.AGENT


class Left(NamedTuple):
    """What a commit writes for later."""

    feedback: tuple[FeedbackRow, ...] = ()
    seen: Seen | None = None


NOTHING = Left()


@frozen
class Past:
    """The parts. Built once by the desk."""

    cards: CardMemory
    customers: Customers
    effects: EffectTables

    async def evidence(self, message: Message, before: Conversation | None, heard: Evidence) -> Evidence:
        """`heard` with what is remembered. Waits for the record only when somebody comes back, or after a start."""
        memory = None
        who = newcomer(message, before)
        if who is not None:
            memory = await self.customers.recall(message.shop, who, message.received_at)
        if message.sender is not _CUSTOMER:
            return heard if memory is None else replace(heard, memory=memory)
        reactions: tuple[tuple[str, str], ...] = ()
        if before is not None and before.standing.offered:
            reactions = (await self.cards.shown((before.shop, before.id))).reactions
        table = self.effects.current(message.shop)
        if memory is None and not reactions and not table.name:
            return heard
        return replace(heard, effects=table.effects, effects_as_of=table.name, memory=memory, reactions=reactions)

    async def left(self, before: Conversation | None, decision: Decision, message: Message, rulebook: Rulebook) -> Left:
        """What is to be written with the decision about `message` (placed)."""
        feedback: tuple[FeedbackRow, ...] = ()
        if message.sender is _AGENT and before is not None and before.standing.offered:
            feedback = await self.cards.sent(message, rulebook.thermometer.folder.fold_word)
        noted = None
        if decision.conversation.customer is not None:
            noted = seen(before, decision, came=newcomer(message, before) is not None)
        return Left(feedback, noted) if feedback or noted else NOTHING

    def keep(self, before: Conversation | None, decision: Decision, left: Left) -> None:
        """The decision about a message is on record: the next one may build on it."""
        after = decision.conversation
        key = (after.shop, after.id)
        cards = decision.assessment.suggestions
        if cards:
            self.cards.offer(key, cards, first=before is None or not before.standing.offered)
        if left.feedback:
            self.cards.recognised(key, left.feedback)
