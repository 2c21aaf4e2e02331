"""The only node there is: what it tells the others, it tells itself. Implements desk.ports.Nodes without a broker."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping

import structlog

from csassist.desk.ports import Heard

log = structlog.get_logger("csassist.nodes")

# What a fault of ours would be when a node acts on what it heard: it must not keep the others from hearing it.
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)


class Listeners:
    """Who wants to hear of which kind."""

    def __init__(self) -> None:
        self._by_kind: defaultdict[str, list[Heard]] = defaultdict(list)

    def add(self, kind: str, then: Heard) -> None:
        """`then` hears of every `kind` from now on."""
        self._by_kind[kind].append(then)

    def kinds(self) -> tuple[str, ...]:
        """All kinds that somebody listens to."""
        return tuple(self._by_kind)

    async def hear(self, kind: str, facts: Mapping[str, str]) -> None:
        """Tells them, one after another; a fault of one is logged and hides nothing from the next."""
        for then in tuple(self._by_kind.get(kind, ())):
            try:
                await then(facts)
            except FAULTS as fault:
                log.error("not acted on", kind=kind, error=type(fault).__name__)


class OneNode:
    """A direct call."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name or new_name()
        self._listeners = Listeners()

    def listen(self, kind: str, then: Heard) -> None:
        """See desk.ports.Nodes."""
        self._listeners.add(kind, then)

    async def spread(self, kind: str, facts: Mapping[str, str]) -> None:
        """Heard before this returns."""
        await self._listeners.hear(kind, facts)


def new_name() -> str:
    """A name that no other node has, nor an earlier start of this one."""
    return "n_" + secrets.token_hex(6)
