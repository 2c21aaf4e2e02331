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
    ]
    rooms += [(bit, strategy.words) for bit, strategy in zip(TYPES, spec.strategies(), strict=True)]
    for bit, words in rooms:
        for word in folded(words, fold):
            roles[word] = roles.get(word, 0) | bit
    return roles
