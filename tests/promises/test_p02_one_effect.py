"""P2: one id, one record, one assessment, one alert, one notice, however often and from wherever it is posted."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from faults.history import ACKED, UNKNOWN, History, require_possible
from faults.proxy import End, FaultProxy, Link
from faults.record import Place, rows, stored_messages, whole
from promises.fleet import fleet
from promises.posting import FURIOUS, SAID, Poster, body_of
from promises.proof import Proof, scaled

AT_ONCE = 50
HOT_EVERY = 10
# Nobody listens there: notices are recorded and wait.
NOTICES = {
    "CSASSIST_NOTICES": json.dumps(
        [
            {
                "name": "hook",
                "kind": "webhook",
                "url": "http://127.0.0.1:9/x",
                "shop": "s1",
                "secret": "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh",
            }
        ]
    ),
    "CSASSIST_NOTICE_NETWORKS": "127.0.0.0/8",
}

pytestmark = pytest.mark.slow


def body(number: int) -> dict[str, Any]:
    """Every tenth customer is furious, in a conversation of his own."""
    if number % HOT_EVERY == 0:
        return body_of(f"hot-{number}", f"m-{number}", FURIOUS)
    return body_of(f"c-{number % 200}", f"m-{number}", SAID[number % 3])


@pytest.mark.parametrize("nodes", [1, 2])
async def test_many_posts_of_one_id_through_lines_that_swallow_answers(
    proof: Proof, tmp_path: Path, nodes: int
) -> None:
    """On one node with its file; on two with one PostgreSQL and one Redis, each post to one of them."""
    ids, rng, history = scaled(2000), proof.rng, History()
    async with AsyncExitStack() as stack:
        started = await stack.enter_async_context(fleet(tmp_path, nodes, env=NOTICES))
        proxies = [await stack.enter_async_context(FaultProxy(node.port)) for node in started.nodes]
        for proxy in proxies:
            proxy.on_link = lambda link: _cut_some(link, rng)
        tries = [n for n in range(ids) for _ in range(rng.randint(1, 6))]
        one = started.nodes[0]
        ways = [(started.nodes[n % nodes], proxies[n % nodes]) for n in range(AT_ONCE)]
        posters = [Poster(f"poster {n}", node.line(port=proxy.port), history) for n, (node, proxy) in enumerate(ways)]
        for at in range(0, len(tries), AT_ONCE):  # fifty at once, most of them of few ids
            wave = tries[at : at + AT_ONCE]
            rng.shuffle(wave)
            await asyncio.gather(*(who.once(body(n)) for who, n in zip(posters, wave, strict=False)))
        direct = Poster("direct", one.line(), history)
        for n in range(ids):
            await direct.until_acked(body(n))
        altered = await _altered(direct, ids)
        answers = _answers([*posters, direct])
        for poster in [*posters, direct]:
            poster.line.close()
        await started.stop()
        _check(proof, started.place, history, ids)
    proof.count(nodes=nodes, altered_refused=altered)
    assert [place for place, told in answers.items() if len(told) > 1] == [], "a duplicate gets the first answer"
    assert any(op.result == UNKNOWN for op in history.ops)


def _check(proof: Proof, place: Place, history: History, ids: int) -> None:
    """Each id once: record, alert, notice."""
    stored = stored_messages(place)
    hot = len(range(0, ids, HOT_EVERY))
    alerts = rows(place, "SELECT conversation, count(*) FROM alerts GROUP BY conversation")
    told = "SELECT count(*), count(DISTINCT id), count(DISTINCT conversation) FROM outbox WHERE kind = 'alert'"
    notices = rows(place, told)
    proof.count(ids=ids, posts=len(history.ops), stored=sum(map(len, stored.values())), alerts=len(alerts))
    proof.count(answers_cut_off=sum(op.result == UNKNOWN for op in history.ops))
    proof.count(acked=sum(op.result == ACKED for op in history.ops))
    require_possible(history.check(stored))
    assert whole(place) == []
    assert sum(map(len, stored.values())) == ids
    assert sorted(alerts) == sorted((f"hot-{n}", 1) for n in range(0, ids, HOT_EVERY))
    assert notices == [(hot, hot, hot)]


def _cut_some(link: Link, rng: random.Random) -> None:
    """A third of the lines break before or within an answer; others after a few."""
    if rng.random() < 0.7:
        link.cut_after(
            rng.choice((0, 0, rng.randint(1, 400), rng.randint(400, 20_000))), rng.choice((End.RESET, End.CLOSE))
        )


async def _altered(poster: Poster, ids: int) -> int:
    """The same ids with another text, and with another sender. Returns how many were refused as they must be."""
    refused = 0
    for n in range(0, ids, 7):
        status, answer = await poster.once({**body(n), "text": "另一句话"})
        assert (status, answer["code"]) == (422, "C204")
        status, answer = await poster.once({**body(n), "sender": "agent"})
        assert (status, answer["code"]) == (422, "C204")
        refused += 2
    return refused


def _answers(posters: list[Poster]) -> dict[tuple[str, str], set[str]]:
    """What each id was answered, without the word that it is a duplicate."""
    found: dict[tuple[str, str], set[str]] = {}
    for poster in posters:
        for place, answer in poster.answers.items():
            told = {name: value for name, value in answer.items() if name not in ("duplicate", "_retry_after")}
            found.setdefault(place, set()).add(json.dumps(told, sort_keys=True))
    return found
