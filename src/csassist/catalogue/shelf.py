"""The shop's product cards, policy values and concessions, indexed for one decision. Knows no customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from csassist.catalogue.concession import UNKNOWN, Concessions, Grant, grants
from csassist.catalogue.spec import Policy, ProductCard
from csassist.frozen import frozen

EVIDENCE = "evidence"  # the open slot of a selling point without proof: no policy may fill it
_NO_CONCESSIONS = Concessions()
REMEMBERED = 64  # libraries that ask for their slots; there is one at a time, and the next after a reload


@frozen
class Shelf:
    """Never changed once built; `filled` remembers answers.

    `policy` = slot name -> what the shop really grants; `cards` = product id -> card.
    """

    cards: Mapping[str, ProductCard]
    policy: Mapping[str, str]
    grants: Mapping[tuple[str, str, str], Grant] = field(default_factory=dict)
    bases: Mapping[str, ProductCard] = field(default_factory=dict)  # id of the step up -> its base
    filled: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def build(cls, cards: Sequence[ProductCard], policy: Policy, concessions: Concessions = _NO_CONCESSIONS) -> Shelf:
        """The shelf of these cards. Of two cards with one id the later one stands (rulepack refuses such packs)."""
        values = {name: value for name, value in policy.values if value.strip() and name != EVIDENCE}
        held = {card.id: card for card in cards}
        return cls(held, values, grants(concessions), bases(held))

    def card(self, product_id: str | None) -> ProductCard | None:
        """The card of a product, None when the shop has not told us about it."""
        return None if product_id is None else self.cards.get(product_id)

    def base_of(self, product_id: str) -> ProductCard | None:
        """The card whose step up this product is; of several the one with the lowest id."""
        return self.bases.get(product_id)

    def granted(self, slots: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the slots that a policy value fills."""
        held = self.filled.get(slots)
        if held is None:
            if len(self.filled) >= REMEMBERED:
                self.filled.clear()
            held = self.filled[slots] = tuple(slot for slot in slots if slot in self.policy)
        return held

    def grant(self, concession: str, value: str | None, authority: str) -> Grant | None:
        """What this customer is granted by somebody of this role; None when nothing is."""
        return self.grants.get((concession, value or UNKNOWN, authority))


def bases(cards: Mapping[str, ProductCard]) -> dict[str, ProductCard]:
    """Id of a step up -> its base card, of several the one with the lowest id."""
    return {cards[name].upgrade: cards[name] for name in sorted(cards, reverse=True) if cards[name].upgrade}
