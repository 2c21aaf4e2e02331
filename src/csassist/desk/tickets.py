"""One-time tickets for sockets, and bearer tokens that live as long as a socket. In memory only, as hashes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from csassist.desk.access import Identity
from csassist.desk.ports import Clock
from csassist.errors import RateLimited, Unauthenticated

TOKEN = "ct_"  # how a bearer that lives as long as a socket begins
TICKET_S = 30  # contract section 2
MOST_TICKETS = 20_000


@dataclass(frozen=True, slots=True)
class _Ticket:
    identity: Identity
    origin: str | None
    expires: datetime


class Tickets:
    """Mints and redeems. A ticket is 256 random bits, valid 30 s, for one use; only its hash is kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tickets: dict[str, _Ticket] = {}
        self._tokens: dict[str, Identity] = {}

    def mint(self, identity: Identity, origin: str | None = None) -> str:
        """A ticket for one socket of `identity`; with `origin` only a page of that origin may use it."""
        now = self._clock.now()
        if len(self._tickets) >= MOST_TICKETS:
            self._tickets = {h: t for h, t in self._tickets.items() if t.expires > now}
            if len(self._tickets) >= MOST_TICKETS:
                raise RateLimited("too many open tickets; use the ones you have", retry_after_s=TICKET_S)
        ticket = "tk_" + secrets.token_urlsafe(32)
        self._tickets[_hash(ticket)] = _Ticket(identity, origin, now + timedelta(seconds=TICKET_S))
        return ticket

    def redeem(self, ticket: str, origin: str | None) -> Identity:
        """The identity behind a ticket; the ticket is spent. Raises Unauthenticated (A402 when it has expired)."""
        found = self._tickets.pop(_hash(ticket), None)
        if found is None:
            raise Unauthenticated("unknown or used ticket; fetch a new one")
        if found.expires <= self._clock.now():
            raise Unauthenticated("the ticket has expired; fetch a new one", code="A402")
        if found.origin is not None and origin is not None and found.origin != origin:
            raise Unauthenticated("the ticket belongs to another origin; fetch a new one")
        return found.identity

    def origin_of(self, ticket: str) -> str | None:
        """The origin that a ticket was minted for; None for any, and for a ticket nobody knows."""
        found = self._tickets.get(_hash(ticket))
        return None if found is None else found.origin

    def open_token(self, identity: Identity) -> str:
        """A bearer for REST with the rights of `identity`, valid until close_token."""
        token = TOKEN + secrets.token_urlsafe(32)
        self._tokens[_hash(token)] = identity
        return token

    def close_token(self, token: str) -> None:
        """Ends a token; an unknown one is no error."""
        self._tokens.pop(_hash(token), None)

    def identify(self, token: str) -> Identity | None:
        """Who holds this token, None when nobody (any more)."""
        return self._tokens.get(_hash(token))


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
