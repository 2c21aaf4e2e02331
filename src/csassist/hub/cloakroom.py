"""Tickets and tokens kept in Redis for all nodes: desk.tickets.Cloakroom. Knows names, never a secret."""

from __future__ import annotations

from csassist.hub.connecting import Connecting


class RedisCloakroom:
    """Every thing is gone by itself after its time."""

    def __init__(self, lines: Connecting, prefix: str) -> None:
        self._lines = lines
        self._prefix = prefix

    async def put(self, name: str, thing: bytes, seconds: int) -> None:
        """See desk.tickets.Cloakroom."""
        await self._lines.ask("SET", self._prefix + name, thing, "EX", str(seconds))

    async def look(self, name: str) -> bytes | None:
        """See desk.tickets.Cloakroom."""
        found: bytes | None = await self._lines.ask("GET", self._prefix + name)
        return found

    async def take(self, name: str) -> bytes | None:
        """See desk.tickets.Cloakroom."""
        found: bytes | None = await self._lines.ask("GETDEL", self._prefix + name)
        return found

    async def drop(self, name: str) -> None:
        """See desk.tickets.Cloakroom."""
        await self._lines.ask("DEL", self._prefix + name)
