"""A reading told to a service manager, in Chinese or English: how hot, why, what the tier asks for, what to answer.

Knows words and tables; judges nothing. Titles of signals, steps and replies are the rule pack's, in its language.
"""

from __future__ import annotations

from typing import Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from csassist.assessment.assessment import Assessment
from csassist.conversation.reading import Emotion, Reading, Stage, Trigger
from csassist.conversation.tier import Escalation, Tier
from csassist.escalation.spec import LadderSpec

Language = Literal["zh", "en"]
_Words = dict[object, str]  # member of an enumeration, or name of a phrase -> words
_WORDS: dict[Language, _Words] = {
    "zh": {
        Stage.CALM: "平静", Stage.SUPPRESSED: "压着火", Stage.HEATING: "升温", Stage.OUTBURST: "爆发",
        Stage.COOLING: "回落",
        Emotion.ANGER: "愤怒", Emotion.GRIEVANCE: "委屈", Emotion.ANXIETY: "焦虑", Emotion.DISAPPOINTMENT: "失望",
        Emotion.NEUTRAL: "情绪平和", Emotion.SATISFIED: "满意",
        Trigger.PRICE: "价格异议", Trigger.LOGISTICS: "物流延迟", Trigger.AFTER_SALES: "售后纠纷",
        Trigger.PRODUCT: "商品问题", Trigger.SERVICE: "服务态度", Trigger.SAFETY: "健康安全", Trigger.OTHER: "其他",
        Tier.CALM: "平静", Tier.WATCH: "关注", Tier.ALERT: "预警", Tier.SUPERVISOR: "主管介入",
        "carried": "此前留下的", "message": "这条消息", "relief": "缓和", "momentum": "一路走高", "cap": "封顶100°",
        "waiting": "久等未回",
        "mood": "客户{emotion}（把握{sure:.0%}），起因：{triggers}。",
        "mood alone": "客户{emotion}（把握{sure:.0%}）。",
        "stage": "阶段：{stage}。好恶 {polarity:+.2f}（−1 不满，+1 满意）。",
        "alone": "只看这一句，不看此前的对话。", "and": "、", "why": "为什么是这个温度", "sum": "合计",
        "nothing": "没有听到升温的说法。", "made": "温度从哪里来", "do": "现在要做", "within": "（{time}内）",
        "say": "可以这样回", "seconds": "{n}秒", "minutes": "{n}分钟", "hours": "{n}小时",
        "below": "离{tier}（{degrees:g}°）还差{gap:g}°。",
        "dwell": "{tier}要连续{times}条达到{degrees:g}°，这是第{above}条。", "hard": "触及红线，不论温度直接请主管。",
    },
    "en": {
        Stage.CALM: "calm", Stage.SUPPRESSED: "suppressed", Stage.HEATING: "heating", Stage.OUTBURST: "outburst",
        Stage.COOLING: "cooling",
        Emotion.ANGER: "angry", Emotion.GRIEVANCE: "wronged", Emotion.ANXIETY: "anxious",
        Emotion.DISAPPOINTMENT: "disappointed", Emotion.NEUTRAL: "even-tempered", Emotion.SATISFIED: "satisfied",
        Trigger.PRICE: "price", Trigger.LOGISTICS: "logistics", Trigger.AFTER_SALES: "after-sales",
        Trigger.PRODUCT: "product", Trigger.SERVICE: "service", Trigger.SAFETY: "health and safety",
        Trigger.OTHER: "other",
        Tier.CALM: "CALM", Tier.WATCH: "WATCH", Tier.ALERT: "ALERT", Tier.SUPERVISOR: "SUPERVISOR",
        "carried": "left from before", "message": "this message", "relief": "relief", "momentum": "still rising",
        "cap": "capped at 100°", "waiting": "kept waiting",
        "mood": "The customer is {emotion} ({sure:.0%} sure); cause: {triggers}.",
        "mood alone": "The customer is {emotion} ({sure:.0%} sure).",
        "stage": "Stage: {stage}. Polarity {polarity:+.2f} (−1 unhappy, +1 happy).",
        "alone": "This text alone, without what was said before.", "and": ", ", "why": "Why so many degrees",
        "sum": "sum", "nothing": "Nothing that heats was heard.", "made": "What the degrees are made of",
        "do": "To do now", "within": " (within {time})", "say": "What to answer", "seconds": "{n} s",
        "minutes": "{n} min", "hours": "{n} h", "below": "{gap:g}° below {tier} ({degrees:g}°).",
        "dwell": "{tier} needs {times} messages in a row at {degrees:g}°; this is number {above}.",
        "hard": "A red line: a supervisor is called whatever the degrees.",
    },
}  # fmt: skip


def tell(text: str, after: Assessment, ladder: LadderSpec, language: Language = "zh") -> RenderableType:
    """The page for one text that was assessed alone."""
    words, reading, escalation = _WORDS[language], after.reading, after.escalation
    parts: list[RenderableType] = [_marked(text, reading), Text()]
    head = Text(f"{reading.degrees:g}°  {words[escalation.tier]}", style="bold")
    parts += [head, Text(_mood(reading, words)), Text(_next(reading, escalation, ladder, words) + words["alone"])]
    if reading.signals:
        parts += [Text(), _signals(reading, words)]
    else:
        parts.append(Text(words["nothing"]))
    if len(reading.contributions) > 1:
        parts += [Text(), _contributions(reading, words)]
    if escalation.steps:
        parts += [Text(), Text(words["do"], style="bold")]
        for place, step in enumerate(escalation.steps, 1):
            parts.append(Text(f"{place}. {step.text}{words['within'].format(time=_spoken(step.within_s, words))}"))
    if after.suggestions:
        parts += [Text(), Text(words["say"], style="bold")]
        for place, card in enumerate(after.suggestions, 1):
            parts.append(Text.assemble(f"{place}. {card.text}", (f" · {card.script_id}", "dim")))
    return Group(*parts)


def _mood(reading: Reading, words: _Words) -> str:
    causes = [words[trigger] for trigger in reading.triggers if trigger is not Trigger.OTHER]
    mood = words["mood" if causes else "mood alone"].format(
        emotion=words[reading.emotion], sure=reading.confidence, triggers=words["and"].join(causes)
    )
    space = " " if words["and"].endswith(" ") else ""
    return f"{mood}{space}{words['stage'].format(stage=words[reading.stage], polarity=reading.polarity)}"


def _next(reading: Reading, escalation: Escalation, ladder: LadderSpec, words: _Words) -> str:
    """How far the next tier is: degrees, or messages in a row; empty at the top."""
    if reading.hard is not None:
        said = words["hard"]
    elif escalation.tier is Tier.SUPERVISOR:
        return ""
    else:
        higher, degrees = Tier(escalation.tier + 1), ladder.enter[escalation.tier]
        if reading.degrees >= degrees:
            times = ladder.dwell[escalation.tier]
            said = words["dwell"].format(tier=words[higher], times=times, degrees=degrees, above=1)
        else:
            gap = round(degrees - reading.degrees, 1)
            said = words["below"].format(tier=words[higher], degrees=degrees, gap=gap)
    return said + (" " if words["and"].endswith(" ") else "")


def _marked(text: str, reading: Reading) -> Text:
    """The text with the spans of its signals underlined: red heats, green cools."""
    marked = Text(text)
    for signal in reading.signals:
        if signal.span is not None:
            marked.stylize("underline red" if signal.degrees >= 0 else "underline green", *signal.span)
    return marked


def _signals(reading: Reading, words: _Words) -> Table:
    """Strongest first, what cools behind what heats; they add up to the message's degrees."""
    table = Table.grid(padding=(0, 2))
    table.add_row(Text(words["why"], style="bold"))
    for signal in sorted(reading.signals, key=lambda signal: -signal.degrees):
        said = Text(f"“{signal.text}”") if signal.text else Text()
        table.add_row(Text(signal.title), Text(f"{signal.degrees:+g}°", justify="right"), said, Text(signal.id, "dim"))
    table.add_row(Text(words["sum"]), Text(f"{reading.message_degrees:g}°", justify="right"), "", "")
    return table


def _contributions(reading: Reading, words: _Words) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_row(Text(words["made"], style="bold"))
    for part in reading.contributions:
        table.add_row(Text(words.get(part.id, part.id)), Text(f"{part.degrees:+g}°", justify="right"))
    table.add_row(Text(words["sum"]), Text(f"{reading.degrees:g}°", justify="right"))
    return table


def _spoken(seconds: int, words: _Words) -> str:
    for name, size in (("hours", 3600), ("minutes", 60)):
        if seconds >= size and seconds % size == 0:
            return words[name].format(n=seconds // size)
    return words["seconds"].format(n=seconds)
