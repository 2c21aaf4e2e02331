"""Slot values of one situation: from customer, order and product only. What is not known is not there."""

from __future__ import annotations

import re

from csassist.catalogue.shelf import Shelf
from csassist.suggest.situation import Situation
from csassist.suggest.spoken import spoken_time

LONGEST = 60  # code points of a value; an integrator's field is no place for an essay

# Every slot a script may use beside the keys of policy.yaml.
SLOT_NAMES = (
    "customer_name",
    "order_id",
    "order_status",
    "logistics",
    "product_name",
    "promised_at",
    "overdue_at",
    "concession",  # what the script's concession allows this customer: 10元优惠券
    "stock",  # 库存 of the product card: the fact that a scarcity tactic needs
    "sold",  # 销量 of the product card: the fact that social proof needs
)
_FACTS = {"库存": "stock", "销量": "sold"}
# Cc, Cf, line and paragraph separators, variation selectors: what would turn, hide or break the text around a value.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_NOBODY: dict[str, str] = {}


def known_slots(situation: Situation, shelf: Shelf) -> dict[str, str]:
    """Slot name -> value for every slot that this situation fills, policy values aside.

    Values are single lines of at most 60 code points without control, bidirectional and zero-width characters.
    """
    customer, context = situation.customer, situation.context
    if context is None:
        if customer is None or not customer.name:
            return _NOBODY
        slots: dict[str, str] = {}
        _put(slots, "customer_name", customer.name)
        return slots
    slots = {}
    if customer is not None:
        _put(slots, "customer_name", customer.name)
    card = shelf.card(context.product_id)
    if card is not None:
        _put(slots, "product_name", card.name)
        for name, value in card.facts:
            if name in _FACTS:
                _put(slots, _FACTS[name], value)
    order = context.order
    if order is not None:
        _put(slots, "order_id", order.id)
        _put(slots, "order_status", order.status)
        _put(slots, "logistics", order.logistics)
        if order.promised_at is not None:
            name = "promised_at" if order.promised_at > situation.now else "overdue_at"
            slots[name] = spoken_time(order.promised_at, situation.now)
    return slots


def clean(value: str) -> str:
    """A value as it may stand in a reply: one line, nothing unseen in it, at most LONGEST code points."""
    if not (value.isascii() and value.isprintable()):
        value = _UNSEEN.sub("", _BLANKS.sub(" ", value))
    return " ".join(value.split())[:LONGEST].rstrip()


def _put(slots: dict[str, str], name: str, value: str | None) -> None:
    if value:
        line = clean(value)
        if line:
            slots[name] = line
