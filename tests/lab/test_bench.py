from __future__ import annotations

import asyncio
import io
import json
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from csassist.errors import InvalidInput
from csassist.lab.bench import Plan, run_bench
from csassist.lab.load.figures import Figure, quantile, report
from csassist.lab.load.fill import PER_CONVERSATION, fill
from csassist.lab.load.paced import Load, Pace
from csassist.lab.load.process import cores, cpu_s, descriptors, rss_kb
from csassist.lab.load.soak import Look, Soak, slope
from csassist.lab.load.target import Target, running, started
from csassist.lab.load.throughput import chats_of
from csassist.lab.load.words import line_of, load_words
from csassist.store.sqlite import SqliteStore
from journeys.service import shipped_rules

CHATS = [[("customer", "在吗"), ("agent", "在的"), ("customer", "怎么还不发货")], [("customer", "有货吗")]]


def test_a_quantile_is_a_value_and_of_nothing_is_nothing() -> None:
    assert quantile([3, 1, 2], 0.5) == 2
    assert quantile(range(100), 0.99) == 99
    assert math.isnan(quantile([], 0.5))


def test_a_figure_knows_whether_its_goal_is_met_and_nothing_met_is_not() -> None:
    assert Figure("x", 2, "", "<=", 2).passed
    assert not Figure("x", 0.3, "", ">=", 0.35).passed
    assert Figure("x", 9).passed
    assert not Figure("x", math.nan, "", "<=", 2).passed
    assert report([Figure("x", 1, "ms", "<=", 2)])["figures"][0]["passed"] is True


def test_the_slope_of_memory_is_that_of_the_line_after_warm_up() -> None:
    assert slope([(0, 5), (10, 25)]) == pytest.approx(2)
    assert slope([(3, 5)]) == 0
    looks = tuple(Look(60.0 * n, 100_000 + (9_000 if n < 19 else 10_240 + 10.24 * n), 30, 0.1) for n in range(31))
    assert Soak(looks, 1, 0, 0).slope_mb_h == pytest.approx(0.6, rel=0.01)
    assert Soak(looks, 1, 0, 0).warm[0].at == 1_200.0, "the histories' time first"
    assert Soak(looks[:10], 1, 0, 0).warm[0].at == 360.0, "two thirds of a short run at most"
    hours = tuple(Look(60.0 * n, 1, 30, 0.1) for n in range(181))
    assert Soak(hours, 1, 0, 0).warm[0].at == 5_400.0, "half of a long one"


def test_conversations_hold_whole_chats_and_ids_that_never_meet() -> None:
    names, work = chats_of(CHATS, 9, "k", "x")
    assert sum(len(requests) for requests in work) >= 9
    ids = [message for requests in work for message, _ in requests]
    assert len(ids) == len(set(ids))
    assert names == [f"x-{n}" for n in range(len(work))]
    assert b"Bearer k\r\n" in work[0][0][1]
    assert line_of(CHATS, 2, 4) == ("agent", "在的")


def test_what_ships_is_said_when_no_file_is_given() -> None:
    chats = load_words()
    assert len(chats) > 20
    assert {sender for chat in chats for sender, _ in chat} >= {"customer", "agent"}


def test_an_unknown_load_and_an_address_that_is_none_are_told() -> None:
    with pytest.raises(InvalidInput, match="no load nonsense"):
        run_bench(Plan(loads=("nonsense",)), None)
    with pytest.raises(InvalidInput, match="http://HOST:PORT"):
        running("https://desk.example", "k")


async def test_the_big_record_reads_like_one_that_was_lived(tmp_path: Path) -> None:
    told: list[int] = []
    await fill(tmp_path, 2 * PER_CONVERSATION, CHATS, shipped_rules().current(), told.append)
    store = SqliteStore.open(tmp_path)
    snapshot = await store.snapshot("bench", "past-1")
    assert await store.experience.settle_unseen(datetime.now(UTC), 0.0) == 0, "nothing of the past is left to do"
    await store.close()
    assert snapshot is not None
    assert snapshot.conversation.seq == PER_CONVERSATION
    assert len(snapshot.messages) == PER_CONVERSATION
    assert told[-1] >= 2 * PER_CONVERSATION


async def test_latency_counts_from_when_a_message_was_due_not_from_when_it_was_sent() -> None:
    load = Load(Target("127.0.0.1", 1), Pace(rate=100, sidebars=1), CHATS)
    loop = asyncio.get_running_loop()
    at = loop.time()

    async def answer(_: bytes) -> int:
        message = next(iter(load._due))
        load._heard(message, load._due[message] + 0.5)
        return 201

    load._answer = answer  # type: ignore[method-assign]
    load._names = ["c"]
    found = await load.run(0.05)
    assert found.pushes == pytest.approx([0.5] * 5)
    assert found.missing == 0
    assert loop.time() >= at


@pytest.mark.slow
def test_a_running_service_is_loaded_and_measured(tmp_path: Path) -> None:
    words = io.StringIO()
    with started("csassist", cores()[0], tmp_path / "store") as target:
        assert cpu_s(target.pid) > 0
        assert rss_kb(target.pid) > 1_000
        assert descriptors(target.pid) > 3
        url = f"http://127.0.0.1:{target.port}"
        plan = Plan(
            loads=("throughput", "paced"), url=url, messages=60, rounds=1, rate=40, seconds=1, sidebars=4, consoles=1
        )
        figures = {one.name: one for one in run_bench(plan, tmp_path / "bench.json", Console(file=words))}
    assert figures["messages not pushed"].value == 0
    assert figures["refused"].value == 0
    assert figures["throughput"].value > 0
    assert figures["post to push, p99"].value > 0
    assert "throughput" in words.getvalue()
    written = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert {one["name"] for one in written["figures"]} == set(figures)


@pytest.mark.slow
def test_idle_sidebars_and_a_soak_of_seconds(tmp_path: Path) -> None:
    words = Console(file=io.StringIO())
    idle = {one.name: one.value for one in run_bench(Plan(loads=("idle",), idle=40), None, words)}
    assert idle["one idle sidebar"] < 1_000
    assert idle["descriptors left over"] == 0
    soaked = {one.name: one.value for one in run_bench(Plan(rate=20, sidebars=3, soak_s=2), None, words)}
    assert soaked["refused or not pushed"] == 0
    assert soaked["resident at the end"] > 10
