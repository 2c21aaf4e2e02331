"""One head: logistic regression on soft labels, ridge penalty, n-grams scaled by how telling they are (as NB-SVM does).

Wang and Manning 2012, "Baselines and Bigrams". Knows matrices; knows no texts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
_SMOOTH = 0.5
_STEPS = 120


@dataclass(frozen=True, slots=True)
class Line:
    """score = documents @ weights + bias, in log-odds."""

    weights: Floats
    bias: float


@dataclass(frozen=True, slots=True)
class Task:
    """What one head is fitted to: a chance (0–1) and an importance for every document; weights start at `prior`."""

    chance: Floats
    importance: Floats
    prior: Floats
    ridge: float


def fit_line(documents: csr_matrix, task: Task) -> Line:
    """Fits log-odds of the chances. The penalty is on what a weight departs from its prior."""
    chance, importance, ridge = task.chance, task.importance, task.ridge
    given = documents @ task.prior.astype(np.float32)
    telling = _telling(documents, chance, importance)
    back = documents.T.tocsr()

    def loss(point: Floats) -> tuple[float, Floats]:
        scaled, bias = point[:-1], point[-1]
        odds = documents @ (telling * scaled).astype(np.float32) + given + bias
        value = float(importance @ (np.logaddexp(0.0, odds) - chance * odds) + 0.5 * ridge * (scaled @ scaled))
        left = importance * (1.0 / (1.0 + np.exp(-odds)) - chance)
        slope = np.append(telling * (back @ left.astype(np.float32)) + ridge * scaled, left.sum())
        return value, slope

    start = np.zeros(documents.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "maxcor": 8})
    return Line(task.prior + telling * found.x[:-1], float(found.x[-1]))


def _telling(documents: csr_matrix, chance: Floats, importance: Floats) -> Floats:
    """|log-odds ratio| of every n-gram between the two sides, mean 1."""
    hot = documents.T @ (importance * chance) + _SMOOTH
    cold = documents.T @ (importance * (1.0 - chance)) + _SMOOTH
    sides = max(float(importance @ chance), _SMOOTH), max(float(importance @ (1.0 - chance)), _SMOOTH)
    ratio = np.abs(np.log(hot / sides[0]) - np.log(cold / sides[1]))
    return np.asarray(ratio / max(float(ratio.mean()), 1e-9))
