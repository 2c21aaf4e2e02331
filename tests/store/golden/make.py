"""Makes a golden record of the present schema: python tests/store/golden/make.py (from the root, with src on the path).

Run once when the schema has a new number; older files stay as they are: every version must open them.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from csassist.lab.record.backup import copy_file  # noqa: E402 - the path comes first
from csassist.store.schema import FILE, migrations  # noqa: E402
from csassist.store.sqlite import SqliteStore  # noqa: E402
from filled import fill  # noqa: E402


async def main() -> None:
    """One file, compressed."""
    import gzip

    target = Path(__file__).parent / f"schema-{migrations()[-1][0]:04}.sqlite.gz"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = SqliteStore.open(folder)
        await fill(store, chats=2, messages=4)
        await store.close()
        copy_file(folder / FILE, folder / "copy")
        target.write_bytes(gzip.compress((folder / "copy").read_bytes(), 9, mtime=0))
    print(target.name, target.stat().st_size)


if __name__ == "__main__":
    asyncio.run(main())
