"""What a shop brings: its own chats, taken as mostly calm, and lines with a level. Told apart by a hash of the text:
what the model is pulled by, and what it is proved on. What the rules hear as hot is not taken as calm.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Sender
from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.lab.transcripts import Chat, Transcripts
from csassist.thermometer.thermometer import Thermometer

LEAST_LINES = 300  # different customer lines; with fewer a pull says more about chance than about the shop
LEVELS = {"calm": 0, "slight": 1, "clear": 2, "strong": 3}  # docs/labelling.md
BROKEN = "C231"
_CHATS_PART, _LABELLED_PART, _OWN_PART = 5, 3, 3  # one part in so many is kept for the proof
_SHOWN = 10  # broken lines named in one message


@frozen
class Marked:
    """A text with a level: 0 calm, 1 slight, 2 clear, 3 strong."""

    text: str
    level: int


@dataclass(slots=True)
class Gathered:
    """`lines` = customer lines as posted -> chats that hold them; `held` = chats kept for the proof.

    `hot_lines` and `hot_chats` were left out because the rules hear heat in them.
    """

    lines: Counter[str] = field(default_factory=Counter)
    held: list[Chat] = field(default_factory=list)
    chats: int = 0
    hot_lines: int = 0
    hot_chats: int = 0


def gather_chats(chats: Transcripts, name: str, rulebook: Rulebook, tick: Callable[[], None]) -> Gathered:
    """Reads every chat; `tick` is called after each.

    Raises InvalidInput C231 naming the broken lines, C230 when too few different lines are left.
    """
    found = Gathered()
    rules = rulebook.thermometer.with_model(None)
    for chat in chats:
        tick()
        said = list(dict.fromkeys(turn.text for turn in chat.turns if _speaks(turn.sender, turn.text)))
        if not said:
            continue
        found.chats += 1
        if kept_back("\n".join(said), _CHATS_PART):
            found.held.append(chat)
            continue
        heat = {text: _named(rules, text) for text in said}
        if max(heat.values()) >= rulebook.ladder.enter[1]:
            found.hot_chats += 1
            continue
        calm = [text for text in said if heat[text] < rulebook.ladder.enter[0]]
        found.hot_lines += len(said) - len(calm)
        found.lines.update(calm)
    _require_sound(chats.faults, name)
    if len(found.lines) < LEAST_LINES:
        raise InvalidInput(
            f"聊天太少：{name} 里可用的不同顾客消息只有 {len(found.lines)} 条，至少要 {LEAST_LINES} 条 / "
            f"too few lines: {len(found.lines)} different customer lines of {LEAST_LINES} needed",
            code="C230",
        )
    return found


def read_marked(path: Path) -> list[Marked]:
    """Lines {"text", "level": 0–3} or {"text", "label": "calm|slight|clear|strong"}, also .gz.

    Raises InvalidInput C200 when the file cannot be read, C231 naming the broken lines.
    """
    marked: list[Marked] = []
    faults: list[tuple[int, str]] = []
    for number, line in _lines(path):
        try:
            marked.append(_marked(orjson.loads(line)))
        except (ValueError, TypeError) as error:
            faults.append((number, str(error)))
    _require_sound(faults, path.name)
    return marked


def parted(marked: Iterable[Marked], parts: int = _LABELLED_PART) -> tuple[list[Marked], list[Marked]]:
    """(what the model is pulled by, what it is proved on), told apart by a hash of the text."""
    pull: list[Marked] = []
    proof: list[Marked] = []
    for one in dict.fromkeys(marked):
        (proof if kept_back(one.text, parts) else pull).append(one)
    return pull, proof


def own_marked(directory: Path) -> tuple[list[Marked], list[Marked]]:
    """The lines that we wrote (lab/corpus): (what holds the model where it is, what its hearing is checked on)."""
    rows = (orjson.loads(line) for path in sorted(directory.glob("*.jsonl")) for _, line in _lines(path))
    return parted((Marked(row["text"], int(row["level"])) for row in rows), _OWN_PART)


def kept_back(text: str, parts: int) -> bool:
    """Whether a text is kept for the proof: one in `parts`, the same on every machine and in every run."""
    digest = sha256(b"csassist-adapt/" + text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % parts == 0


def _speaks(sender: Sender, text: str) -> bool:
    return sender is Sender.CUSTOMER and bool(text.strip())


def _named(rules: Thermometer, text: str) -> float:
    """Degrees of heat that rules alone find in a line; a hard trigger counts for all there are."""
    scan = rules.scan(text)
    return 100.0 if scan.hard is not None else sum(signal.degrees for signal in scan.signals if signal.degrees > 0)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                bare = line.removeprefix(b"\xef\xbb\xbf").strip()
                if bare:
                    yield number, bare
    except (OSError, EOFError) as error:
        raise InvalidInput(f"cannot read {path}: {error}; check the path", code="C200") from None


def _marked(row: Any) -> Marked:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"].strip():
        raise TypeError('needs {"text", "level"} with some text')
    level = LEVELS.get(str(row["label"])) if "label" in row else row.get("level")
    if type(level) is not int or level not in LEVELS.values():
        raise ValueError("level is none of 0, 1, 2, 3, label none of calm, slight, clear, strong")
    return Marked(row["text"], level)


def _require_sound(faults: list[tuple[int, str]], name: str) -> None:
    if not faults:
        return
    named = "; ".join(f"{name}:{line} {why}" for line, why in faults[:_SHOWN])
    more = f"; … {len(faults)} in all" if len(faults) > _SHOWN else ""
    raise InvalidInput(f"有读不懂的行，未训练 / broken lines, nothing was trained: {named}{more}", code=BROKEN)
