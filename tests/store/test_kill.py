"""kill -9 in the middle of writing: what was acked is there, nothing is there twice, the file is whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import apsw
import pytest

from csassist.store.schema import FILE
from csassist.store.sqlite import SqliteStore

TESTS = Path(__file__).parents[1]

WRITER = f"""
import asyncio, sys
from pathlib import Path
sys.path.insert(0, {str(TESTS)!r})
from records import commit_of, new_conversation
from csassist.errors import StoreUnavailable
from csassist.store.sqlite import SqliteStore

async def chat(store, name):
    while True:
        before = await store.load("s1", name) or new_conversation(name)
        message_id = f"m-{{before.seq}}"
        await store.record(commit_of(before, message_id, text="怎么还不发货" * 20))
        print(name, message_id, flush=True)

async def main():
    store = SqliteStore.open(Path(sys.argv[1]))
    await asyncio.gather(*(chat(store, f"c-{{n}}") for n in range(8)))

asyncio.run(main())
"""


@pytest.mark.parametrize("acks", [1, 40, 333])
async def test_acked_is_stored_whatever_the_moment_of_the_kill(tmp_path: Path, acks: int) -> None:
    acked: Counter[str] = Counter()
    for _ in range(2):  # killed twice on the same file
        child = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for _ in range(acks):
            acked[child.stdout.readline().strip()] += 1
        child.send_signal(signal.SIGKILL)
        acked.update(line.strip() for line in child.stdout.read().split("\n")[:-1])  # the last line may be cut
        child.stdout.close()
        assert child.wait() == -signal.SIGKILL

    store = SqliteStore.open(tmp_path)
    stored = set()
    for n in range(8):
        conversation = await store.load("s1", f"c-{n}")
        messages = await store.messages("s1", f"c-{n}", limit=100_000)
        assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
        assert (conversation.seq if conversation else 0) == len(messages)
        stored |= {f"c-{n} {message.id}" for message in messages}
    await store.close()
    assert set(acked) <= stored
    assert set(acked.values()) == {1}
    assert apsw.Connection(str(tmp_path / FILE)).pragma("integrity_check") == "ok"


FILLER = f"""
import asyncio, resource, sys
from pathlib import Path
sys.path.insert(0, {str(TESTS)!r})
from records import commit_of, new_conversation
from csassist.errors import StoreUnavailable
from csassist.store.sqlite import SqliteStore

async def main():
    store = SqliteStore.open(Path(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
    acked = []
    refused = 0
    while refused < 3:
        name = f"c-{{len(acked)}}"
        try:
            await store.record(commit_of(new_conversation(name), "m-1", text="货" * 2000))
        except StoreUnavailable:
            refused += 1
        else:
            acked.append(name)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert await store.ready()
    await store.record(commit_of(new_conversation("c-after"), "m-1"))
    print(len(acked))
    await store.close()

asyncio.run(main())
"""


async def test_a_file_that_may_not_grow_refuses_and_goes_on_once_it_may(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FILLER, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    acked = int(done.stdout.splitlines()[-1])
    assert acked > 0
    store = SqliteStore.open(tmp_path)
    for name in [*(f"c-{n}" for n in range(acked)), "c-after"]:
        assert await store.load("s1", name) is not None
    assert await store.load("s1", f"c-{acked}") is None
    await store.close()
