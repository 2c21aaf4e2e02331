"""What the benchmarks say: real chats when $DATA names a folder that holds them, else the project's own."""

from __future__ import annotations

import os
from pathlib import Path

from csassist.conversation.message import Sender
from csassist.lab.demo_cast import load_cast
from csassist.lab.transcripts import Chat, Turn, open_transcripts

ROOT = Path(__file__).parents[1]
REAL = "jddc_sessions.jsonl.gz"


def load_chats() -> tuple[str, list[Chat]]:
    """(where from, chats without empty turns)."""
    real = Path(os.environ.get("DATA", "")) / REAL
    if os.environ.get("DATA") and real.is_file():
        with open_transcripts(str(real)) as chats:
            return REAL, [_spoken(chat) for chat in chats]
    with open_transcripts(str(ROOT / "rules" / "calm" / "zh-retail.jsonl")) as chats:
        own = [_spoken(chat) for chat in chats]
    for shopper in load_cast():
        turns = tuple(Turn(Sender(line.sender), text) for line in shopper.lines for text in line.variants[:1])
        own.append(_spoken(Chat(shopper.id, turns)))
    return "own chats", own


def _spoken(chat: Chat) -> Chat:
    return Chat(chat.id, tuple(turn for turn in chat.turns if turn.text.strip()))
