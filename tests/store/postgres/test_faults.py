"""The server goes away in every way: nobody is told that something is on record which is not, and it heals alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import psycopg
import pytest

from csassist.desk.supervision import AlertQuery
from csassist.errors import StoreUnavailable
from csassist.store.postgres import gate
from csassist.store.postgres.link import Link
from csassist.store.postgres.schema import prepare
from csassist.store.postgres.store import PostgresStore
from csassist.store.postgres.transactor import PostgresTransactor
from csassist.store.writer import Ticket
from fakes.postgres import PostgresServer, postgres_server
from records import commit_of, new_conversation


@pytest.fixture
def fragile() -> Iterator[PostgresServer]:
    """A server of its own, which syncs what it commits."""
    with postgres_server(durable=True) as running:
        yield running


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long here."""
    monkeypatch.setattr(Link, "patience", 3.0)
    monkeypatch.setattr(gate, "REST_S", 0.05)


async def until_it_is_back(store: PostgresStore) -> None:
    """Asks again and again, as clients do; the test's own limit ends it."""
    while True:
        try:
            await store.load("s1", "c-0")
            if await store.ready():
                return
        except StoreUnavailable:
            await asyncio.sleep(0.05)


async def test_acks_outlive_a_crash_of_the_server_and_what_was_refused_may_come_again(
    fragile: PostgresServer, hasty: None
) -> None:
    store = PostgresStore.open(fragile.url(fragile.new_database()))
    acked, refused = [], []
    commits = [commit_of(new_conversation(f"c-{n}"), "m-1") for n in range(60)]
    for n, commit in enumerate(commits):
        if n == 30:
            fragile.kill()
        try:
            await store.record(commit)
            acked.append(n)
        except StoreUnavailable:
            refused.append(n)
    assert (acked, refused) == ([*range(30)], [*range(30, 60)])
    with pytest.raises(StoreUnavailable):
        await store.load("s1", "c-0")
    fragile.start()
    async with asyncio.timeout(90):
        await until_it_is_back(store)
    for n in range(60):
        again = await store.record(commits[n])
        assert again is not None
        assert again.duplicate is (n < 30)
    await store.close()


async def test_a_server_that_stands_still_is_given_up_and_found_again(fragile: PostgresServer, hasty: None) -> None:
    store = PostgresStore.open(fragile.url(fragile.new_database()))
    first = commit_of(new_conversation("c-0"), "m-1")
    await store.record(first)
    fragile.pause()
    async with asyncio.timeout(90):
        with pytest.raises(StoreUnavailable):
            await store.record(commit_of(first.conversation, "m-2"))
    fragile.resume()
    async with asyncio.timeout(90):
        await until_it_is_back(store)
    again = await store.record(commit_of(first.conversation, "m-2"))
    assert again is not None
    await store.close()


async def test_a_restart_while_idle_costs_nobody_an_error(fragile: PostgresServer, hasty: None) -> None:
    store = PostgresStore.open(fragile.url(fragile.new_database()))
    first = commit_of(new_conversation(), "m-1")
    await store.record(first)
    fragile.stop()
    fragile.start()
    assert await store.load("s1", "c-1") == first.conversation
    assert await store.record(commit_of(first.conversation, "m-2")) is not None
    await store.close()


async def test_a_commit_without_an_answer_is_no_ack_and_the_retry_finds_it(
    server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = PostgresStore.open(server.url(server.new_database()))
    once = PostgresTransactor._once

    def cut(self: PostgresTransactor, link: Link, batch: Sequence[Ticket]) -> list[object]:
        once(self, link, batch)
        monkeypatch.setattr(PostgresTransactor, "_once", once)
        raise psycopg.OperationalError("the line is cut after COMMIT was carried out")

    monkeypatch.setattr(PostgresTransactor, "_once", cut)
    commit = commit_of(new_conversation(), "m-1", alert=True, degrees=80.0)
    with pytest.raises(StoreUnavailable):
        await store.record(commit)
    again = await store.record(commit)
    assert again is not None
    assert again.duplicate
    assert len(await store.alerts(AlertQuery("s1"))) == 1
    await store.close()


def test_at_the_start_an_absent_server_is_an_error_in_words(fragile: PostgresServer) -> None:
    url = fragile.url("postgres")
    fragile.stop()
    with pytest.raises(StoreUnavailable, match=f"127.0.0.1:{fragile.port}/postgres: no answer"):
        prepare(url)
    fragile.start()
