"""The STAR card of a conversation: situation, task, action, result, in short Chinese facts drawn from the record.

Pure. Judges nobody and invents nothing: what is not on record is not on the card.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import NamedTuple

from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Responsibility
from csassist.conversation.message import Message, Sender
from csassist.conversation.names import TIER_NAMES, TRIGGER_NAMES
from csassist.conversation.promise import Promise, PromiseState
from csassist.conversation.reading import Trigger
from csassist.conversation.tier import Tier
from csassist.frozen import frozen
from csassist.insight.wants import asks_last, responsible, wants_of

FIELDS = ("situation", "task", "action", "result", "responsibility", "next_step")
DUTIES = {
    Responsibility.SHOP: "店铺",
    Responsibility.LOGISTICS: "物流",
    Responsibility.PLATFORM: "平台",
    Responsibility.MAKER: "厂家",
    Responsibility.CUSTOMER: "客户",
}
_TRIGGERS = {**TRIGGER_NAMES, Trigger.OTHER: "起因不明"}
_VALUES = {"vip": "VIP", "new": "新客", "regular": "老客"}
_STATES = {
    PromiseState.OPEN: "进行中",
    PromiseState.WARNED: "快到期",
    PromiseState.OVERDUE: "已超时",
    PromiseState.KEPT: "已兑现",
    PromiseState.BROKEN: "未兑现",
}
_USED = ("used", "edited", "sent")
_LINES = 4  # promises, scripts and steps named on the card
_HEARD = 20  # newest customer messages that what he wants is read from


class Heat(NamedTuple):
    """One point of the curve."""

    at: datetime
    degrees: float
    tier: int


@frozen
class Story:
    """What a card is drawn from. Messages, promises and points oldest first; times aware."""

    conversation: Conversation
    messages: tuple[Message, ...]
    curve: tuple[Heat, ...] = ()
    promises: tuple[Promise, ...] = ()
    scripts: tuple[tuple[str, str], ...] = ()  # (title, what became of it), newest last
    product: str = ""  # the name on the product's card


@frozen
class Star:
    """Six texts. `responsibility` is one of Responsibility; `why` says why it is suggested."""

    situation: str
    task: str
    action: str
    result: str
    responsibility: str
    why: str
    next_step: str


def write_star(story: Story, now: datetime, zone: tzinfo) -> Star:
    """The card as of `now`, times told in `zone`."""
    said = tuple(m.text for m in story.messages if m.sender is Sender.CUSTOMER)[-_HEARD:]
    duty, why = responsible(_triggers(story), said)
    handling = story.conversation.intervention
    if handling is not None and handling.responsibility:
        duty, why = Responsibility(handling.responsibility), "结案时认定"
    return Star(
        _situation(story, zone),
        _task(said),
        _action(story, zone),
        _result(story, now, zone),
        duty.value,
        why,
        _next_step(story, now, zone),
    )


def _situation(story: Story, zone: tzinfo) -> str:
    conversation = story.conversation
    parts = [_who(conversation)]
    order = conversation.context.order if conversation.context is not None else None
    if order is not None:
        states = [state for state in (order.status, order.logistics) if state]
        parts.append(f"订单{order.id or ''}" + (f"（{'，'.join(states)}）" if states else ""))
        if order.promised_at is not None:
            parts.append(f"约定{_clock(order.promised_at, zone)}")
    product = story.product or (conversation.context.product_id if conversation.context is not None else None)
    if product:
        parts.append(f"商品：{product}")
    head = "；".join(part for part in parts if part) + "。"
    return head + _heat(story, zone)


def _who(conversation: Conversation) -> str:
    customer = conversation.customer
    if customer is None:
        return "客户（未提供资料）"
    known = [_VALUES.get(customer.value or "", "")]
    known.append(f"{customer.orders}单" if customer.orders else "")
    known.append("近期有过高情绪会话" if customer.hot_before else "")
    about = "，".join(one for one in known if one)
    return (customer.name or customer.id or "客户") + (f"（{about}）" if about else "")


def _heat(story: Story, zone: tzinfo) -> str:
    """What set it off, since when, how high it went."""
    cause = "、".join(_TRIGGERS[trigger] for trigger in _triggers(story)) or "起因不明"
    warm = next((point for point in story.curve if point.tier >= Tier.WATCH), None)
    if warm is None:
        return "目前没有升温。"
    peak = max(story.curve, key=lambda point: point.degrees)
    said = f"起因：{cause}；{_clock(warm.at, zone)}开始升温"
    return f"{said}，{_clock(peak.at, zone)}最高{peak.degrees:g}°（{TIER_NAMES[Tier(peak.tier)]}）。"


def _triggers(story: Story) -> tuple[Trigger, ...]:
    return story.conversation.standing.reading.triggers


def _task(said: tuple[str, ...]) -> str:
    wants, question = wants_of(said), asks_last(said)
    parts = [f"客户要：{'、'.join(wants)}。"] if wants else []
    if question:
        parts.append(f"最近一问：“{question}”")
    if said and not any(said):
        return "聊天文字没有保存，诉求请看客服系统里的原会话。"
    if not parts:
        return f"客户没有明说要什么；最近一句：“{said[-1][:40]}”" if said else "客户还没有说话。"
    return "".join(parts)


def _action(story: Story, zone: tzinfo) -> str:
    answers = [m for m in story.messages if m.sender is Sender.AGENT]
    parts = [_answers(story, answers)]
    used = [title for title, outcome in story.scripts if outcome in _USED]
    if used:
        parts.append("用过话术：" + "、".join(dict.fromkeys(used[-_LINES:])))
    promised = [
        f"“{promise.text}”（{_clock(promise.due_at, zone)}前，{_STATES[promise.state]}）"
        for promise in story.promises[-_LINES:]
    ]
    if promised:
        parts.append("承诺：" + "、".join(promised))
    steps = story.conversation.standing.escalation.steps
    done = [step.text.partition("：")[0] for step in steps if step.done]
    if steps:
        parts.append(f"处置清单完成{len(done)}/{len(steps)}" + (f"（{'、'.join(done[-_LINES:])}）" if done else ""))
    return "；".join(parts) + "。"


def _answers(story: Story, answers: list[Message]) -> str:
    first = next((m for m in story.messages if m.sender is Sender.CUSTOMER), None)
    if not answers:
        return "客服还没有回复"
    who = "、".join(dict.fromkeys(m.agent_id for m in answers if m.agent_id))
    said = f"客服{who}回复{len(answers)}次"
    reply = next((m for m in answers if first is not None and m.seq > first.seq), None)
    if first is not None and reply is not None:
        said += f"，首次回复用了{_spoken((reply.received_at - first.received_at).total_seconds())}"
    return said


def _result(story: Story, now: datetime, zone: tzinfo) -> str:
    conversation = story.conversation
    standing, handling = conversation.standing, conversation.intervention
    parts = [f"现在{standing.degrees:g}°（{TIER_NAMES[standing.escalation.tier]}）"]
    if conversation.waiting_since is not None:
        parts.append(f"客户已等{_spoken((now - conversation.waiting_since).total_seconds())}")
    late = sum(promise.state is PromiseState.OVERDUE for promise in story.promises)
    pending = sum(not promise.settled for promise in story.promises)
    if pending:
        parts.append(f"未了承诺{pending}项" + (f"，其中{late}项已超时" if late else ""))
    owner = (handling.taken_over_by or handling.owner) if handling is not None else None
    parts.append(f"负责人：{owner or conversation.agent_id or '暂无'}")
    if handling is not None and handling.closed_at is not None:
        parts.append(f"{_clock(handling.closed_at, zone)}已结案" + (f"：{handling.reason}" if handling.reason else ""))
    return "；".join(parts) + "。"


def _next_step(story: Story, now: datetime, zone: tzinfo) -> str:
    """What is most urgent: an overdue promise, a waiting customer, the next step, what is promised, a call after."""
    conversation = story.conversation
    overdue = [promise for promise in story.promises if promise.state is PromiseState.OVERDUE]
    if overdue:
        return f"先兑现已超时的承诺：“{overdue[0].text}”，并告诉客户新的时间点。"
    escalation = conversation.standing.escalation
    if conversation.waiting_since is not None and (now - conversation.waiting_since).total_seconds() >= 60:
        return "客户还在等，先回复一句：确认收到，说清谁在办、什么时候给答复。"
    ahead = next((step for step in escalation.steps if not step.done), None)
    if ahead is not None and escalation.tier >= Tier.ALERT:
        return ahead.text + "。"
    pending = [promise for promise in story.promises if not promise.settled]
    if pending:
        return f"{_clock(pending[0].due_at, zone)}前兑现：“{pending[0].text}”。"
    if any(point.tier >= Tier.ALERT for point in story.curve):
        return "情绪已缓和：约定时间回访，确认问题真正解决。"
    return "按正常流程跟进。"


def _clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%m-%d %H:%M}"


def _spoken(seconds: float) -> str:
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole}秒"
    return f"{whole // 60}分钟" if whole < 7200 else f"{whole // 3600}小时"
