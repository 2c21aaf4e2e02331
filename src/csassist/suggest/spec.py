"""What a script may say, and what a chosen suggestion is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["empathy", "action", "fabe", "faq", "policy", "question", "choice", "acknowledge", "nudge", "handover"]
EmotionName = Literal["anger", "grievance", "anxiety", "disappointment", "neutral", "satisfied"]
TriggerName = Literal["price", "logistics", "after_sales", "product", "service", "safety", "other"]
TierName = Literal["CALM", "WATCH", "ALERT", "SUPERVISOR"]
Scene = Literal[
    "presale", "price", "payment", "unpaid", "shipping", "delivery_problem", "returns", "refund", "damage",
    "allergy", "invoice", "installation", "membership", "complaint", "closing",
]  # 售前咨询 价格优惠 支付 催付 发货物流 签收异常 退换货 退款 质量破损 过敏安全 发票 安装维修 会员 投诉 闲聊结束


@dataclass(frozen=True, slots=True)
class When:
    """Where a script fits. Empty = no condition."""

    emotions: tuple[EmotionName, ...] = ()
    triggers: tuple[TriggerName, ...] = ()
    tiers: tuple[TierName, ...] = ()
    scenes: tuple[Scene, ...] = ()
    words: tuple[str, ...] = ()  # at least one of these stands in the folded text (burst); also the text-match score
    needs: tuple[str, ...] = ()  # slots that must be known, else the script is not considered
    values: tuple[Literal["new", "regular", "vip"], ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptExample:
    """A customer text on which the script must be (fires) or must not be (silent) among the cards.

    `given` sets slots; `after` = earlier customer texts of the conversation, 30 s apart.
    """

    say: str
    because: str = ""
    given: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """One reply. Text slots are written {slot}; `level` 1–4 = acknowledge, name the feeling, take their side, act."""

    id: str
    kind: Kind
    title: str
    status: Literal["draft", "trial", "stable", "retired"]
    when: When
    text: str
    not_when: str  # a note to the agent: when not to use it
    fires: tuple[ScriptExample, ...]
    silent: tuple[ScriptExample, ...]
    level: int = 0  # empathy only
    scene: Scene | None = None
    fact: str = ""  # faq: the plain fact behind the wording
    valid_from: str = ""  # ISO date, shop's time; empty = always
    valid_until: str = ""
    priority: float = 0.0  # -1 … 1, a thumb on the scale


@dataclass(frozen=True, slots=True)
class ChooseSpec:
    """pack.yaml: suggest."""

    floor: float = 0.45  # below this score nothing is shown
    most: int = 3
    heat_gate: float = 30.0  # no fabe at or above
    offered_memory: int = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One card. A missing slot stands in the text as {slot} and blocks insert."""

    id: str
    kind: Kind
    script_id: str
    text: str
    score: float  # 0–1
    why: tuple[str, ...]
    missing_slots: tuple[str, ...] = ()
    arm: str = "A"
