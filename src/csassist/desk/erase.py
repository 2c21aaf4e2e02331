"""A customer, or one conversation, is erased: from the record, from memory on every node, from what sockets show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from hashlib import blake2b

import structlog

from csassist.conversation.intervention import Deed
from csassist.desk.access import Identity, Role, name_of, require_role
from csassist.desk.events import ConversationErased
from csassist.desk.nodes import OneNode
from csassist.desk.personal import Erased, Erasure
from csassist.desk.ports import Clock, Nodes
from csassist.desk.receive import Reception
from csassist.errors import NotFound
from csassist.frozen import frozen

ERASED = "erased"  # what nodes tell each other: {"shop", "conversation"}; without facts: forget everything kept

log = structlog.get_logger("csassist.erase")

Forget = Callable[[str, str], Awaitable[None]]


@frozen
class Receipt:
    """What was erased. `line` = the hash that stands in the audit trail."""

    erased: Erased
    line: str


class Erasing:
    """Built once by the desk. Idempotent: whoever was cut off half-way asks again."""

    def __init__(self, desk: Reception, clock: Clock, forget: Callable[[str | None, str | None], None]) -> None:
        """`forget` drops what the desk keeps in memory of (shop, conversation); of all of them when they are None."""
        self._desk = desk
        self._clock = clock
        self._forget = forget
        self._also: Forget | None = None
        self._nodes: Nodes = OneNode()
        self._nodes.listen(ERASED, self._heard)

    def join(self, nodes: Nodes, also: Forget) -> None:
        """From now on every node hears of it, and `also` forgets what is kept for sockets."""
        self._nodes, self._also = nodes, also
        nodes.listen(ERASED, self._heard)

    async def customer(self, who: Identity, customer_id: str) -> Receipt:
        """All conversations of a customer and what is remembered of him. Raises Forbidden, StoreUnavailable.

        One whom nobody knows is erased already.
        """
        require_role(who, Role.ADMIN, Role.INTEGRATOR)
        personal, gone = self._desk.store.personal, Erased()
        for name in await personal.conversations_of(who.shop, customer_id):
            gone = gone.plus(await self._one(who.shop, name))
        line = await self._line(customer_id)
        counts = (("customer", line), ("conversations", str(gone.conversations)), ("messages", str(gone.messages)))
        gone = gone.plus(await personal.erase(Erasure(who.shop, None, customer_id, self._deed(who, counts))))
        await personal.scrub()
        log.info("erased", shop=who.shop, conversations=gone.conversations, messages=gone.messages, rows=gone.rows)
        return Receipt(gone, line)

    async def conversation(self, who: Identity, conversation_id: str) -> Receipt:
        """One conversation, for customers whom nobody named. Raises Forbidden, StoreUnavailable."""
        require_role(who, Role.ADMIN, Role.INTEGRATOR)
        personal, line = self._desk.store.personal, await self._line(conversation_id)
        gone = await self._one(who.shop, conversation_id)
        deed = self._deed(who, (("conversation", line), ("messages", str(gone.messages))))
        gone = gone.plus(await personal.erase(Erasure(who.shop, None, None, deed)))
        await personal.scrub()
        log.info("erased", shop=who.shop, conversations=gone.conversations, messages=gone.messages, rows=gone.rows)
        return Receipt(gone, line)

    async def _one(self, shop: str, conversation_id: str) -> Erased:
        key = (shop, conversation_id)
        async with self._desk.lanes.enter(key):
            before = await self._desk.store.load(*key)
            gone = await self._desk.store.personal.erase(Erasure(shop, conversation_id, None))
        if before is not None:
            place = (before.agent_id, before.team_id)
            event = ConversationErased(shop, conversation_id, *place, self._clock.now())
            await self._desk.broadcaster.tell(shop, [event])
        await self._nodes.spread(ERASED, {"shop": shop, "conversation": conversation_id})
        return gone

    async def _heard(self, facts: Mapping[str, str]) -> None:
        shop, name = facts.get("shop"), facts.get("conversation")
        self._forget(shop, name)
        if self._also is not None and shop is not None and name is not None:
            await self._also(shop, name)

    async def _line(self, name: str) -> str:
        """Tells, to who has the record's secret and the name, that this one was erased; tells nothing else."""
        key = await self._desk.store.personal.secret()
        return "h_" + blake2b(name.encode("utf-8", "surrogatepass"), key=key, digest_size=16).hexdigest()

    def _deed(self, who: Identity, facts: tuple[tuple[str, str], ...]) -> Deed:
        return Deed(ERASED, name_of(who), who.role.value, self._clock.now(), None, facts)


async def require_known(desk: Reception, shop: str, customer_id: str) -> tuple[str, ...]:
    """The conversations of a customer. Raises NotFound when the record knows nothing of him."""
    found = await desk.store.personal.conversations_of(shop, customer_id)
    known = found or await desk.store.experience.customer(shop, customer_id)
    if not known and not await desk.store.personal.outcomes_of(shop, customer_id):
        raise NotFound("no such customer; check the id")
    return found
