"""Who is here: what one node reports of its sockets, and what all of them come to. Pure; knows no socket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

import orjson

from csassist.frozen import frozen

Agent = tuple[str, str]  # shop, agent_id


@frozen
class Roll:
    """Agents with their teams, who watches which wide channel, sockets by shop and role."""

    agents: Mapping[Agent, frozenset[str]] = field(default_factory=dict)
    watching: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    roles: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def packed(self) -> bytes:
        """The same roll is the same bytes."""
        return orjson.dumps(
            {
                "agents": [[*agent, sorted(teams)] for agent, teams in sorted(self.agents.items())],
                "watching": [[*channel, sorted(names)] for channel, names in sorted(self.watching.items())],
                "roles": [[*key, count] for key, count in sorted(self.roles.items())],
            }
        )


def read_roll(raw: bytes) -> Roll:
    """The reverse. Raises ValueError, LookupError, TypeError for what we did not write."""
    told: dict[str, Any] = orjson.loads(raw)
    return Roll(
        {(shop, agent): frozenset(teams) for shop, agent, teams in told["agents"]},
        {(shop, name): frozenset(names) for shop, name, names in told["watching"]},
        {(shop, role): count for shop, role, count in told["roles"]},
    )


def together(rolls: Iterable[Roll]) -> Roll:
    """All of them as one."""
    agents: dict[Agent, frozenset[str]] = {}
    watching: dict[tuple[str, str], frozenset[str]] = {}
    roles: Counter[tuple[str, str]] = Counter()
    for roll in rolls:
        for agent, teams in roll.agents.items():
            agents[agent] = agents.get(agent, frozenset()) | teams
        for channel, names in roll.watching.items():
            watching[channel] = watching.get(channel, frozenset()) | names
        roles.update(roll.roles)
    return Roll(agents, watching, dict(roles))
