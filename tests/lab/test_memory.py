from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from csassist.lab import memory
from csassist.lab.memory import SIZE, care, gather, places

MAPS = """\
555500000000-555500400000 rw-p 00000000 00:00 0                          [heap]
7f0000100000-7f0000500000 rw-p 00000000 00:00 0
7f0001000000-7f0001200000 r--p 00000000 00:00 0
7f0002000000-7f0002200000 rw-p 00000000 fd:00 42                         /usr/lib/libc.so.6
7f0003000000-7f0003200000 rw-s 00000000 00:01 7                          /dev/shm/x
7f0004000000-7f0004100000 rw-p 00000000 00:00 0
7f0005000000-7f0005200000 rw-p 00000000 00:00 0                          [stack]
"""
FAULT_COUNT = """
import mmap
from csassist.lab.memory import SIZE, gather

room = mmap.mmap(-1, 8 * SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for place in range(0, 8 * SIZE, 4096):
    room[place : place + 2] = b"ab"
moved = gather()
assert all(room[place : place + 2] == b"ab" for place in range(0, 8 * SIZE, 4096))
print(moved)
"""


def test_only_whole_huge_pages_of_private_memory_are_moved() -> None:
    heap = [0x555500000000, 0x555500200000]
    unnamed = [0x7F0000200000]  # begins and ends within a huge page
    assert list(places(MAPS.splitlines())) == heap + unnamed


def test_what_is_moved_stays_what_it_was() -> None:
    done = subprocess.run([sys.executable, "-c", FAULT_COUNT], capture_output=True, text=True, check=True)
    moved = int(done.stdout)
    assert moved % SIZE == 0
    release = tuple(int(part) for part in os.uname().release.split(".")[:2]) if hasattr(os, "uname") else (0, 0)
    if sys.platform == "linux" and release >= (6, 1) and Path("/sys/kernel/mm/transparent_hugepage").exists():
        assert moved >= SIZE


def test_where_there_are_none_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert gather() == 0


def test_free_memory_between_what_is_held_goes_back() -> None:
    script = """
import os, resource
from csassist.lab.memory import give_back

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()

held = [bytes(20_000) for _ in range(4_000)]
kept = held[::50]
del held
before = resident()
print(give_back(), before - resident())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    could, back = done.stdout.split()
    if could == "True":
        assert int(back) > 20_000_000


def test_giving_back_leaves_nothing_behind() -> None:
    script = """
import gc
from csassist.lab.memory import give_back

give_back()
gc.collect()
before = len(gc.get_objects())
for _ in range(50):
    give_back()
print(len(gc.get_objects()) - before)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 10


async def test_it_is_gathered_once_and_given_back_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(memory, "gather", lambda: done.append("gathered"))
    monkeypatch.setattr(memory, "give_back", lambda: done.append("given back"))
    monkeypatch.setattr(memory, "GIVE_BACK_S", 0.0)
    task = asyncio.create_task(care())
    async with asyncio.timeout(30):
        while len(done) < 4:
            await asyncio.sleep(0)
    task.cancel()
    assert done[:4] == ["gathered", "given back", "given back", "given back"]


def test_a_sandbox_without_proc_moves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory, "_MAPS", tmp_path / "none")
    assert memory.gather() == 0
