"""Signatures of incoming hooks, over the raw body: Chatwoot's, and Standard Webhooks'. Compared in constant time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from csassist.connect.hook import IF_PRESENT, OFF, Hook
from csassist.errors import Unauthenticated

TOLERANCE_S = 300  # Standard Webhooks: five minutes either way
_MOST_ID = 200


def chatwoot_signature(secret: str, stamp: str, raw: bytes) -> str:
    """`X-Chatwoot-Signature` of a body: sha256= and the hex HMAC-SHA256 over stamp, a full stop, the raw body."""
    made = hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256)
    return f"sha256={made.hexdigest()}"


def standard_signature(secret: str, name: str, stamp: str, raw: bytes) -> str:
    """`webhook-signature` of a body (Standard Webhooks 1.0.0, v1). Raises ValueError for a secret that is none."""
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    made = hmac.new(key, f"{name}.{stamp}.".encode() + raw, hashlib.sha256)
    return "v1," + base64.b64encode(made.digest()).decode()


def check_secret(kind: str, secret: str) -> None:
    """Raises ValueError for a secret that no signature can be made with."""
    if not secret:
        raise ValueError("a secret must not be empty")
    if kind == "generic":
        try:
            size = len(base64.b64decode(secret.removeprefix("whsec_"), validate=True))
        except binascii.Error:
            size = 0
        if not secret.startswith("whsec_") or not 24 <= size <= 64:
            raise ValueError("the secret must be whsec_ and base64 of 24 to 64 random bytes")


def require_signed(hook: Hook, headers: Mapping[str, str], raw: bytes, now: datetime) -> str | None:
    """The delivery's id, None when it has none. `headers` by lower-case name. Raises Unauthenticated."""
    if hook.kind == "generic":
        return _standard(hook, headers, raw, now)
    delivery = headers.get("x-chatwoot-delivery", "")[:_MOST_ID] or None
    given, stamp = headers.get("x-chatwoot-signature"), headers.get("x-chatwoot-timestamp")
    if hook.signature == OFF or (hook.signature == IF_PRESENT and given is None and stamp is None):
        return delivery
    if given is None or stamp is None:
        raise Unauthenticated("this hook takes signed deliveries only: X-Chatwoot-Signature and X-Chatwoot-Timestamp")
    _require_near(stamp, now)
    if not any(_same(given, chatwoot_signature(secret, stamp, raw)) for secret in hook.secrets):
        raise Unauthenticated("the signature does not fit; check the webhook's secret")
    return delivery


def _standard(hook: Hook, headers: Mapping[str, str], raw: bytes, now: datetime) -> str:
    name, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split()
    if not name or len(name) > _MOST_ID or not given:
        raise Unauthenticated("sign deliveries: webhook-id, webhook-timestamp, webhook-signature")
    _require_near(stamp, now)
    wanted = [standard_signature(secret, name, stamp, raw) for secret in hook.secrets]
    if not any(_same(one, two) for one in given for two in wanted):
        raise Unauthenticated("the signature does not fit; check the webhook's secret")
    return name


def _require_near(stamp: str, now: datetime) -> None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Unauthenticated("the delivery's timestamp is not in seconds")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE_S:
        raise Unauthenticated("the delivery's timestamp is more than five minutes off; check both clocks")


def _same(given: str, made: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), made.encode())
