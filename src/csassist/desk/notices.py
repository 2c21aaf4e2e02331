"""Which notices leave the house when an alert rises, and what stands in them. Pure; personal data is masked here.

Knows no robot's form and no address: a notice is facts, a target of `notify` gives them their shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote

from csassist.assessment.assessment import Decision
from csassist.conversation.conversation import Conversation
from csassist.conversation.tier import Alert, Tier
from csassist.desk.quiet_hours import QuietHours
from csassist.frozen import frozen
from csassist.privacy.mask import mask, mask_name

_CUT = re.compile(r"[0-9０-９A-Za-z](?:[ -]?[0-9０-９A-Za-z]){4,}(?=…)")  # a number that a quotation cut short
_REASONS = 4
_SUGGESTION = "suggestion"
NOTE = "chatwoot"  # the kind of route that ends beside the chat, before the agent's eyes
_SAID = 120  # code points of the customer's last words


@frozen
class NoticeRoute:
    """What decides whether an endpoint hears of an alert. `teams` empty = all of the shop."""

    name: str
    kind: str  # wecom | dingtalk | feishu | webhook | chatwoot
    shop: str
    teams: tuple[str, ...] = ()
    min_tier: Tier = Tier.ALERT
    quiet: QuietHours | None = None
    pierce: Tier | None = Tier.SUPERVISOR  # from this tier on quiet hours do not hold; None: they always hold
    reminders: bool = False  # also tell again what nobody has looked at
    channel: str = ""  # only conversations that came in there; empty: all
    console: str = ""  # public address of this service, without a slash at its end; empty: no link


@frozen
class Notice:
    """One row of the outbox. `id` is the same at every attempt and for the same rise; receivers know doubles by it.

    `subject` = what it is about (an alert's id): a notice not yet sent is replaced by a later one of the same subject.
    """

    id: str
    shop: str
    endpoint: str
    kind: str  # alert | reminder | spike | recovery | raise_hand | digest | test
    body: Mapping[str, object]
    due_at: datetime
    subject: str = ""
    conversation_id: str = ""
    tier: int = 0


@frozen
class Matter:
    """What a notice tells of besides the conversation. `type` is the event's name on a signed webhook."""

    kind: str
    type: str
    subject: str
    tier: Tier
    reasons: tuple[str, ...]
    more: Mapping[str, object] = field(default_factory=dict)  # further facts; texts in it are masked


CALLS = ("raised", "hand", "approval_asked")  # who claims what nobody was called to makes a row, and calls nobody


def notices_about(decision: Decision, routes: Sequence[NoticeRoute]) -> tuple[Notice, ...]:
    """What a decision makes known outside: the alert it raises, or a reminder of the one that stands."""
    conversation, current = decision.conversation, decision.conversation.intervention
    if decision.at is None:
        raise AssertionError("a decision has a time")
    if decision.alert is not None:
        if not any(deed.kind in CALLS for deed in decision.deeds):
            return ()
        cards = decision.assessment.suggestions
        return make_notices(decision.alert, conversation, routes, decision.at, cards[0].text if cards else "")
    if current is None or current.alert is None or not any(deed.kind == "reminded" for deed in decision.deeds):
        return ()
    heard = [route for route in routes if route.reminders]
    number = 100 * current.level + current.reminders
    return make_reminders(current.alert, conversation, heard, decision.at, number=number)


def make_notices(
    alert: Alert, conversation: Conversation, routes: Sequence[NoticeRoute], now: datetime, suggestion: str = ""
) -> tuple[Notice, ...]:
    """One notice for each route that hears of this alert; the same alert gives the same ids.

    `suggestion` = the first card's text: only a note beside the chat itself shows it.
    """
    if not routes:
        return ()
    facts = {"alert_id": alert.id, "escalation_id": alert.escalation_id, _SUGGESTION: suggestion}
    matter = Matter("alert", "escalation.raised", alert.id, alert.tier, alert.reasons, facts)
    return notices_of(matter, conversation, routes, now)


def make_reminders(
    alert: Alert, conversation: Conversation, routes: Sequence[NoticeRoute], now: datetime, *, number: int
) -> tuple[Notice, ...]:
    """A reminder of an alert that nobody has seen yet; `number` tells it from the others of this alert."""
    facts = {"alert_id": alert.id, "escalation_id": alert.escalation_id, "reminder": number}
    subject = f"{alert.id}/{number}"
    matter = Matter("reminder", "escalation.reminder", subject, alert.tier, alert.reasons, facts)
    return notices_of(matter, conversation, routes, now)


def notices_of(
    matter: Matter, conversation: Conversation, routes: Sequence[NoticeRoute], now: datetime
) -> tuple[Notice, ...]:
    """One notice for each route of the shop and team that hears of matters of this tier."""
    heard = [route for route in routes if _hears(route, matter, conversation)]
    if not heard:
        return ()
    facts = _facts(matter, conversation, now)
    return tuple(_notice(matter, conversation, route, facts, now) for route in heard)


def sample(route: NoticeRoute, now: datetime) -> Notice:
    """What `csassist notify test` sends."""
    stamp = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body: dict[str, object] = {
        "type": "test.sent",
        "at": stamp,
        "title": "测试通知",
        "tier": int(Tier.ALERT),
        "tier_name": Tier.ALERT.name,
        "degrees": 68.0,
        "customer": "测试客户",
        "reasons": ["这是 csassist 发出的测试，收到即表示配置正确"],
        "last_text": "怎么还不发货？我电话" + mask("13800138000"),
        "conversation_id": "test",
    }
    if route.console:
        body["url"] = f"{route.console}/console"
    return Notice(_id("test", route.name, stamp), route.shop, route.name, "test", body, now)


def _hears(route: NoticeRoute, matter: Matter, conversation: Conversation) -> bool:
    if route.shop != conversation.shop or matter.tier < route.min_tier:
        return False
    if route.channel and conversation.channel != route.channel:
        return False
    return not route.teams or conversation.team_id in route.teams


def _facts(matter: Matter, conversation: Conversation, now: datetime) -> dict[str, object]:
    customer, reading = conversation.customer, conversation.standing.reading
    name = (customer.name or customer.id or "") if customer is not None else ""
    facts: dict[str, object] = {
        "type": matter.type,
        "at": now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "tier": int(matter.tier),
        "tier_name": matter.tier.name,
        "degrees": reading.degrees,
        "customer": mask_name(name),
        "reasons": [masked_reason(reason) for reason in matter.reasons[:_REASONS]],
        "last_text": _said(conversation.last_text),
        "conversation_id": conversation.id,
    }
    if customer is not None and customer.value:
        facts["value"] = customer.value
    if conversation.agent_id:
        facts["agent_id"] = conversation.agent_id
    if conversation.team_id:
        facts["team_id"] = conversation.team_id
    if reading.triggers:
        facts["triggers"] = [trigger.value for trigger in reading.triggers]
    facts.update((name, _masked(value)) for name, value in matter.more.items())
    return facts


def _notice(
    matter: Matter, conversation: Conversation, route: NoticeRoute, facts: dict[str, object], now: datetime
) -> Notice:
    body = facts
    if route.kind != NOTE:
        body = {name: value for name, value in facts.items() if name != _SUGGESTION}
    if route.console:
        body = {**body, "url": f"{route.console}/console?conversation={quote(conversation.id, safe='')}"}
    held = route.quiet is not None and (route.pierce is None or matter.tier < route.pierce)
    due_at = route.quiet.over_at(now) if route.quiet is not None and held else now
    # The tier is part of the id: an alert lifted within its burst is one row, but those who were told of the lower
    # tier must hear of the higher one.
    name = _id(matter.kind, conversation.shop, matter.subject, str(int(matter.tier)), route.name)
    return Notice(
        name, route.shop, route.name, matter.kind, body, due_at, matter.subject, conversation.id, int(matter.tier)
    )


def masked_reason(reason: str) -> str:
    """A reason quotes the customer; a number that the quotation cuts short is masked too."""
    return _CUT.sub(lambda match: match.group()[:2] + "****", mask(reason))


def _said(text: str) -> str:
    masked = mask(" ".join(text.split()))
    return masked if len(masked) <= _SAID else masked_reason(masked[:_SAID] + "…")


def _masked(value: object) -> object:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, (list, tuple)):
        return [_masked(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _masked(item) for name, item in value.items()}
    return value


def _id(*parts: str) -> str:
    return "nt_" + sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:24]
