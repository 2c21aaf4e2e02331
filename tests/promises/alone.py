"""Run in a network namespace of its own, without any route: serves, is used, and counts what tried to leave.

Prints {"stored", "no_route", "remotes"}: messages stored, packets that found no way out, addresses of connections.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import socket
import struct
import sys
from pathlib import Path

from faults.server import victim
from promises.load import Viewer
from promises.posting import FURIOUS, agents_of, body_of

SIOCSIFFLAGS = 0x8914
UP, RUNNING = 0x1, 0x40


def loopback_up() -> None:
    """A new namespace has its loopback down."""
    with socket.socket() as sock:
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", UP | RUNNING))


def no_route() -> int:
    """Packets of this namespace that found no way out."""
    names, values = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Ip:")]
    v6 = {line.split()[0]: int(line.split()[1]) for line in Path("/proc/net/snmp6").read_text().splitlines()}
    return int(values[names.index("OutNoRoutes")]) + v6.get("Ip6OutNoRoutes", 0)


def remotes() -> list[str]:
    """Far addresses of every TCP and UDP socket of this namespace, loopback and listeners left out."""
    found = set()
    for name in ("tcp", "udp"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            address = bytes.fromhex(line.split()[2].split(":")[0])[::-1]
            if address[0] not in (0, 127):
                found.add(".".join(map(str, address)))
    return sorted(found)


async def main(data: Path, messages: int) -> None:
    """Starts, posts, watches, waits a little, counts."""
    loopback_up()
    stored = 0
    async with victim(data, keys=agents_of(2)) as one:
        line = one.line()
        for n in range(messages):
            text = FURIOUS if n % 10 == 0 else "怎么还不发货"
            stored += (await line.post(body_of(f"c-{n % 20}", f"m-{n}", text)))[0] == 201
        viewer = Viewer(one.port, "k-0", ["conversation:c-0"])
        watching = asyncio.create_task(viewer.run())
        await viewer.ready.wait()
        for path in ("/metrics", "/readyz?verbose", "/openapi.json", "/sidebar", "/console"):
            await line.get(path)
        await asyncio.sleep(3)  # what is done beside requests gets its turn
        found = remotes()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    print(json.dumps({"stored": stored, "no_route": no_route(), "remotes": found}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
