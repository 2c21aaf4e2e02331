"""Replayed chats as one Markdown page: every turn with its temperature and the cards an agent would have had.

Holds the chats' own text, so it is for chats that may be shown. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from csassist.assessment.assessment import Assessment
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Sender
from csassist.conversation.names import EMOTION_NAMES, TIER_NAMES
from csassist.conversation.reading import Emotion, Reading
from csassist.errors import InvalidInput
from csassist.lab.rehearse import Point, Rehearsed, rehearse
from csassist.lab.transcripts import Chat, open_transcripts
from csassist.suggest.spec import Suggestion
from csassist.thermometer.reading import CALM_BELOW

_SPEAKERS = {Sender.CUSTOMER: "客户", Sender.AGENT: "客服", Sender.BOT: "机器人", Sender.SYSTEM: "系统"}
_KINDS = {
    "empathy": "共情", "action": "行动", "fabe": "FABE", "faq": "问答", "policy": "政策", "question": "提问",
    "choice": "选择", "acknowledge": "应和", "nudge": "催付", "handover": "转接",
}  # fmt: skip
_PLAIN = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>#|~"} | {"\n": " ", "\r": " "})


def run_page(source: str, page: Path, rulebook: Rulebook, gap: float) -> int:
    """Plays the chats of `source` and writes the page; returns how many. Raises InvalidInput C200, C201."""
    with open_transcripts(source) as chats:
        played = [(chat, rehearse(chat, rulebook, gap)) for chat in chats]
        faults = chats.faults
    if not played or faults:
        why = f": line {faults[0][0]} {faults[0][1]}" if faults else ""
        raise InvalidInput(f"not every line of {source} is a conversation{why}", code="C200")
    try:
        write_page(page, played)
    except OSError as error:
        raise InvalidInput(f"cannot write {page}: {error.strerror}; check --page") from error
    return len(played)


def write_page(path: Path, played: Iterable[tuple[Chat, Rehearsed]]) -> None:
    """Writes the page. Raises OSError."""
    lines = ["# 演练会话", "", _HEAD, ""]
    for number, (chat, rehearsed) in enumerate(played, 1):
        lines += _session(number, chat, rehearsed)
    path.write_text("\n".join(lines).rstrip() + "\n", "utf-8")


_HEAD = (
    "每一轮后面是温度、档位、情绪，以及侧栏当时给出的话术卡；“（不推荐）”表示没有值得打扰客服的话。\n"
    "由 `csassist replay --page` 生成，会话是我们自己写的。"
)


def _session(number: int, chat: Chat, rehearsed: Rehearsed) -> Iterator[str]:
    yield f"## {number}. {_safe(chat.title or chat.id)}"
    yield ""
    about = _about(chat)
    if about:
        yield f"_{about}_"
        yield ""
    stood = None
    for point in rehearsed.points:
        degrees = point.assessment.reading.degrees
        if point.turn is not None or degrees != stood:
            yield from _point(chat, point)
        stood = degrees
    yield ""


def _about(chat: Chat) -> str:
    parts = []
    if chat.customer is not None and chat.customer.name:
        parts.append(f"客户 {chat.customer.name}")
    context = chat.context
    if context is not None and context.product_id:
        parts.append(f"商品 {context.product_id}")
    if context is not None and context.order is not None and context.order.id:
        parts.append(f"订单 {context.order.id} {context.order.status or ''}".rstrip())
    return _safe(" · ".join(parts))


def _point(chat: Chat, point: Point) -> Iterator[str]:
    after = point.assessment
    if point.turn is None:
        yield f"- _（无人说话）_ {_state(after)}"
        return
    turn = chat.turns[point.turn]
    speaker = _SPEAKERS[turn.sender]
    if turn.sender is not Sender.CUSTOMER:
        yield f"- {speaker}：{_safe(turn.text)}"
        return
    yield f"- **{speaker}**：{_safe(turn.text)}  "
    yield f"  {_state(after)}"
    if not after.suggestions:
        yield "    - （不推荐）"
    for card in after.suggestions:
        yield from _card(card)


def _state(after: Assessment) -> str:
    reading = after.reading
    heated = [s.title for s in sorted(reading.signals, key=lambda s: -s.degrees) if s.degrees > 0][:3]
    why = f"（{_safe('、'.join(dict.fromkeys(heated)))}）" if heated else ""
    tier = TIER_NAMES[after.escalation.tier]
    felt = EMOTION_NAMES[reading.emotion] if reading.degrees >= CALM_BELOW or not _unhappy(reading) else "平和"
    return f"🌡 {reading.degrees:g}° · {tier} · {felt}{why}"


def _unhappy(reading: Reading) -> bool:
    return reading.emotion not in (Emotion.NEUTRAL, Emotion.SATISFIED)


def _card(card: Suggestion) -> Iterator[str]:
    held = f"（缺 {'、'.join(card.missing_slots)}，补齐前不能插入）" if card.missing_slots else ""
    held += f"（{_safe(card.approval)}）" if card.approval else ""
    yield f"    - 〔{_KINDS[card.kind]}〕{_safe(card.text)}{held}"


def _safe(text: str) -> str:
    """As plain text of Markdown, in one line."""
    return text.translate(_PLAIN)
