"""The writing thread: what is written together, in which order, and what is left when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from threading import Event
from typing import Any

import pytest

from csassist.errors import StoreUnavailable
from csassist.store import writer as module
from csassist.store.writer import Ticket, Writer


class Books:
    """A transactor that notes what was written together; a job's answer is the job."""

    def __init__(self) -> None:
        self.batches: list[list[Any]] = []
        self.begun = Event()
        self.open = Event()
        self.open.set()
        self.closed = False

    def transact(self, batch: Sequence[Ticket]) -> list[object]:
        """Waits while the door is shut."""
        self.begun.set()
        self.open.wait(30)
        self.batches.append([ticket.job for ticket in batch])
        return [ticket.job for ticket in batch]

    def abandon(self, error: Exception) -> StoreUnavailable | None:
        """Nothing goes wrong here."""
        raise error

    def close(self) -> None:
        """Noted."""
        self.closed = True


def settle(batch: Sequence[Ticket], outcomes: Sequence[object]) -> None:
    """As a record does."""
    for (_, future, _), outcome in zip(batch, outcomes, strict=True):
        if not future.done():
            future.set_result(outcome)


@pytest.fixture
def books() -> Books:
    """An empty one."""
    return Books()


def job(name: object) -> Any:
    """Anything: only the transactor looks at it."""
    return name


async def crowd(writer: Writer, many: int = 40) -> list[object]:
    """So many who decide in one pass of the loop."""

    async def decide(number: int) -> object:
        return await writer.submit(job(number))

    return await asyncio.gather(*(decide(number) for number in range(many)))


async def test_who_is_alone_waits_for_nobody(books: Books) -> None:
    writer = Writer(books, settle)
    for number in range(3):
        books.begun.clear()
        future = writer.submit(job(number))
        assert books.begun.wait(30), "the loop has not gone on since"
        assert await future == number
    assert books.batches == [[0], [1], [2]]
    writer.close()


async def test_in_a_crowd_a_job_waits_until_the_pass_ends(books: Books) -> None:
    writer = Writer(books, settle)
    assert await crowd(writer) == list(range(40))
    books.begun.clear()
    futures = [writer.submit(job(number)) for number in range(5)]
    assert not books.begun.wait(0.05), "nothing was handed over yet"
    assert await asyncio.gather(*futures) == [0, 1, 2, 3, 4]
    assert await writer.submit(job("one more")) == "one more"
    await asyncio.sleep(0)
    books.begun.clear()
    future = writer.submit(job("the crowd has gone"))
    assert books.begun.wait(30)
    assert await future == "the crowd has gone"
    writer.close()


async def test_what_comes_while_it_writes_is_the_next_transaction_in_order(books: Books) -> None:
    writer = Writer(books, settle)
    books.open.clear()
    first = writer.submit(job("first"))
    await asyncio.sleep(0.01)  # it is being written
    later = [writer.submit(job(number)) for number in range(5)]
    await asyncio.sleep(0)
    later += [writer.submit(job(number)) for number in range(5, 10)]
    await asyncio.sleep(0)
    books.open.set()
    assert await asyncio.gather(first, *later) == ["first", *range(10)]
    assert [one for batch in books.batches for one in batch] == ["first", *range(10)]
    assert len(books.batches) <= 3
    writer.close()


async def test_a_long_pass_hands_over_before_its_end(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Writer(books, settle)
    await crowd(writer)
    monkeypatch.setattr(module, "GATHER_S", 0.0)
    books.begun.clear()
    futures = [writer.submit(job(number)) for number in range(3)]
    assert books.begun.wait(30), "the loop has not gone on since"
    assert await asyncio.gather(*futures) == [0, 1, 2]
    assert [one for batch in books.batches for one in batch][40:] == [0, 1, 2]
    writer.close()


async def test_a_transaction_takes_no_more_than_it_may(books: Books) -> None:
    writer = Writer(books, settle, most=4)
    books.open.clear()
    futures = [writer.submit(job(number)) for number in range(10)]
    books.open.set()
    assert await asyncio.gather(*futures) == list(range(10))
    assert max(map(len, books.batches)) <= 4
    assert [one for batch in books.batches for one in batch] == list(range(10))
    writer.close()


async def test_what_was_gathered_is_written_before_it_ends(books: Books) -> None:
    writer = Writer(books, settle)
    await crowd(writer)
    future = writer.submit(job("last"))
    assert books.batches[-1] != ["last"], "it is held back"
    writer.close()
    assert books.batches[-1] == ["last"]
    assert books.closed
    assert await future == "last"
    with pytest.raises(StoreUnavailable):
        writer.submit(job("too late"))
