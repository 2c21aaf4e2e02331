"""One-time tickets for sockets, and bearer tokens that live as long as a socket. In memory only, as hashes.

With a cloakroom that nodes share, a ticket is good on any node, once, and a token as long as its socket lives.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

import orjson

from csassist.desk.access import Identity, Role
from csassist.desk.ports import Clock
from csassist.errors import DeliveryError, RateLimited, Unauthenticated
from csassist.frozen import frozen

SOCKET_BEARER = "ct_"  # how a bearer that lives as long as a socket begins
TICKET_S = 30  # contract section 2
TOKEN_S = 60  # how long other nodes believe in a token whose node says nothing
KNOWN_S = 2.0  # how long a node believes what it was told of another node's token
MOST_TICKETS = 20_000
MOST_KNOWN = 10_000


class Cloakroom(Protocol):
    """Small things kept for all nodes, for a while. Every method raises DeliveryError when it cannot be reached."""

    async def put(self, name: str, thing: bytes, seconds: int) -> None:
        """Keeps `thing`, in place of what was kept under this name."""
        ...

    async def look(self, name: str) -> bytes | None:
        """What is kept under a name."""
        ...

    async def take(self, name: str) -> bytes | None:
        """The same, and it is gone: of two who take at once one gets it."""
        ...

    async def drop(self, name: str) -> None:
        """It is gone."""
        ...


@frozen
class _Ticket:
    identity: Identity
    origin: str | None
    expires: datetime


class Tickets:
    """Mints and redeems. A ticket is 256 random bits, valid 30 s, for one use; only its hash is kept."""

    def __init__(self, clock: Clock, shared: Cloakroom | None = None) -> None:
        self._clock = clock
        self._shared = shared
        self._tickets: dict[str, _Ticket] = {}  # of this process alone
        self._tokens: dict[str, Identity] = {}
        self._known: dict[str, tuple[float, Identity | None]] = {}  # tokens of other nodes

    @property
    def shared(self) -> bool:
        """True when other nodes know our tokens, and we theirs."""
        return self._shared is not None

    async def mint(self, identity: Identity, origin: str | None = None) -> str:
        """A ticket for one socket of `identity`; with `origin` only a page of that origin may use it."""
        now = self._clock.now()
        if len(self._tickets) >= MOST_TICKETS:
            self._tickets = {h: t for h, t in self._tickets.items() if t.expires > now}
            if len(self._tickets) >= MOST_TICKETS:
                raise RateLimited("too many open tickets; use the ones you have", retry_after_s=TICKET_S)
        ticket = "tk_" + secrets.token_urlsafe(32)
        made = _Ticket(identity, origin, now + timedelta(seconds=TICKET_S))
        if self._shared is not None:
            try:
                await self._shared.put(_place("tk", ticket), _packed(made), TICKET_S + 30)  # kept on to say: expired
                return ticket
            except DeliveryError:
                pass  # good on this node alone
        self._tickets[_hash(ticket)] = made
        return ticket

    async def redeem(self, ticket: str, origin: str | None) -> Identity:
        """The identity behind a ticket; the ticket is spent.

        Raises Unauthenticated (A402 when it has expired), DeliveryError when nobody can say now.
        """
        found = self._tickets.pop(_hash(ticket), None)
        if found is None and self._shared is not None:
            found = _unpacked(await self._shared.take(_place("tk", ticket)))
        if found is None:
            raise Unauthenticated("unknown or used ticket; fetch a new one")
        if found.expires <= self._clock.now():
            raise Unauthenticated("the ticket has expired; fetch a new one", code="A402")
        if found.origin is not None and origin is not None and found.origin != origin:
            raise Unauthenticated("the ticket belongs to another origin; fetch a new one")
        return found.identity

    async def origin_of(self, ticket: str) -> str | None:
        """The origin that a ticket was minted for; None for any, and for a ticket nobody knows."""
        found = self._tickets.get(_hash(ticket))
        if found is None and self._shared is not None:
            found = _unpacked(await self._shared.look(_place("tk", ticket)))
        return None if found is None else found.origin

    def open_token(self, identity: Identity) -> str:
        """A bearer for REST with the rights of `identity`, valid until close_token."""
        token = SOCKET_BEARER + secrets.token_urlsafe(32)
        self._tokens[_hash(token)] = identity
        return token

    def close_token(self, token: str) -> None:
        """Ends a token; an unknown one is no error."""
        self._tokens.pop(_hash(token), None)

    def identify(self, token: str) -> Identity | None:
        """Who holds this token, None when nobody (any more). Another node's: when `learn` has asked for it."""
        found = self._tokens.get(_hash(token))
        if found is None and self._known:
            at, found = self._known.get(_hash(token), (0.0, None))
            if time.monotonic() - at > KNOWN_S:
                return None
        return found

    # Between nodes

    async def publish(self, token: str) -> None:
        """Other nodes know this token too, as far as they can be reached."""
        await self._put(_hash(token))

    async def withdraw(self, token: str) -> None:
        """Nobody knows it any more; a node that cannot be reached forgets it by itself."""
        self.close_token(token)
        if self._shared is not None:
            with suppress(DeliveryError):
                await self._shared.drop(_place("ct", token))

    async def run(self) -> None:
        """Other nodes forget a token unless they are told again that its socket lives. Until cancelled."""
        while True:
            await asyncio.sleep(TOKEN_S / 3)
            for name in list(self._tokens):
                await self._put(name)

    async def _put(self, name: str) -> None:
        identity = self._tokens.get(name)
        if self._shared is not None and identity is not None:
            with suppress(DeliveryError):
                await self._shared.put(f"ct:{name}", orjson.dumps(_plain(identity)), TOKEN_S)

    async def learn(self, token: str) -> None:
        """Asks for a token that this node did not open, so that `identify` knows it. Raises DeliveryError."""
        name, now = _hash(token), time.monotonic()
        if self._shared is None or name in self._tokens or now - self._known.get(name, (0.0, None))[0] <= KNOWN_S:
            return
        raw = await self._shared.look(_place("ct", token))
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[name] = (now, None if raw is None else _identity(orjson.loads(raw)))


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _place(kind: str, secret: str) -> str:
    return f"{kind}:{_hash(secret)}"


def _plain(who: Identity) -> dict[str, object]:
    until = None if who.until is None else who.until.isoformat()
    return {"role": who.role.value, "shop": who.shop, "agent_id": who.agent_id, "teams": [*who.teams],
            "person": who.person, "demo": who.demo, "credential": who.credential, "until": until}  # fmt: skip


def _identity(plain: dict[str, object]) -> Identity:
    teams, until = plain["teams"], plain["until"]
    return Identity(
        Role(str(plain["role"])),
        str(plain["shop"]),
        None if plain["agent_id"] is None else str(plain["agent_id"]),
        tuple(map(str, teams)) if isinstance(teams, list) else (),
        str(plain["person"]),
        bool(plain["demo"]),
        str(plain["credential"]),
        None if until is None else datetime.fromisoformat(str(until)),
    )


def _packed(made: _Ticket) -> bytes:
    return orjson.dumps({"who": _plain(made.identity), "origin": made.origin, "expires": made.expires.isoformat()})


def _unpacked(raw: bytes | None) -> _Ticket | None:
    if raw is None:
        return None
    told = orjson.loads(raw)
    return _Ticket(_identity(told["who"]), told["origin"], datetime.fromisoformat(told["expires"]))
