"""What the load says: past chats from a file, else the calm chats and the demo's shoppers that ship. Judges nothing."""

from __future__ import annotations

from collections.abc import Sequence

from csassist.conversation.message import Sender
from csassist.lab.demo_cast import load_cast
from csassist.lab.transcripts import open_transcripts
from csassist.rulepack.place import default_directory

Spoken = tuple[str, str]  # (sender, text)


def load_words(source: str | None = None) -> list[list[Spoken]]:
    """Chats without empty turns, at least one. Raises what open_transcripts raises."""
    with open_transcripts(source or str(default_directory() / "calm" / "zh-retail.jsonl")) as chats:
        found = [[(turn.sender.value, turn.text) for turn in chat.turns if turn.text.strip()] for chat in chats]
    if source is None:
        for shopper in load_cast():
            said = [(Sender(line.sender).value, text) for line in shopper.lines for text in line.variants[:1]]
            found.append(said)
    return [chat for chat in found if chat] or [[("customer", "在吗")]]


def line_of(chats: Sequence[Sequence[Spoken]], conversation: int, number: int) -> Spoken:
    """What is said as the `number`th message of a conversation: its chat, again and again."""
    chat = chats[conversation % len(chats)]
    return chat[number % len(chat)]
