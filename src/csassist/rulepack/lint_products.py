"""Rules about product cards: what is sold must be provable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csassist.catalogue.spec import ProductCard
from csassist.rulepack.fault import Fault
from csassist.rulepack.lint_wording import forbidden
from csassist.rulepack.shape import Entry


def lint_products(products: Sequence[Entry[ProductCard]]) -> Iterator[Fault]:
    """Evidence is a warning (the card says incomplete and cannot be inserted), forbidden words are faults."""
    for entry in products:
        card = entry.value
        if card.kind not in ("goods", "service"):
            yield entry.fault("R107", f"kind cannot be {card.kind}; allowed: goods, service", "kind")
        if not card.points:
            yield entry.fault("R147", "a product card needs at least one selling point", "points")
        for i, point in enumerate(card.points):
            if point.evidence is None:
                yield entry.fault("R148", f"no evidence for: {point.feature[:30]}", "points", i, warning=True)
            if not point.topic:
                yield entry.fault("R147", "a selling point needs topic words, else nobody finds it", "points", i)
            for name in ("feature", "advantage", "benefit"):
                text = getattr(point, name)
                if not text.strip():
                    yield entry.fault("R147", f"{name} is empty", "points", i, name)
                for word in forbidden(text):
                    yield entry.fault("R142", f"{word} may not be promised", "points", i, name)
