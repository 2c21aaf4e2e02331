"""Which state of which conversation an event tells of: by it, what two nodes tell of one is put in order."""

from __future__ import annotations

from typing import NamedTuple

from csassist.conversation.conversation import Conversation
from csassist.desk.access import Reach, reach_of
from csassist.desk.events import Event, MessageRecorded


class About(NamedTuple):
    """A state of a conversation."""

    conversation: str
    seq: int  # messages there were
    version: int
    message: bool  # it tells of message number `seq`; else of a state after it
    reach: Reach  # whose the conversation is in that state


def about_of(event: Event) -> About | None:
    """None for what tells of no state of one conversation."""
    conversation = getattr(event, "conversation", None)
    if not isinstance(conversation, Conversation):
        return None
    told = isinstance(event, MessageRecorded)
    return About(conversation.id, conversation.seq, conversation.version, told, reach_of(conversation))
