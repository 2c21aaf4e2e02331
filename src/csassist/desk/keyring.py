"""API keys to identities. Keeps hashes only; reads the configured keys and the stored ones."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from csassist.desk.access import Identity, Role
from csassist.desk.ports import KeyRecord
from csassist.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class ConfiguredKey:
    """One entry of CSASSIST_KEYS."""

    key: str
    role: Role
    shop: str
    agent_id: str | None = None
    teams: tuple[str, ...] = ()


class Keyring:
    """Looks keys up by hash, so that a lookup takes the same time for every wrong key."""

    def __init__(self, configured: Iterable[ConfiguredKey] = (), stored: Iterable[KeyRecord] = ()) -> None:
        self._known: dict[str, Identity] = {}
        for record in stored:
            self.add(record)
        for entry in configured:
            self.add(KeyRecord(key_hash(entry.key), entry.role.value, entry.shop, entry.agent_id, tuple(entry.teams)))

    def __len__(self) -> int:
        return len(self._known)

    def add(self, record: KeyRecord) -> None:
        """Takes a stored key in, or out when it is revoked."""
        if record.revoked:
            self._known.pop(record.key_hash, None)
            return
        person = record.agent_id or f"key-{record.key_hash[:12]}"
        self._known[record.key_hash] = Identity(
            Role(record.role), record.shop, record.agent_id, record.teams, f"{record.shop}/{record.role}/{person}"
        )

    def identify(self, key: str) -> Identity:
        """Whose key this is. Raises Unauthenticated."""
        found = self._known.get(key_hash(key))
        if found is None:
            raise Unauthenticated("no such key; check the Authorization header")
        return found


def new_key() -> str:
    """A fresh key: csa_ + 8 characters to tell it by + 43 random ones (256 bits)."""
    return f"csa_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"


def key_hash(key: str) -> str:
    """SHA-256, hex: enough for keys of 112 bits and more (ASVS 6.5.2)."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()
