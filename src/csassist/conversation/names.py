"""The Chinese names of tiers, feelings and causes, one for each, for whatever says them to people."""

from __future__ import annotations

from collections.abc import Mapping

from csassist.conversation.reading import Emotion, Trigger
from csassist.conversation.tier import Tier

TIER_NAMES: Mapping[Tier, str] = {
    Tier.CALM: "平静",
    Tier.WATCH: "关注",
    Tier.ALERT: "预警",
    Tier.SUPERVISOR: "主管介入",
}
EMOTION_NAMES: Mapping[str, str] = {
    Emotion.ANGER: "愤怒",
    Emotion.GRIEVANCE: "委屈",
    Emotion.ANXIETY: "焦虑",
    Emotion.DISAPPOINTMENT: "失望",
    Emotion.NEUTRAL: "平和",
    Emotion.SATISFIED: "满意",
}
TRIGGER_NAMES: Mapping[str, str] = {
    Trigger.PRICE: "价格异议",
    Trigger.LOGISTICS: "物流延迟",
    Trigger.AFTER_SALES: "售后纠纷",
    Trigger.PRODUCT: "商品问题",
    Trigger.SERVICE: "服务态度",
    Trigger.SAFETY: "健康安全",
    Trigger.OTHER: "其他",
}
# What a promise is about, where its words are not kept.
PROMISE_NAMES: Mapping[str, str] = {
    "reply": "回复",
    "contact": "联系客户",
    "apply": "代为申请",
    "handle": "处理",
    "ship": "发货",
    "refund": "退款",
    "compensate": "补偿",
    "wait": "请客户等候",
}
