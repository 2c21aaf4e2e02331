"""Nodes that do not hear of each other never serve one record: by locks that die with their connection."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psycopg
import pytest

from csassist.errors import StoreUnavailable
from csassist.store.postgres import company
from csassist.store.postgres.company import Company, Present, present
from csassist.store.postgres.store import Options, PostgresStore
from fakes.postgres import PostgresServer
from records import commit_of, new_conversation

ALONE, TOGETHER = Options(company=Company.ALONE), Options(company=Company.TOGETHER)
_HOLDER = """
import sys
from csassist.store.postgres.company import Company
from csassist.store.postgres.store import Options, PostgresStore
store = PostgresStore.open(sys.argv[1], Options(company=Company.ALONE))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company, "PATIENCE_S", 0.0)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("first", "second"), [(ALONE, ALONE), (ALONE, TOGETHER), (TOGETHER, ALONE)])
async def test_a_node_that_would_not_be_heard_does_not_start(url: str, first: Options, second: Options) -> None:
    node = PostgresStore.open(url, first)
    with pytest.raises(StoreUnavailable, match="CSASSIST_BROKER") as refused:
        PostgresStore.open(url, second)
    assert refused.value.code == "S509"
    assert await node.record(commit_of(new_conversation(), "m-1")) is not None
    await node.close()
    await PostgresStore.open(url, second).close()


async def test_nodes_with_a_broker_stand_beside_each_other_and_are_counted(url: str) -> None:
    nodes = [PostgresStore.open(url, TOGETHER), PostgresStore.open(url, TOGETHER)]
    assert present(url) == Present(alone=False, together=2)
    for node in nodes:
        await node.close()
    one = PostgresStore.open(url, ALONE)
    assert present(url) == Present(alone=True, together=0)
    await one.close()
    assert present(url) == Present(alone=False, together=0)


async def test_verbs_beside_a_service_take_no_place(url: str) -> None:
    node, verb = PostgresStore.open(url, ALONE), PostgresStore.open(url)
    assert await verb.record(commit_of(new_conversation(), "m-1")) is not None
    for one in (verb, node):
        await one.close()


async def test_the_place_of_a_killed_node_is_free(url: str) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert present(url).alone
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(30)
    await PostgresStore.open(url, ALONE).close()
    for pipe in (holder.stdin, holder.stdout):
        assert pipe is not None
        pipe.close()


@pytest.mark.usefixtures("at_once")
async def test_a_node_takes_its_place_again_after_its_connection_was_cut(server: PostgresServer, url: str) -> None:
    node = PostgresStore.open(url, ALONE)
    server.admin("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype='advisory' AND mode='ExclusiveLock'")
    assert await node.record(commit_of(new_conversation(), "m-1")) is not None
    with pytest.raises(StoreUnavailable):
        PostgresStore.open(url, ALONE)
    await node.close()


@pytest.mark.usefixtures("at_once")
async def test_a_node_whose_place_was_taken_meanwhile_writes_nothing(server: PostgresServer, url: str) -> None:
    node = PostgresStore.open(url, ALONE)
    server.admin("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype='advisory' AND mode='ExclusiveLock'")
    other = PostgresStore.open(url, ALONE)
    with pytest.raises(StoreUnavailable) as refused:
        await node.record(commit_of(new_conversation(), "m-1"))
    assert refused.value.code == "S509"
    assert await other.load("s1", "c-1") is None
    await other.close()
    assert await node.record(commit_of(new_conversation(), "m-1")) is not None
    await node.close()


async def test_a_former_connection_that_the_server_still_holds_open_is_ended(url: str) -> None:
    place = company.Place(Company.ALONE)
    former, link = company.connect(url), company.connect(url)
    place.take(former)
    place.take(link)
    with pytest.raises(psycopg.Error):
        former.execute("SELECT 1")
    assert present(url).alone
    company.let_go(link)
    company.let_go(former)
