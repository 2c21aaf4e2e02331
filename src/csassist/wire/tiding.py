"""Spikes, recoveries and reminders to call back as JSON and frames. A recovery is the agent's own."""

from __future__ import annotations

from typing import Any

import orjson

from csassist.desk.events import TidingTold
from csassist.desk.tidings import RECOVERY, SPIKE, Tiding
from csassist.wire.instant import instant, instant_or_none
from csassist.wire.telling import Telling, Told, event_id


def tiding_dict(tiding: Tiding) -> dict[str, Any]:
    """One row of GET /v1/tidings."""
    facts = {name: value for name, value in tiding.facts.items() if name != "by_team"}
    return {
        "id": tiding.id,
        "kind": tiding.kind,
        "at": instant(tiding.at),
        "conversation_id": tiding.conversation_id,
        "agent_id": tiding.agent_id,
        "team_id": tiding.team_id,
        "due_at": instant_or_none(tiding.due_at),
        "told_at": instant_or_none(tiding.told_at),
        **facts,
    }


def told_tiding(shop: str, event: TidingTold) -> list[Telling]:
    """A spike is an `alert` of kind spike for its teams (their own conversations) and the shop (all of them)."""
    tiding, at = event.tiding, instant(event.at)
    key = event_id(shop, tiding.id)
    if tiding.kind != SPIKE:
        names = _person(tiding)
        data = orjson.dumps({tiding.kind: tiding_dict(tiding)})
        return [(names, Told(tiding.kind, key, at, data))] if names else []
    whole = tiding_dict(tiding)
    teams = tiding.facts.get("by_team")
    tellings: list[Telling] = []
    for team, conversations in teams.items() if isinstance(teams, dict) else ():
        own = {**whole, "conversations": conversations, "team_id": team}
        tellings.append(((f"team:{team}",), Told("alert", key, at, orjson.dumps({"kind": SPIKE, "spike": own}))))
    tellings.append((("shop",), Told("alert", key, at, orjson.dumps({"kind": SPIKE, "spike": whole}))))
    return tellings


def _person(tiding: Tiding) -> tuple[str, ...]:
    """To the agent alone; a call-back that nobody has to do goes to the team, or the shop."""
    if tiding.agent_id is not None:
        return (f"agent:{tiding.agent_id}",)
    if tiding.kind == RECOVERY:
        return ()
    return ("shop",) if tiding.team_id is None else (f"team:{tiding.team_id}",)
