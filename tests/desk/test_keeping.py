"""Where less is kept: nothing personal, or no text at all, on record, in events, in notices; and everything works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from csassist.conversation.message import Customer, Sender
from csassist.desk.access import Identity, Role
from csassist.desk.desk import Desk
from csassist.desk.events import MessageRecorded, PromiseChanged
from csassist.desk.keeping import Grades
from csassist.desk.notices import NoticeRoute
from csassist.errors import InvalidInput
from csassist.privacy.grade import Grade
from csassist.rulepack.reload import RulebookHolder
from csassist.store.sqlite import SqliteStore
from desk.conftest import Stand
from fakes.broadcaster import FakeBroadcaster
from fakes.clock import FakeClock

PHONE = "13912345678"
OWN = "碧空流萤"  # a word of no rule and no script
HOT = f"你们就这样敷衍人吗？？？打我电话{PHONE}，{OWN}，已经三天了还不发货，再不发我就投诉"
U1 = Customer("u1", PHONE, "vip", 3, (f"电话{PHONE}",))
BOSS = Identity(Role.SUPERVISOR, "s1", "boss")


@asynccontextmanager
async def desk_of(folder: Path, rulebooks: RulebookHolder, grades: Grades) -> AsyncIterator[Stand]:
    store = SqliteStore.open(folder)
    told, clock = FakeBroadcaster(), FakeClock()
    routes = (NoticeRoute("robot", "webhook", "s1"),)
    try:
        yield Stand(Desk(store, told, clock, rulebooks, routes=routes, grades=grades), store, told, clock)
    finally:
        await store.close()


@pytest.mark.parametrize("grade", [Grade.MASKED, Grade.NONE])
async def test_nothing_personal_is_written_or_told(tmp_path: Path, rulebooks: RulebookHolder, grade: Grade) -> None:
    async with desk_of(tmp_path, rulebooks, Grades(grade)) as stand:
        for n in range(4):
            await stand.say(HOT, f"m-{n}", customer=U1, agent_id="a1", team_id="t1")
            stand.clock.pass_s(20)
        await stand.say(f"亲，今天18点前给{PHONE}发货", "a-1", sender=Sender.AGENT, agent_id="a1")
        assert PHONE not in repr(stand.told.told)
        case = await stand.store.personal.case_file("s1", "c-1")
        assert case is not None
        assert PHONE not in repr(case)
        assert case.alerts
        assert case.promises
        card = await stand.desk.stars.card(BOSS, "c-1")
        assert PHONE not in repr(card)
        assert PHONE not in repr(await stand.store.experience.customer("s1", "u1"))
    raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert PHONE.encode() not in raw
    if grade is Grade.NONE:
        assert OWN.encode() not in raw


@pytest.mark.parametrize("grade", [Grade.MASKED, Grade.NONE])
async def test_what_is_decided_is_the_same(tmp_path: Path, rulebooks: RulebookHolder, grade: Grade) -> None:
    async def degrees(grades: Grades, folder: str) -> list[tuple[float, int, tuple[str, ...]]]:
        async with desk_of(tmp_path / folder, rulebooks, grades) as stand:
            found = []
            for n, (text, pause) in enumerate(SPOKEN):
                stand.clock.pass_s(pause)
                one = (await stand.say(text, f"m-{n}", agent_id="a1", team_id="t1")).assessment
                cards = tuple(card.script_id for card in one.suggestions)
                found.append((one.reading.degrees, int(one.escalation.tier), cards))
            return found

    assert await degrees(Grades(grade), "less") == await degrees(Grades(), "all")


SPOKEN = (
    ("什么时候发货", 0), ("怎么还不", 2), ("发货啊", 1), (HOT, 30), ("什么时候发货", 40), ("到底什么时候发货？？？", 2),
    ("我要退款", 60), ("算了", 90),
)  # fmt: skip


async def test_masked_spans_point_into_the_masked_text(tmp_path: Path, rulebooks: RulebookHolder) -> None:
    async with desk_of(tmp_path, rulebooks, Grades(Grade.MASKED)) as stand:
        long = f"地址杭州市西湖区文三路478号3幢602室，{HOT}"
        recorded = await stand.say(long)
        (event,) = stand.told.of(MessageRecorded)
        assert isinstance(event, MessageRecorded)
        assert event.assessment == recorded.assessment
        for signal in recorded.assessment.reading.signals:
            if signal.span is not None and signal.text:
                assert recorded.message.text[slice(*signal.span)] == signal.text
        shown = await stand.store.snapshot("s1", "c-1")
        assert shown is not None
        assert shown.assessment == recorded.assessment
        assert shown.messages[0].text == recorded.message.text


@pytest.mark.parametrize("grade", [Grade.RAW, Grade.MASKED, Grade.NONE])
async def test_the_same_message_again_is_a_duplicate_and_another_text_is_not(
    tmp_path: Path, rulebooks: RulebookHolder, grade: Grade
) -> None:
    async with desk_of(tmp_path, rulebooks, Grades(grade)) as stand:
        await stand.say(HOT)
        again = await stand.say(HOT)
        assert again.duplicate
        assert again.message.text == HOT
        with pytest.raises(InvalidInput) as fault:
            await stand.say(HOT.replace(PHONE, "13912340678"))  # the same once it is masked
        assert fault.value.code == "C204"


async def test_a_shop_may_keep_less_than_the_others(tmp_path: Path, rulebooks: RulebookHolder) -> None:
    async with desk_of(tmp_path, rulebooks, Grades(Grade.RAW, {"s2": Grade.NONE})) as stand:
        await stand.say(HOT)
        await stand.say(HOT, conversation="c-2", shop="s2")
        assert (await stand.store.messages("s1", "c-1"))[0].text == HOT
        assert (await stand.store.messages("s2", "c-2"))[0].text == ""


async def test_after_a_start_the_words_are_gone_and_the_talk_goes_on(tmp_path: Path, rulebooks: RulebookHolder) -> None:
    async with desk_of(tmp_path, rulebooks, Grades(Grade.NONE)) as stand:
        first = await stand.say(HOT)
    async with desk_of(tmp_path, rulebooks, Grades(Grade.NONE)) as stand:
        stand.clock.pass_s(30)
        second = await stand.say("还不发？", "m-2")
        assert second.message.seq == 2
        assert second.assessment.reading.degrees > 0
        assert first.assessment.escalation.id == second.assessment.escalation.id


async def test_promises_are_told_as_they_are_on_record(tmp_path: Path, rulebooks: RulebookHolder) -> None:
    async with desk_of(tmp_path, rulebooks, Grades(Grade.MASKED)) as stand:
        await stand.say("什么时候发货", agent_id="a1")
        await stand.say(f"今天18点前给您{PHONE}发货", "a-1", sender=Sender.AGENT, agent_id="a1")
        case = await stand.store.personal.case_file("s1", "c-1")
        assert case is not None
        told = [event.promise for event in stand.told.of(PromiseChanged) if isinstance(event, PromiseChanged)]
        assert told
        assert tuple(told) == case.promises
        promise = case.promises[0]
        assert case.messages[1].text[slice(*promise.span)] == promise.text
