"""What a script may say, and what a chosen suggestion is."""

from __future__ import annotations

from typing import Literal

from csassist.frozen import frozen

Kind = Literal["empathy", "action", "fabe", "faq", "policy", "question", "choice", "acknowledge", "nudge", "handover"]
EmotionName = Literal["anger", "grievance", "anxiety", "disappointment", "neutral", "satisfied"]
TriggerName = Literal["price", "logistics", "after_sales", "product", "service", "safety", "other"]
TierName = Literal["CALM", "WATCH", "ALERT", "SUPERVISOR"]
Scene = Literal[
    "presale",
    "price",
    "payment",
    "unpaid",
    "shipping",
    "delivery_problem",
    "returns",
    "refund",
    "damage",
    "allergy",
    "invoice",
    "installation",
    "membership",
    "complaint",
    "closing",
]  # 售前咨询 价格优惠 支付 催付 发货物流 签收异常 退换货 退款 质量破损 过敏安全 发票 安装维修 会员 投诉 闲聊结束

# What the agent's last message asked for; opening = the customer speaks first.
Heard = Literal["opening", "asked_more", "asked_datum", "asked_leave", "asked_yes", "asked_patience"]
# What a text is, whatever it speaks of (cues.py).
Cue = Literal["number", "card", "call", "yes", "no", "question", "own", "request", "told"]
CustomerType = Literal["novice", "expert", "hurried", "hesitant"]  # 新手 资深 急性子 犹豫型
CUSTOMER_TYPES: tuple[CustomerType, ...] = ("novice", "expert", "hurried", "hesitant")
PurchaseStage = Literal["awareness", "consideration", "action"]  # 认知 情感 行动
Tactic = Literal["scarcity", "social_proof", "loss"]  # 稀缺 社会认同 损失规避
Act = Literal[
    "soothe", "apologise", "ask_order", "check", "explain", "time", "offer", "handover", "answer_product", "close"
]  # what a reply does, for evaluation; by kind and scene when a script does not name it


@frozen
class When:
    """Where a script fits. Empty = no condition.

    `heard` and `says` always exclude, speak for a script as scenes do, and may answer small talk (对的 after 是这个吗).
    A word may hold gaps: 什么时候…发货 = both parts in this order, at most 6 code points apart (also in also, unless).
    A script with `words` becomes a candidate only through them; one without needs emotion, trigger, scene or tier to
    speak for it. Emotion, tier, value, needs, also and unless always exclude. A trigger excludes when the reading
    names other triggers (none named: scripts with words stay). A scene that the reading contradicts costs score when
    the script has words and excludes when it has none. Empathy shows only from WATCH on or for an unhappy emotion.
    """

    emotions: tuple[EmotionName, ...] = ()
    triggers: tuple[TriggerName, ...] = ()
    tiers: tuple[TierName, ...] = ()
    scenes: tuple[Scene, ...] = ()
    words: tuple[str, ...] = ()  # at least one of these stands in the folded text (burst); also the text-match score
    needs: tuple[str, ...] = ()  # slots that must be known, else the script is not considered
    values: tuple[Literal["new", "regular", "vip"], ...] = ()
    also: tuple[str, ...] = ()  # … and at least one of these too: words 发货 also 什么时候, 多久
    unless: tuple[str, ...] = ()  # one of these in the folded text vetoes the script
    lacks: tuple[str, ...] = ()  # slots that must be unknown: nobody is asked for an order number that is there
    heard: tuple[Heard, ...] = ()  # the agent's last message asked for one of these
    says: tuple[Cue, ...] = ()  # the text is one of these


@frozen
class ScriptExample:
    """A customer text on which the script must be (fires) or must not be (silent) among the cards.

    `given` sets slots; `after` = earlier customer texts of the conversation, 30 s apart; `heard` = the agent's message
    right before.
    """

    say: str
    because: str = ""
    given: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    heard: str = ""


@frozen
class Script:
    """One reply. Text slots are written {slot}; `level` 1–4 = acknowledge, name the feeling, take their side, act.

    Slots: customer_name, order_id, order_status, logistics, product_name, promised_at ("今天18点", only while it lies
    ahead; write 预计{promised_at}前), overdue_at ("昨天18点", only once it has passed), and every key of policy.yaml.
    `needs` of `when` takes the same names: promised_at and overdue_at tell a kept deadline from a missed one.
    """

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
    campaign: str = ""  # pack of a sale that the script belongs to; such a script has a window of validity
    types: tuple[CustomerType, ...] = ()  # customers it is written for; another type read = not shown, none read = fine
    stage: PurchaseStage | None = None  # where in a purchase it helps; another stage guessed costs score
    persona: str = ""  # 宝妈, 学生 …: whom it speaks to; shown when the text or the customer's notes name it
    ahead: tuple[str, ...] = ()  # the likely next questions, answered beforehand: "问什么：怎么答", slots allowed
    concession: str = ""  # id in concessions.yaml: fills {concession}, and asks for approval above the agent's ceiling
    tactic: Tactic | None = None  # persuasion: needs the slot of a verifiable fact (stock, sold), off for the unhappy
    act: Act | None = None
    version: str = ""  # which wording of this id it is; empty = that of the pack


@frozen
class StrategySpec:
    """How to meet one type of customer. `words` = what tells it in a text, folded."""

    title: str = ""
    strategy: str = ""  # one line for the agent
    words: tuple[str, ...] = ()


@frozen
class ChooseSpec:
    """pack.yaml: suggest. Scores are 0–1, heat_gate is in degrees, vocabulary is folded."""

    floor: float = 0.45  # below this score nothing is shown
    most: int = 3
    heat_gate: float = 30.0  # no fabe at or above
    offered_memory: int = 200
    second_share: float = 0.7  # a further card scores at least this share of the first
    quiet: tuple[str, ...] = ()  # small talk: a message made of these only gets no card unless a closing script fits
    questions: tuple[str, ...] = ()  # marks of a question (吗, 多久 …): fabe and facts answer questions only
    doubts: tuple[str, ...] = ()  # marks of doubt (真的吗, 靠谱吗 …): the evidence leads a fabe
    comparisons: tuple[str, ...] = ()  # marks of comparing (区别, 哪个好 …): the advantage leads
    decisions: tuple[str, ...] = ()  # marks of somebody about to buy (怎么下单, 现在拍 …): the last doubt goes first
    no_sale: tuple[str, ...] = ()  # words of trouble (坏了, 退货, 怎么这么 …): no fabe whatever is asked
    asks_more: tuple[str, ...] = ()  # an agent's words: anything else? …
    asks_datum: tuple[str, ...] = ()  # … please send the number, a photo …
    asks_leave: tuple[str, ...] = ()  # … shall I do it?
    asks_yes: tuple[str, ...] = ()  # … is it this one?
    asks_patience: tuple[str, ...] = ()  # … one moment
    own: tuple[str, ...] = ()  # a customer speaks of a matter of his own (我的, 这个订单 …)
    requests: tuple[str, ...] = ()  # a customer wants something done (帮我改, 能不能换 …)
    says_yes: tuple[str, ...] = ()
    says_no: tuple[str, ...] = ()
    apologies: tuple[str, ...] = ()  # words of apology; a script that is little else is never first
    rescue: str = ""  # action shown when a hot conversation has no script that fits; may hold slots
    rescue_handover: str = ""  # the request to the supervisor shown beside it
    novice: StrategySpec = StrategySpec()
    expert: StrategySpec = StrategySpec()
    hurried: StrategySpec = StrategySpec()
    hesitant: StrategySpec = StrategySpec()

    def strategies(self) -> tuple[StrategySpec, StrategySpec, StrategySpec, StrategySpec]:
        """In the order of CUSTOMER_TYPES."""
        return (self.novice, self.expert, self.hurried, self.hesitant)


@frozen
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
    title: str = ""
    fact: str = ""  # faq: the plain fact behind the wording
    not_when: str = ""  # note to the agent: when not to use it
    approval: str = ""  # why a supervisor has to approve first; blocks insert
    ahead: tuple[str, ...] = ()  # the customer's likely next questions with their answers
    version: str = ""  # of the script; empty for a card that no script stands behind
