"""Who listens to what."""

from __future__ import annotations

import json

from csassist.desk.access import Identity, Reach, Role
from csassist.hub.connection import Connection
from csassist.hub.history import Entry
from csassist.hub.listening import Listening, owe
from csassist.wire.telling import Told

AGENT = Identity(Role.AGENT, "s1", "a1", ("t1",))
MACHINE = Identity(Role.INTEGRATOR, "s1")
NAME = "conversation:c-1"


async def read() -> bytes:
    return b"{}"


def entered(who: Identity, *names: str) -> tuple[Listening, Connection]:
    listening, connection = Listening(), Connection("cn_1", who)
    listening.enter(connection)
    for name in names:
        assert listening.add(connection, name, read)
    return listening, connection


def test_a_connection_listens_once_and_not_after_it_is_gone() -> None:
    listening, connection = entered(AGENT, NAME)
    assert not listening.add(connection, NAME, read)
    assert (listening.count(connection), listening.of(("s1", NAME))) == (1, (connection,))
    assert listening.remove(connection, NAME)
    assert not listening.remove(connection, NAME)
    assert listening.reading(("s1", NAME)) is None
    listening.leave(connection)
    assert not listening.add(connection, NAME, read)


async def test_who_may_not_hear_a_frame_sees_its_place() -> None:
    listening, connection = entered(MACHINE, NAME)
    frame = Entry(7, 0.0, Told("promise", "ev_1", "", b'{"promise":{}}'))
    listening.offer(("s1", NAME), "e", frame)
    owe(connection, NAME, "e", [frame])
    told = [json.loads(text) for text in await connection.take() or ()]
    assert [(one["type"], one["position"]["offset"], one["data"]) for one in told] == [("withheld", 7, {})] * 2


def test_whoever_is_out_of_reach_is_named() -> None:
    listening, connection = entered(AGENT, NAME)
    assert listening.outside(("s1", NAME), Reach("a1", None, None)) == []
    assert listening.outside(("s1", NAME), Reach("a2", "a1", None)) == []
    assert listening.outside(("s1", NAME), Reach("a2", None, "t1")) == []
    assert listening.outside(("s1", NAME), Reach("a2", None, "t2")) == [connection]
    assert listening.outside(("s2", NAME), Reach("a2", None, "t2")) == []
