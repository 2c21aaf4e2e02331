"""A STAR card as JSON, and as text to paste into a hand-over note. Pure."""

from __future__ import annotations

from typing import Any

from csassist.conversation.intervention import Responsibility
from csassist.desk.stars import StarCard
from csassist.insight.star import DUTIES
from csassist.wire.instant import instant
from csassist.wire.render import point_dict

_MOST_POINTS = 60  # of the curve: enough for its shape


def star_dict(card: StarCard) -> dict[str, Any]:
    """`edited` = field -> who wrote it and when; what is not named there is drawn from the conversation."""
    return {
        "conversation_id": card.conversation_id,
        "escalation_id": card.escalation_id,
        "as_of": instant(card.as_of),
        **star_fields(card),
        "curve": [point_dict(point) for point in card.curve[-_MOST_POINTS:]],
        "edited": {
            name: {"by": edit.actor, "role": edit.role, "at": instant(edit.at)} for name, edit in card.edits.items()
        },
    }


def star_fields(card: StarCard) -> dict[str, str]:
    """The texts alone: what is attached to an alert."""
    star = card.star
    return {
        "situation": star.situation,
        "task": star.task,
        "action": star.action,
        "result": star.result,
        "responsibility": star.responsibility,
        "responsibility_name": DUTIES[Responsibility(star.responsibility)],
        "why": "人工认定" if "responsibility" in card.edits else star.why,
        "next_step": star.next_step,
    }


def star_text(card: StarCard) -> str:
    """For people outside the console."""
    said = star_fields(card)
    lines = [
        f"STAR 交接卡 · 会话 {card.conversation_id} · {instant(card.as_of)}",
        f"【情境】{said['situation']}",
        f"【任务】{said['task']}",
        f"【行动】{said['action']}",
        f"【结果】{said['result']}",
        f"【建议责任】{said['responsibility_name']}（{said['why']}）",
        f"【下一步】{said['next_step']}",
    ]
    if card.edits:
        lines.append("【修改】" + "；".join(f"{e.actor} {instant(e.at)}" for e in card.edits.values()))
    return "\n".join(lines) + "\n"
