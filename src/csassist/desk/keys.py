"""What an admin does with his shop's keys: list, make, revoke, rotate. A key is shown once; only its hash is kept.

Every node reads the stored keys again every few seconds, so that what one revokes is closed on all of them in time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import structlog

from csassist.desk.access import Identity, Role, require_role
from csassist.desk.keyring import Keyring, ended, key_hash, key_id, new_key
from csassist.desk.ports import Clock, KeyRecord
from csassist.errors import Conflict, NotFound, StoreUnavailable
from csassist.frozen import frozen

log = structlog.get_logger("csassist.keys")

REREAD_S = 3.0  # a revoked key is shut out on every node within 5 s
MOST_OVERLAP = timedelta(days=30)


@frozen
class KeyWish:
    """A key that somebody asks for. `days` None: until it is revoked."""

    role: Role
    agent_id: str | None = None
    teams: tuple[str, ...] = ()
    label: str = ""
    days: float | None = None


@frozen
class NewKey:
    """A key that was just made; `key` is never to be seen again."""

    key: str
    record: KeyRecord


class KeyStore(Protocol):
    """Where keys are kept: the store, or its file beside a running service."""

    async def add_key(self, row: KeyRecord) -> None:
        """Adds a key or changes the one with this hash. Durable on return."""
        ...

    async def keys(self) -> tuple[KeyRecord, ...]:
        """Every key of every shop, revoked ones too."""
        ...


class Keys:
    """The keys of every shop. `shut_out` closes the sockets of those whose key ended."""

    def __init__(
        self, store: KeyStore, keyring: Keyring, clock: Clock, shut_out: Callable[[frozenset[str]], object]
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._clock = clock
        self._shut_out = shut_out

    async def list(self, who: Identity) -> tuple[tuple[KeyRecord, bool], ...]:
        """(key, is it configured) of the caller's shop, the newest last. Raises Forbidden."""
        require_role(who, Role.ADMIN)
        stored = [row for row in await self._store.keys() if row.shop == who.shop]
        stored.sort(key=lambda row: (row.created_at is not None, row.created_at, row.key_hash))
        return (*((row, True) for row in self._keyring.configured(who.shop)), *((row, False) for row in stored))

    async def create(self, who: Identity, wish: KeyWish) -> NewKey:
        """A key for the caller's shop. Raises Forbidden, StoreUnavailable."""
        require_role(who, Role.ADMIN)
        return await self.make(who.shop, wish)

    async def make(self, shop: str, wish: KeyWish) -> NewKey:
        """A key for `shop`, on disk on return. Raises StoreUnavailable."""
        now = self._clock.now()
        until = None if wish.days is None else now + timedelta(days=wish.days)
        key = new_key()
        record = KeyRecord(
            key_hash(key), wish.role.value, shop, wish.agent_id, wish.teams, now, False, until, wish.label
        )
        await self._store.add_key(record)
        self._keyring.add(record)
        log.info("key made", key=key_id(record), role=record.role, shop=shop)
        return NewKey(key, record)

    async def revoke(self, who: Identity, name: str) -> None:
        """Ends a key now, with its sockets. Raises Forbidden, NotFound, Conflict (configured, or the caller's own)."""
        record = await self._own(who, name)
        if record.key_hash == who.credential:
            raise Conflict("this is the key that you are using; rotate it, or revoke it with another one")
        await self._store.add_key(replace(record, revoked=True))
        log.info("key revoked", key=key_id(record), role=record.role, shop=record.shop)
        await self.renew()

    async def rotate(self, who: Identity, name: str, overlap: timedelta) -> NewKey:
        """A new key with the rights of an old one, which ends after `overlap` (30 days at most). Raises as revoke."""
        record = await self._own(who, name)
        until = self._clock.now() + min(max(overlap, timedelta(0)), MOST_OVERLAP)
        if record.expires_at is not None:
            until = min(until, record.expires_at)
        wish = KeyWish(Role(record.role), record.agent_id, record.teams, record.label)
        made = await self.make(record.shop, wish)
        await self._store.add_key(replace(record, expires_at=until))
        await self.renew(spare=record.key_hash)
        return made

    async def renew(self, spare: str = "") -> None:
        """Takes the stored keys as they stand; whoever came by one that ended is shut out. Raises StoreUnavailable."""
        gone = self._keyring.renew(await self._store.keys(), self._clock.now())
        lost = frozenset(name for name in gone if name != spare or not self._keyring.holds(name))
        if lost:
            self._shut_out(lost)

    async def run(self) -> None:
        """Renews for ever."""
        while True:
            await asyncio.sleep(REREAD_S)
            try:
                await self.renew()
            except StoreUnavailable:
                log.warning("keys not read; the ones known stand")

    async def _own(self, who: Identity, name: str) -> KeyRecord:
        require_role(who, Role.ADMIN)
        if any(key_id(row) == name for row in self._keyring.configured(who.shop)):
            raise Conflict("this key stands in the configuration; take it out there and start anew")
        for row in await self._store.keys():
            if row.shop == who.shop and key_id(row) == name and not ended(row, self._clock.now()):
                return row
        raise NotFound("no such key; check the id")
