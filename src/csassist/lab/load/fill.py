"""A record of years, made in minutes: real decisions of past chats through the store's own code, under many names."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from csassist.assessment.assess import NO_EVIDENCE, assess
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.desk.ports import Commit
from csassist.lab.load.target import SHOP
from csassist.lab.load.words import Spoken, line_of
from csassist.store.sqlite import SqliteStore

START = datetime(2025, 1, 6, 1, 0, tzinfo=UTC)
PER_CONVERSATION = 20
CHATS = 40
AT_ONCE = 200
BYTES_PER_MESSAGE = 6_000  # with its share of cards and indexes, generously
ROOM = 1.5


def fits(folder: Path, messages: int) -> bool:
    """True when the disk has room for a record of so many messages."""
    return shutil.disk_usage(folder).free > messages * BYTES_PER_MESSAGE * ROOM


async def fill(
    folder: Path, messages: int, chats: Sequence[Sequence[Spoken]], rulebook: Rulebook, told: Callable[[int], None]
) -> None:
    """Writes at least so many messages of one shop; `told` hears how many there are. Raises StoreUnavailable."""
    played = [_play(chats, number, rulebook) for number in range(CHATS)]
    store = SqliteStore.open(folder)
    try:
        conversations = 0
        while conversations * PER_CONVERSATION < messages:
            many = min(AT_ONCE, messages // PER_CONVERSATION - conversations + 1)
            some = [(f"past-{n}", played[n % CHATS]) for n in range(conversations, conversations + many)]
            for step in range(PER_CONVERSATION):
                await asyncio.gather(*(store.record(_named(name, commits[step])) for name, commits in some))
            conversations += many
            told(conversations * PER_CONVERSATION)
        while await store.experience.settle_unseen(datetime.now(UTC), 0.0):
            pass  # as a desk does minute by minute: else whoever opens the record does years of it at once
    finally:
        await store.close()


def _play(chats: Sequence[Sequence[Spoken]], number: int, rulebook: Rulebook) -> list[Commit]:
    now, commits = START + timedelta(minutes=number), list[Commit]()
    state = Conversation(SHOP, "past", opened_at=now)
    for step in range(PER_CONVERSATION):
        now += timedelta(seconds=40)
        sender, text = line_of(chats, number, step)
        message = Message(SHOP, "past", f"m-{step}", step + 1, Sender(sender), text, now)
        decision = assess(message, state, NO_EVIDENCE, rulebook, now)
        version = state.version if step else 0
        commits.append(Commit(version, decision.conversation, decision.assessment, now, message))
        state = decision.conversation
    return commits


def _named(name: str, commit: Commit) -> Commit:
    """The commit as one of the conversation `name`, closed to the clock; cards get names of their own too."""
    assert commit.message is not None
    cards = tuple(replace(card, id=f"{card.id}-{name}") for card in commit.assessment.suggestions)
    return replace(
        commit,
        conversation=replace(commit.conversation, id=name, due_at=None),
        message=replace(commit.message, conversation_id=name),
        assessment=replace(commit.assessment, suggestions=cards),
    )
