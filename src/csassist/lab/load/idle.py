"""What a sidebar costs that only waits: memory of the service with and without so many of them."""

from __future__ import annotations

import asyncio

from csassist.frozen import frozen
from csassist.lab.load.process import descriptors, rss_kb
from csassist.lab.load.target import Target

SETTLE_S = 3.0


@frozen
class Idle:
    """KiB before the first socket (its conversations are there) and with all of them; `back` = after they left."""

    sockets: int
    before_kb: float
    with_kb: float
    back_kb: float
    descriptors_left: float

    @property
    def each_kb(self) -> float:
        """KiB for one socket."""
        return (self.with_kb - self.before_kb) / self.sockets


async def idle(target: Target, sockets: int) -> Idle:
    """Conversations first, closed again; then a sidebar on each, left alone."""
    names = [f"i-{n}" for n in range(sockets)]
    for one in await target.sidebars(names[:200]):  # everything that is made at the first use is there
        one.close()
    await _conversations(target, names)
    await asyncio.sleep(SETTLE_S)
    before, held = rss_kb(target.pid), descriptors(target.pid)
    sidebars = await target.sidebars(names)
    await asyncio.sleep(SETTLE_S)
    full = rss_kb(target.pid)
    lost = sum(one.closed is not None for one in sidebars)
    if lost:
        raise ConnectionError(f"{lost} of {sockets} sockets were closed")
    for one in sidebars:
        one.close()
    await asyncio.sleep(SETTLE_S)
    return Idle(sockets, before, full, rss_kb(target.pid), descriptors(target.pid) - held)


async def _conversations(target: Target, names: list[str]) -> None:
    if target.relay:
        return
    for at in range(0, len(names), 500):
        for one in await target.sidebars(names[at : at + 500]):
            one.close()
