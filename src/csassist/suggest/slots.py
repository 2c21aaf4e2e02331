"""Slot values of one situation: from customer, order, product and policy only. What is not known is not there."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from csassist.catalogue.shelf import Shelf
from csassist.suggest.situation import Situation

SHOP_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991, so no zone table is needed
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
_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}


def known_slots(situation: Situation, shelf: Shelf) -> dict[str, str]:
    """Slot name -> value. Values are single lines of at most 60 code points, taken literally."""
    slots = dict(shelf.policy)
    if situation.customer is not None:
        _put(slots, "customer_name", situation.customer.name)
    context = situation.context
    if context is None:
        return slots
    card = shelf.card(context.product_id)
    if card is not None:
        _put(slots, "product_name", card.name)
    order = context.order
    if order is not None:
        _put(slots, "order_id", order.id)
        _put(slots, "order_status", order.status)
        _put(slots, "logistics", order.logistics)
        if order.promised_at is not None:
            name = "promised_at" if order.promised_at > situation.now else "overdue_at"
            slots[name] = spoken_time(order.promised_at, situation.now)
    return slots


def spoken_time(at: datetime, now: datetime) -> str:
    """A moment as people type it, in the shop's time: 今天18点, 明天9点30分, 11月24日12点, 2027年1月3日18点."""
    there, here = at.astimezone(SHOP_TIME), now.astimezone(SHOP_TIME)
    if (there.hour, there.minute) == (23, 59):  # how systems write the end of a day
        clock = "24点"
    else:
        clock = f"{there.hour}点" + (f"{there.minute}分" if there.minute else "")
    day = _DAYS.get((there.date() - here.date()).days)
    if day is None:
        year = f"{there.year}年" if there.year != here.year else ""
        day = f"{year}{there.month}月{there.day}日"
    return day + clock


def _put(slots: dict[str, str], name: str, value: str | None) -> None:
    if value is None:
        return
    line = " ".join(value.split())[:LONGEST]
    if line:
        slots[name] = line
