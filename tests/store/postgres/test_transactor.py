"""Nodes lock in one order, and decide conversation by conversation."""

from __future__ import annotations

import asyncio

from csassist.store.codec import current_form
from csassist.store.jobs import CommitJob, ProbeJob, prepare_commit
from csassist.store.postgres.transactor import _locks, _rounds
from csassist.store.session import Purpose
from csassist.store.stored import Codecs
from csassist.store.writer import Ticket
from records import commit_of, new_conversation

CODECS = Codecs.of(1, {1: current_form()})


def job_of(conversation: str, message: str, shop: str = "s1") -> CommitJob:
    return prepare_commit(commit_of(new_conversation(conversation, shop), message), CODECS)


async def test_locks_come_in_one_order_whatever_the_order_of_arrival() -> None:
    future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    batch = [Ticket(job_of(f"c-{n % 7}", f"m-{n}"), future, "s1") for n in range(20)]
    batch.append(Ticket(ProbeJob(), future, Purpose.HOUSE))
    locks = _locks(batch)
    assert locks == _locks(batch[::-1]) == sorted(locks)
    assert len(locks) == 8
    assert all(-(2**63) <= number < 2**63 for number in locks)


def test_one_conversation_is_decided_once_a_round_and_in_order() -> None:
    jobs = [job_of("c-1", "m-1"), job_of("c-2", "m-1"), job_of("c-1", "m-2"), job_of("c-1", "m-3", "s0")]
    rounds = [[place for place, _ in round_] for round_ in _rounds(list(enumerate(jobs)))]
    assert rounds == [[3, 0, 1], [2]]
