"""Live figures and an agent's own exposure as JSON. Seconds, degrees, instants; no text of any customer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from typing import Any

from csassist.conversation.tier import Tier
from csassist.desk.days import Minute
from csassist.desk.exposure_words import cool_off_text, exposure_text
from csassist.desk.live import AgentLive, LiveReport
from csassist.frozen import frozen
from csassist.insight.exposure import Exposure
from csassist.insight.response import Figures, Span
from csassist.wire.instant import instant


@frozen
class Around:
    """What the record does not know: who is connected, and how the service is."""

    online: Collection[str] = ()
    connections: Mapping[str, int] = field(default_factory=dict)
    ready: bool = True
    degraded: Sequence[str] = ()


def live_dict(report: LiveReport, around: Around) -> dict[str, Any]:
    """`GET /v1/reports/live`. Agents who are online without a conversation are listed too."""
    known = {one.agent_id for one in report.agents}
    idle = (AgentLive(name, 0, Figures()) for name in around.online if name not in known)
    agents = sorted((*report.agents, *idle), key=lambda one: one.agent_id)
    return {
        "as_of": instant(report.as_of),
        "since": instant(report.since),
        "open": sum(report.tiers.values()),
        "waiting": report.waiting,
        "conversations": {tier.name: report.tiers.get(tier, 0) for tier in Tier},
        "first_response_s": _span(report.times.first),
        "average_response_s": _span(report.times.every),
        "three_minute_reply_rate": report.times.three_minute_rate,
        "agents": [_agent(one, one.agent_id in around.online) for one in agents],
        "connections": dict(around.connections),
        "health": {"ready": around.ready, "degraded": [*around.degraded]},
        "minutes": [_minute(one) for one in report.minutes],
    }


def exposure_dict(one: Exposure, as_of: str, language: str) -> dict[str, Any]:
    """`GET /v1/reports/exposure`."""
    over = one.ended
    return {
        "as_of": as_of,
        "since": instant(one.since),
        "red_minutes": one.red_minutes,
        "red_conversations": one.red_conversations,
        "longest_red_s": one.longest_red_s,
        "cool_off": None
        if over is None
        else {
            "conversation_id": over.conversation_id,
            "ended_at": instant(over.until),
            "text": cool_off_text(over.conversation_id, language),
        },
        "break_advised": one.break_advised,
        "text": exposure_text(one, language),
    }


def _span(one: Span) -> dict[str, Any]:
    return {"average": one.average, "median": one.median, "n": one.n}


def _agent(one: AgentLive, online: bool) -> dict[str, Any]:
    return {
        "agent_id": one.agent_id,
        "online": online,
        "conversations": one.conversations,
        "first_response_s": _span(one.times.first),
        "average_response_s": _span(one.times.every),
        "three_minute_reply_rate": one.times.three_minute_rate,
    }


def _minute(one: Minute) -> dict[str, Any]:
    return {
        "at": instant(one.at),
        "messages": one.messages,
        "customer_messages": one.customer_messages,
        "alerts": one.alerts,
        "hottest": one.hottest,
    }
