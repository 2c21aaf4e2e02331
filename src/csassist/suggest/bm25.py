"""How much a term says of a script: Okapi BM25 over the scripts' own words and examples. Knows no customer.

Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), with k1 = 1.2 and b = 0.5 (examples are short, so
length says little); inverse document frequencies are scaled to 0–1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

K1, B = 1.2, 0.5
LEAST = 0.05  # a term of every script still says a little


def idf(total: int, holding: int) -> float:
    """Inverse document frequency scaled to 0–1: 1 for a term of one script, 0 for a term of all."""
    return math.log((total + 1) / (holding + 0.5)) / math.log((total + 1) / 1.5) if total > 1 else 1.0


def rarities(documents: Sequence[Iterable[str]]) -> dict[str, float]:
    """Term -> inverse document frequency, LEAST to 1."""
    holding = Counter(term for document in documents for term in set(document))
    return {term: max(LEAST, idf(len(documents), count)) for term, count in holding.items()}


def impacts(terms: Mapping[str, int], average: float) -> dict[str, float]:
    """Term -> what its frequency adds, 1 for a term said once in a document of average length, at most K1 + 1."""
    length = sum(terms.values())
    norm = K1 * (1.0 - B + B * length / average) if average else K1
    return {term: count * (K1 + 1.0) / (count + norm) for term, count in terms.items()}
