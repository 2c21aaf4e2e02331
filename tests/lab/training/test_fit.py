"""One head: it learns what separates, starts from a prior, and the penalty holds it there."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from csassist.lab.training.fit import Task, fit_line

DOCUMENTS = csr_matrix(np.array([[1, 0, 1], [1, 0, 0], [0, 1, 1], [0, 1, 0]] * 10, dtype=np.float32))
CHANCE = np.array([1.0, 1.0, 0.0, 0.0] * 10)


def task(ridge: float, prior: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Task:
    return Task(CHANCE, np.ones(40), np.array(prior), ridge)


def test_telling_grams_get_weight_and_the_others_next_to_none() -> None:
    line = fit_line(DOCUMENTS, task(0.1))
    assert line.weights[0] > 1 > -1 > line.weights[1]
    assert abs(line.weights[2]) < 0.1
    odds = DOCUMENTS @ line.weights + line.bias
    assert ((odds > 0) == (CHANCE > 0.5)).all()


def test_a_heavy_penalty_leaves_the_prior() -> None:
    line = fit_line(DOCUMENTS, task(1e6, (0.5, 0.25, -2.0)))
    assert np.allclose(line.weights, [0.5, 0.25, -2.0], atol=1e-2)


def test_documents_without_importance_say_nothing() -> None:
    quiet = Task(1.0 - CHANCE, np.zeros(40), np.zeros(3), 1.0)
    both = Task(np.append(CHANCE, 1.0 - CHANCE), np.append(np.ones(40), np.zeros(40)), np.zeros(3), 1.0)
    twice = csr_matrix(np.vstack([DOCUMENTS.toarray(), DOCUMENTS.toarray()]))
    alone = fit_line(DOCUMENTS, task(1.0))
    assert np.allclose(fit_line(twice, both).weights, alone.weights, atol=1e-3)
    assert quiet.importance.sum() == 0
