"""Product cards and the shop's policy values, as a pack or an integrator gives them."""

from __future__ import annotations

from csassist.frozen import frozen


@frozen
class Evidence:
    text: str  # what proves it, one clause
    source: str  # where it can be looked up: 检测报告编号, 商品详情页, 官方参数 …


@frozen
class SellingPoint:
    """One FABE line. Without evidence the card built from it is incomplete and cannot be inserted."""

    topic: tuple[str, ...]  # words in a question that this point answers, folded
    feature: str
    advantage: str
    benefit: str
    evidence: Evidence | None = None
    personas: tuple[str, ...] = ()  # 宝妈, 学生, 租房 … whom the benefit speaks to; empty = everybody
    scenes: tuple[tuple[str, str], ...] = ()  # 宝妈 -> the benefit in her day, said instead of `benefit` to her
    loss: str = ""  # what going without it costs, one clause; said to the calm who waver only


@frozen
class ProductCard:
    id: str
    name: str
    category: str
    kind: str  # goods | service
    points: tuple[SellingPoint, ...]
    facts: tuple[tuple[str, str], ...] = ()  # 参数 -> 值
    versus: str = ""  # difference to the usual alternative, no names of competitors
    note: str = ""
    upgrade: str = ""  # id of the card one step up, for a base/upgrade pair
    related: tuple[str, ...] = ()  # ids of cards that go with it, offered to the calm only
    process: str = ""  # services: how it goes from booking to acceptance, one sentence


@frozen
class Policy:
    """Slot values that the shop really grants (policy.yaml), for example deadline_reply -> 10分钟内."""

    values: tuple[tuple[str, str], ...] = ()
