"""One head: it learns what separates, starts from a prior, and the penalty holds it there."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from csassist.lab.training.fit import Task, fit_line, leaning, rarity

DOCUMENTS = csr_matrix(np.array([[1, 0, 1], [1, 0, 0], [0, 1, 1], [0, 1, 0]] * 10, dtype=np.float32))
CHANCE = np.array([1.0, 1.0, 0.0, 0.0] * 10)
ONE_KIND = np.zeros(40, dtype=np.int64)
EVEN = np.ones(3)


def task(ridge: float, prior: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Task:
    return Task(CHANCE, np.ones(40), ONE_KIND, np.array(prior), ridge)


def test_telling_grams_get_weight_and_the_others_next_to_none() -> None:
    line = fit_line(DOCUMENTS, task(0.1), leaning(DOCUMENTS, task(0.1)))
    assert line.weights[0] > 1 > -1 > line.weights[1]
    assert abs(line.weights[2]) < 0.1
    odds = DOCUMENTS @ line.weights + line.bias
    assert ((odds > 0) == (CHANCE > 0.5)).all()


def test_a_heavy_penalty_leaves_the_prior() -> None:
    line = fit_line(DOCUMENTS, task(1e6, (0.5, 0.25, -2.0)), EVEN)
    assert np.allclose(line.weights, [0.5, 0.25, -2.0], atol=1e-2)


def test_documents_without_importance_say_nothing() -> None:
    chance, importance = np.append(CHANCE, 1.0 - CHANCE), np.append(np.ones(40), np.zeros(40))
    both = Task(chance, importance, np.append(ONE_KIND, ONE_KIND), np.zeros(3), 1.0)
    twice = csr_matrix(np.vstack([DOCUMENTS.toarray(), DOCUMENTS.toarray()]))
    alone = fit_line(DOCUMENTS, task(1.0), EVEN)
    assert np.allclose(fit_line(twice, both, EVEN).weights, alone.weights, atol=1e-3)


def test_a_kind_that_is_hotter_as_a_whole_is_no_reason_for_its_grams() -> None:
    """The second kind is hot whatever it says and alone holds the third n-gram; the line's bias is the first kind's."""
    documents = csr_matrix(np.array([[1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1]] * 10, dtype=np.float32))
    chance, kind = np.array([0.6, 0.4, 0.9, 0.8] * 10), np.array([0, 0, 1, 1] * 10)
    apart = fit_line(documents, Task(chance, np.ones(40), kind, np.zeros(3), 1.0), EVEN)
    together = fit_line(documents, Task(chance, np.ones(40), 0 * kind, np.zeros(3), 1.0), EVEN)
    assert abs(apart.weights[2]) < 0.1 < 1 < together.weights[2]
    assert abs(apart.bias) < 0.2


def test_rare_grams_and_leaning_ones_are_telling() -> None:
    rare = rarity(np.array([1.0, 10.0, 100.0]), 100)
    assert rare[0] > rare[1] > rare[2] == 0
    assert np.isclose(rare.mean(), 1)
    lean = leaning(DOCUMENTS, task(1.0))
    assert np.isclose(lean[0], lean[1])
    assert np.isclose(lean[2], 0)
