"""One script made ready for choosing: its words as numbers, its text as a template. Knows no index and no customer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from csassist.frozen import frozen
from csassist.suggest.bm25 import impacts
from csassist.suggest.fill import Template, parse
from csassist.suggest.matcher import GAP
from csassist.suggest.spec import Script

Fold = Callable[[str], str]
Segment = Callable[[str], list[str]]

SELLING_SCENES = frozenset(("presale", "price", "membership", "unpaid"))
_HAN = re.compile(r"[\u3400-\u9fff]")
_BARE = 14  # Han characters beside the words of apology: fewer say nothing concrete (C3)


@frozen
class Compiled:
    """`words` = number of each word of `when.words` -> weight; `terms` = terms of its examples -> weight (BM25)."""

    script: Script
    template: Template
    ahead: tuple[Template, ...]
    words: Mapping[int, float]
    terms: Mapping[int, float]
    said: Mapping[int, tuple[float, float]]  # both in one: number -> weight among the words, among the terms
    bare: bool  # an apology and little else: never first
    selling: bool  # never shown to a hot customer
    closing: bool
    safety: bool  # speaks of somebody's health
    calls: bool  # comfort, a deed or a call for somebody else: what a hot customer is answered with
    moody: bool  # tier, heat, type of customer or stage change its score
    ways: int  # conditions on the way of a text that it has: what was heard, what the text is
    general: bool  # answers the way of a text (a number, a yes), not its matter: only where nothing else fits
    conditional: bool  # some condition besides words, tier and slots; it is told among the reasons
    scenes: frozenset[str]  # those that it asks for
    family: str  # the matter it speaks of
    slots: tuple[str, ...]  # that must have a value before it can be sent


@frozen
class Draft:
    """A script with its folded words, before they have numbers."""

    script: Script
    words: tuple[str, ...]
    also: tuple[str, ...]
    unless: tuple[str, ...]
    terms: Mapping[str, int]  # segments of its examples and words -> how often

    @classmethod
    def of(cls, script: Script, fold: Fold, segment: Segment) -> Draft:
        """Folds what the author wrote; terms are segments of two code points or more."""
        when = script.when
        said = Counter(
            term for example in script.fires for term in dict.fromkeys(segment(fold(example.say))) if telling(term)
        )
        return cls(script, folded(when.words, fold), folded(when.also, fold), folded(when.unless, fold), said)

    def vocabulary(self) -> tuple[str, ...]:
        """Every word that the text is searched for."""
        return (*self.words, *self.also, *self.unless, *self.terms)

    def _moody(self) -> bool:
        script, when = self.script, self.script.when
        closing = script.scene == "closing" or "closing" in when.scenes
        return closing or bool(script.level or script.types or script.stage or when.values or when.tiers)

    def _particular(self) -> bool:
        when = self.script.when
        return bool(self.words or when.emotions or when.triggers or when.scenes or when.tiers)

    def _conditional(self) -> bool:
        script, when = self.script, self.script.when
        asked = when.heard or when.says or when.emotions or when.triggers or when.scenes
        return bool(asked or script.level or script.types or script.stage)

    def compile(
        self, numbers: Mapping[str, int], rarity: Mapping[str, float], average: float, apologies: Sequence[str]
    ) -> Compiled:
        """Gives the words their numbers and weights. `average` = mean number of terms of a script."""
        script = self.script
        impact = impacts(self.terms, average)
        words = {numbers[word]: (0.4 + 0.6 * rarity[word]) * _specific(word) for word in self.words}
        terms = {numbers[term]: rarity[term] * impact[term] for term in sorted(self.terms)}
        return Compiled(
            script=script,
            template=parse(script.text),
            ahead=tuple(parse(line) for line in script.ahead),
            words=words,
            terms=terms,
            said={number: (words.get(number, 0.0), terms.get(number, 0.0)) for number in (*words, *terms)},
            bare=_bare(script.text, apologies),
            selling=script.kind in ("fabe", "nudge") or (script.kind == "choice" and script.scene in SELLING_SCENES),
            safety=script.scene == "allergy" or "allergy" in script.when.scenes or "safety" in script.when.triggers,
            closing=script.scene == "closing" or "closing" in script.when.scenes,
            calls=script.kind in ("empathy", "action", "handover"),
            moody=self._moody() or _bare(script.text, apologies),
            ways=bool(script.when.says) + bool(script.when.heard),
            general=bool(script.when.says or script.when.heard) and not self._particular(),
            conditional=self._conditional(),
            scenes=frozenset(script.when.scenes),
            slots=tuple(dict.fromkeys(slot for slot in parse(script.text).slots if slot != "concession")),
            family=script.scene or next(iter(script.when.scenes), "") or next(iter(script.when.triggers), ""),
        )


def telling(term: str) -> bool:
    """Whether a segment may stand for what somebody asks: two code points or more, not of symbols or digits only."""
    return len(term) >= 2 and any(char.isalpha() for char in term)


def folded(words: Sequence[str], fold: Fold) -> tuple[str, ...]:
    """The words as they stand in folded text, without those that fold to nothing."""
    return tuple(word for word in (fold(word).strip() for word in words) if word.strip(GAP))


def _specific(word: str) -> float:
    """Longer words say more by themselves: 没发货 more than 发."""
    return min(1.0, 0.4 + 0.15 * len(word))


def _bare(text: str, apologies: Sequence[str]) -> bool:
    rest = text
    for word in apologies:
        rest = rest.replace(word, "")
    return rest != text and "{" not in rest and len(_HAN.findall(rest)) < _BARE
