"""Named moments at which a test may end the process. Does nothing unless one was armed. Knows no test."""

from __future__ import annotations

import os
import signal

# Every moment between deciding and everybody knowing, in order.
NAMES = (
    "before_commit", "after_commit", "before_alert", "after_alert", "before_delivered", "after_delivered",
    "before_notice", "after_notice",
)  # fmt: skip

_ARMED: list[str] = []


def arm(name: str | None) -> None:
    """Sets the moment at which this process dies, None for never. Raises ValueError for a name that is not there."""
    if name is not None and name not in NAMES:
        raise ValueError(f"no failpoint {name}; there are {', '.join(NAMES)}")
    _ARMED[:] = [] if name is None else [name]


def failpoint(name: str) -> None:
    """Dies here, without a goodbye, if this moment was armed."""
    if _ARMED and name in _ARMED:
        os.kill(os.getpid(), signal.SIGKILL)
