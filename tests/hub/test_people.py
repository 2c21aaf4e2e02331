"""Sockets by person, agents by shop."""

from __future__ import annotations

from csassist.desk.access import Identity, Role
from csassist.hub.connection import Connection
from csassist.hub.people import People

AGENT = Identity(Role.AGENT, "s1", "a1", ("t1",), "s1/agent/a1")


def sockets(count: int, who: Identity) -> list[Connection]:
    return [Connection(f"cn_{number}", who) for number in range(count)]


def test_the_oldest_above_the_limit_is_replaced() -> None:
    people, many = People(2), sockets(4, AGENT)
    for one in many:
        people.enter(one)
    assert [one.closing for one in many] == [4409, 4409, None, None]


def test_who_left_makes_room() -> None:
    people, many = People(2), sockets(3, AGENT)
    people.enter(many[0])
    people.enter(many[1])
    people.leave(many[0])
    people.enter(many[2])
    assert [one.closing for one in many] == [None, None, None]


def test_visitors_of_the_demo_are_many_people() -> None:
    people, many = People(2), sockets(9, Identity(Role.SUPERVISOR, "demo", "demo", (), "demo/demo", demo=True))
    for one in many:
        people.enter(one)
    assert {one.closing for one in many} == {None}


def test_only_the_first_and_the_last_socket_change_presence() -> None:
    people, (one, two) = People(5), sockets(2, AGENT)
    assert [people.enter(one), people.enter(two), people.leave(one), people.leave(two)] == [True, False, False, True]


def test_only_agents_are_present() -> None:
    people = People(5)
    (boss,) = sockets(1, Identity(Role.SUPERVISOR, "s1", "boss", (), "s1/supervisor/boss"))
    assert not people.enter(boss)
    assert people.online("s1") == ()
    assert not people.leave(boss)


def test_online_is_by_shop_team_and_name() -> None:
    people = People(5)
    for shop, name, teams in (("s1", "b", ("t1",)), ("s1", "a", ("t1", "t2")), ("s2", "c", ("t1",))):
        people.enter(Connection(name, Identity(Role.AGENT, shop, name, teams, name)))
    assert people.online("s1") == ("a", "b")
    assert people.online("s1", team="t2") == ("a",)
    assert people.online("s1", agent_id="b") == ("b",)
    assert people.online("s3") == ()
