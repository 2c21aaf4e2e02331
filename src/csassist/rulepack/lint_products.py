"""Rules about product cards: what is sold must be provable, and what a card points at must be there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csassist.catalogue.spec import ProductCard, SellingPoint
from csassist.rulepack.fault import Fault
from csassist.rulepack.lint_wording import forbidden
from csassist.rulepack.shape import Entry, Path


def lint_products(products: Sequence[Entry[ProductCard]]) -> Iterator[Fault]:
    """Faults of each card and of its selling points; a service also says how it goes."""
    known = {entry.value.id for entry in products}
    for entry in products:
        card = entry.value
        if card.kind not in ("goods", "service"):
            yield entry.fault("R107", f"kind cannot be {card.kind}; allowed: goods, service", "kind")
        if not card.points:
            yield entry.fault("R147", "a product card needs at least one selling point", "points")
        if card.process and card.kind != "service":
            yield entry.fault("R122", "process belongs to services only", "process")
        for name in ("versus", "process"):
            yield from _wording(entry, getattr(card, name), (name,))
        for i in range(len(card.points)):
            yield from _point(entry, i)
        yield from _pointers(entry, known)


def _point(entry: Entry[ProductCard], i: int) -> Iterator[Fault]:
    point: SellingPoint = entry.value.points[i]
    evidence = point.evidence
    if evidence is None or not evidence.text.strip() or not evidence.source.strip():
        yield entry.fault("R148", f"no evidence with a source for: {point.feature[:30]}", "points", i)
    else:
        yield from _wording(entry, evidence.text, ("points", i, "evidence"))
    yield from _wording(entry, point.loss, ("points", i, "loss"))
    if not point.topic:
        yield entry.fault("R147", "a selling point needs topic words, else nobody finds it", "points", i)
    for name in ("feature", "advantage", "benefit"):
        text = getattr(point, name)
        if not text.strip():
            yield entry.fault("R147", f"{name} is empty", "points", i, name)
        yield from _wording(entry, text, ("points", i, name))
    for persona, text in point.scenes:
        if not text.strip():
            yield entry.fault("R147", f"the scene of {persona} is empty", "points", i, "scenes", persona)
        yield from _wording(entry, text, ("points", i, "scenes", persona))


def _pointers(entry: Entry[ProductCard], known: set[str]) -> Iterator[Fault]:
    """Other cards that this one names."""
    card = entry.value
    named = [(card.upgrade, ("upgrade",))] if card.upgrade else []
    for other, path in (*named, *((other, ("related", i)) for i, other in enumerate(card.related))):
        if other == card.id or other not in known:
            yield entry.fault("R152", f"there is no other product {other}", *path)


def _wording(entry: Entry[ProductCard], text: str, path: Path) -> Iterator[Fault]:
    for word in forbidden(text):
        yield entry.fault("R142", f"{word} may not be promised", *path)
