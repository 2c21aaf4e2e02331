"""Who may give how much to put something right."""

from __future__ import annotations

import pytest

from csassist.catalogue.concession import Concession, Concessions, amount_text
from csassist.catalogue.shelf import Shelf
from csassist.catalogue.spec import Policy

COUPON = Concession(
    "优惠券", "{amount}优惠券", "元",
    offer=(("new", 5.0), ("regular", 10.0), ("vip", 20.0)),
    agent=(("new", 5.0), ("regular", 10.0), ("vip", 15.0)),
    supervisor=(("new", 20.0), ("regular", 50.0), ("vip", 100.0)),
)  # fmt: skip
REFUND = Concession("部分退款", "退您{amount}", "元", offer=(("vip", 1299.0),), supervisor=(("vip", 500.0),))
SHELF = Shelf.build((), Policy(), Concessions((("coupon", COUPON), ("refund-part", REFUND))))


def test_within_the_ceiling_nobody_has_to_agree() -> None:
    grant = SHELF.grant("coupon", "regular", "agent")
    assert grant is not None
    assert (grant.text, grant.approval) == ("10元优惠券", "")


def test_above_the_ceiling_the_supervisor_has_to() -> None:
    grant = SHELF.grant("coupon", "vip", "agent")
    assert grant is not None
    assert grant.text == "20元优惠券"
    assert grant.approval == "优惠券20元需主管批准（坐席最多15元）"
    boss = SHELF.grant("coupon", "vip", "supervisor")
    assert boss is not None
    assert boss.approval == ""


def test_what_an_agent_may_never_give() -> None:
    agent, boss = SHELF.grant("refund-part", "vip", "agent"), SHELF.grant("refund-part", "vip", "supervisor")
    assert agent is not None
    assert agent.approval == "部分退款1,299元需主管批准（坐席不能自行给出）"
    assert boss is not None
    assert boss.approval == "部分退款1,299元超出主管权限，需店铺负责人批准"


def test_a_stranger_gets_what_a_new_customer_gets() -> None:
    assert SHELF.grant("coupon", None, "agent") == SHELF.grant("coupon", "new", "agent")
    assert SHELF.grant("refund-part", None, "agent") is None
    assert SHELF.grant("nothing", "vip", "agent") is None


@pytest.mark.parametrize(
    ("amount", "said"), [(20, "20元"), (1299, "1,299元"), (9.9, "9.9元"), (0.05, "0.05元"), (100, "100元")]
)
def test_money_is_said_as_people_type_it(amount: float, said: str) -> None:
    assert amount_text(amount, "元") == said
