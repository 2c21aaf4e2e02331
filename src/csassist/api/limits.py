"""What the system lets this process open. Knows no socket."""

from __future__ import annotations

import contextlib

MOST = 1_048_576  # where the system names no limit


def open_files() -> int:
    """How many descriptors this process may hold now."""
    try:
        import resource
    except ImportError:  # not on Windows
        return MOST
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if soft == resource.RLIM_INFINITY else min(soft, MOST)


def raise_open_files() -> int:
    """Takes as many descriptors as the system allows without asking anybody; returns how many."""
    try:
        import resource
    except ImportError:
        return MOST
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return open_files()
