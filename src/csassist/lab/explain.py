"""csassist explain: the reading of one text with everything that adds up to it. Each text is judged alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, BinaryIO

import orjson
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from csassist.assessment.assess import NO_EVIDENCE, assess
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation, Ladder
from csassist.conversation.message import Message, Sender
from csassist.conversation.reading import Emotion, Reading, Stage
from csassist.conversation.tier import Escalation
from csassist.escalation.ladder import decide_tier
from csassist.lab.replay import TIERS, TRIGGERS
from csassist.suggest.spec import Suggestion
from csassist.thermometer.reading import take_reading

_NOW = datetime(2026, 1, 1, 1, tzinfo=UTC)
_EMPTY = Conversation("explain", "c", opened_at=_NOW)
_LADDER = Ladder()

EMOTIONS = {
    Emotion.ANGER: "愤怒",
    Emotion.GRIEVANCE: "委屈",
    Emotion.ANXIETY: "焦虑",
    Emotion.DISAPPOINTMENT: "失望",
    Emotion.NEUTRAL: "平和",
    Emotion.SATISFIED: "满意",
}
STAGES = {
    Stage.CALM: "平静",
    Stage.SUPPRESSED: "压抑",
    Stage.HEATING: "升温",
    Stage.OUTBURST: "爆发",
    Stage.COOLING: "回落",
}
CONTRIBUTIONS = {
    "carried": "此前带来", "message": "本条消息", "repeat": "重复追问", "waiting": "等待", "burst": "连发",
    "momentum": "走势", "cap": "封顶", "floor": "硬触发保底", "hard": "硬触发保底", "decay": "随时间回落",
}  # fmt: skip


def _message(text: str) -> Message:
    return Message("explain", "c", "m-1", 1, Sender.CUSTOMER, text, _NOW)


def explain_text(rulebook: Rulebook, text: str) -> None:
    """Prints tables: degrees, what they are made of, tier, suggested replies."""
    decision = assess(_message(text), _EMPTY, NO_EVIDENCE, rulebook, _NOW)
    after = decision.assessment
    Console().print(explained(text, after.reading, after.escalation, after.suggestions))


def explained(
    text: str, reading: Reading, escalation: Escalation, suggestions: tuple[Suggestion, ...]
) -> RenderableType:
    """What explain_text prints."""
    parts: list[RenderableType] = [_marked(text, reading), _facts(reading, escalation), _signals(reading)]
    parts.append(_contributions(reading))
    parts += [Text(f"依据：{reason}") for reason in escalation.reasons]
    for place, card in enumerate(suggestions, 1):
        parts.append(Text(f"话术 {place} [{card.kind}] {card.script_id}：{card.text}"))
    return Group(*parts)


def explain_jsonl(rulebook: Rulebook, source: BinaryIO, sink: BinaryIO) -> None:
    """One line out for one line in, flushed as it goes. A line that is no text gives {"line", "error"}."""
    for number, line in enumerate(source, 1):
        bare = line.strip()
        if bare:
            sink.write(orjson.dumps(_answer(rulebook, bare, number), option=orjson.OPT_APPEND_NEWLINE))
            sink.flush()


def _answer(rulebook: Rulebook, line: bytes, number: int) -> dict[str, Any]:
    identity = None
    try:
        raw = orjson.loads(line)
        identity = raw.get("id") if isinstance(raw, dict) else None
        return judge(rulebook, identity, _text_of(raw))
    except orjson.JSONDecodeError as error:
        return _fault(identity, number, "C200", f"not JSON: {error}")
    except (TypeError, ValueError) as error:
        return _fault(identity, number, "C201", str(error))


def judge(rulebook: Rulebook, identity: Any, text: str) -> dict[str, Any]:
    """One text alone, as the contract's line: reading and tier, no replies chosen."""
    heated = take_reading(rulebook.thermometer, _message(text), _EMPTY, _NOW)
    reading = heated.reading
    climb = decide_tier(rulebook.ladder, reading, _LADDER, None, _NOW, "explain")
    return {
        "id": identity,
        "degrees": reading.degrees,
        "emotion": reading.emotion.value,
        "polarity": reading.polarity,
        "triggers": [trigger.value for trigger in reading.triggers],
        "tier": int(climb.escalation.tier),
        "signals": [
            {"id": s.id, "title": s.title, "degrees": s.degrees, "span": s.span, "text": s.text}
            for s in reading.signals
        ],
    }


def _text_of(raw: Any) -> str:
    if not isinstance(raw, dict) or "text" not in raw:
        raise ValueError('a line must be an object {"id", "text"}')
    text = raw["text"]
    if not isinstance(text, str):
        raise TypeError("text must be a string")
    return text


def _fault(identity: Any, number: int, code: str, message: str) -> dict[str, Any]:
    return {"id": identity, "line": number, "error": {"code": code, "message": message}}


def _marked(text: str, reading: Reading) -> Text:
    """The text with the spans of its signals underlined: red heats, green cools."""
    marked = Text(text)
    for signal in reading.signals:
        if signal.span is not None:
            marked.stylize("underline red" if signal.degrees >= 0 else "underline green", *signal.span)
    return marked


def _facts(reading: Reading, escalation: Escalation) -> Table:
    facts = Table.grid(padding=(0, 2))
    triggers = "、".join(TRIGGERS[trigger.value] for trigger in reading.triggers) or "无"
    facts.add_row("温度", f"{reading.degrees:g}°", "阶段", STAGES[reading.stage])
    facts.add_row(
        "情绪", f"{EMOTIONS[reading.emotion]}（{reading.confidence:.2f}）", "极性", f"{reading.polarity:+.2f}"
    )
    facts.add_row("触发点", triggers, "档位", f"{TIERS[escalation.tier]} {escalation.tier.name}")
    return facts


def _signals(reading: Reading) -> Table:
    table = Table("信号", "名称", "度数", "位置", "命中", title="本条消息的信号", title_justify="left")
    for signal in reading.signals:
        span = f"{signal.span[0]}–{signal.span[1]}" if signal.span else ""
        table.add_row(signal.id, signal.title, f"{signal.degrees:+g}", span, Text(signal.text))
    table.add_section()
    table.add_row("合计", "", f"{reading.message_degrees:g}", "", "")
    return table


def _contributions(reading: Reading) -> Table:
    table = Table("构成", "度数", title="温度的构成", title_justify="left")
    for part in reading.contributions:
        table.add_row(f"{CONTRIBUTIONS.get(part.id, '')} {part.id}".strip(), f"{part.degrees:+g}")
    table.add_section()
    table.add_row("合计", f"{reading.degrees:g}")
    return table
