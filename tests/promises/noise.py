"""Run as a process of its own: one shop that posts as fast as it is told to. Prints what it was answered as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from faults.line import Line
from promises.load import Pace
from promises.posting import body_of


async def main(port: int, rate: float, seconds: float, mark: str) -> None:
    """Posts `rate` a second to `port` for `seconds`, with ids that begin with `mark`."""
    pace, began = Pace(), time.monotonic()
    lines = [Line(port, timeout_s=30) for _ in range(16)]
    await pace.keep(lines, rate, seconds, lambda n: body_of(f"c-{n % 50}", f"{mark}-{n}", "在吗"))
    for line in lines:
        line.close()
    print(json.dumps({"statuses": pace.statuses, "seconds": time.monotonic() - began}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
