"""How well one script fits one situation, 0–1, and why in short Chinese phrases. Knows no other script.

The weights are ours: set by hand so that one telling word of an author just clears the floor of 0.45, a vague one does
not, and mood alone carries empathy only.
"""

from __future__ import annotations

import math

from csassist.suggest.compiled import Compiled
from csassist.suggest.lens import Lens
from csassist.suggest.option import Option

WORD_BASE, WORD_SHARE, WORD_LIKENESS = 0.22, 0.42, 0.18
PLAIN_BASE, PLAIN_LIKENESS = 0.15, 0.35
WORD_CONDITION, PLAIN_CONDITION = 0.09, 0.2  # an agreeing trigger, scene or emotion
CONTRADICTED = 0.15  # the reading names other scenes
OFF_SAFETY = 0.15  # health is at stake and the script speaks of something else
MOOD = 0.1  # empathy, action and handover for a hot customer
WRONG_LEVEL = 0.1  # per level of empathy too many or too few
OPEN_SLOT = 0.12  # the card could not be inserted
BARE = 0.15  # an apology and little else
UNFINISHED = 0.1  # a closing script while more than small talk is said
THUMB = 0.08  # priority and past effect, each -1 … 1

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


def weigh(compiled: Compiled, lens: Lens) -> float:
    """How well the script fits; 0 when its `also` words or a slot it needs are missing, or one it asks for is known."""
    if compiled.gated and not _open(compiled, lens):
        return 0.0
    score = _fit(compiled, lens) + _mood(compiled, lens)
    score += THUMB * (compiled.script.priority + lens.effects.get(compiled.script.id, 0.0))
    for slot in compiled.template.slots:
        if slot not in lens.slots:  # goes behind its rivals, but does not vanish
            score = max(score - OPEN_SLOT, min(score, lens.floor))
            break
    return min(0.99, max(0.0, score))


def option(compiled: Compiled, lens: Lens, score: float) -> Option:
    """The scored script as an option."""
    when = compiled.script.when
    specific = bool(compiled.words) or _place(lens.triggers, when.triggers) >= 0 or _meet(lens.scenes, when.scenes)
    return Option(compiled.script.kind, compiled.script.id, score, compiled, specific, compiled.bare)


def reasons(compiled: Compiled, lens: Lens, words: tuple[str, ...]) -> tuple[str, ...]:
    """Why the card is there, at most four phrases. `words` = the library's words by number."""
    when = compiled.script.when
    said = sorted((n for n in compiled.words if n in lens.found), key=lambda n: (-len(words[n]), lens.found[n]))
    phrases = [f"命中“{words[number]}”" for number in _apart(said, words)[:2]]
    if when.emotions:
        phrases.append(f"情绪:{EMOTIONS[lens.situation.reading.emotion]}")
    phrases += [f"触发点:{TRIGGERS[name]}" for name in lens.triggers if name in when.triggers][:1]
    phrases += [f"场景:{SCENES[name]}" for name in lens.scenes if name in when.scenes and name in SCENES][:1]
    if compiled.script.level:
        phrases.append(f"共情:{LEVELS[compiled.script.level]}")
    if not phrases:
        phrases.append("当前档位适用" if when.tiers else "与例句相近")
    return tuple(phrases[:4])


def _open(compiled: Compiled, lens: Lens) -> bool:
    """Whether a second word is there when one is asked for, and slots are known or unknown as they should be."""
    if compiled.also and compiled.also.isdisjoint(lens.found):
        return False
    when = compiled.script.when
    return all(slot in lens.slots for slot in when.needs) and not any(slot in lens.slots for slot in when.lacks)


def _fit(compiled: Compiled, lens: Lens) -> float:
    """Words, likeness to the examples, agreeing conditions."""
    when = compiled.script.when
    place = _place(lens.triggers, when.triggers)
    scene = _meet(lens.scenes, when.scenes)
    agreeing = (1.0 if place == 0 else 0.6 if place == 1 else 0.0) + scene
    if when.emotions:  # a script that names emotions is here because one of them was read
        agreeing += 1.0
    if not compiled.words:
        return PLAIN_BASE + PLAIN_CONDITION * agreeing + PLAIN_LIKENESS * _likeness(compiled, lens)
    score = WORD_BASE + WORD_SHARE * _words(compiled, lens) + WORD_CONDITION * agreeing
    score += WORD_LIKENESS * _likeness(compiled, lens)
    return score - CONTRADICTED if lens.scenes and when.scenes and not scene else score


def _meet(names: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return bool(wanted) and _place(names, wanted) >= 0


def _place(names: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    """Place of the first name that is wanted, -1 for none."""
    for place, name in enumerate(names):
        if name in wanted:
            return place
    return -1


def _words(compiled: Compiled, lens: Lens) -> float:
    """0–1, saturating: the first telling word says most."""
    weights = compiled.words
    total = 0.0
    for number in lens.found:
        weight = weights.get(number)
        if weight is not None:
            total += weight
    return 1.0 - math.exp(-1.2 * total)


def _likeness(compiled: Compiled, lens: Lens) -> float:
    """0–1: the share of what was said (by weight) that stands in the script's examples, less for little said."""
    if not lens.mass or not compiled.likeness:
        return 0.0
    held = compiled.likeness
    shared = 0.0
    for number, weight in lens.terms:
        if number in held:
            shared += weight
    return shared / lens.mass * (1.0 - math.exp(-1.5 * shared)) if shared else 0.0


def _mood(compiled: Compiled, lens: Lens) -> float:
    """What tier and heat say about the kind of reply."""
    script = compiled.script
    extra = 0.0
    if lens.situation.hot and script.kind in ("empathy", "action", "handover"):
        extra += MOOD
        if script.kind == "handover" and script.when.tiers:
            extra += 2 * MOOD
    if script.when.tiers and not compiled.words:
        extra += MOOD / 2
    if compiled.bare:
        extra -= BARE
    if compiled.closing and not lens.quiet:
        extra -= UNFINISHED
    if script.level:
        extra -= WRONG_LEVEL * abs(script.level - lens.level)
    if lens.safety and not compiled.safety:
        extra -= OFF_SAFETY
    return extra


def _apart(numbers: list[int], words: tuple[str, ...]) -> list[int]:
    """Without words that stand inside a longer one already named."""
    kept: list[int] = []
    for number in numbers:
        if not any(words[number] in words[other] for other in kept):
            kept.append(number)
    return kept
