"""One script made ready for choosing: its words as numbers, its text as a template. Knows no index and no customer."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from csassist.suggest.fill import Template, parse
from csassist.suggest.matcher import GAP
from csassist.suggest.spec import Script

Fold = Callable[[str], str]
Segment = Callable[[str], list[str]]

SELLING_SCENES = frozenset(("presale", "price", "membership", "unpaid"))
_HAN = re.compile(r"[\u3400-\u9fff]")
_BARE = 14  # Han characters beside the words of apology: fewer say nothing concrete (C3)


@dataclass(frozen=True, slots=True)
class Compiled:
    """`words` = number of each word of `when.words` -> weight; `likeness` = terms of its examples -> weight."""

    script: Script
    template: Template
    words: Mapping[int, float]
    also: frozenset[int]
    likeness: Mapping[int, float]
    gated: bool  # `also` words or slots decide whether it may show at all
    bare: bool  # an apology and little else: never first
    selling: bool  # never shown to a hot customer
    closing: bool
    safety: bool  # speaks of somebody's health


@dataclass(frozen=True, slots=True)
class Draft:
    """A script with its folded words, before they have numbers."""

    script: Script
    words: tuple[str, ...]
    also: tuple[str, ...]
    unless: tuple[str, ...]
    likeness: tuple[str, ...]

    @classmethod
    def of(cls, script: Script, fold: Fold, segment: Segment) -> Draft:
        """Folds what the author wrote; `likeness` = segments of two code points or more of the `fires` texts."""
        when = script.when
        said = {term for example in script.fires for term in segment(fold(example.say)) if telling(term)}
        return cls(
            script, folded(when.words, fold), folded(when.also, fold), folded(when.unless, fold), tuple(sorted(said))
        )

    def compile(self, numbers: Mapping[str, int], weights: Mapping[str, float], apologies: Sequence[str]) -> Compiled:
        """Gives the words their numbers and weights. `weights` are inverse document frequencies, 0–1."""
        script = self.script
        return Compiled(
            script=script,
            template=parse(script.text),
            words={numbers[word]: (0.4 + 0.6 * weights[word]) * _specific(word) for word in self.words},
            also=frozenset(numbers[word] for word in self.also),
            likeness={numbers[term]: weights[term] for term in self.likeness},
            gated=bool(self.also or script.when.needs or script.when.lacks),
            bare=_bare(script.text, apologies),
            selling=script.kind in ("fabe", "nudge") or (script.kind == "choice" and script.scene in SELLING_SCENES),
            safety=script.scene == "allergy" or "allergy" in script.when.scenes or "safety" in script.when.triggers,
            closing=script.scene == "closing" or "closing" in script.when.scenes,
        )


def telling(term: str) -> bool:
    """Whether a segment may stand for what somebody asks: two code points or more, not of symbols or digits only."""
    return len(term) >= 2 and any(char.isalpha() for char in term)


def folded(words: Sequence[str], fold: Fold) -> tuple[str, ...]:
    """The words as they stand in folded text, without those that fold to nothing."""
    return tuple(word for word in (fold(word).strip() for word in words) if word.strip(GAP))


def idf(total: int, holding: int) -> float:
    """Inverse document frequency scaled to 0–1: 1 for a word of one script, 0 for a word of all."""
    return math.log((total + 1) / (holding + 0.5)) / math.log((total + 1) / 1.5) if total > 1 else 1.0


def _specific(word: str) -> float:
    """Longer words say more by themselves: 没发货 more than 发."""
    return min(1.0, 0.4 + 0.15 * len(word))


def _bare(text: str, apologies: Sequence[str]) -> bool:
    rest = text
    for word in apologies:
        rest = rest.replace(word, "")
    return rest != text and "{" not in rest and len(_HAN.findall(rest)) < _BARE
