"""csassist explain: the reading of one text with everything that adds up to it. Each text is judged alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, BinaryIO

import orjson
from rich.console import Console

from csassist.assessment.assess import NO_EVIDENCE, assess
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation, Ladder
from csassist.conversation.message import Message, Sender
from csassist.escalation.ladder import decide_tier
from csassist.lab.explanation import Language, tell
from csassist.thermometer.reading import take_reading

_NOW = datetime(2026, 1, 1, 1, tzinfo=UTC)
_EMPTY = Conversation("explain", "c", opened_at=_NOW)
_LADDER = Ladder()


def _message(text: str) -> Message:
    return Message("explain", "c", "m-1", 1, Sender.CUSTOMER, text, _NOW)


def explain_text(rulebook: Rulebook, text: str, language: Language = "zh") -> None:
    """Prints what a service manager wants to know: degrees, why, tier, what to do and to say."""
    decision = assess(_message(text), _EMPTY, NO_EVIDENCE, rulebook, _NOW)
    Console().print(tell(text, decision.assessment, rulebook.ladder, language))


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
