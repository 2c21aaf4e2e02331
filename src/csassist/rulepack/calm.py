"""The calm corpus: ordinary chats on which nothing above WATCH may fire. calm/<pack>.jsonl, one chat a line:
{"id", "turns": [{"role": "customer|agent", "text"}]}. calm/known-alarms.csv (rule, message, reason, until) excuses.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from csassist.assessment.assessment import Decision
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Sender
from csassist.conversation.tier import Tier
from csassist.frozen import frozen
from csassist.rulepack.fault import Fault
from csassist.rulepack.rehearsal import Rehearsal
from csassist.rulepack.tree import read_text

GAP_S = 20  # seconds between turns
_ROLES = {"customer": Sender.CUSTOMER, "agent": Sender.AGENT}


@frozen
class Chat:
    id: str
    turns: tuple[tuple[Sender, str], ...]
    line: int


@frozen
class Known:
    """An alarm that is known and excused: `rule` among the signals of the reading, `message` = the chat's id."""

    rule: str
    message: str
    line: int


def run_calm(root: Path, pack_id: str, rulebook: Rulebook, today: date | None) -> tuple[list[Fault], int]:
    """(faults, number of customer messages). `today` judges the `until` of excuses; None = they all still hold."""
    faults: list[Fault] = []
    file, csv_file = f"calm/{pack_id}.jsonl", "calm/known-alarms.csv"
    chats = _chats(root / file, file, faults)
    known = _known(root / csv_file, csv_file, today, faults)
    used: set[Known] = set()
    for chat in chats:
        alarm = _alarm(chat, rulebook)
        if alarm is None:
            continue
        rules = [s.id for s in alarm.assessment.reading.signals]
        excuse = next((k for k in known if k.message == chat.id and k.rule in rules), None)
        if excuse is None:
            reading = alarm.assessment.reading
            tier = alarm.assessment.escalation.tier.name
            message = (
                f"{chat.id} reaches {tier} at {reading.degrees:g} degrees by {', '.join(rules) or 'what was carried'}"
            )
            faults.append(Fault(file, chat.line, "R164", message))
        else:
            used.add(excuse)
    faults += (
        Fault(csv_file, excuse.line, "R165", f"{excuse.rule} no longer alarms on {excuse.message}")
        for excuse in known
        if excuse not in used
    )
    return faults, sum(sender is Sender.CUSTOMER for chat in chats for sender, _ in chat.turns)


def _alarm(chat: Chat, rulebook: Rulebook) -> Decision | None:
    """The first decision above WATCH, if any."""
    play = Rehearsal(rulebook, f"calm {chat.id}")
    for i, (sender, text) in enumerate(chat.turns):
        decision = play.say(text, i * GAP_S, sender)
        if decision.assessment.escalation.tier > Tier.WATCH:
            return decision
    return None


def _chats(path: Path, file: str, faults: list[Fault]) -> list[Chat]:
    if not path.is_file():
        return []
    chats: list[Chat] = []
    seen: set[str] = set()
    for number, line in enumerate((read_text(path, file, faults) or "").splitlines(), 1):
        if not line.strip():
            continue
        try:
            chat = _chat(json.loads(line), number)
        except (ValueError, KeyError, TypeError) as error:
            faults.append(Fault(file, number, "R167", f"not a chat: {type(error).__name__} {error}"))
            continue
        if chat.id in seen:
            faults.append(Fault(file, number, "R167", f"chat {chat.id} is there already"))
        seen.add(chat.id)
        chats.append(chat)
    return chats


def _chat(raw: Any, line: int) -> Chat:
    """Raises KeyError, TypeError or ValueError for anything that is no chat."""
    turns = tuple((_ROLES[turn["role"]], turn["text"]) for turn in raw["turns"])
    if not isinstance(raw["id"], str) or not turns or not all(isinstance(text, str) and text for _, text in turns):
        raise ValueError("needs an id and turns with text")
    return Chat(raw["id"], turns, line)


def _known(path: Path, file: str, today: date | None, faults: list[Fault]) -> list[Known]:
    if not path.is_file():
        return []
    lines = (read_text(path, file, faults) or "").splitlines()
    return [known for known in _rows(lines, file, today, faults) if known is not None]


def _rows(lines: list[str], file: str, today: date | None, faults: list[Fault]) -> Iterator[Known | None]:
    reader = csv.DictReader(lines)
    if reader.fieldnames != ["rule", "message", "reason", "until"]:
        faults.append(Fault(file, 1, "R165", "the first line must be rule,message,reason,until"))
        return
    for row in reader:
        line = reader.line_num
        try:
            until = date.fromisoformat(row["until"] or "")
        except ValueError:
            faults.append(Fault(file, line, "R165", f"until must be a date, not {row['until']}"))
            continue
        if not row["reason"]:
            faults.append(Fault(file, line, "R165", "an excuse needs a reason"))
        if today is not None and until < today:
            faults.append(Fault(file, line, "R165", f"the excuse ended on {until.isoformat()}"))
            continue
        yield Known(row["rule"], row["message"], line)
