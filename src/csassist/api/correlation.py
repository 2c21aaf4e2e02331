"""By which ids one request is found again: X-Request-Id echoed or made, W3C traceparent taken up. Whoever logs or
answers asks here; knows no request but by its headers.
"""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Iterable
from contextvars import ContextVar

_ID = re.compile(rb"[A-Za-z0-9._~:/+=@-]{1,128}")
_TRACE = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
_CURRENT: ContextVar[tuple[str, str]] = ContextVar("csassist_request", default=("", ""))
# Ids open nothing: a start of the process and a count tell them apart, and cost no system call each.
_START = "rq_" + secrets.token_hex(6)
_COUNT = itertools.count(1)


def request_id() -> str:
    """The id of the request that is being worked on; a fresh one outside of any."""
    return _CURRENT.get()[0] or _fresh()


def correlation() -> tuple[str, str]:
    """(request id, trace id) of the request that is being worked on; empty where there is none."""
    return _CURRENT.get()


def name_request(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Names what this context works on from now on, by its headers; returns the name."""
    name, trace = "", ""
    for key, value in headers:
        if key == b"x-request-id" and _ID.fullmatch(value):
            name = value.decode()
        elif key == b"traceparent" and (found := _TRACE.fullmatch(value)):
            trace = found[1].decode()
    name = name or _fresh()
    _CURRENT.set((name, trace))
    return name


def _fresh() -> str:
    return f"{_START}{next(_COUNT):06x}"
