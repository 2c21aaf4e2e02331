"""A desk on the real store and the shipped rules, with a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from csassist.conversation.message import Message, Sender
from csassist.desk.desk import Desk
from csassist.desk.ports import Recorded
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder
from csassist.store.sqlite import SqliteStore
from fakes.broadcaster import FakeBroadcaster
from fakes.clock import FakeClock


@dataclass
class Stand:
    desk: Desk
    store: SqliteStore
    told: FakeBroadcaster
    clock: FakeClock

    async def say(self, text: str, message_id: str = "m-1", conversation: str = "c-1", **more: object) -> Recorded:
        message = Message("s1", conversation, message_id, 0, Sender.CUSTOMER, text, self.clock.now())
        for name, value in more.items():
            object.__setattr__(message, name, value)
        return await self.desk.receive(message)


@pytest.fixture(scope="session")
def rulebooks() -> RulebookHolder:
    return RulebookHolder(default_directory())


@pytest_asyncio.fixture
async def stand(tmp_path: Path, rulebooks: RulebookHolder) -> AsyncIterator[Stand]:
    store = SqliteStore.open(tmp_path)
    told, clock = FakeBroadcaster(), FakeClock()
    try:
        yield Stand(Desk(store, told, clock, rulebooks), store, told, clock)
    finally:
        await store.close()
