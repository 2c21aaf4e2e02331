"""One hook: where a desk posts to, how its signature is made, and how its names become ours. No route, no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from csassist.frozen import frozen

REQUIRED, IF_PRESENT, OFF = "required", "if_present", "off"


@frozen
class Hook:
    """Any of `secrets` signs (two while one is replaced). `teams` = inbox -> team, `agents` = their id -> ours."""

    id: str
    kind: str  # chatwoot | generic
    shop: str
    secrets: tuple[str, ...] = field(default=(), repr=False)
    signature: str = REQUIRED
    teams: Mapping[str, str] = field(default_factory=dict)
    team: str | None = None  # of what comes from any other inbox
    agents: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""  # before their conversation ids, for a shop with several desks

    @property
    def channel(self) -> str:
        """The channel of every conversation that came in here."""
        return f"{self.kind}:{self.id}"

    def agent(self, theirs: object) -> str | None:
        """Our name of their agent; the same unless `agents` says otherwise."""
        if not isinstance(theirs, (int, str)) or isinstance(theirs, bool) or theirs == "":
            return None
        return self.agents.get(str(theirs), str(theirs))


@frozen
class Line:
    """A message for the one way in. `body` = as POST /v1/messages takes it.

    `known_only`: of no interest unless the conversation is on record and not this agent's already.
    """

    body: Mapping[str, object]
    known_only: bool = False


@frozen
class Over:
    """The desk closed the conversation."""

    conversation_id: str


@frozen
class Nothing:
    """Nothing for us; `why` in a word."""

    why: str


News = Line | Over | Nothing
