"""How the customer took the last cards: what to show less of. Knows no script's text.

After an answer of ours the next message tells whether it helped: heat that rose says that the kind of card used for it
did not; a card that the agent waved away says so by itself (D11).
"""

from __future__ import annotations

from collections.abc import Mapping

from csassist.frozen import frozen
from csassist.suggest.situation import Situation

LOOK_BACK = 3  # turns: what was shown before that is forgiven
ROSE = 3.0  # degrees: less is noise of the reading
UNHELPFUL = 0.08  # kind and matter of a card after which the heat rose
UNHELPFUL_USED = 0.14  # the same, and the agent had sent it
SAID_GOODBYE = 0.3  # goodbye is said once
CLOSING = "closing"
DISMISSED = 0.12  # kind and matter of a card that the agent waved away
_USED = frozenset(("used", "edited", "sent"))


@frozen
class Reaction:
    """`less` = (kind, family) -> what a card of these loses; `rested` = kinds that may show again."""

    less: Mapping[tuple[str, str], float]
    resting: frozenset[str]


NO_REACTION = Reaction({}, frozenset())
_NO_OUTCOMES: dict[str, str] = {}
# Turns that a kind rests after it was shown: comfort said at every message wears out, an offer made again annoys.
REST = {"empathy": 1, "nudge": 3, "choice": 2, "handover": 2}


def reaction(situation: Situation) -> Reaction:
    """What the last cards and the customer's answer to them say."""
    offers = situation.choosing.offers
    if not offers:
        return NO_REACTION
    turn, degrees = situation.turns, situation.reading.degrees
    if turn - offers[-1].turn > LOOK_BACK:
        return NO_REACTION
    outcomes = dict(situation.reactions) if situation.reactions else _NO_OUTCOMES
    less: dict[tuple[str, str], float] = {}
    resting = []
    for offer in reversed(offers):
        ago, kind = turn - offer.turn, offer.kind
        if ago > LOOK_BACK:
            break
        if ago < 1:
            continue
        if kind in REST and ago <= REST[kind]:
            resting.append(kind)
        loss = 0.0
        if outcomes or degrees >= offer.degrees + ROSE:
            loss = _loss(outcomes.get(offer.script_id, ""), degrees >= offer.degrees + ROSE)
        if offer.family == CLOSING:
            loss = SAID_GOODBYE  # more than any other
        if loss:
            key = (kind, offer.family)
            less[key] = max(less.get(key, 0.0), loss)
    return Reaction(less, frozenset(resting)) if less or resting else NO_REACTION


def _loss(outcome: str, rose: bool) -> float:
    """What a card loses by what the agent did with it and whether the heat rose."""
    if outcome == "dismissed":
        return DISMISSED
    if rose:
        return UNHELPFUL_USED if outcome in _USED else UNHELPFUL
    return 0.0
