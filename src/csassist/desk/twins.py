"""A message that is on its way already: whoever brings it again waits for the first one's answer. Knows no store."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from csassist.conversation.message import Message
from csassist.desk.ports import Recorded

Twin = tuple[str, str, str]  # shop, conversation, message id


class First(NamedTuple):
    """What the first one brought, as it was posted, and what is on record of it."""

    message: Message
    recorded: Recorded


class Twins:
    """Fifty deliveries of one id at once are one decision, not fifty of which each overtakes the next."""

    def __init__(self) -> None:
        self._under_way: dict[Twin, tuple[Message, asyncio.Future[Recorded | None]]] = {}

    async def first(self, message: Message) -> First | None:
        """What the first one brought and recorded. None: the caller is the first now, and settles when it is done."""
        twin = _twin(message)
        while (found := self._under_way.get(twin)) is not None:
            brought, future = found
            recorded = await asyncio.shield(future)
            if recorded is not None:
                return First(brought, recorded)
        self._under_way[twin] = (message, asyncio.get_running_loop().create_future())
        return None

    def settle(self, message: Message, recorded: Recorded | None) -> None:
        """Tells those who wait; None = nothing came of it, and one of them is the first now."""
        self._under_way.pop(_twin(message))[1].set_result(recorded)


def _twin(message: Message) -> Twin:
    return message.shop, message.conversation_id, message.id
