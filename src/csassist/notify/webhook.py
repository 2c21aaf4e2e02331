"""A signed webhook after Standard Webhooks 1.0.0: type, timestamp, data; the notice's id is the message's id."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson

from csassist.desk.notices import Notice
from csassist.notify.endpoint import Endpoint, Outgoing
from csassist.notify.sign import webhook_sign


def webhook(to: Endpoint, notice: Notice, now: datetime) -> Outgoing:
    """The body is the same at every attempt, `webhook-timestamp` is the attempt's."""
    facts = dict(notice.body)
    kind, at = facts.pop("type", f"notice.{notice.kind}"), facts.pop("at", "")
    data = {"shop": notice.shop, **facts}
    body = orjson.dumps({"type": kind, "timestamp": at, "data": data})
    stamp = int(now.astimezone(UTC).timestamp())
    headers = [("content-type", "application/json"), ("webhook-id", notice.id), ("webhook-timestamp", str(stamp))]
    if to.secret:
        headers.append(("webhook-signature", webhook_sign(to.secret, notice.id, stamp, body)))
    return Outgoing(to.url, body, tuple(headers))
