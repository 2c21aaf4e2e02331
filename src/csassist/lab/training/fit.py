"""One head: logistic regression on soft labels with a ridge penalty; each kind of text has a bias of its own, so that
n-grams need not explain how happy one source is beside another. Knows matrices; knows no texts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from csassist.frozen import frozen

Floats = NDArray[np.float64]
_SMOOTH = 0.5
_STEPS = 120


@frozen
class Line:
    """score = documents @ weights + bias, in log-odds. The bias is that of kind 0."""

    weights: Floats
    bias: float


@frozen
class Task:
    """What one head is fitted to: chance (0–1), importance and kind of every document; weights start at `prior`."""

    chance: Floats
    importance: Floats
    kind: NDArray[np.int64]
    prior: Floats
    ridge: float


def fit_line(documents: csr_matrix, task: Task, telling: Floats) -> Line:
    """Fits log-odds of the chances. The penalty is on how far a weight goes from its prior, the less so the more an
    n-gram is `telling` (mean 1): see `rarity` and `leaning`.
    """
    chance, importance, kind, ridge = task.chance, task.importance, task.kind, task.ridge
    given = documents @ task.prior.astype(np.float32)
    back = documents.T.tocsr()
    width, kinds = documents.shape[1], int(kind.max()) + 1

    def loss(point: Floats) -> tuple[float, Floats]:
        scaled, bias = point[:width], point[width:]
        odds = documents @ (telling * scaled).astype(np.float32) + given + bias[kind]
        value = float(importance @ (np.logaddexp(0.0, odds) - chance * odds) + 0.5 * ridge * (scaled @ scaled))
        left = importance * (expit(odds) - chance)
        slope = telling * (back @ left.astype(np.float32)) + ridge * scaled
        return value, np.append(slope, np.bincount(kind, left, kinds))

    start = np.zeros(width + kinds)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "maxcor": 8})
    return Line(task.prior + telling * found.x[:width], float(found.x[width]))


def rarity(counts: Floats, size: int) -> Floats:
    """Natural log of 1 / share of documents that hold an n-gram, mean 1 (the idf of text search)."""
    values = np.log(size / np.maximum(counts, 1.0))
    return np.asarray(values / max(float(values.mean()), 1e-9))


def leaning(documents: csr_matrix, task: Task) -> Floats:
    """|log-odds ratio| of every n-gram between the sides, mean 1 (Wang and Manning 2012, "Baselines and Bigrams")."""
    hot, cold = task.importance * task.chance, task.importance * (1.0 - task.chance)
    plus, minus = documents.T @ hot + _SMOOTH, documents.T @ cold + _SMOOTH
    ratio = np.abs(np.log(plus / max(float(hot.sum()), 1e-9)) - np.log(minus / max(float(cold.sum()), 1e-9)))
    return np.asarray(ratio / max(float(ratio.mean()), 1e-9))
