"""Who hears of an alert, when, with which id; no personal data in it; rows come with the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Customer
from csassist.conversation.tier import Alert, Tier
from csassist.desk.desk import Desk
from csassist.desk.notices import NoticeRoute, make_notices, make_reminders, masked_reason, sample
from csassist.desk.quiet_hours import QuietHours
from csassist.rulepack.reload import RulebookHolder
from csassist.store.sqlite import SqliteStore
from desk.conftest import Stand
from fakes.broadcaster import FakeBroadcaster
from fakes.clock import FakeClock

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # 12:00 in the shop
NIGHT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # 23:00
QUIET = QuietHours.parse("22:00-08:00")
ROUTE = NoticeRoute("group", "wecom", "s1", console="https://desk.example")
TALK = Conversation(
    "s1",
    "c/1 ?",
    NOON,
    agent_id="a1",
    team_id="t1",
    customer=Customer("u1", "李娜", "vip"),
    last_text="我电话13812345678，寄到杭州市西湖区文三路478号3幢602室，卡号6222021234567890128",
)


def alert(tier: Tier = Tier.ALERT, *reasons: str) -> Alert:
    return Alert("al_1", "es_1", tier, reasons or ("连续问号：“？？？”",), NOON, "m-1")


def test_the_same_alert_gives_the_same_id_and_another_tier_or_endpoint_another() -> None:
    routes = [ROUTE, replace(ROUTE, name="other")]
    first = make_notices(alert(), TALK, routes, NOON)
    again = make_notices(alert(), TALK, routes, NOON + timedelta(seconds=5))
    higher = make_notices(alert(Tier.SUPERVISOR), TALK, routes, NOON)
    assert [one.id for one in first] == [one.id for one in again]
    assert len({one.id for one in (*first, *higher)}) == 4
    assert {one.subject for one in (*first, *higher)} == {"al_1"}


@pytest.mark.parametrize(
    ("route", "tier", "hears"),
    [
        (ROUTE, Tier.ALERT, True),
        (replace(ROUTE, min_tier=Tier.SUPERVISOR), Tier.ALERT, False),
        (replace(ROUTE, min_tier=Tier.SUPERVISOR), Tier.SUPERVISOR, True),
        (replace(ROUTE, teams=("t1", "t2")), Tier.ALERT, True),
        (replace(ROUTE, teams=("t2",)), Tier.SUPERVISOR, False),
        (replace(ROUTE, shop="s2"), Tier.SUPERVISOR, False),
    ],
)
def test_who_hears_of_it(route: NoticeRoute, tier: Tier, hears: bool) -> None:
    assert bool(make_notices(alert(tier), TALK, [route], NOON)) is hears


@pytest.mark.parametrize(
    ("pierce", "tier", "now", "due"),
    [
        (Tier.SUPERVISOR, Tier.ALERT, NOON, NOON),
        (Tier.SUPERVISOR, Tier.ALERT, NIGHT, datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
        (Tier.SUPERVISOR, Tier.SUPERVISOR, NIGHT, NIGHT),
        (None, Tier.SUPERVISOR, NIGHT, datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_hold_back_what_may_wait(pierce: Tier | None, tier: Tier, now: datetime, due: datetime) -> None:
    (one,) = make_notices(alert(tier), TALK, [replace(ROUTE, quiet=QUIET, pierce=pierce)], now)
    assert one.due_at == due


def test_no_personal_data_gets_into_a_row() -> None:
    reasons = ("急切：“我电话13812345678…”", "数字：“身份证1101051949…”")
    (one,) = make_notices(alert(Tier.ALERT, *reasons), TALK, [ROUTE], NOON)
    text = orjson.dumps(one.body).decode()
    for secret in ("13812345678", "文三路", "478", "6222021234567890128", "李娜", "1101051949"):
        assert secret not in text
    assert one.body["last_text"] == "我电话138****5678，寄到杭州市西湖区****，卡号****0128"
    assert one.body["customer"] == "李*"
    assert one.body["url"] == "https://desk.example/console?conversation=c%2F1%20%3F"


def test_a_number_that_a_quotation_cuts_short_is_masked() -> None:
    assert masked_reason("催促：“打我138123456…”") == "催促：“打我13****…”"
    assert masked_reason("催促：“等了3天…”") == "催促：“等了3天…”"


def test_reminders_have_ids_of_their_own() -> None:
    (first,) = make_reminders(alert(), TALK, [ROUTE], NOON, number=1)
    (second,) = make_reminders(alert(), TALK, [ROUTE], NOON, number=2)
    (told,) = make_notices(alert(), TALK, [ROUTE], NOON)
    assert len({first.id, second.id, told.id}) == 3
    assert (first.kind, first.body["type"]) == ("reminder", "escalation.reminder")


def test_a_sample_names_nobody() -> None:
    one = sample(ROUTE, NOON)
    assert (one.kind, one.endpoint) == ("test", "group")
    assert "13800138000" not in orjson.dumps(one.body).decode()


ANGRY = "骗子！我要投诉！马上给我退款！！！！打12315！"


@pytest.fixture
def routes() -> tuple[NoticeRoute, ...]:
    return (ROUTE, replace(ROUTE, name="only-team", teams=("t9",)))


async def test_a_rise_is_recorded_with_its_notice(
    tmp_path: Path, rulebooks: RulebookHolder, routes: tuple[NoticeRoute, ...]
) -> None:
    store = SqliteStore.open(tmp_path)
    try:
        clock, told = FakeClock(), FakeBroadcaster()
        stand = Stand(Desk(store, told, clock, rulebooks, routes=routes), store, told, clock)
        for n in range(3):
            recorded = await stand.say(ANGRY, f"m-{n}")
            clock.pass_s(10)
        assert recorded.assessment.escalation.tier >= Tier.ALERT
        rows = await store.outbox.claim("group", clock.now(), 10, 60)
        told_of = {row.notice.tier for row in rows}
        assert rows
        assert len(told_of) == len(rows)
        assert {row.notice.conversation_id for row in rows} == {"c-1"}
        assert await store.outbox.claim("only-team", clock.now(), 10, 60) == ()
    finally:
        await store.close()


async def test_without_routes_nothing_is_written(stand: Stand) -> None:
    for n in range(3):
        await stand.say(ANGRY, f"m-{n}")
        stand.clock.pass_s(10)
    assert await stand.store.outbox.due() == {}
