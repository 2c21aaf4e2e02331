"""A small shop for the tests of this room: a dozen scripts, two products, policies, and a way to ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import rjieba

from csassist.catalogue.shelf import Shelf
from csassist.catalogue.spec import Evidence, Policy, ProductCard, SellingPoint
from csassist.conversation.message import Context, Customer, Order
from csassist.conversation.reading import Emotion, Reading, Trigger
from csassist.conversation.tier import Tier
from csassist.suggest.choose import Situation, choose_scripts
from csassist.suggest.library import Library
from csassist.suggest.spec import ChooseSpec, Script, ScriptExample, Suggestion, When
from csassist.thermometer.text import Folder

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # 10:00 in the shop
FOLDER = Folder({ord("發"): "发", ord("貨"): "货", ord("還"): "还", ord("沒"): "没"})
SPEC = ChooseSpec(
    quiet=("好的", "谢谢", "嗯", "知道了", "再见", "ok"),
    questions=("吗", "什么", "多少"),
    doubts=("真的吗", "靠谱"),
    comparisons=("区别",),
    no_sale=("坏了", "退货"),
    apologies=("非常抱歉", "抱歉", "对不起"),
    rescue="您说的我都记下来了，{deadline_reply}给您答复。",
    rescue_handover="我现在请主管介入，{deadline_reply}由主管联系您。",
)


def script(script_id: str, kind: str, text: str, when: When, **more: object) -> Script:
    """A stable script whose example is its own title unless given."""
    fields: dict[str, object] = {
        "id": script_id, "kind": kind, "title": script_id, "status": "stable", "when": when, "text": text,
        "not_when": "", "fires": (ScriptExample("还没发货怎么回事"),), "silent": (),
    }  # fmt: skip
    return Script(**{**fields, **more})  # type: ignore[arg-type]


SCRIPTS = (
    script(
        "late-anger", "empathy", "订单{order_id}等到现在还没动静，换成我也会着急上火。",
        When(emotions=("anger", "anxiety"), triggers=("logistics",)), level=3,
    ),
    script(
        "late-name", "empathy", "眼看要用却还没发出，您着急我特别能理解。",
        When(emotions=("anger", "anxiety"), triggers=("logistics",)), level=2,
    ),
    script("any-anger", "empathy", "您的意思我听明白了，这件事我来跟到底。", When(emotions=("anger",)), level=1),
    script("sorry", "empathy", "非常抱歉，给您添麻烦了。", When(emotions=("anger", "anxiety")), level=1, priority=1.0),
    script(
        "urge", "action", "我现在就联系仓库加急，{deadline_check}把结果发给您。",
        When(words=("还没发货", "不发货", "没发货"), scenes=("shipping",)),
    ),
    script(
        "ship-faq", "faq", "付款后{ship_within}发出。", When(words=("发货", "什么时候发"), also=("什么时候", "多久")),
        fact="付款后48小时内发货",
    ),
    script("ask-size", "question", "您平时穿多大码呢？", When(words=("尺码", "多大码"))),
    script("coupon", "nudge", "现在下单还能用券哦。", When(words=("优惠", "便宜点"))),
    script("pair", "choice", "基础款和升级款您看哪个？", When(words=("哪款",), unless=("坏了",)), scene="presale"),
    script("bye", "acknowledge", "不客气，生活愉快。", When(words=("谢谢", "再见")), scene="closing"),
    script("boss", "handover", "我请主管来和您确认。", When(tiers=("SUPERVISOR",))),
    script("promo", "faq", "大促全场包邮。", When(words=("包邮",)), valid_from="2026-11-01", valid_until="2026-11-22"),
    script("stop-use", "action", "请先停用并尽快就医。", When(words=("过敏",)), scene="allergy"),
    script("eta", "action", "预计{promised_at}前送到。", When(words=("到哪了",), needs=("promised_at",))),
    script("vip", "policy", "会员可延长退货{return_days}。", When(words=("退货期限",), values=("vip",))),
    script("ask-order", "question", "方便发下订单号吗？", When(words=("到哪了",), lacks=("order_id",))),
    script("old", "faq", "旧话术", When(words=("旧活动",)), status="retired"),
)  # fmt: skip
CARDS = (
    ProductCard(
        "fan", "静音风扇", "家电", "goods",
        (
            SellingPoint(
                ("噪音", "吵"), "无刷电机", "最低档只有26分贝", "孩子睡觉也不会被吵醒",
                Evidence("第三方检测26分贝", "检测报告"),
            ),
            SellingPoint(("省电", "耗电"), "直流电机", "一晚不到半度电", "开一整夜也不心疼"),
        ),
        facts=(("功率", "24瓦"),),
    ),
)  # fmt: skip
POLICY = Policy((("deadline_reply", "10分钟内"), ("deadline_check", "30分钟内"), ("ship_within", "48小时内")))
SHELF = Shelf.build(CARDS, POLICY)
LIBRARY = Library.build(SCRIPTS, SPEC, folder=FOLDER, segment=rjieba.cut)
CALM = Reading()
ANGRY = Reading(
    degrees=60.0, message_degrees=40.0, emotion=Emotion.ANGER, triggers=(Trigger.LOGISTICS,), scenes=("shipping",)
)
ORDER = Context(Order(id="A1", promised_at=NOW + timedelta(hours=8)), "fan")


def situation(text: str, reading: Reading = CALM, tier: Tier = Tier.CALM, **more: object) -> Situation:
    """A situation on one bubble; fields of Situation may be given by name."""
    made = Situation(
        text=text, folded=FOLDER.fold(text).text, reading=reading, tier=tier, customer=Customer(name="张女士"),
        context=ORDER, offered=(), turns=1, key="s1/c-1/b_1", now=NOW,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def cards(text: str, reading: Reading = CALM, tier: Tier = Tier.CALM, **more: object) -> tuple[Suggestion, ...]:
    """The cards for one bubble."""
    return choose_scripts(LIBRARY, SHELF, situation(text, reading, tier, **more))


def ids(found: tuple[Suggestion, ...]) -> list[str]:
    """Script ids, primary first."""
    return [card.script_id for card in found]
