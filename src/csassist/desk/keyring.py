"""API keys to identities. Keeps hashes only; reads the configured keys and the stored ones."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from csassist.desk.access import Identity, Role
from csassist.desk.ports import KeyRecord
from csassist.errors import Unauthenticated
from csassist.frozen import frozen

ID_LENGTH = 12  # hexadecimal digits of the hash by which people name a key


@frozen
class ConfiguredKey:
    """One entry of CSASSIST_KEYS."""

    key: str
    role: Role
    shop: str
    agent_id: str | None = None
    teams: tuple[str, ...] = ()


class Keyring:
    """Looks keys up by hash, so that a lookup takes the same time for every wrong key.

    A configured key stands until the service is configured anew; a stored one until it is revoked or expires, which
    `renew` takes up.
    """

    def __init__(self, configured: Iterable[ConfiguredKey] = (), stored: Iterable[KeyRecord] = ()) -> None:
        rows = (KeyRecord(key_hash(e.key), e.role.value, e.shop, e.agent_id, tuple(e.teams)) for e in configured)
        self._configured = {row.key_hash: row for row in rows}
        self._known = {name: _identity(row) for name, row in self._configured.items()}
        for record in stored:
            self.add(record)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, record: KeyRecord) -> None:
        """Takes a stored key in, or out when it is revoked."""
        if record.key_hash in self._configured:
            return
        if record.revoked:
            self._known.pop(record.key_hash, None)
            return
        self._known[record.key_hash] = _identity(record)

    def renew(self, stored: Iterable[KeyRecord], now: datetime) -> frozenset[str]:
        """Takes the stored keys as they stand now. Returns the hashes of those that ended or changed."""
        before = self._known
        self._known = {name: _identity(row) for name, row in self._configured.items()}
        for record in stored:
            if not ended(record, now):
                self.add(record)
        return frozenset(name for name, who in before.items() if self._known.get(name) != who)

    def holds(self, credential: str) -> bool:
        """True while rights that stem from this key stand; rights of no key stand by themselves."""
        return not credential or credential in self._known

    def configured(self, shop: str) -> tuple[KeyRecord, ...]:
        """The configured keys of a shop."""
        return tuple(row for row in self._configured.values() if row.shop == shop)

    def identify(self, key: str) -> Identity:
        """Whose key this is. Raises Unauthenticated."""
        found = self._known.get(key_hash(key))
        if found is None:
            raise Unauthenticated("no such key; check the Authorization header")
        return found


def ended(record: KeyRecord, now: datetime) -> bool:
    """True when a key was revoked or has expired."""
    return record.revoked or (record.expires_at is not None and record.expires_at <= now)


def key_id(record: KeyRecord) -> str:
    """The short name of a key: it opens nothing."""
    return record.key_hash[:ID_LENGTH]


def new_key() -> str:
    """A fresh key: csa_ + 8 characters to tell it by + 43 random ones (256 bits)."""
    return f"csa_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"


def key_hash(key: str) -> str:
    """SHA-256, hex: enough for keys of 112 bits and more (ASVS 6.5.2)."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()


def _identity(record: KeyRecord) -> Identity:
    person = record.agent_id or f"key-{key_id(record)}"
    return Identity(
        Role(record.role),
        record.shop,
        record.agent_id,
        record.teams,
        f"{record.shop}/{record.role}/{person}",
        credential=record.key_hash,
        until=record.expires_at,
    )
