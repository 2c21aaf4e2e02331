"""Which of four types a customer shows: 新手 novice, 资深 expert, 急性子 hurried, 犹豫型 hesitant. Knows no script.

Votes from wording, pace, number of orders and hesitation, fading from turn to turn; no type until one leads clearly.
"""

from __future__ import annotations

from csassist.conversation.choosing import Choosing
from csassist.conversation.message import Customer
from csassist.suggest.library import Seen
from csassist.suggest.roles import COMPARISON, DOUBT, TYPES
from csassist.suggest.spec import CUSTOMER_TYPES

FADE = 0.8  # of the votes stay from one burst to the next
SAID = 1.0  # a telling word
LEAST = 0.9  # votes from which a type is named: one telling word, or two lesser signs
LEAD = 0.35  # votes ahead of the next type
HELD = 0.25  # a type named before keeps its name while it is not further behind
BROKEN_UP = 0.5  # three bubbles or more in one thought: in a hurry
CURT = 0.4  # a question of a few characters
WAVERING = 0.4  # weighing, doubting, trailing off
MANY_ORDERS, FEW_ORDERS = 5, 0
BOUGHT_OFTEN, BOUGHT_NEVER, REMEMBERED = 0.6, 0.5, 0.5
_CURT = 5  # code points
_NOVICE, _EXPERT, _HURRIED, _HESITANT = range(4)


def read_type(
    seen: Seen, folded: str, bubbles: int, before: Choosing, customer: Customer | None
) -> tuple[tuple[float, ...], str]:
    """(votes after this burst, type or ""). `bubbles` = messages of the burst; `before` = memory from before it."""
    votes = [vote * FADE for vote in before.leaning] or [0.0] * 4
    roles = seen.roles
    for place, bit in enumerate(TYPES):
        if roles & bit:
            votes[place] += SAID
    if not seen.quiet:
        if bubbles >= 3:
            votes[_HURRIED] += BROKEN_UP
        elif len(folded) <= _CURT and "?" in folded:
            votes[_HURRIED] += CURT
        if roles & (DOUBT | COMPARISON) or folded.endswith(("...", "…")):
            votes[_HESITANT] += WAVERING
    kept = tuple([round(vote, 3) if vote >= 0.05 else 0.0 for vote in votes])
    return (kept if any(kept) else ()), _named(kept, _priors(customer), before.customer_type)


def _priors(customer: Customer | None) -> tuple[float, float, float, float]:
    """What was known before anything was said; not enough for a name by itself."""
    priors = [0.0, 0.0, 0.0, 0.0]
    if customer is not None:
        if customer.orders is not None and customer.orders >= MANY_ORDERS:
            priors[_EXPERT] += BOUGHT_OFTEN
        elif customer.orders == FEW_ORDERS or customer.value == "new":
            priors[_NOVICE] += BOUGHT_NEVER
        if customer.type in CUSTOMER_TYPES:
            priors[CUSTOMER_TYPES.index(customer.type)] += REMEMBERED
    return (priors[0], priors[1], priors[2], priors[3])


def _named(votes: tuple[float, ...], priors: tuple[float, ...], before: str) -> str:
    totals = [vote + prior for vote, prior in zip(votes, priors, strict=True)]
    first = max(range(4), key=lambda place: (totals[place], -place))
    second = max(totals[place] for place in range(4) if place != first)
    if before:
        held = totals[CUSTOMER_TYPES.index(before)]
        if held >= LEAST / 2 and held >= totals[first] - HELD:
            return before
    return CUSTOMER_TYPES[first] if totals[first] >= LEAST and totals[first] - second >= LEAD else ""
