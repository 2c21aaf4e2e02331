"""The verbs of `csassist keys`, beside a running service or without one. A key is printed once, and only that key."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import apsw
import structlog
import typer

from csassist.desk.access import Identity, Role
from csassist.desk.clock import SystemClock
from csassist.desk.keyring import Keyring, ended, key_id
from csassist.desk.keys import Keys, KeyStore, KeyWish, NewKey
from csassist.desk.ports import KeyRecord
from csassist.frozen import frozen
from csassist.store.disk import DISK_FAULTS
from csassist.store.jobs import KeyJob
from csassist.store.lists import all_keys
from csassist.store.postgres.store import PostgresStore
from csassist.store.schema import FILE, migrate, open_reader, open_writer
from csassist.store.writer import unavailable

T = TypeVar("T")
# What a shop's own machine may do to its keys: everything.
_HERE = "the command line"


class KeyFile:
    """The keys in the file of an embedded store; a service that runs on it takes changes up within seconds."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE

    async def add_key(self, row: KeyRecord) -> None:
        """One row, durable on return. Raises StoreUnavailable."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            db = open_writer(self._path)
            try:
                migrate(db)
                with db:
                    KeyJob(row).apply(db.cursor())
            finally:
                db.close()
        except (*DISK_FAULTS, apsw.Error) as fault:
            raise unavailable(fault) from fault

    async def keys(self) -> tuple[KeyRecord, ...]:
        """Every key; none when there is no file yet. Raises StoreUnavailable."""
        if not self._path.is_file():
            return ()
        try:
            db = open_reader(self._path)
            try:
                return all_keys(db)
            finally:
                db.close()
        except (*DISK_FAULTS, apsw.Error) as fault:
            raise unavailable(fault) from fault


@frozen
class Place:
    """Where the keys are: in PostgreSQL when `store` is given, else in the file in `data`."""

    data: Path
    store: str | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[KeyStore]:
        """Raises StoreUnavailable."""
        if self.store is None:
            yield KeyFile(self.data)
            return
        store = await asyncio.to_thread(PostgresStore.open, self.store)
        try:
            yield store
        finally:
            await store.close()


def run_keys_create(place: Place, shop: str, wish: KeyWish) -> None:
    """Prints the new key on standard output, and what it is beside it. Raises StoreUnavailable."""
    _show(_with(place, lambda keys, _: keys.make(shop, wish)))


def run_keys_list(place: Place, shop: str | None) -> None:
    """Every stored key, a line each. Raises StoreUnavailable."""
    now = SystemClock().now()
    rows = [row for row in asyncio.run(_rows(place)) if shop in (None, row.shop)]
    for row in sorted(rows, key=lambda row: (row.shop, row.created_at is not None, row.created_at, row.key_hash)):
        state = "已停用" if ended(row, now) else "有效"
        until = "" if row.expires_at is None else f" · 到 {row.expires_at:%Y-%m-%d %H:%M} UTC"
        named = " · ".join(part for part in (row.label, row.agent_id, ",".join(row.teams)) if part)
        typer.echo(f"{key_id(row)}  {row.shop}  {row.role}  {state}{until}  {named}".rstrip())
    if not rows:
        typer.echo("没有存下来的密钥（写在配置里的不在此列）")


def run_keys_revoke(place: Place, name: str) -> None:
    """Ends a stored key. Raises NotFound, StoreUnavailable."""
    _with(place, lambda keys, rows: keys.revoke(_owner(rows, name), name))
    typer.echo(f"{name} 已停用；正在用它的连接几秒内断开")


def run_keys_rotate(place: Place, name: str, overlap: timedelta) -> None:
    """A new key for an old one. Raises NotFound, StoreUnavailable."""
    _show(_with(place, lambda keys, rows: keys.rotate(_owner(rows, name), name, overlap)))


async def _rows(place: Place) -> tuple[KeyRecord, ...]:
    async with place.opened() as store:
        return await store.keys()


def _owner(rows: tuple[KeyRecord, ...], name: str) -> Identity:
    """An admin of the shop that the key belongs to; of none when there is no such key."""
    shop = next((row.shop for row in rows if key_id(row) == name), "")
    return Identity(Role.ADMIN, shop, person=_HERE)


def _with(place: Place, what: Callable[[Keys, tuple[KeyRecord, ...]], Awaitable[T]]) -> T:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # standard output is the key's

    async def go() -> T:
        async with place.opened() as store:
            rows = await store.keys()
            return await what(Keys(store, Keyring(), SystemClock(), lambda _: None), rows)

    return asyncio.run(go())


def _show(made: NewKey) -> None:
    row = made.record
    typer.echo(made.key)
    who = " ".join(part for part in (row.role, row.agent_id, ",".join(row.teams)) if part)
    typer.echo(f"店铺 {row.shop} · {who} · 编号 {key_id(row)}。密钥只显示这一次，请现在存好。", err=True)
