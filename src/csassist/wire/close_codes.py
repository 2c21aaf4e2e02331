"""Close codes in two ranges, so that a client needs no table: 40xx = come again, 44xx = do not."""

from __future__ import annotations

from enum import IntEnum

MESSAGE_TOO_BIG = 1009  # RFC 6455, 7.4.1


class CloseCode(IntEnum):
    """Contract section 4."""

    RESTART = 4000  # the server goes down or drains
    SLOW = 4001  # the client reads too slowly
    POSITION_LOST = 4002  # the broker lost the stream of a live client
    TICKET_EXPIRED = 4003  # fetch a new ticket
    RATE_LIMITED = 4004
    BACKEND_AWAY = 4005
    BAD_FRAME = 4400
    UNAUTHENTICATED = 4401
    FORBIDDEN = 4403
    NO_HELLO = 4408
    REPLACED = 4409  # the oldest above five sockets of one person
    TOO_OLD = 4426  # speaks another version


def is_terminal(code: int) -> bool:
    """True when the client must not reconnect by itself."""
    return 4400 <= code < 4500
