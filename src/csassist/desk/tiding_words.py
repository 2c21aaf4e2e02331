"""How spikes, recoveries and reminders to call back are put into words and facts. Pure; knows who is told no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Intervention
from csassist.conversation.names import TRIGGER_NAMES
from csassist.conversation.tier import Tier
from csassist.desk.notices import Matter, Notice, NoticeRoute, notices_of
from csassist.desk.tidings import FOLLOW_UP, RECOVERY, SPIKE, Tiding
from csassist.insight.spike import Spike, conversations_of

_MATTERS = {"product": "商品", "carrier": "快递", "trigger": "起因"}


def spike_of(shop: str, spike: Spike, now: datetime, name: str) -> Tiding:
    """Many conversations about one matter; `name` = what people call it. `by_team` = the same for each team."""
    told = TRIGGER_NAMES.get(name, name) if spike.by == "trigger" else name
    minutes = max(1, round((now - spike.since).total_seconds() / 60))
    count = len(spike.conversations)
    teams = sorted({one.team_id for one in spike.conversations if one.team_id is not None})
    facts = {
        "by": spike.by,
        "key": spike.key,
        "title": f"{_MATTERS[spike.by]}“{told}”：{minutes}分钟内{count}个会话升到预警",
        "count": count,
        "since": _instant(spike.since),
        "conversations": [*conversations_of(spike)],
        "by_team": {team: [*conversations_of(spike, team)] for team in teams},
    }
    name = _id("sp", shop, spike.by, spike.key, now.isoformat())
    return Tiding(shop, name, SPIKE, now, facts, team_id=teams[0] if len(teams) == 1 else None)


def narrowed(tiding: Tiding, teams: Sequence[str]) -> Tiding:
    """As supervisors of these teams see it: a spike names their own conversations, not those of other teams."""
    parts = tiding.facts.get("by_team")
    if tiding.kind != SPIKE or not isinstance(parts, dict):
        return tiding
    own = {team: parts[team] for team in teams if team in parts}
    names = [name for each in own.values() for name in each]
    facts = {**tiding.facts, "conversations": names, "by_team": own}
    return replace(tiding, facts=facts, team_id=tiding.team_id or (next(iter(own)) if len(own) == 1 else None))


def spike_notices(tiding: Tiding, conversation: Conversation, routes: Sequence[NoticeRoute]) -> tuple[Notice, ...]:
    """What robots and hooks are told of a spike, of no customer. `conversation` = one of it: its team's routes."""
    nobody = replace(conversation, customer=None, agent_id=None, last_text="")
    facts = {name: tiding.facts[name] for name in ("by", "key", "count", "since", "conversations")}
    matter = Matter(SPIKE, "spike.raised", tiding.id, Tier.ALERT, (str(tiding.facts["title"]),), facts)
    return notices_of(matter, nobody, routes, tiding.at)


def recovery_of(conversation: Conversation, handled: Intervention, at: datetime, credit: tuple[str, str]) -> Tiding:
    """A hot customer is calm again, to the credit of who talked and of the script (id, title) that was used last."""
    standing = conversation.standing
    script_id, title = credit
    used = f"，用的是“{title}”" if title else ""
    facts: dict[str, object] = {
        "escalation_id": handled.escalation_id,
        "peak": standing.peak,
        "degrees": standing.degrees,
        "tier": int(handled.tier),
        "script_id": script_id or None,
        "script_title": title or None,
        "text": f"客户情绪从{standing.peak:g}°回落到{standing.degrees:g}°，已经平静下来{used}。处理得好！",
    }
    who = conversation.agent_id
    name = _id("rc", conversation.shop, handled.escalation_id)
    return Tiding(conversation.shop, name, RECOVERY, at, facts, conversation.id, who, conversation.team_id)


def follow_up_of(conversation: Conversation, handled: Intervention, at: datetime, due_at: datetime) -> Tiding:
    """The customer of a closed escalation is to be called back at `due_at`; once an escalation."""
    customer = conversation.customer
    name = (customer.name or customer.id or "") if customer is not None else ""
    triggers = conversation.standing.reading.triggers
    cause = f"（{TRIGGER_NAMES[triggers[0]]}）" if triggers else ""
    facts: dict[str, object] = {
        "escalation_id": handled.escalation_id,
        "customer": name or None,
        "customer_id": customer.id if customer is not None else None,
        "reason": handled.reason or None,
        "text": f"回访提醒：{name or '这位客户'}之前情绪较高{cause}，请主动问一句问题是否真正解决、还需要什么帮助。",
    }
    who = conversation.agent_id or handled.taken_from
    key = _id("fu", conversation.shop, handled.escalation_id)
    return Tiding(conversation.shop, key, FOLLOW_UP, at, facts, conversation.id, who, conversation.team_id, due_at)


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _id(kind: str, *parts: str) -> str:
    return f"{kind}_" + blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()
