"""Ports for servers that bind later, and again after a kill: nobody else is given them meanwhile."""

from __future__ import annotations

import os
import random
import socket
from itertools import chain

# Below those that the kernel hands out by itself; every process of a test run has a stretch of its own.
_FIRST, _WIDTH, _STRETCHES = 12_000, 2_500, 8
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _STRETCHES
_low = _FIRST + _worker * _WIDTH
_start = random.SystemRandom().randrange(_WIDTH)  # another run beside this one begins elsewhere
_ports = chain(range(_low + _start, _low + _WIDTH), range(_low, _low + _start))


def free_port() -> int:
    """A loopback port that nobody listens on, another one each time. Raises StopIteration when all were given."""
    while True:
        port = next(_ports)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
