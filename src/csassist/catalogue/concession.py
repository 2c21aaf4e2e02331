"""What the shop gives to put something right, and who may give how much of it. Knows no script and no conversation."""

from __future__ import annotations

from collections.abc import Mapping

from csassist.frozen import frozen

TIERS = ("new", "regular", "vip")
UNKNOWN = "new"  # a customer of whom nothing is known gets what a new one gets
PLACE = "{amount}"


@frozen
class Concession:
    """One line of concessions.yaml. Amounts are in `unit`, by value tier; a tier without one gets nothing.

    `offer` = what is offered at once; `agent` and `supervisor` = the most that each may grant on their own.
    """

    title: str
    wording: str  # as it stands in a reply: "{amount}优惠券"; the amount carries its unit
    unit: str  # 元, 天, 积分, 件
    offer: tuple[tuple[str, float], ...]
    agent: tuple[tuple[str, float], ...] = ()
    supervisor: tuple[tuple[str, float], ...] = ()
    note: str = ""


@frozen
class Concessions:
    """concessions.yaml: id -> concession."""

    entries: tuple[tuple[str, Concession], ...] = ()


@frozen
class Grant:
    """What a reply may say. `approval` = why a supervisor has to agree first, empty when nobody has to."""

    text: str
    amount: float
    approval: str = ""


def grants(concessions: Concessions) -> Mapping[tuple[str, str, str], Grant]:
    """(concession id, value tier, role) -> grant, for all that is ever granted; worked out once per pack."""
    table: dict[tuple[str, str, str], Grant] = {}
    for name, concession in concessions.entries:
        offers, ceilings = dict(concession.offer), {"agent": dict(concession.agent)}
        ceilings["supervisor"] = dict(concession.supervisor)
        for tier, amount in offers.items():
            text = concession.wording.replace(PLACE, amount_text(amount, concession.unit))
            for role, most in ceilings.items():
                ceiling = most.get(tier, 0.0)
                approval = "" if amount <= ceiling else _approval(concession, role, amount, ceiling)
                table[(name, tier, role)] = Grant(text, amount, approval)
    return table


def amount_text(amount: float, unit: str) -> str:
    """A number with its unit, thousands apart, at most two decimals: 20元, 1,299元, 9.9元, 3天."""
    return f"{amount:,.2f}".rstrip("0").rstrip(".") + unit


def _approval(concession: Concession, role: str, amount: float, ceiling: float) -> str:
    asked = f"{concession.title}{amount_text(amount, concession.unit)}"
    if role == "supervisor":
        return f"{asked}超出主管权限，需店铺负责人批准"
    limit = f"坐席最多{amount_text(ceiling, concession.unit)}" if ceiling > 0 else "坐席不能自行给出"
    return f"{asked}需主管批准（{limit}）"
