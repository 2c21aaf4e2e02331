"""What a far side's answer means. Robots say 200 and put the error into the body: taken = 2xx and code 0."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import orjson

from csassist.frozen import frozen

_TOO_OFTEN = {"45009", "130101", "11232", "9499001"}  # WeCom, DingTalk, Feishu
_GONE = {"93000"}  # WeCom: this webhook address does not exist
_SILENCED_S = 600.0  # DingTalk takes nothing for ten minutes after 130101
_SLOW_S = 30.0
_SLOW = (429, 502, 503, 504)


@frozen
class Answer:
    """`code` goes on record and may be shown: a status, an error code, or what happened instead. Never an address."""

    ok: bool
    code: str
    gone: bool = False  # nothing may be sent there any more
    pause_s: float | None = None  # the whole endpoint rests
    posted: bool = True  # False: nothing left this machine


def judge(kind: str, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Answer:
    """The meaning of an answer that came. `headers` by lower-case name."""
    if status == 410:
        return Answer(False, "410", gone=True)
    if 300 <= status < 400:
        return Answer(False, f"redirect {status}")
    if not 200 <= status < 300:
        pause = retry_after(headers.get("retry-after"), now)
        return Answer(False, str(status), pause_s=(pause or _SLOW_S) if status in _SLOW else pause)
    if kind in ("webhook", "chatwoot"):
        return Answer(True, str(status))
    code = _error_code(body)
    if code is None:
        return Answer(False, "answer not understood")
    if code == "0":
        return Answer(True, str(status))
    pause_s = (_SILENCED_S if kind == "dingtalk" else 60.0) if code in _TOO_OFTEN else None
    return Answer(False, f"errcode {code}", gone=code in _GONE, pause_s=pause_s)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from `Retry-After`, a number or a date (RFC 9110); None for anything else."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        at = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).timestamp() - now.timestamp())


def _error_code(body: bytes) -> str | None:
    """The errcode (WeCom, DingTalk), code or StatusCode (Feishu); None when there is none of them."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(said, dict):
        return None
    for name in ("errcode", "code", "StatusCode"):
        code = said.get(name)
        if isinstance(code, int) and not isinstance(code, bool):
            return str(code)
        if isinstance(code, str) and code.lstrip("-").isdigit():
            return str(int(code[:12]))
    return None
