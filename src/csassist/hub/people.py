"""Which sockets belong to whom: presence of agents, and not too many sockets for one person. Tells nobody by itself."""

from __future__ import annotations

from csassist.desk.access import Identity, Role
from csassist.hub.connection import Connection
from csassist.wire.close_codes import CloseCode


class People:
    """Sockets by person and agents by shop."""

    def __init__(self, most_per_person: int) -> None:
        self._most = most_per_person
        self._sockets: dict[tuple[str, str], list[Connection]] = {}
        self._agents: dict[str, dict[str, list[Identity]]] = {}

    def enter(self, connection: Connection) -> bool:
        """Takes a socket in; the oldest above the limit is closed as replaced. True when an agent came online."""
        who = connection.identity
        if who.person and not who.demo:
            sockets = self._sockets.setdefault((who.shop, who.person), [])
            sockets.append(connection)
            while len(sockets) > self._most:
                sockets.pop(0).close(CloseCode.REPLACED, "another tab took over")
        if who.role is not Role.AGENT or who.agent_id is None:
            return False
        here = self._agents.setdefault(who.shop, {}).setdefault(who.agent_id, [])
        here.append(who)
        return len(here) == 1

    def leave(self, connection: Connection) -> bool:
        """Lets a socket go. True when an agent went offline."""
        who = connection.identity
        key = (who.shop, who.person)
        sockets = self._sockets.get(key, [])
        if connection in sockets:
            sockets.remove(connection)
            if not sockets:
                del self._sockets[key]
        if who.role is not Role.AGENT or who.agent_id is None:
            return False
        agents = self._agents[who.shop]
        here = agents[who.agent_id]
        here.remove(who)
        if here:
            return False
        del agents[who.agent_id]
        if not agents:
            del self._agents[who.shop]
        return True

    def agents(self) -> dict[tuple[str, str], frozenset[str]]:
        """(shop, name) of every agent with a socket, with the teams."""
        return {
            (shop, name): frozenset(team for who in here for team in who.teams)
            for shop, agents in self._agents.items()
            for name, here in agents.items()
        }

    def online(self, shop: str, *, agent_id: str | None = None, team: str | None = None) -> tuple[str, ...]:
        """Agents with a socket, by name; only `agent_id`, or only those of `team`, when given."""
        agents = self._agents.get(shop, {})
        return tuple(
            name
            for name in sorted(agents)
            if (agent_id is None or name == agent_id)
            and (team is None or any(team in who.teams for who in agents[name]))
        )
