"""The way to a connection: nobody queues before a closed door, and a connection that was hung up is known for it."""

from __future__ import annotations

import os
import resource

import pytest

from csassist.errors import StoreUnavailable
from csassist.store.postgres import gate
from csassist.store.postgres.gate import Gate, alive
from csassist.store.postgres.link import Link, connect, let_go
from fakes.postgres import PostgresServer


def test_after_a_refusal_nobody_knocks_for_a_moment(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    url, now, knocks = server.url(server.new_database()), [0.0], list[float]()
    closed = True

    def knock(_: str) -> Link:
        knocks.append(now[0])
        if closed:
            raise StoreUnavailable("PostgreSQL at the.inner.host:5432: no answer")
        return connect(url)

    monkeypatch.setattr(gate, "connect", knock)
    monkeypatch.setattr(gate, "monotonic", lambda: now[0])
    way = Gate(url)
    for now[0] in (0.0, 0.1, 0.4, 0.6):
        with pytest.raises(StoreUnavailable) as refused:
            way.connect()
        assert "the.inner.host" not in refused.value.message, "callers hear that it is away, the log hears where"
    assert knocks == [0.0, 0.6]
    closed, now[0] = False, 2.0
    link = way.connect()
    assert alive(link)
    let_go(link)
    assert not alive(link)


def test_a_hung_up_connection_is_known(server: PostgresServer) -> None:
    name = server.new_database()
    link = connect(server.url(name))
    assert alive(link)
    server.admin(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    while alive(link):
        pass
    let_go(link)


def test_with_thousands_of_sockets_a_connection_is_still_alive(server: PostgresServer) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    null = os.open(os.devnull, os.O_RDONLY)
    many = [os.dup(null) for _ in range(1100)]
    try:
        link = connect(server.url(server.new_database()))
        assert link.fileno() > 1023
        assert alive(link)
        let_go(link)
    finally:
        for descriptor in (null, *many):
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
