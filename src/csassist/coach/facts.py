"""What is known of the conversation that a draft is for, and where the draft says otherwise. Knows no rule's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from csassist.catalogue.spec import ProductCard
from csassist.coach.clauses import around
from csassist.coach.figures import MEASURES, Figure, contradicts, find_figures
from csassist.conversation.message import Order
from csassist.frozen import frozen
from csassist.promise.times import find_times

SHOP_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
_SENT = ("已发货", "已经发货", "发货了", "已发出", "已经发出", "发出了", "已经寄出", "已寄出")
_UNSENT = ("待发货", "未发货", "待付款", "未付款", "待支付", "备货", "待出库", "已取消")
_ARRIVES = ("送到", "送达", "能到", "会到", "到货", "发货", "发出", "寄出", "上门")


@frozen
class About:
    """The conversation of a draft; every field may be missing. `now` is aware; `tier` 0–3."""

    said: str = ""  # the customer's last words
    tier: int = 0
    card: ProductCard | None = None
    order: Order | None = None
    now: datetime | None = None
    zone: tzinfo = SHOP_TIME


NOTHING = About()


class Wrong(NamedTuple):
    """Code points of the folded draft that contradict, and what is known instead (empty = no rewrite)."""

    start: int
    end: int
    known: str


class Said(NamedTuple):
    """A folded draft and the figures in it."""

    text: str
    figures: Sequence[Figure]

    @classmethod
    def of(cls, text: str) -> Said:
        """With its figures."""
        return cls(text, find_figures(text))


def against_policy(draft: Said, words: Sequence[str], value: str) -> Iterator[Wrong]:
    """Figures beside one of `words`, of the same unit as the policy's value and outside of it.

    Of several figures of that unit in a clause the one nearest to the word is meant: 用10元券后满88元包邮.
    """
    text, known = draft.text, find_figures(value) if draft.figures else []
    units = {figure.unit for figure in known}
    figures = [said for said in draft.figures if said.unit in units]
    if not figures:
        return
    for word in words:
        at = text.find(word)
        while at != -1:
            start, end = around(text, at, at + len(word), "clause")
            inside = [said for said in figures if start <= said.start and said.end <= end]
            said = min(inside, key=lambda one: max(one.start - at, at - one.end), default=None)
            if said is not None and contradicts(said, known):
                yield Wrong(said.start, said.end, value.removesuffix("内"))
            at = text.find(word, at + 1)


def against_product(draft: Said, card: ProductCard | None) -> Iterator[Wrong]:
    """Figures that the card says otherwise: of the fact named in the clause, or of a unit that one fact alone has."""
    if card is None or not draft.figures:
        return
    text = draft.text
    facts = [(name, value, find_figures(value.lower())) for name, value in card.facts]
    for said in draft.figures:
        start, end = around(text, said.start, said.end, "clause")
        named = [fact for fact in facts if fact[0] in text[start:end]]
        known = named or [fact for fact in facts if said.unit in MEASURES]
        holders = [fact for fact in known if any(one.unit == said.unit for one in fact[2])]
        if len(holders) == 1 and _differs(said, holders[0][2]):
            yield Wrong(said.start, said.end, holders[0][1])


def against_order(text: str, about: About) -> Iterator[Wrong]:
    """已发货 of an order that is not sent, and a day of arrival before the one that the order says."""
    order = about.order
    if order is None:
        return
    if order.status and any(word in order.status for word in _UNSENT):
        for word in _SENT:
            at = text.find(word)
            if at != -1:
                yield Wrong(at, at + len(word), "")
                break
    if order.promised_at is None or about.now is None:
        return
    wanted = order.promised_at.astimezone(about.zone)
    for when in find_times(text, about.now, about.zone):
        start, end = around(text, when.start, when.end, "clause")
        if when.at is None or not any(word in text[start:end] for word in _ARRIVES):
            continue
        # Hour 24 belongs to the day that it ends.
        if (when.at.astimezone(about.zone) - timedelta(seconds=1)).date() < wanted.date():
            yield Wrong(when.start, when.end, f"{wanted.month}月{wanted.day}日")


def _differs(said: Figure, known: Sequence[Figure]) -> bool:
    return contradicts(said, known) is not None
