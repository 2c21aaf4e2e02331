"""Tickets: 30 s, one use, bound to an origin; tokens live until closed."""

import pytest

from csassist.desk.access import Identity, Role
from csassist.desk.tickets import Tickets
from csassist.errors import Unauthenticated
from fakes.clock import FakeClock

AGENT = Identity(Role.AGENT, "s1", "a1", ("t1",), "s1/agent/a1")


def test_a_ticket_works_once() -> None:
    tickets = Tickets(FakeClock())
    ticket = tickets.mint(AGENT)
    assert tickets.redeem(ticket, None) == AGENT
    with pytest.raises(Unauthenticated):
        tickets.redeem(ticket, None)


def test_a_ticket_expires_after_thirty_seconds_with_its_own_code() -> None:
    clock = FakeClock()
    tickets = Tickets(clock)
    young, old = tickets.mint(AGENT), tickets.mint(AGENT)
    clock.pass_s(29.9)
    assert tickets.redeem(young, None) == AGENT
    clock.pass_s(0.1)
    with pytest.raises(Unauthenticated) as caught:
        tickets.redeem(old, None)
    assert caught.value.code == "A402"


def test_a_bound_ticket_is_refused_from_another_origin_and_spent() -> None:
    tickets = Tickets(FakeClock())
    ticket = tickets.mint(AGENT, "https://desk.example")
    with pytest.raises(Unauthenticated):
        tickets.redeem(ticket, "https://evil.example")
    with pytest.raises(Unauthenticated):
        tickets.redeem(ticket, "https://desk.example")


def test_a_token_lives_until_it_is_closed() -> None:
    tickets = Tickets(FakeClock())
    token = tickets.open_token(AGENT)
    assert tickets.identify(token) == AGENT
    tickets.close_token(token)
    assert tickets.identify(token) is None
    tickets.close_token(token)  # twice is no error


def test_no_secret_is_kept_in_the_clear() -> None:
    tickets = Tickets(FakeClock())
    ticket, token = tickets.mint(AGENT), tickets.open_token(AGENT)
    kept = repr(vars(tickets))
    assert ticket not in kept
    assert token not in kept
