"""Signatures as receivers check them. Pure; known answers are its tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote_plus


def dingtalk_sign(secret: str, timestamp_ms: int) -> str:
    """URL-encoded base64 of HMAC-SHA256 with the secret as key over the milliseconds, a line break, the secret."""
    text = f"{timestamp_ms}\n{secret}"
    return quote_plus(base64.b64encode(_hmac(secret.encode(), text.encode())))


def feishu_sign(secret: str, timestamp_s: int) -> str:
    """Base64 of HMAC-SHA256 with the seconds, a line break, the secret as key, over nothing."""
    return base64.b64encode(_hmac(f"{timestamp_s}\n{secret}".encode(), b"")).decode()


def webhook_sign(secret: str, message_id: str, timestamp_s: int, body: bytes) -> str:
    """Standard Webhooks 1.0.0: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`.

    Secrets by commas (while one is being replaced) sign one after the other. Raises ValueError for a broken secret.
    """
    signed = b".".join((message_id.encode(), str(timestamp_s).encode(), body))
    return " ".join("v1," + base64.b64encode(_hmac(key, signed)).decode() for key in webhook_keys(secret))


def webhook_keys(secret: str) -> tuple[bytes, ...]:
    """The keys in `whsec_…[,whsec_…]`. Raises ValueError unless each is base64 of 24 to 64 bytes."""
    keys = []
    for part in secret.split(","):
        key = base64.b64decode(part.strip().removeprefix("whsec_"), validate=True)
        if not 24 <= len(key) <= 64:
            raise ValueError("a webhook secret holds 24 to 64 bytes")
        keys.append(key)
    return tuple(keys)


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()
