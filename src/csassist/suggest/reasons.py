"""Why a card is there, in short Chinese phrases that an agent reads at a glance."""

from __future__ import annotations

from collections.abc import Mapping

from csassist.conversation.names import EMOTION_NAMES, TRIGGER_NAMES
from csassist.conversation.reading import Emotion, Trigger
from csassist.suggest.compiled import Compiled
from csassist.suggest.lens import Lens
from csassist.suggest.library import Found

MOST = 4
EMOTIONS = {**EMOTION_NAMES, Emotion.NEUTRAL: "平静"}
TRIGGERS = {**TRIGGER_NAMES, Trigger.SAFETY: "人身安全"}
SCENES = {
    "presale": "售前咨询",
    "price": "价格优惠",
    "payment": "支付",
    "unpaid": "催付",
    "shipping": "发货物流",
    "delivery_problem": "签收异常",
    "returns": "退换货",
    "refund": "退款",
    "damage": "质量破损",
    "allergy": "过敏安全",
    "invoice": "发票",
    "installation": "安装维修",
    "membership": "会员",
    "complaint": "投诉",
    "closing": "闲聊结束",
}
LEVELS = {1: "先接住情绪", 2: "说出感受", 3: "站在客户一边", 4: "马上行动"}
TYPES = {"novice": "新手买家", "expert": "资深买家", "hurried": "急性子", "hesitant": "犹豫型"}
STAGES = {"awareness": "了解商品", "consideration": "比较权衡", "action": "准备下单"}
_HEARD = {
    "opening": "客户开场说明来意",
    "asked_more": "回应:还有其他问题吗",
    "asked_datum": "回应:您要的信息",
    "asked_leave": "回应:您问要不要办",
    "asked_yes": "回应:您请客户确认",
    "asked_patience": "回应:您请客户稍等",
}
_CUES = {
    "number": "客户发来单号或号码",
    "card": "客户只发了订单或链接",
    "call": "客户在催人",
    "yes": "客户确认",
    "no": "客户否认",
    "question": "客户在提问",
    "own": "客户问自己的单子",
    "request": "客户请您办事",
    "told": "客户说了情况",
}
PROVEN = 0.2  # past effect from which it is worth saying
_EMOTIONS = {name: f"情绪:{word}" for name, word in EMOTIONS.items()}
_TRIGGERS = {name: f"触发点:{word}" for name, word in TRIGGERS.items()}
_SCENES = {name: f"场景:{word}" for name, word in SCENES.items()}
_TOPICS = {name: f"接着说:{word}" for name, word in SCENES.items()}


def reasons(compiled: Compiled, lens: Lens, words: tuple[str, ...]) -> tuple[str, ...]:
    """At most MOST phrases, the most telling first. `words` = the library's words by number."""
    script = compiled.script
    phrases = _said(compiled, lens.seen.found, words) if compiled.words else []
    if compiled.conditional:
        _agreeing(compiled, lens, phrases)
    if lens.effects and lens.effects.get(script.id, 0.0) >= PROVEN:
        phrases.append("用过后客户多会降温")
    if not phrases:
        phrases.append("当前档位适用" if script.when.tiers else "与例句相近")
    return tuple(phrases) if len(phrases) <= MOST else tuple(phrases[:MOST])


def _agreeing(compiled: Compiled, lens: Lens, phrases: list[str]) -> None:
    """Adds the conditions of the script that this situation meets."""
    script, situation = compiled.script, lens.situation
    when = script.when
    if when.heard:
        if situation.heard in when.heard:
            phrases.append(_HEARD[situation.heard])
    elif when.says:
        _first(lens.seen.cues, when.says, _CUES, phrases)
    if when.emotions:
        phrases.append(_EMOTIONS[situation.reading.emotion])
    if when.triggers:
        _first(lens.triggers, when.triggers, _TRIGGERS, phrases)
    if when.scenes:
        _first(lens.scenes, when.scenes, _SCENES, phrases)
        _first(lens.topic, when.scenes, _TOPICS, phrases)
    if script.level:
        phrases.append(f"共情:{LEVELS[script.level]}")
    if script.types and situation.customer_type in script.types:
        phrases.append(f"客户:{TYPES[situation.customer_type]}")
    if script.stage is not None and script.stage == lens.stage():
        phrases.append(f"阶段:{STAGES[script.stage]}")


def _first(names: tuple[str, ...], wanted: tuple[str, ...], phrase: Mapping[str, str], phrases: list[str]) -> None:
    """Adds what is said of the first name that is wanted."""
    for name in names:
        if name in wanted:
            phrases.append(phrase[name])
            return


def _said(compiled: Compiled, found: Found, words: tuple[str, ...]) -> list[str]:
    """The two longest words of the script that were said, none inside another."""
    own = compiled.words
    held = [number for number in found if number in own]
    if len(held) < 2:
        return [f"命中“{words[number]}”" for number in held]
    held.sort(key=lambda number: (-len(words[number]), found[number]))
    said = words[held[0]]
    for number in held[1:]:
        if words[number] not in said:
            return [f"命中“{said}”", f"命中“{words[number]}”"]
    return [f"命中“{said}”"]
