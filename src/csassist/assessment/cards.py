"""The third step of a decision: from a reading to cards, the customer's type, and what is remembered of both."""

from __future__ import annotations

from typing import NamedTuple

from csassist.assessment.assessment import CustomerType, Evidence
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.choosing import Choosing
from csassist.conversation.message import Context, Customer
from csassist.conversation.tier import Tier
from csassist.suggest.choose import Situation, choose_seen
from csassist.suggest.customer_type import read_type
from csassist.suggest.library import Seen
from csassist.suggest.memory import hear, remember
from csassist.suggest.spec import CUSTOMER_TYPES, Suggestion
from csassist.thermometer.reading import Heated


class About(NamedTuple):
    """Who and what the conversation is about, the message at hand included."""

    customer: Customer | None
    context: Context | None


class Chosen(NamedTuple):
    """The cards, the type of customer they were chosen for, and the memory after them."""

    cards: tuple[Suggestion, ...]
    customer: CustomerType | None
    choosing: Choosing


def choose_cards(rulebook: Rulebook, heated: Heated, tier: Tier, key: str, known: tuple[About, Evidence]) -> Chosen:
    """Chooses for the burst that is open. `key` names it; `known` = who and what, and what was gathered before."""
    situation, seen, leaning = situation_of(rulebook, heated, tier, key, known)
    cards = choose_seen(rulebook.library, rulebook.shelf, situation, seen)
    memory = remember(rulebook.library, situation, cards, leaning, seen.cues)
    return Chosen(cards, customer_type(rulebook, situation.customer_type), memory)


def situation_of(
    rulebook: Rulebook, heated: Heated, tier: Tier, key: str, known: tuple[About, Evidence]
) -> tuple[Situation, Seen, tuple[float, ...]]:
    """What is chosen from, its text as the library sees it, and the votes for the customer's type after it."""
    burst, now = heated.burst, heated.standing.at
    if burst is None or now is None:
        raise AssertionError("cards are chosen for a burst, at a time")
    about, evidence = known
    before = burst.before
    seen = rulebook.library.see(heated.folded, burst.text)
    leaning, kind = read_type(seen, heated.folded, len(burst.messages), before.choosing, about.customer)
    situation = Situation(
        burst.text,
        heated.folded,
        heated.reading,
        tier,
        about.customer,
        about.context,
        before.offered,
        heated.standing.turns,
        key,
        now,
        heated.standing.unanswered,
        evidence.effects,
        kind,
        "agent",
        before.choosing,
        evidence.reactions,
    )
    return situation, seen, leaning


def after_answer(rulebook: Rulebook, before: Choosing, text: str) -> Choosing:
    """What choosing remembers of an agent's or bot's message: what it asked the customer for."""
    return hear(rulebook.library, before, rulebook.thermometer.folder.fold(text).text)


def customer_type(rulebook: Rulebook, kind: str) -> CustomerType | None:
    """The type with the pack's words for it; None for no type."""
    if not kind:
        return None
    strategy = rulebook.library.spec.strategies()[CUSTOMER_TYPES.index(kind)]
    return CustomerType(kind, strategy.title or kind, strategy.strategy)
