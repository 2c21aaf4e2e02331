"""Delivery through real servers: signatures, every kind of answer, schedules of days, limits a minute, isolation."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import orjson
import pytest

from csassist.conversation.tier import Tier
from csassist.desk.outbox import Posted
from csassist.notify.lane import Lane
from csassist.notify.post import Poster
from csassist.notify.schedule import JITTER, ROBOT_DELAYS_S, WEBHOOK_DELAYS_S
from csassist.notify.sign import dingtalk_sign, feishu_sign
from fakes.receiver import TAKEN, Asked, receiver, said
from notify.conftest import HOOK_SECRET, LOOPBACK, Post, endpoint, notice


def stamp(at: datetime) -> int:
    return int(at.timestamp())


async def test_a_webhook_is_signed_over_id_time_and_raw_body(post: Post) -> None:
    async with receiver(lambda _: said(204)) as hook:
        await post.put(1)
        await post.drain(post.lane(endpoint("webhook", hook.url("/in"))))
    (asked,) = hook.asked
    key = base64.b64decode(HOOK_SECRET.removeprefix("whsec_"))
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == expected
    assert asked.headers["webhook-id"] == "nt_00001"
    assert asked.headers["webhook-timestamp"] == str(stamp(post.clock.now()))
    assert asked.headers["content-type"] == "application/json"
    assert asked.json["type"] == "escalation.raised"
    assert len(asked.body) < 20_000


async def test_dingtalk_checks_the_query_and_feishu_the_body(post: Post) -> None:
    async with receiver() as ding, receiver(lambda _: said(200, b'{"code":0}')) as bird:
        await post.put(1, to="ding")
        await post.put(2, to="bird")
        await post.drain(post.lane(endpoint("dingtalk", ding.url("/robot/send?access_token=t"), "ding")))
        await post.drain(post.lane(endpoint("feishu", bird.url("/hook/x"), "bird")))
    query, body = ding.asked[0].query, bird.asked[0].json
    at = stamp(post.clock.now())
    assert (query["access_token"], query["timestamp"]) == ("t", str(at * 1000))
    assert ding.asked[0].target.endswith("&sign=" + dingtalk_sign("SECcsassist-test", at * 1000))
    assert (body["timestamp"], body["sign"]) == (str(at), feishu_sign("csassist-test", at))


@pytest.mark.parametrize(
    ("kind", "answer", "code"),
    [
        ("webhook", said(500), "500"),
        ("webhook", said(301, location="http://127.0.0.1:1/"), "redirect 301"),
        ("webhook", said(404), "404"),
        ("wecom", said(200, b'{"errcode":93017,"errmsg":"x"}'), "errcode 93017"),
        ("dingtalk", said(200, b'{"errcode":310000,"errmsg":"sign not match"}'), "errcode 310000"),
        ("feishu", said(200, b'{"code":19021,"msg":"sign match fail"}'), "errcode 19021"),
        ("wecom", said(200, b"<html>login</html>"), "answer not understood"),
        ("wecom", said(200, b"[]"), "answer not understood"),
        ("wecom", b"\x16\x03\x01garbage\r\n\r\n", "answer broken off"),
        ("wecom", b"", "answer broken off"),
        ("webhook", b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort", "answer broken off"),
    ],
)
async def test_what_is_no_success_is_tried_again_with_the_same_id(
    post: Post, kind: str, answer: bytes, code: str
) -> None:
    answers = [answer, TAKEN if kind != "feishu" else said(200, b'{"StatusCode":0}')]
    async with receiver(lambda _: answers.pop(0)) as far:
        await post.put(1)
        lane = post.lane(endpoint(kind, far.url()))
        await lane.tick()
        (state,) = await post.store.outbox.states()
        assert (state.pending, state.last_code) == (1, code)
        await post.drain(lane)
    (state,) = await post.store.outbox.states()
    assert (len(far.asked), state.sent, state.pending) == (2, 1, 0)
    if kind == "webhook":
        assert {asked.headers["webhook-id"] for asked in far.asked} == {"nt_00001"}


async def test_nobody_there_and_garbage_instead_of_tls(post: Post) -> None:
    def garble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"no tls here, only words\r\n")
        writer.close()

    async with await asyncio.start_server(garble, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await post.put(1)
        await post.lane(endpoint("webhook", f"https://127.0.0.1:{port}/in")).tick()
        (state,) = await post.store.outbox.states()
        assert (state.pending, state.last_code) == (1, "certificate or TLS refused")
    await post.put(2, to="other")
    await post.lane(endpoint("webhook", f"http://127.0.0.1:{port}/in", "other")).tick()
    assert {state.name: state.last_code for state in await post.store.outbox.states()}["other"] == "not reached"


async def test_one_who_hangs_is_left_after_the_time_limit_and_an_endless_answer_is_cut(post: Post) -> None:
    async def hang(_: Asked) -> bytes:
        await asyncio.sleep(60)
        return TAKEN

    async with receiver(hang) as far:
        await post.put(1)
        hurried = Poster(LOOPBACK, timeout_s=0.2)
        async with asyncio.timeout(30):
            await Lane(endpoint("webhook", far.url()), replace(post.works, poster=hurried)).tick()
        await hurried.close()
    (state,) = await post.store.outbox.states()
    assert state.last_code == "timeout"
    async with receiver(lambda _: said(200, b"x" * 3_000_000)) as far:
        await post.put(2, to="big")
        await post.drain(post.lane(endpoint("webhook", far.url(), "big")))
    assert {state.name: state.sent for state in await post.store.outbox.states()}["big"] == 1


async def test_gone_is_gone_and_what_waits_is_dead_until_replayed(post: Post) -> None:
    answers = [said(410)]
    async with receiver(lambda _: answers.pop(0) if answers else said(200)) as hook:
        to = endpoint("webhook", hook.url())
        lane = post.lane(to)
        await post.put(1)
        await post.drain(lane)
        await post.put(2)
        await post.drain(lane)
        assert (len(hook.asked), lane.disabled) == (1, "410")
        (state,) = await post.store.outbox.states()
        assert (state.dead, state.pending, state.disabled) == (2, 0, "410")
        await post.store.outbox.switch("group", "", to.mark, post.clock.now())
        assert await post.store.outbox.replay(None, post.clock.now()) == 2
        await post.drain(post.lane(to))
    assert sorted(asked.headers["webhook-id"] for asked in hook.asked) == ["nt_00001", "nt_00001", "nt_00002"]


@pytest.mark.parametrize("form", ["90", "date"])
async def test_retry_after_holds_the_whole_endpoint(post: Post, form: str) -> None:
    until = post.clock.now() + timedelta(seconds=90)
    header = form if form == "90" else until.strftime("%a, %d %b %Y %H:%M:%S GMT")
    answers = [said(429, retry_after=header)]
    async with receiver(lambda _: answers.pop(0) if answers else said(200)) as hook:
        lane = post.lane(endpoint("webhook", hook.url()))
        await post.put(1)
        await lane.tick()
        await post.put(2)
        assert await lane.tick() == until
        assert len(hook.asked) == 1
        await post.drain(lane)
    assert post.clock.now() >= until
    assert len(hook.asked) == 3


async def test_dingtalk_is_left_alone_for_ten_minutes_when_it_says_too_often(post: Post) -> None:
    answers = [said(200, b'{"errcode":130101,"errmsg":"send too fast"}')]
    async with receiver(lambda _: answers.pop(0) if answers else TAKEN) as ding:
        began = post.clock.now()
        await post.put(1)
        await post.drain(post.lane(endpoint("dingtalk", ding.url())))
    assert post.clock.now() - began >= timedelta(minutes=10)
    assert len(ding.asked) == 2


@pytest.mark.parametrize(("kind", "delays"), [("webhook", WEBHOOK_DELAYS_S), ("wecom", ROBOT_DELAYS_S)])
async def test_three_days_of_failures_keep_the_schedule_and_end_as_a_dead_letter(
    post: Post, kind: str, delays: tuple[int, ...]
) -> None:
    times: list[datetime] = []

    def refuse(_: Asked) -> bytes:
        times.append(post.clock.now())
        return said(500)

    async with receiver(refuse) as far:
        await post.put(1)
        await post.drain(post.lane(endpoint(kind, far.url())))
    gaps = [(later - before).total_seconds() for before, later in itertools.pairwise(times)]
    assert len(gaps) == len(delays)
    for gap, delay in zip(gaps, delays, strict=True):
        assert delay <= gap <= delay * (1 + JITTER) + 1e-3
    (dead,) = await post.store.outbox.dead("s1", 10)
    assert (dead.notice.id, dead.state, dead.attempts, dead.last_code) == (
        "nt_00001",
        Posted.DEAD,
        len(delays) + 1,
        "500",
    )
    if kind == "webhook":
        assert sum(gaps) >= 75.5 * 3600
        assert len({asked.body for asked in far.asked}) == 1
    assert post.counted.count((kind, "failed")) == len(delays) + 1
    assert post.counted.count((kind, "dead")) == 1


def minute_peaks(times: list[datetime]) -> int:
    """The most posts in any sixty seconds."""
    span = timedelta(seconds=60)
    return max(sum(1 for other in times if at <= other < at + span) for at in times)


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
async def test_five_hundred_rises_in_a_minute_stay_below_the_limit_and_none_is_lost(post: Post, kind: str) -> None:
    times: list[datetime] = []

    def take(asked: Asked) -> bytes:
        times.append(post.clock.now())
        assert len(orjson.dumps(asked.json)) < 20_000
        return said(200, b'{"errcode":0,"code":0}')

    began = post.clock.now()
    async with receiver(take) as robot:
        lane = post.lane(endpoint(kind, robot.url()))
        for second in range(60):
            post.clock.at = max(post.clock.at, began + timedelta(seconds=second))
            for _ in range(2):
                await lane.tick()
            at = began + timedelta(seconds=second)
            batch = [notice(number, at) for number in range(second * 500 // 60, (second + 1) * 500 // 60)]
            await post.store.outbox.put(batch, at)
        await post.drain(lane)
        told = b"".join(asked.body for asked in robot.asked).decode()
    (state,) = await post.store.outbox.states()
    assert (state.sent, state.pending, state.dead) == (500, 0, 0)
    assert minute_peaks(times) <= 15
    assert [n for n in range(500) if told.count(f"c-{n}\\n") + told.count(f'c-{n}"') + told.count(f"c-{n})") < 1] == []
    assert (times[-1] - began).total_seconds() < 240
    assert (times[0] - began).total_seconds() <= 2


async def test_without_digest_the_rest_waits_for_its_turn(post: Post) -> None:
    times: list[datetime] = []

    def take(_: Asked) -> bytes:
        times.append(post.clock.now())
        return TAKEN

    async with receiver(take) as robot:
        await post.put(*range(40))
        await post.drain(post.lane(endpoint("wecom", robot.url(), digest=False)))
    assert (len(times), minute_peaks(times)) == (40, 15)


async def test_the_minute_is_remembered_over_a_restart(post: Post) -> None:
    async with receiver() as robot:
        to = endpoint("wecom", robot.url(), digest=False)
        await post.put(*range(30))
        lane = post.lane(to)
        await lane.tick()
        sent = len(robot.asked)
        again = await post.lane(to).tick()
        assert (sent, len(robot.asked)) == (15, 15)
        assert again == post.clock.now() + timedelta(seconds=60)


async def test_a_digest_that_is_refused_is_told_later_and_the_highest_tier_stands_first(post: Post) -> None:
    answers = [said(500)]
    async with receiver(lambda _: answers.pop(0) if answers else TAKEN) as robot:
        at = post.clock.now()
        rows = [notice(n, at, tier=Tier.SUPERVISOR if n == 13 else Tier.ALERT) for n in range(20)]
        await post.store.outbox.put(rows, at)
        await post.drain(post.lane(endpoint("wecom", robot.url())))
    told = [str(asked.json["markdown"]["content"]) for asked in robot.asked]  # type: ignore[index]
    assert told[0] == told[1]
    assert told[1].index("c-13") < told[1].index("c-0")
    assert "其中主管介入 1 条" in told[1]


async def test_a_row_that_cannot_be_told_ends_and_the_next_is_sent(post: Post) -> None:
    async with receiver() as robot:
        at = post.clock.now()
        broken = notice(1, at)
        await post.store.outbox.put([type(broken)(broken.id, "s1", "group", "alert", {"degrees": {}}, at)], at)
        await post.put(2)
        await post.drain(post.lane(endpoint("wecom", robot.url())))
        assert len(robot.asked) >= 1
