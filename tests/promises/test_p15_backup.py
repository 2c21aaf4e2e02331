"""P15: a copy made while the service writes is one moment of the record, whole, and holds what was acked before it."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from csassist.lab.record.backup import copy_file
from csassist.lab.record.verify import run_verify
from csassist.settings import load_settings
from csassist.store.schema import FILE
from faults.history import History
from faults.record import stored_messages, whole
from faults.server import victim
from promises.posting import Poster, any_text, body_of
from promises.proof import Proof, scaled

pytestmark = pytest.mark.slow


async def test_copies_under_load_are_prefixes_and_serve(proof: Proof, tmp_path: Path) -> None:
    copies, history = scaled(50, 3), History()
    acked_before: list[set[tuple[str, str]]] = []
    async with victim(tmp_path / "data") as one:
        posting = [
            asyncio.create_task(_post_on(Poster(f"poster {n}", one.line(), history), random.Random(n)))
            for n in range(4)
        ]
        for n in range(copies):
            wanted = len(history.acked) + 20
            while len(history.acked) < wanted:
                await asyncio.sleep(0.01)
            acked_before.append(set(history.acked))
            folder = tmp_path / f"copy-{n}"
            folder.mkdir()
            await asyncio.to_thread(copy_file, one.data / FILE, folder / FILE)
        for task in posting:
            task.cancel()
        await asyncio.gather(*posting, return_exceptions=True)
        await one.stop()
    final, kept = stored_messages(one.data), 0
    for n, acked in enumerate(acked_before):
        copy = stored_messages(tmp_path / f"copy-{n}")
        assert whole(tmp_path / f"copy-{n}") == []
        assert run_verify(load_settings({"data": tmp_path / f"copy-{n}"}, {}))
        for name, rows in copy.items():
            assert final[name][: len(rows)] == rows, f"copy {n} of {name} is no prefix"
        assert acked <= {(name, told) for name, rows in copy.items() for told, _ in rows}
        kept += sum(map(len, copy.values()))
    async with victim(tmp_path / f"copy-{copies - 1}") as restored:
        poster = Poster("restored", restored.line(), History())
        told = await poster.until_acked(body_of("c-0", "after", "还在吗"))
        assert told["message"]["seq"] == len(stored_messages(tmp_path / f"copy-{copies - 1}")["c-0"])
    proof.count(copies=copies, messages=sum(map(len, final.values())), rows_in_copies=kept)


async def _post_on(poster: Poster, rng: random.Random) -> None:
    n = 0
    while True:
        n += 1
        await poster.until_acked(body_of(f"c-{rng.randrange(20)}", f"{poster.name}-{n}", any_text(rng)))
