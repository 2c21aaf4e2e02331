"""The shelf finds cards and keeps policies honest."""

from __future__ import annotations

from csassist.catalogue.shelf import Shelf
from csassist.catalogue.spec import Policy, ProductCard


def test_cards_are_found_by_id() -> None:
    card = ProductCard("sku-1", "风扇", "家电", "goods", ())
    shelf = Shelf.build((card,), Policy())
    assert shelf.card("sku-1") is card
    assert shelf.card("sku-2") is None
    assert shelf.card(None) is None


def test_blank_policy_values_do_not_count_and_none_stands_in_for_evidence() -> None:
    shelf = Shelf.build((), Policy((("return_days", "7天"), ("ship_within", " "), ("evidence", "据说"))))
    assert dict(shelf.policy) == {"return_days": "7天"}
