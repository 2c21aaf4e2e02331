"""The outside judge: exactly SnowNLP while it is there, None when it is away, busy, late or gone; never in the way."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from csassist.rulepack import snow as module
from csassist.rulepack.snow import SnowJudge, sentiments, serve

HEAD = "import json, sys, time\nprint(json.dumps([0, 0.5]), flush=True)\n"
ECHO = HEAD + "for line in sys.stdin: print(json.dumps([json.loads(line)[0], 0.25]), flush=True)"
SILENT = HEAD + "for line in sys.stdin: pass"
MUMBLES = HEAD + "for line in sys.stdin: print('?', flush=True)"
DIES = HEAD + "sys.stdin.readline()"


@asynccontextmanager
async def judge(code: str, limit_s: float = 30.0) -> AsyncIterator[SnowJudge]:
    async with SnowJudge(limit_s, (sys.executable, "-c", code)).running() as one:
        async with asyncio.timeout(60):
            await one.warm()
        yield one


async def test_the_real_process_says_exactly_what_snownlp_says() -> None:
    texts = ["质量太差了，再也不买", "很满意，下次还来", "怎么还不发货？？？", " \n", "😡" * 50]
    async with SnowJudge(limit_s=60.0).running() as one:
        assert await one.judge(texts[0]) is None  # it is not warm yet, and nobody waits for it
        async with asyncio.timeout(120):
            await one.warm()
        said = await asyncio.gather(*map(one.judge, texts))
        assert "ready; 1 answers late" in one.state
    assert said == [2.0 * value - 1.0 for value in sentiments(texts)]
    assert "away" in one.state


async def test_answers_find_their_question() -> None:
    async with judge(ECHO) as one:
        assert await asyncio.gather(*(one.judge(str(n)) for n in range(50))) == [-0.5] * 50


async def test_who_is_late_is_not_waited_for_and_a_full_queue_is_not_joined() -> None:
    async with judge(SILENT, limit_s=0.001) as one:
        assert await asyncio.gather(*(one.judge("x") for _ in range(module.MOST_OPEN))) == [None] * module.MOST_OPEN
        one._limit_s = 3_600.0  # nobody waits an hour: the queue is full, so nothing is asked
        assert await one.judge("x") is None


@pytest.mark.parametrize("code", [MUMBLES, DIES])
async def test_a_process_that_fails_answers_none_and_is_started_again(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSES_S", (0.0,))
    async with judge(code) as one:
        first = one._process
        async with asyncio.timeout(60):
            assert await one.judge("x") is None
            while one._process is first or one._process is None:
                await asyncio.sleep(0)
            await one.warm()


async def test_a_process_that_is_stuck_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STUCK_S", 0.01)
    monkeypatch.setattr(module, "PAUSES_S", (0.0,))
    async with judge(SILENT) as one:
        async with asyncio.timeout(60):
            assert await one.judge("x") is None


async def test_a_command_that_is_not_there_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    async with SnowJudge(1.0, ("/nowhere/python",)).running() as one:
        assert await one.judge("x") is None
        assert "away" in one.state


def test_one_odd_text_does_not_end_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def judged(texts: list[str]) -> list[float]:
        if texts == ["odd"]:
            raise ZeroDivisionError
        return [0.75]

    monkeypatch.setattr(module, "sentiments", judged)
    lines = b"".join(json.dumps([n, text]).encode() + b"\n" for n, text in enumerate(["a", "odd", "b"], 1))
    sink = io.BytesIO()
    serve(io.BytesIO(lines), sink)
    assert [json.loads(line) for line in sink.getvalue().splitlines()] == [[0, 0.75], [1, 0.75], [2, None], [3, 0.75]]
