"""One thing to be told, before it has a place in a channel: what, under which id, to which channels. Knows no event."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from csassist.conversation.conversation import Conversation


class Told(NamedTuple):
    """One frame before it has a place: `data` is JSON, shared by all channels that hear of it."""

    type: str
    id: str
    at: str
    data: bytes


def kept(told: Told) -> Told:
    """`told` in no more memory than it needs: it stays for minutes, and what orjson gives holds eight times as much."""
    return tuple.__new__(Told, (told.type, told.id, told.at, bytes(memoryview(told.data))))  # _replace takes 1 µs


Telling = tuple[tuple[str, ...], Told]  # channel names, what they are told


def event_id(*parts: object) -> str:
    """The same for the same parts: an event keeps its id whenever it is told."""
    return "ev_" + blake2b("\x00".join(map(str, parts)).encode("utf-8", "replace"), digest_size=8).hexdigest()


def wide(conversation: Conversation) -> tuple[str, ...]:
    """The channels of those who watch over a conversation."""
    return ("shop",) if conversation.team_id is None else (f"team:{conversation.team_id}", "shop")
