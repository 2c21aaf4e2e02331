"""The script library, indexed once: words to scripts, conditions to scripts. Knows no customer and chooses nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csassist.suggest.compiled import Compiled, Draft, Fold, Segment, folded, idf
from csassist.suggest.fill import parse
from csassist.suggest.masks import Masks
from csassist.suggest.matcher import Matcher
from csassist.suggest.option import Composed, Option
from csassist.suggest.quiet import Quiet
from csassist.suggest.spec import ChooseSpec, Script
from csassist.thermometer.text import Folder


@dataclass(frozen=True, slots=True)
class Marks:
    """Vocabulary of the pack that tells a question, a doubt, a comparison (folded)."""

    questions: tuple[str, ...]
    doubts: tuple[str, ...]
    comparisons: tuple[str, ...]
    no_sale: tuple[str, ...]

    @classmethod
    def of(cls, spec: ChooseSpec, fold: Fold) -> Marks:
        """Folds the pack's words."""
        return cls(*(folded(words, fold) for words in (spec.questions, spec.doubts, spec.comparisons, spec.no_sale)))


@dataclass(frozen=True, slots=True)
class Library:
    """Immutable. `scripts` holds those in use (stable, trial), by priority, then id; numbers are places in it."""

    spec: ChooseSpec
    scripts: tuple[Compiled, ...]
    numbers: Mapping[str, int]  # script id -> number
    matcher: Matcher
    asked: tuple[int, ...]  # word number -> scripts that have it among their words
    vetoed: Mapping[int, int]  # word number -> scripts that it silences
    weights: tuple[float, ...]  # word number -> inverse document frequency among the examples, 0 for no such term
    masks: Masks
    quiet: Quiet
    marks: Marks
    rescues: tuple[Option, ...]  # the pack's own words for "this needs somebody else"

    @classmethod
    def build(cls, scripts: Sequence[Script], spec: ChooseSpec, *, folder: Folder, segment: Segment) -> Library:
        """The index of these scripts; their order does not matter. `segment` cuts folded text into words."""

        def fold(text: str) -> str:
            return folder.fold(text).text

        used = {script.id: script for script in scripts if script.status in ("stable", "trial")}
        order = sorted(used.values(), key=lambda script: (-script.priority, script.id))
        drafts = [Draft.of(script, fold, segment) for script in order]
        matcher = Matcher.build(
            word for draft in drafts for word in (*draft.words, *draft.also, *draft.unless, *draft.likeness)
        )
        numbers = {word: number for number, word in enumerate(matcher.words)}
        weights = _weights(drafts)
        compiled = tuple(draft.compile(numbers, weights, spec.apologies) for draft in drafts)
        terms = {term for draft in drafts for term in draft.likeness}
        return cls(
            spec=spec,
            scripts=compiled,
            numbers={script.id: number for number, script in enumerate(order)},
            matcher=matcher,
            asked=_asked(drafts, matcher.words),
            vetoed=_vetoed(drafts, numbers),
            weights=tuple(weights[word] if word in terms else 0.0 for word in matcher.words),
            masks=Masks.build(compiled),
            quiet=Quiet.build(folded(spec.quiet, fold)),
            marks=Marks.of(spec, fold),
            rescues=_rescues(spec),
        )

    def script(self, script_id: str) -> Script | None:
        """A script in use by its id."""
        number = self.numbers.get(script_id)
        return None if number is None else self.scripts[number].script


def _rescues(spec: ChooseSpec) -> tuple[Option, ...]:
    why = ("没有合适的话术", "建议请主管介入")
    found = []
    if spec.rescue:
        text = Composed(parse(spec.rescue), why, "先承接，再请主管")
        found.append(Option("action", "rescue:action", spec.floor, text))
    if spec.rescue_handover:
        text = Composed(parse(spec.rescue_handover), why, "请主管介入")
        found.append(Option("handover", "rescue:handover", spec.floor, text))
    return tuple(found)


def _weights(drafts: Sequence[Draft]) -> dict[str, float]:
    """Inverse document frequency of every word; a script holds a word as one of its words or in its examples."""
    holding = Counter(word for draft in drafts for word in {*draft.words, *draft.also, *draft.unless, *draft.likeness})
    return {word: max(0.05, idf(len(drafts), count)) for word, count in holding.items()}


def _asked(drafts: Sequence[Draft], words: Sequence[str]) -> tuple[int, ...]:
    masks = dict.fromkeys(words, 0)
    for number, draft in enumerate(drafts):
        for word in draft.words:
            masks[word] |= 1 << number
    return tuple(masks[word] for word in words)


def _vetoed(drafts: Sequence[Draft], numbers: Mapping[str, int]) -> dict[int, int]:
    masks: dict[int, int] = {}
    for number, draft in enumerate(drafts):
        for word in draft.unless:
            masks[numbers[word]] = masks.get(numbers[word], 0) | 1 << number
    return masks
