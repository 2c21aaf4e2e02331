"""The one error tree. Every leaf has a stable code; the front door maps codes to HTTP statuses and close codes.

CsassistError
├─ RulePackError       R1xx  a pack does not load (carries every fault found)
├─ InvalidInput        C2xx  what was sent cannot be taken (C200 malformed, C201 invalid field, C202 too long,
│                            C203 unsupported type, C204 same id with another text or sender, C205 body too large,
│                            C206 wording that the rules refuse)
├─ StaleConversation   C220  somebody else recorded first; gather and decide again (never leaves the desk)
├─ DeliveryError       D3xx  position lost, too slow (D302 broker away)
├─ Unauthenticated     A401  no key or a wrong one
├─ Forbidden           A403  known, but not allowed
├─ NotFound            A404  absent or out of reach: the same answer for both
├─ Conflict            A409  somebody else was first (A410 the escalation is closed, A411 there is nothing to do it to,
│                            A412 it has another version than the caller names)
├─ RateLimited         L429  too many requests for this key
├─ StoreUnavailable    S503  not written; nothing was promised (S504 data directory in use, S505 newer file)
│                            (S506 the address cannot be served, S507 too much under way,
│                            S508 the store's address names no usable PostgreSQL,
│                            S509 nodes that do not hear of each other on one record)
└─ NotBuilt            X501  named in the contract, not built yet
"""

from __future__ import annotations


class CsassistError(Exception):
    """Base of the tree. `code` is stable, `message` a lower-case fact plus the remedy, `facts` are for the answer."""

    code = "X500"

    def __init__(self, message: str, *, code: str | None = None, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts
        if code is not None:
            self.code = code


class RulePackError(CsassistError):
    """A rule pack does not load; `faults` holds every fault of the run."""

    code = "R100"

    def __init__(self, message: str, faults: tuple[object, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults


class InvalidInput(CsassistError):
    """What was sent cannot be taken; `errors` = [{"pointer", "detail"}]."""

    code = "C201"


class StaleConversation(CsassistError):
    """The conversation moved on between gather and record."""

    code = "C220"


class DeliveryError(CsassistError):
    """A channel cannot be served as asked."""

    code = "D300"


class Unauthenticated(CsassistError):
    """No key, or one that nobody knows."""

    code = "A401"


class Forbidden(CsassistError):
    """The caller is known and may not do this."""

    code = "A403"


class NotFound(CsassistError):
    """Absent or out of reach; callers cannot tell which."""

    code = "A404"


class Conflict(CsassistError):
    """Somebody else was first; `facts` says who."""

    code = "A409"


class RateLimited(CsassistError):
    """Too many requests for this key; `retry_after_s` in facts."""

    code = "L429"


class StoreUnavailable(CsassistError):
    """The record could not be written: nothing was promised."""

    code = "S503"


class NotBuilt(CsassistError):
    """Named in the contract, not built yet."""

    code = "X501"
