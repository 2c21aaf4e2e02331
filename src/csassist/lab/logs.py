"""How log lines look: JSON, or a console line on a terminal; ids of the request in each, secrets and personal data
masked, control characters escaped, no traceback that could carry a value. Knows no room that logs.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import orjson
import structlog

from csassist.api.correlation import correlation
from csassist.privacy.mask import mask

Line = MutableMapping[str, Any]

HIDDEN = "***"
_SECRET_NAMES = re.compile(
    r"(?:^|_)(?:key|keys|token|ticket|secret|password|authorization|cookie|sign)$", re.IGNORECASE
)
_SECRETS = re.compile(
    r"csa_[0-9a-f]{8}_[\w-]{16,}"  # our own keys
    r"|(?:tk|ct)_[\w-]{20,}"  # tickets and tokens
    r"|wh(?:sec|sk)_[\w+/=-]{16,}"  # Standard Webhooks
    r"|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"  # JWT
    r"|(?P<keep>Bearer |[?&](?:key|sign|access_token|ticket)=)[^&\s]+"
    r"|(?P<scheme>://)[^/\s@]+(?=@)",  # user:password@ in an address
    re.IGNORECASE,
)
# Line breaks, escape sequences, invisible and direction-changing characters: none of them may shape a line of a log.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_PLAIN = {"timestamp", "level", "logger", "request_id", "trace_id", "places"}  # made by us, or checked at the door
_PLACES = 6  # innermost places of a fault that a line names


def set_up_logs(level: str, stream: TextIO | None = None, *, console: bool | None = None) -> None:
    """Every line of ours and of the libraries goes to `stream` (standard output unless given) in one form."""
    out = stream or sys.stdout
    tty = out.isatty() if console is None else console
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        with_request,
        with_fault,
    ]
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, masked, escaped]
    last.append(structlog.dev.ConsoleRenderer(pad_event_to=0) if tty else render)
    handler = logging.StreamHandler(out)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)  # of libraries only what matters
    logging.getLogger("csassist").setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=named_logger,
        cache_logger_on_first_use=True,
    )


def named_logger(*args: Any) -> logging.Logger:
    """A standard logger beneath `csassist`."""
    name = str(args[0]) if args else "csassist"
    return logging.getLogger(name if name.startswith("csassist") else f"csassist.{name}")


def with_request(_: Any, __: str, line: Line) -> Line:
    """Adds the ids by which the request is found, and the span's when traces are on."""
    name, trace = correlation()
    if name:
        line.setdefault("request_id", name)
    found = trace or _span_trace()
    if found:
        line.setdefault("trace_id", found)
    return line


def _span_trace() -> str:
    from opentelemetry import trace

    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


def with_fault(_: Any, __: str, line: Line) -> Line:
    """Type and places of an exception instead of its traceback: the words of a fault may hold what a customer wrote."""
    info = line.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    fault = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else None
    if isinstance(fault, BaseException):
        line["fault"] = type(fault).__name__
        places, at = [], fault.__traceback__
        while at is not None:
            code = at.tb_frame.f_code
            places.append(f"{code.co_filename.rpartition('/')[2]}:{at.tb_lineno} {code.co_name}")
            at = at.tb_next
        line["places"] = places[-_PLACES:]
    return line


def masked(_: Any, __: str, line: Line) -> Line:
    """Secrets by the name of their field and by their look, then personal data, in every value."""
    for name, value in line.items():
        if _SECRET_NAMES.search(name) and value:
            line[name] = HIDDEN
        elif name not in _PLAIN:
            line[name] = _clean(value, _masked_text)
    return line


def escaped(_: Any, __: str, line: Line) -> Line:
    """Nothing in a line can start another one or hide a part of it."""
    for name, value in line.items():
        line[name] = _clean(value, _escaped_text)
    return line


def render(_: Any, __: str, line: Line) -> str:
    """One line of JSON."""
    return orjson.dumps({"event": line.pop("event", ""), **line}, default=str).decode()


def _clean(value: Any, clean: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): _clean(one, clean) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(one, clean) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return clean(str(value))


def _masked_text(text: str) -> str:
    return mask(_SECRETS.sub(lambda found: (found["keep"] or found["scheme"] or "") + HIDDEN, text))


def _escaped_text(text: str) -> str:
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
