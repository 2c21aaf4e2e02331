"""A draft is reviewed in its conversation."""

from __future__ import annotations

from csassist.conversation.message import Context, Order
from csassist.desk.access import Identity, Role
from desk.conftest import Stand

AGENT = Identity(Role.AGENT, "s1", "a1", (), "s1/agent/a1")


async def families(stand: Stand, draft: str) -> set[str]:
    found = await stand.desk.review_draft(AGENT, "c-1", draft)
    return {finding.family for finding in found.findings}


async def test_the_order_the_product_and_the_heat_reach_the_coach(stand: Stand) -> None:
    context = Context(Order("o-1", "待发货"), "demo-kettle-15")
    await stand.say("都第三次了还不处理，你们就是骗子！！！退款！", agent_id="a1", context=context)
    assert await families(stand, "您的订单已经发货了") == {"figure"}
    assert await families(stand, "这款容量是1.8升，我来帮您核对") == {"figure"}
    assert await families(stand, "快递这几天都慢一些") == {"no_action"}


async def test_without_heat_a_plain_answer_stays_without_a_finding(stand: Stand) -> None:
    await stand.say("这个壶能装多少水", agent_id="a1")
    assert await families(stand, "快递这几天都慢一些") == set()
    assert await families(stand, "容量是1.8升") == set()
