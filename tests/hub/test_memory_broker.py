"""The in-process engine: numbering, retention, budget, epochs."""

from __future__ import annotations

from csassist.hub.history import ENTRY_BYTES
from csassist.hub.memory_broker import MemoryBroker, Retention
from csassist.hub.position import Position
from csassist.wire.telling import Told
from fakes.clock import FakeClock
from fakes.ears import FakeEars

SHOP = ("s1", "shop")


def told(size: int = 10) -> Told:
    return Told("assessment", "ev_1", "2026-11-22T10:00:00.000Z", b"x" * size)


def broker(clock: FakeClock, **retention: float) -> MemoryBroker:
    return MemoryBroker(clock, Retention(**retention), "start")  # type: ignore[arg-type]


def offsets(found: list[object] | None) -> list[int] | None:
    return None if found is None else [entry.offset for entry in found]  # type: ignore[attr-defined]


def test_offsets_grow_by_one_per_channel() -> None:
    engine = broker(FakeClock())
    ears = FakeEars()
    engine.listen(ears)
    for _ in range(3):
        engine.publish(SHOP, told())
    engine.publish(("s2", "shop"), told())
    assert [(channel, entry.offset) for channel, _, entry in ears.frames] == [
        (SHOP, 1), (SHOP, 2), (SHOP, 3), (("s2", "shop"), 1),
    ]  # fmt: skip
    assert engine.top(SHOP).epoch != engine.top(("s2", "shop")).epoch


def test_every_start_is_another_epoch() -> None:
    clock = FakeClock()
    assert MemoryBroker(clock).top(SHOP).epoch != MemoryBroker(clock).top(SHOP).epoch


def test_a_thousand_frames_are_kept_however_old_and_young_ones_however_many() -> None:
    clock = FakeClock()
    engine = broker(clock)
    for _ in range(1_500):
        engine.publish(SHOP, told())
    start = Position(engine.top(SHOP).epoch, 0)
    assert len(engine.after(SHOP, start)[1] or []) == 1_500
    clock.pass_s(900)
    engine.publish(SHOP, told())
    assert len(engine.after(SHOP, start)[1] or []) == 1_501, "fifteen minutes old is not too old"
    clock.pass_s(1)
    engine.publish(SHOP, told())
    assert engine.after(SHOP, start)[1] is None
    assert offsets(engine.after(SHOP, Position(start.epoch, 502))[1]) == list(range(503, 1_503))  # type: ignore[arg-type]


def test_a_silent_channel_is_dropped_after_a_quarter_of_an_hour_and_comes_back_as_another() -> None:
    clock = FakeClock()
    engine = broker(clock)
    engine.publish(("s1", "conversation:a"), told())
    old = engine.top(("s1", "conversation:a"))
    clock.pass_s(901)
    engine.publish(SHOP, told())
    assert len(engine) == 1
    top, missed = engine.after(("s1", "conversation:a"), old)
    assert missed is None
    assert top.epoch != old.epoch


def test_a_channel_with_a_listener_keeps_its_epoch() -> None:
    clock = FakeClock()
    engine = broker(clock)
    engine.publish(("s1", "conversation:a"), told())
    engine.hold(("s1", "conversation:a"))
    old = engine.top(("s1", "conversation:a"))
    clock.pass_s(901)
    engine.publish(SHOP, told())
    assert engine.after(("s1", "conversation:a"), old) == (old, [])
    engine.release(("s1", "conversation:a"))
    clock.pass_s(901)
    engine.publish(SHOP, told())
    assert engine.top(("s1", "conversation:a")).epoch != old.epoch


def test_the_budget_holds_and_takes_the_longest_silent_first() -> None:
    clock = FakeClock()
    engine = broker(clock, budget_bytes=200_000)
    for number in range(2_000):
        engine.publish(("s1", f"conversation:{number}"), told(600))
        assert engine.bytes <= 200_000
    assert 50 < len(engine) < 200
    newest = engine.top(("s1", "conversation:1999"))
    assert newest.offset == 1


def test_over_budget_a_listened_channel_loses_its_history_and_keeps_its_place() -> None:
    clock = FakeClock()
    engine = broker(clock, budget_bytes=100_000)
    held = ("s1", "conversation:held")
    engine.hold(held)
    engine.publish(held, told())
    place = engine.top(held)
    for number in range(500):
        engine.publish(("s1", f"conversation:{number}"), told(600))
    assert engine.top(held) == place
    assert engine.after(held, Position(place.epoch, 0))[1] is None
    assert engine.after(held, place)[1] == []


def test_one_loud_channel_alone_is_cut_to_the_budget() -> None:
    engine = broker(FakeClock(), budget_bytes=50_000)
    for _ in range(1_000):
        engine.publish(SHOP, told(600))
    assert engine.bytes <= 50_000
    kept = engine.after(SHOP, Position(engine.top(SHOP).epoch, 999))[1]
    assert offsets(kept) == [1_000]  # type: ignore[arg-type]
    assert ENTRY_BYTES > 0


def test_asking_for_places_costs_no_memory() -> None:
    clock = FakeClock()
    engine = broker(clock, budget_bytes=60_000)
    for number in range(1_000):
        engine.top(("s1", f"conversation:{number}"))
        assert engine.bytes <= 60_000
    clock.pass_s(901)
    for _ in range(100):
        engine.top(SHOP)
    assert len(engine) == 1


def test_a_clock_set_back_drops_nothing() -> None:
    clock = FakeClock()
    engine = broker(clock, frames=1)
    for _ in range(3):
        engine.publish(SHOP, told())
        clock.pass_s(-3_600)
    assert len(engine.after(SHOP, Position(engine.top(SHOP).epoch, 0))[1] or []) == 3


async def test_what_is_forgotten_is_nowhere_and_listeners_are_told_to_look_again() -> None:
    engine, ears = broker(FakeClock()), FakeEars()
    engine.listen(ears)
    near, wide, other = ("s1", "conversation:a"), ("s1", "team:t1"), ("s1", "agent:a2")
    for channel in (near, wide, other):
        engine.hold(channel)
    engine.publish(near, told())
    engine.publish(wide, Told("alert", "ev_2", "2026-11-22T10:00:00.000Z", b'{"conversation_id":"a"}'))
    engine.publish(other, Told("alert", "ev_3", "2026-11-22T10:00:00.000Z", b'{"conversation_id":"ab"}'))
    before = {channel: engine.top(channel) for channel in (near, wide, other)}
    await engine.forget("s2", "a")
    assert {channel: engine.top(channel) for channel in before} == before, "another shop's conversation"
    await engine.forget("s1", "a")
    assert ears.moves == [near, wide]
    assert engine.top(other) == before[other]
    assert engine.top(near).epoch != before[near].epoch
    assert engine.after(wide, before[wide])[1] is None
