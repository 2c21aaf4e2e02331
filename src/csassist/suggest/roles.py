"""What the pack's own vocabulary stands for: small talk, a question, a doubt, a sign of a kind of customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csassist.suggest.compiled import Fold, folded
from csassist.suggest.spec import ChooseSpec

QUIET = 1
QUESTION = 2
DOUBT = 4
COMPARISON = 8
DECISION = 16
NO_SALE = 32
TYPES = (64, 128, 256, 512)  # novice, expert, hurried, hesitant
OWN = 1024
REQUEST = 262144
YES = 2048
NO = 4096
ASKS = {
    "asked_more": 8192,
    "asked_datum": 16384,
    "asked_leave": 131072,
    "asked_yes": 32768,
    "asked_patience": 65536,
}  # the first found counts


def vocabulary(spec: ChooseSpec, fold: Fold) -> Mapping[str, int]:
    """Folded word -> its roles, as bits."""
    roles: dict[str, int] = {}
    rooms: list[tuple[int, Sequence[str]]] = [
        (QUIET, spec.quiet),
        (QUESTION, spec.questions),
        (DOUBT, spec.doubts),
        (COMPARISON, spec.comparisons),
        (DECISION, spec.decisions),
        (NO_SALE, spec.no_sale),
        (OWN, spec.own),
        (REQUEST, spec.requests),
        (YES, spec.says_yes),
        (NO, spec.says_no),
        (ASKS["asked_more"], spec.asks_more),
        (ASKS["asked_datum"], spec.asks_datum),
        (ASKS["asked_leave"], spec.asks_leave),
        (ASKS["asked_yes"], spec.asks_yes),
        (ASKS["asked_patience"], spec.asks_patience),
    ]
    rooms += [(bit, strategy.words) for bit, strategy in zip(TYPES, spec.strategies(), strict=True)]
    for bit, words in rooms:
        for word in folded(words, fold):
            roles[word] = roles.get(word, 0) | bit
    return roles
