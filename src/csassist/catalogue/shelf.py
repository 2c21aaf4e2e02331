"""The shop's product cards and policy values, indexed for one decision. Knows no script and no customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csassist.catalogue.spec import Policy, ProductCard

EVIDENCE = "evidence"  # the open slot of a selling point without proof: no policy may fill it


@dataclass(frozen=True, slots=True)
class Shelf:
    """Never changed once built. `policy` = slot name -> what the shop really grants; `cards` = product id -> card."""

    cards: Mapping[str, ProductCard]
    policy: Mapping[str, str]

    @classmethod
    def build(cls, cards: Sequence[ProductCard], policy: Policy) -> Shelf:
        """The shelf of these cards. Of two cards with one id the later one stands (rulepack refuses such packs)."""
        values = {name: value for name, value in policy.values if value.strip() and name != EVIDENCE}
        return cls({card.id: card for card in cards}, values)

    def card(self, product_id: str | None) -> ProductCard | None:
        """The card of a product, None when the shop has not told us about it."""
        return None if product_id is None else self.cards.get(product_id)
