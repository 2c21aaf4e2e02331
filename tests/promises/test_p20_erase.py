"""P20: an erased customer is found nowhere: not in the file, its log, our logs; not after a kill, not beside load."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from faults.history import History
from faults.record import whole
from faults.server import victim
from promises.posting import Poster, body_of
from promises.proof import Proof, scaled

FOUND_S = 60.0

pytestmark = pytest.mark.slow


async def test_canaries_erased_beside_others_and_before_kills(proof: Proof, tmp_path: Path) -> None:
    customers, history = scaled(60), History()
    canaries = [f"碧空{n:03}流萤" for n in range(customers)]
    async with victim(tmp_path / "data") as one:
        asking = Poster("poster", one.line(), history)
        admin, other = one.line("k-admin"), Poster("other", one.line(), history)
        load = asyncio.create_task(_post_on(other))
        kills = slowest = 0.0
        for n, canary in enumerate(canaries):
            customer = {"id": f"u-{canary}", "name": f"{canary}女士", "notes": [f"{canary}喜欢顺丰"]}
            for k in range(4):
                said = f"你们就是骗子！！！{canary}要去12315投诉！！！第{k}次"
                await asking.until_acked(body_of(f"c-{n}", f"m-{k}", said, customer=customer))
            began = asyncio.get_running_loop().time()
            status, told = await admin.ask("DELETE", f"/v1/conversations/c-{n}", b"")
            assert status == 200, told
            status, told = await admin.ask("DELETE", f"/v1/customers/u-{_quoted(canary)}", b"")
            assert status == 200, told
            if n % 10 == 5:
                await one.kill()
                await one.start()
                admin = one.line("k-admin")
                kills += 1
            async with asyncio.timeout(FOUND_S):
                while left := _traces(tmp_path, canary):
                    await asyncio.sleep(0.05)
            slowest = max(slowest, asyncio.get_running_loop().time() - began)
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
        await one.stop()
    left = {name for canary in canaries for name in _traces(tmp_path, canary)}
    proof.count(
        customers=customers, kills=int(kills), beside=len(history.acked) - 4 * customers, files_with_traces=len(left)
    )
    proof.measure("nothing to be found after", slowest, "s", at_most=FOUND_S)
    assert left == set()
    assert whole(one.data) == []


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def _traces(folder: Path, canary: str) -> list[str]:
    """Files with the canary in them: as text, as JSON may write it, as UTF-16."""
    words = [canary.encode(), canary.encode("unicode_escape"), canary.encode("utf-16-le")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(word in path.read_bytes() for word in words)]


async def _post_on(poster: Poster) -> None:
    n = 0
    while True:
        n += 1
        await poster.until_acked(body_of(f"other-{n % 20}", f"m-{n}", "请问什么时候能发货"))
        await asyncio.sleep(0.01)
