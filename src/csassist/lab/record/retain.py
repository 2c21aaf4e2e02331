"""`csassist store retain`: the nightly job, now, or what it would touch. The service does it by itself every night."""

from __future__ import annotations

import asyncio

import typer

from csassist.desk.clock import SystemClock
from csassist.desk.nodes import new_name
from csassist.desk.ports import Clock, Store
from csassist.desk.retention import Retention
from csassist.privacy.grade import Grade
from csassist.settings import Settings
from csassist.store.sqlite import SqliteStore

_WORDS = {Grade.MASKED: "要遮盖", Grade.NONE: "要清空"}


def run_retain(settings: Settings, *, dry: bool, clock: Clock | None = None) -> None:
    """`clock` = the system's unless given. Raises StoreUnavailable: S504 while a service has the embedded record."""
    asyncio.run(_retain(settings, clock or SystemClock(), dry=dry))


async def _retain(settings: Settings, clock: Clock, *, dry: bool) -> None:
    store = await _opened(settings)
    try:
        retention = Retention(store.personal, clock, settings.keep(), new_name())
        if dry:
            for grade, count in (await retention.would()).items():
                typer.echo(f"{_WORDS[grade]}：{count} 个会话")
            return
        run = await retention.work()
        typer.echo(f"处理了 {run.conversations} 个会话：{run.messages} 条消息，{run.rows} 行记录")
    finally:
        await store.close()


async def _opened(settings: Settings) -> Store:
    if settings.store is None:
        return SqliteStore.open(settings.data)
    from csassist.store.postgres.store import PostgresStore  # the driver is loaded by who needs it

    return await asyncio.to_thread(PostgresStore.open, settings.store)
