"""The verbs of `csassist notify`, beside a running service or without one. Prints no address and no customer text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer

from csassist.desk.clock import SystemClock
from csassist.desk.notices import NOTE, sample
from csassist.lab.record.place import file_opened, require_file
from csassist.notify.compose import compose
from csassist.notify.endpoint import Endpoint
from csassist.notify.endpoints import Endpoints
from csassist.notify.guard import AddressRefused
from csassist.notify.post import Poster
from csassist.store.disk import DISK_FAULTS
from csassist.store.outbox import dead_of, states_of
from csassist.store.outbox_jobs import StatementJob, replay_job, switch_job
from csassist.store.schema import FILE, open_writer, require_current
from csassist.store.session import Session
from csassist.store.stored import to_micros
from csassist.store.writer import unavailable

_LISTED = 200
_Job = Callable[[datetime], StatementJob]


def run_notify_test(endpoints: Endpoints, name: str) -> bool:
    """Sends a sample past the outbox and says what the far side answered. True when it was taken."""
    to = endpoints.named(name)
    taken, said = asyncio.run(_send_sample(to, endpoints))
    typer.echo(f"{to.name} ({to.kind}): {'收到' if taken else '没有被接受'}, {said}")
    return taken


async def _send_sample(to: Endpoint, endpoints: Endpoints) -> tuple[bool, str]:
    now = SystemClock().now()
    poster = Poster(endpoints.guard)
    try:
        if to.kind == NOTE:
            return False, "备注只会写进那边的会话：在那边的测试会话里发一句生气的话，就能看到"
        answer = await poster.post(to.kind, compose(to, sample(to.route, now), now), now)
        if answer.code == AddressRefused.code:
            await endpoints.guard.target(to.url)  # says why
        return answer.ok, answer.code
    finally:
        await poster.close()


def run_notify_list(endpoints: Endpoints, data: Path, store: str | None = None) -> None:
    """Every endpoint of the settings with what the outbox knows of it: in `store`, a database, else in `data`."""
    with _outbox(data, store) as db:
        known = {} if db is None else {state.name: state for state in states_of(db, None)}
    for one in endpoints.all:
        state = known.pop(one.name, None)
        counts = f"待发 {state.pending} · 已发 {state.sent} · 死信 {state.dead}" if state else "还没有通知"
        last = f" · 最近 {state.last_code}" if state and state.last_code else ""
        stopped = f" · 已停用（{state.disabled}）" if state and state.disabled else ""
        route = one.route
        teams = "、".join(route.teams) or "全店"
        typer.echo(f"{one.name}  {one.kind}  {route.shop}/{teams}  ≥{route.min_tier.name}  {counts}{last}{stopped}")
    for name, state in known.items():
        typer.echo(f"{name}  不在设置里  待发 {state.pending} · 已发 {state.sent} · 死信 {state.dead}")
    if not endpoints.all:
        typer.echo("没有配置通知；见 docs/notices.md")


def run_notify_dead(data: Path, store: str | None = None) -> None:
    """Dead notices, newest first."""
    with _outbox(data, store) as db:
        rows = () if db is None else dead_of(db, None, _LISTED)
    for row in rows:
        at = "" if row.touched_at is None else f"{row.touched_at:%Y-%m-%d %H:%M:%S}Z"
        one = row.notice
        tried = f"试了 {row.attempts} 次  {row.last_code}  {at}"
        typer.echo(f"{one.id}  {one.endpoint}  {one.kind}  {one.conversation_id}  {tried}")
    if not rows:
        typer.echo("没有死信")


def run_notify_replay(data: Path, ids: Sequence[str] | None, store: str | None = None) -> int:
    """Dead notices are due again, with their old ids. Returns how many; a running service sends them within seconds."""
    return _change(data, store, lambda now: replay_job(ids, to_micros(now)))


def run_notify_enable(endpoints: Endpoints, data: Path, name: str, store: str | None = None) -> None:
    """Takes an endpoint that said 410 into use again."""
    to = endpoints.named(name)
    _change(data, store, lambda now: switch_job(to.name, "", to.mark, to_micros(now)))


@contextmanager
def _outbox(data: Path, store: str | None) -> Iterator[Session | None]:
    """A look at the outbox of the database, else of the file in `data`; None when there is no file yet."""
    if store is not None:
        from csassist.store.postgres.look import inspected

        with inspected(store) as (db, _):
            yield db
    elif not (data / FILE).is_file():
        yield None
    else:
        with file_opened(data / FILE) as (db, _):
            yield db


def _change(data: Path, store: str | None, job: _Job) -> int:
    """How many rows a job of the outbox changed."""
    made = job(SystemClock().now())
    if store is not None:
        from csassist.store.postgres.look import carry_out

        changed = carry_out(store, made)
        assert isinstance(changed, int)
        return changed
    require_file(data / FILE)
    try:
        db = open_writer(data / FILE)
        try:
            require_current(db)
            with db:
                count = made.apply(db.cursor())
        finally:
            db.close()
    except DISK_FAULTS as error:
        raise unavailable(error) from error
    return count
