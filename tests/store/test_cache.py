"""The cache runs ahead of the disk, and never keeps what did not reach it."""

from __future__ import annotations

from dataclasses import replace

from csassist.store.cache import ConversationCache
from records import new_conversation

KEY = ("s1", "c-1")
V = [replace(new_conversation(), version=n) for n in range(6)]


def test_a_write_under_way_is_what_the_next_decision_sees() -> None:
    cache = ConversationCache(2)
    cache.begin(KEY, 0, V[1])
    cache.begin(KEY, 1, V[2])
    assert cache.get(KEY) is V[2]
    assert cache.peek(KEY) is None
    cache.end(KEY, written=True)
    cache.end(KEY, written=True)
    assert cache.get(KEY) is V[2]
    assert cache.peek(KEY) is V[2]


def test_a_failed_write_takes_all_that_stands_on_it() -> None:
    cache = ConversationCache(2)
    cache.begin(KEY, 0, V[1])
    cache.begin(KEY, 1, V[2])
    cache.end(KEY, written=False)
    assert cache.get(KEY) is None
    cache.end(KEY, written=False)
    assert cache.get(KEY) is None


def test_a_write_on_another_state_does_not_show() -> None:
    cache = ConversationCache(2)
    cache.begin(KEY, 0, V[1])
    cache.begin(KEY, 0, replace(V[1], seq=9))
    assert cache.get(KEY) is V[1]


def test_what_is_read_never_hides_something_newer() -> None:
    cache = ConversationCache(2)
    cache.begin(KEY, 1, V[2])
    assert cache.read(KEY, V[1]) is V[2]
    cache.end(KEY, written=True)
    assert cache.read(KEY, V[1]) is V[2]
    assert cache.read(KEY, V[3]) is V[3]
    assert cache.get(KEY) is V[3]


def test_memory_is_bounded_but_never_drops_a_write_under_way() -> None:
    cache = ConversationCache(2)
    for n in range(5):
        cache.begin(("s1", f"c-{n}"), 0, V[1])
    assert all(cache.get(("s1", f"c-{n}")) is V[1] for n in range(5))
    for n in range(5):
        cache.end(("s1", f"c-{n}"), written=True)
    assert [cache.get(("s1", f"c-{n}")) is not None for n in range(5)] == [False, False, False, True, True]


def test_the_least_used_goes_first() -> None:
    cache = ConversationCache(2)
    for name in ("c-1", "c-2"):
        cache.read(("s1", name), V[1])
    cache.get(("s1", "c-1"))
    cache.read(("s1", "c-3"), V[1])
    assert cache.get(("s1", "c-2")) is None
    assert cache.get(("s1", "c-1")) is V[1]
