from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from csassist.lab.hugepages import SIZE, gather, places

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
from csassist.lab.hugepages import SIZE, gather

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
