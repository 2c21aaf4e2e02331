"""Why a card is there, in short Chinese phrases that an agent reads at a glance."""

from __future__ import annotations

from csassist.suggest.compiled import Compiled
from csassist.suggest.lens import Lens

MOST = 4
EMOTIONS = {
    "anger": "愤怒",
    "grievance": "委屈",
    "anxiety": "焦虑",
    "disappointment": "失望",
    "neutral": "平静",
    "satisfied": "满意",
}
TRIGGERS = {
    "price": "价格异议",
    "logistics": "物流延迟",
    "after_sales": "售后纠纷",
    "product": "商品问题",
    "service": "服务态度",
    "safety": "人身安全",
    "other": "其他",
}
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
    when = script.when
    phrases = _said(compiled, lens, words)
    phrases += [_HEARD[name] for name in when.heard if name == lens.situation.heard]
    if when.says and not when.heard:
        phrases += [_CUES[name] for name in lens.seen.cues if name in when.says][:1]
    if when.emotions:
        phrases.append(_EMOTIONS[lens.situation.reading.emotion])
    if when.triggers:
        phrases += [_TRIGGERS[name] for name in lens.triggers if name in when.triggers][:1]
    if when.scenes:
        phrases += [_SCENES[name] for name in lens.scenes if name in when.scenes and name in _SCENES][:1]
        phrases += [_TOPICS[name] for name in lens.topic if name in when.scenes and name in _TOPICS][:1]
    if script.level:
        phrases.append(f"共情:{LEVELS[script.level]}")
    if script.types and lens.situation.customer_type in script.types:
        phrases.append(f"客户:{TYPES[lens.situation.customer_type]}")
    if script.stage is not None and script.stage == lens.stage():
        phrases.append(f"阶段:{STAGES[script.stage]}")
    if lens.effects and lens.effects.get(script.id, 0.0) >= PROVEN:
        phrases.append("用过后客户多会降温")
    if not phrases:
        phrases.append("当前档位适用" if when.tiers else "与例句相近")
    return tuple(phrases[:MOST])


def _said(compiled: Compiled, lens: Lens, words: tuple[str, ...]) -> list[str]:
    """The two longest words of the script that were said, none inside another."""
    found, own = lens.seen.found, compiled.words
    held = [number for number in found if number in own]
    if len(held) < 2:
        return [f"命中“{words[number]}”" for number in held]
    held.sort(key=lambda number: (-len(words[number]), found[number]))
    said = [words[held[0]]]
    for number in held[1:]:
        if words[number] not in said[0]:
            said.append(words[number])
            break
    return [f"命中“{word}”" for word in said]
