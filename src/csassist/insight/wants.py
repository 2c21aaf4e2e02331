"""What a customer really asks for behind angry words, and whose matter it looks like. Pure words, newest counts most.

Knows plain demands only; reads no heat and judges nobody. A demand that is negated is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from csassist.conversation.intervention import Responsibility
from csassist.conversation.reading import Trigger

MOST_WANTS = 4
_QUESTION = 40  # code points of the newest question
_NOT = r"(?<!不要)(?<!不想)(?<!不用)(?<!不是)(?<!不需要)(?<!别给我)"
_WANTS: tuple[tuple[str, str], ...] = (
    ("退款", r"退款|退钱|退我钱|把钱退|钱退给我|仅退款|全额退"),
    ("退货", r"退货|给我退了|退掉|退回去"),
    ("换货", r"换货|换一[个件双台]|给我换|重新换"),
    ("补发", r"补发|补寄|少发|漏发|重新发|再发一"),
    ("尽快发货", r"(?:还不|还没|没有?|不|未|快点|赶紧|尽快|催|什么时候|啥时候|何时|几时)(?:给我)?发货|催单"),
    (
        "查清物流、尽快送到",
        r"到哪了|到哪里了|没收到|还没到|没送到|什么时候(?:能)?(?:到|送)|物流.{0,6}(?:不动|没更新|没动)|催.{0,4}(?:快递|物流)|派送",
    ),
    ("赔偿", r"赔偿|赔我|赔钱|赔付|补偿|假一赔"),
    ("补差价", r"补差价|价保|保价|退差价|差价"),
    ("开发票", r"发票"),
    ("维修", r"维修|修一下|返修|保修"),
    ("取消订单", r"取消订单|不要了|取消掉|别发了"),
    ("改地址", r"改(?:一下|下)?(?:收货)?地址|地址.{0,4}(?:错|改)"),
    ("道歉", r"道歉|赔礼"),
    ("一个说法", r"给.{0,4}(?:说法|解释|交代|答复)|什么意思|到底怎么回事|怎么处理|怎么解决"),
    ("主管或人工处理", r"叫.{0,4}(?:主管|经理|领导|负责人)|找.{0,4}(?:主管|经理|领导|负责人)|换个?人|转人工|投诉"),
)
_COMPILED = tuple((want, re.compile(_NOT + f"(?:{pattern})")) for want, pattern in _WANTS)
_ASKS = re.compile(r"[?？]|吗|怎么|什么时候|多久|为什么|凭什么|哪")
_OWN = re.compile(r"(?:我|本人).{0,3}(?:拍错|买错|选错|填错|写错|看错)|不喜欢|不想要了|买多了|不合适")
_PLATFORM = re.compile(
    r"平台|系统.{0,6}(?:不了|不出|出错|故障|卡|崩)|(?:付款|支付).{0,4}(?:失败|不了)|红包.{0,4}用不了|优惠券.{0,4}用不了"
)
_NOT_SENT = re.compile(r"(?:还不|还没|没有?|不|未).{0,2}发货|发错|少发|漏发")
_CARRIER = re.compile(r"快递|物流|派送|签收|驿站|丢件|包裹")
_BROKEN = re.compile(r"坏|破|裂|质量|故障|开不了|用不了|漏[水电气液油]|变质|发霉|过期|异味|掉色")


def wants_of(texts: Sequence[str]) -> tuple[str, ...]:
    """What the customer asks for, what was said last first, at most four. `texts` = his messages, oldest first."""
    found: dict[str, None] = {}
    for text in reversed(texts):
        here = [(match.start(), want) for want, pattern in _COMPILED if (match := pattern.search(text))]
        for _, want in sorted(here):
            found.setdefault(want)
    return tuple(found)[:MOST_WANTS]


def asks_last(texts: Sequence[str]) -> str:
    """The newest message that asks something, shortened; empty when he asks nothing."""
    for text in reversed(texts):
        said = " ".join(text.split())
        if _ASKS.search(said):
            return said if len(said) <= _QUESTION else said[:_QUESTION] + "…"
    return ""


def responsible(triggers: Sequence[Trigger], texts: Sequence[str]) -> tuple[Responsibility, str]:
    """(whose matter it looks like, why in Chinese). A guess for people to confirm; the shop's when nothing speaks."""
    said = "\n".join(texts)
    first = triggers[0] if triggers else Trigger.OTHER
    if _OWN.search(said) and not _BROKEN.search(said):
        return Responsibility.CUSTOMER, "客户自述下单或使用时的原因"
    if first is Trigger.LOGISTICS:
        if _NOT_SENT.search(said) and not _CARRIER.search(said):
            return Responsibility.SHOP, "商品还没有从店铺发出，或发得不对"
        return Responsibility.LOGISTICS, "起因是运输和派送"
    if _PLATFORM.search(said):
        return Responsibility.PLATFORM, "客户提到平台或付款系统的问题"
    if first in (Trigger.PRODUCT, Trigger.SAFETY) and _BROKEN.search(said):
        return Responsibility.MAKER, "起因是商品本身的质量"
    return Responsibility.SHOP, "起因在店铺的商品说明、价格、服务或售后处理"
