"""Channels at the door: may this person read it, and what is its whole state. Knows no socket."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import orjson

from csassist.api.front import Front
from csassist.conversation.conversation import Conversation
from csassist.desk.access import Identity, require_wide_channel
from csassist.desk.ports import ConversationQuery, OpenAlert
from csassist.desk.supervision import AlertQuery
from csassist.errors import NotFound
from csassist.wire.alert import alert_dict
from csassist.wire.intervention import whisper_dict
from csassist.wire.render import conversation_item, snapshot_dict, wall_item

MOST_ITEMS = 200
MOST_ALERTS = 100


async def require_channel(front: Front, who: Identity, name: str) -> None:
    """Raises NotFound for a channel that is not there or out of reach: the same answer."""
    kind, _, rest = name.partition(":")
    if kind == "conversation" and rest:
        await front.desk.require_readable(who, rest)
    else:
        require_wide_channel(who, name)


def snapshot_reader(front: Front, shop: str, name: str) -> Callable[[], Awaitable[bytes]]:
    """Reads the whole state of channel `name`, the same for every reader, as JSON. Rights were checked before."""
    kind, _, rest = name.partition(":")
    if kind == "conversation":
        return lambda: _conversation(front, shop, rest)
    if kind == "agent":
        return lambda: _agent(front, shop, rest)
    return lambda: _wall(front, shop, rest or None)


async def _conversation(front: Front, shop: str, conversation_id: str) -> bytes:
    position = await front.hub.position(shop, f"conversation:{conversation_id}")
    snapshot = await front.desk.store.snapshot(shop, conversation_id)
    if snapshot is None:
        raise NotFound("no such conversation; check the id")
    return orjson.dumps(snapshot_dict(front.desk.shadow.view(None, snapshot), position))


async def _agent(front: Front, shop: str, agent_id: str) -> bytes:
    query = ConversationQuery(shop, agent_id=agent_id, limit=MOST_ITEMS)
    page = await front.desk.store.conversations(query)
    alerts = await front.desk.store.alerts(AlertQuery(shop, limit=MOST_ALERTS))
    shadow = front.desk.shadow
    told = [alert for alert in alerts if not shadow.holds(shop, alert.conversation.team_id)]
    own = [alert for alert in told if _is_of(alert.conversation, agent_id)]
    items = [conversation_item(conversation) for conversation in page.items]
    whispers = await front.desk.store.interventions.whispers(shop, agent_id=agent_id)
    said = {"whispers": [whisper_dict(whisper) for whisper in whispers]}
    return _state(items, own, front.hub.online(shop, agent_id=agent_id), said)


def _is_of(conversation: Conversation, agent_id: str) -> bool:
    current = conversation.intervention
    return agent_id in (conversation.agent_id, None if current is None else current.taken_from)


async def _wall(front: Front, shop: str, team: str | None) -> bytes:
    query = ConversationQuery(shop, team_id=team, order="heat", limit=MOST_ITEMS)
    page = await front.desk.store.conversations(query)
    teams = None if team is None else (team,)
    alerts = await front.desk.store.alerts(AlertQuery(shop, teams, limit=MOST_ALERTS))
    items = [wall_item(conversation) for conversation in page.items]
    return _state(items, alerts, front.hub.online(shop, team=team))


def _state(
    items: list[dict[str, Any]], alerts: Iterable[OpenAlert], online: Iterable[str], more: dict[str, Any] | None = None
) -> bytes:
    return orjson.dumps(
        (more or {})
        | {
            "conversations": items,
            "alerts": [alert_dict(each.alert, each.conversation, each.state, each.last_messages) for each in alerts],
            "presence": [{"agent_id": name, "online": True} for name in online],
        }
    )
