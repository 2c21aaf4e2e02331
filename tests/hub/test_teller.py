"""Frames on their way to Redis, over a line whose answers the test gives: order, tries, cuts, what has no place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from redis.exceptions import OutOfMemoryError

from csassist.desk.access import Reach
from csassist.hub import redis_scripts as scripts
from csassist.hub.about import About
from csassist.hub.broker import Channel
from csassist.hub.redis_line import Line, LineBroken, Reply
from csassist.hub.teller import APPEND_SHA, AT_ONCE, RENEW_SHA, Item, Teller, Verdict
from csassist.wire.telling import Told
from fakes.until import until

NEAR: Channel = ("s1", "conversation:c-1")
FAR: Channel = ("s1", "conversation:c-2")
SHOP: Channel = ("s1", "shop")
TEAM: Channel = ("s1", "team:t1")
REACH = Reach("a1", None, "t1")
NAMES = {scripts.keys_of("x:", channel).meta: channel for channel in (NEAR, FAR, SHOP, TEAM)}


@dataclass
class Call:
    """A script as it went out."""

    words: tuple[Any, ...]
    then: Callable[[Reply], None]

    @property
    def renews(self) -> bool:
        return bool(self.words[1] == RENEW_SHA)

    @property
    def channel(self) -> Channel:
        return NAMES[self.words[3]]

    @property
    def number(self) -> int:
        assert self.words[1] == APPEND_SHA
        return int(self.words[7])

    @property
    def frame(self) -> str:
        return scripts.unpack(1, self.words[9])[0].told.id


class FakeLine:
    """Stands in for a Line: `calls` wait for an answer."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answered = 0
        self.broken = False

    def call(self, then: Callable[[Reply], None], *words: Any) -> None:
        self.calls.append(Call(words, then))

    @property
    def frames(self) -> list[tuple[Channel, str]]:
        return [(call.channel, call.frame) for call in self.calls if not call.renews]

    def answer(self, word: str = "ok", *, most: int = 10_000) -> None:
        """The next so many get a verdict, in order."""
        for call in self.calls[self.answered :][:most]:
            self.answered += 1
            reply = [word.encode(), b"e-1", str(self.answered).encode()]
            call.then(b"e-2" if call.renews else reply)

    def break_(self) -> None:
        """As Line.close: everybody who waits hears of it."""
        self.broken = True
        waiting, self.answered = self.calls[self.answered :], len(self.calls)
        for call in waiting:
            call.then(LineBroken("cut"))


@dataclass
class Desk:
    """A teller and what it said."""

    told: list[tuple[Channel, str, Verdict]] = field(default_factory=list)
    alone: list[tuple[Channel, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.teller = Teller(
            "n_0123456789ab",
            "x:",
            lambda item, verdict: self.told.append((item.channel, item.told.id, verdict)),
            lambda item: self.alone.append((item.channel, item.told.id)),
            self.refused.append,
        )
        self.line = FakeLine()
        self.teller.resume(cast(Line, self.line))

    def again(self) -> FakeLine:
        """A new line."""
        self.line = FakeLine()
        self.teller.resume(cast(Line, self.line))
        return self.line

    def tell(self, number: int, channel: Channel = SHOP) -> None:
        """Something that is of no conversation."""
        self.teller.put(Item(channel, told(number), None))

    def say(self, version: int, conversation: str = "c-1", *, wide: bool = True) -> None:
        about = About(conversation, version, version, True, REACH)
        for channel in (("s1", f"conversation:{conversation}"), *((SHOP,) if wide else ())):
            self.teller.put(Item(channel, told(version), about))

    def names(self) -> list[str]:
        return [name for _, name, _ in self.told]


def told(number: int) -> Told:
    return Told("assessment", f"ev_{number}", "", b"{}")


async def turn() -> None:
    """Every task that can go on has gone on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_the_conversations_own_channel_is_told_before_those_who_watch() -> None:
    desk = Desk()
    desk.say(1)
    await turn()
    assert desk.line.frames == [(NEAR, "ev_1")], "the shop hears once it stands in its conversation"
    desk.line.answer()
    await turn()
    assert desk.line.frames == [(NEAR, "ev_1"), (SHOP, "ev_1")]
    assert desk.told == [(NEAR, "ev_1", Verdict("ok", "e-1", 1))]


async def test_the_next_state_of_a_conversation_waits_until_the_one_before_has_its_place() -> None:
    desk = Desk()
    desk.say(1, wide=False)
    desk.say(2, wide=False)
    await turn()
    assert desk.line.frames == [(NEAR, "ev_1")]
    desk.line.answer()
    await turn()
    assert desk.line.frames == [(NEAR, "ev_1"), (NEAR, "ev_2")]


async def test_conversations_do_not_wait_for_each_other() -> None:
    desk = Desk()
    desk.say(1, "c-1", wide=False)
    desk.say(1, "c-2", wide=False)
    await turn()
    assert desk.line.frames == [(NEAR, "ev_1"), (FAR, "ev_1")]


async def test_channels_do_not_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csassist.hub.teller.AT_ONCE", 2)
    desk = Desk()
    for number in range(3):
        desk.tell(number)
    desk.tell(7, TEAM)
    await turn()
    assert desk.line.frames == [(SHOP, "ev_0"), (SHOP, "ev_1"), (TEAM, "ev_7")]


async def test_a_frame_says_who_may_read_it_only_on_its_conversations_own_channel() -> None:
    desk = Desk()
    desk.say(1)
    await turn()
    desk.line.answer()
    await turn()
    reaches = [scripts.unpack(1, call.words[9])[1] for call in desk.line.calls]
    states = [call.words[10:13] for call in desk.line.calls]
    assert reaches == [REACH, None]
    assert states == [("1", "1", "m"), ("", "", "")]


async def test_so_many_frames_of_a_lane_are_on_their_way_and_no_more() -> None:
    desk = Desk()
    for number in range(AT_ONCE + 10):
        desk.tell(number)
    await turn()
    assert len(desk.line.calls) == AT_ONCE
    desk.line.answer()
    await turn()
    assert len(desk.line.calls) == AT_ONCE + 10
    desk.line.answer()
    await turn()
    assert desk.names() == [f"ev_{number}" for number in range(AT_ONCE + 10)]


async def test_what_was_not_answered_is_sent_again_under_its_old_number_in_its_old_order() -> None:
    desk = Desk()
    for number in range(4):
        desk.tell(number)
    await turn()
    before = desk.line
    before.answer(most=1)
    before.break_()
    desk.teller.pause()
    await turn()
    assert (desk.alone, desk.names()) == ([], ["ev_0"]), "a cut says nothing of where the others stand"
    line = desk.again()
    assert [call.number for call in line.calls] == [call.number for call in before.calls[1:]]
    line.answer()
    await turn()
    assert desk.names() == ["ev_0", "ev_1", "ev_2", "ev_3"]


async def test_what_comes_during_a_pause_goes_out_on_the_next_line_after_what_was_before() -> None:
    desk = Desk()
    desk.tell(1)
    await turn()
    desk.line.break_()
    desk.teller.pause()
    desk.tell(2)
    desk.tell(3, NEAR)
    await turn()
    line = desk.again()
    line.answer()
    await turn()
    line.answer()
    await turn()
    assert line.frames[0] == (SHOP, "ev_1")
    assert sorted(desk.names()) == ["ev_1", "ev_2", "ev_3"]
    assert desk.names().index("ev_1") < desk.names().index("ev_2")


async def test_when_redis_is_given_up_everything_is_told_alone_in_its_order() -> None:
    desk = Desk()
    for version in (1, 2, 3):
        desk.say(version)
    await turn()
    desk.teller.give_up()
    await turn()
    assert desk.alone == [(channel, f"ev_{n}") for n in (1, 2, 3) for channel in (NEAR, SHOP)]
    desk.say(4)
    assert desk.alone[-2:] == [(NEAR, "ev_4"), (SHOP, "ev_4")], "at once: there is nothing to wait for"
    assert desk.told == []


async def test_what_was_told_alone_is_not_sent_when_redis_is_back() -> None:
    desk = Desk()
    desk.tell(1)
    await turn()
    desk.teller.give_up()
    await turn()
    line = desk.again()
    desk.tell(2)
    await turn()
    line.answer()
    await turn()
    assert line.frames == [(SHOP, "ev_2")]
    assert (desk.alone, desk.names()) == ([(SHOP, "ev_1")], ["ev_2"])


async def test_a_late_answer_on_a_line_that_was_given_up_changes_nothing() -> None:
    desk = Desk()
    desk.tell(1)
    await turn()
    desk.teller.give_up()
    desk.line.answer()
    await turn()
    assert (desk.alone, desk.told) == ([(SHOP, "ev_1")], [])


async def test_a_refusal_ends_the_line_and_the_frame_is_kept_for_the_next_one() -> None:
    desk = Desk()
    desk.tell(1)
    await turn()
    desk.line.calls[0].then(OutOfMemoryError("maxmemory"))
    await turn()
    assert desk.refused == ["OutOfMemoryError"]
    assert desk.told == desk.alone == []
    line = desk.again()
    line.answer()
    await turn()
    assert desk.names() == ["ev_1"]


async def test_a_frame_that_came_early_is_tried_again_and_the_others_of_its_state_wait() -> None:
    desk = Desk()
    desk.say(2)
    await turn()
    desk.line.answer("early")
    await until(lambda: len(desk.line.calls) == 2)
    assert desk.line.frames == [(NEAR, "ev_2")] * 2
    assert desk.line.calls[1].number > desk.line.calls[0].number, "a number that was refused would be taken for known"
    desk.line.answer()
    await turn()
    assert desk.line.frames[2:] == [(SHOP, "ev_2")]


@pytest.mark.parametrize(("word", "unless"), [("early", "1"), ("late", "")])
async def test_what_cannot_have_its_place_makes_the_stream_begin_anew(
    word: str, unless: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csassist.hub.teller.EARLY_S", 0.0)
    desk = Desk()
    desk.say(5)
    await turn()
    desk.line.answer(word)
    await turn()
    renewing = desk.line.calls[1]
    assert renewing.renews
    assert renewing.channel == NEAR
    assert renewing.words[7:9] == ("5", "5")
    assert renewing.words[10] == unless, "who waited in vain renews only if nobody else did; who is late always"
    desk.line.answer()
    await turn()
    assert desk.line.frames == [(NEAR, "ev_5"), (SHOP, "ev_5")], "those who watch are told all the same"


async def test_a_late_frame_is_not_waited_for() -> None:
    desk = Desk()
    desk.say(5)
    await turn()
    desk.line.answer("late")
    await turn()
    assert desk.line.calls[1].renews


async def test_drained_is_true_once_everything_has_its_place() -> None:
    desk = Desk()
    assert await desk.teller.drained(20.0)
    desk.tell(1)
    await turn()
    assert not await desk.teller.drained(0.01)
    desk.line.answer()
    assert await desk.teller.drained(20.0)
    assert desk.names() == ["ev_1"]


async def test_drained_waits_for_the_last_of_all_conversations() -> None:
    desk = Desk()
    desk.say(1, "c-1", wide=False)
    desk.say(1, "c-2", wide=False)
    await turn()
    desk.line.answer(most=1)
    await turn()
    assert desk.told == [(NEAR, "ev_1", Verdict("ok", "e-1", 1))]
    assert not await desk.teller.drained(0.01)
    desk.line.answer()
    assert await desk.teller.drained(20.0)


async def test_an_epoch_is_never_given_twice() -> None:
    desk = Desk()
    given = [desk.teller.fresh_epoch() for _ in range(5)]
    for number in range(5):
        desk.tell(number)
    await turn()
    given += [call.words[8] for call in desk.line.calls]
    assert len(set(given)) == 10
    assert all(epoch.startswith("01234567-") for epoch in given)
