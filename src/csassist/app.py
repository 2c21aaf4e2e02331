"""Composition root: the only file that names concrete stores and brokers."""

from __future__ import annotations

import asyncio
import platform
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from csassist.api.admission import Admission, Room
from csassist.api.front import Front, Limits
from csassist.api.limits import open_files
from csassist.api.metrics import Metrics
from csassist.api.pulse import Pulse
from csassist.api.spans import Spans, otlp_spans
from csassist.api.throttle import Throttle
from csassist.connect.hooks import Hooks
from csassist.desk.access import Identity, Role
from csassist.desk.bearers import Bearers
from csassist.desk.clock import SystemClock
from csassist.desk.desk import Desk
from csassist.desk.duty import Duty
from csassist.desk.failpoint import arm
from csassist.desk.keyring import Keyring, key_hash, new_key
from csassist.desk.keys import Keys
from csassist.desk.libraries import join_libraries
from csassist.desk.lookout import LookoutSpec
from csassist.desk.notices import NoticeRoute
from csassist.desk.ports import KeyRecord, Store
from csassist.desk.retention import Retention
from csassist.desk.shadow import Shadow
from csassist.desk.tickets import Tickets
from csassist.desk.watch import Watch
from csassist.hub.cluster import Cluster, open_cluster
from csassist.hub.hub import Hub
from csassist.notify.endpoints import NOWHERE, Endpoints
from csassist.notify.lane import Works
from csassist.notify.worker import Courier
from csassist.rulepack.place import ADAPTED, default_directory
from csassist.rulepack.reload import RulebookHolder
from csassist.rulepack.snow import SnowJudge
from csassist.settings import Settings, SettingsError
from csassist.store.sqlite import Options, SqliteStore
from csassist.wire.close_codes import CloseCode

PAGES = Path(__file__).parent / "_pages"
DEMO_SHOP = "demo"
FILES_KEPT = 256  # descriptors for the record, requests over HTTP, notices
Announce = Callable[[str], None]


@asynccontextmanager
async def open_front(
    settings: Settings, *, demo: bool = False, announce: Announce = print, rulebooks: RulebookHolder | None = None
) -> AsyncIterator[Front]:
    """The parts of the service, open. `announce` gets the first admin key, once; `rulebooks` are read when not given.

    Raises SettingsError, NotBuilt, RulePackError and StoreUnavailable (S504: the data directory is in use, S508: no
    address of a database, S509: it is served by nodes that would not hear of this one).
    """
    _require_built(settings, demo=demo)
    arm(settings.failpoint)
    clock, metrics = SystemClock(), Metrics()
    metrics.spans = spans_of(settings)
    rulebooks = rulebooks or _rulebooks(settings, demo=demo)
    endpoints = NOWHERE if demo else settings.endpoints()
    with tempfile.TemporaryDirectory(prefix="csassist-demo-") as throw_away:
        async with (
            _open_store(settings, metrics, Path(throw_away) if demo else None) as store,
            open_cluster(None if demo else settings.broker_url(), _record(settings), clock) as cluster,
        ):
            parts = _Parts(store, cluster, metrics, clock, rulebooks, endpoints)
            judge = SnowJudge() if settings.sentiment == "snownlp" else None
            desk = await _open_desk(settings, parts, judge)
            front = _front(settings, parts, desk, await _keyring(settings, store, demo=demo, announce=announce))
            if demo:
                front = replace(front, demo=_demo_identity())
            retention = Retention(store.personal, clock, settings.keep(), cluster.nodes.name, metrics.retention)
            front.health.parts.update(broker=cluster.state, retention=retention.report)
            async with _background(front, settings, retention), judge.running() if judge is not None else nullcontext():
                yield front


class _Parts(NamedTuple):
    """What the desk and the front are made of."""

    store: Store
    cluster: Cluster
    metrics: Metrics
    clock: SystemClock
    rulebooks: RulebookHolder
    endpoints: Endpoints


async def _open_desk(settings: Settings, parts: _Parts, judge: SnowJudge | None) -> Desk:
    """The desk, joined to those of other nodes, with what it keeps in memory."""
    store, cluster, clock = parts.store, parts.cluster, parts.clock
    parts.metrics.resumed_by(lambda: cluster.hub.resumes)
    ways = (settings.hot_customer_days, *_ways(settings, parts.endpoints))
    hub, meter, grades = cluster.hub, parts.metrics, settings.grades()
    desk = Desk(store, hub, clock, parts.rulebooks, judge, *ways, meter=meter, grades=grades)
    desk.erasing.join(cluster.nodes, cluster.hub.forget)
    join_libraries(desk.rulebooks, cluster.nodes)
    cluster.after_a_death(lambda lately_s: store.changed_since(clock.now() - timedelta(seconds=lately_s)))
    await desk.restore()
    return desk


def _front(settings: Settings, parts: _Parts, desk: Desk, keyring: Keyring) -> Front:
    """The front of an open desk."""
    store, hub, metrics, clock = parts.store, parts.cluster.hub, parts.metrics, parts.clock
    pulse = Pulse(metrics)
    return Front(
        metrics=metrics,
        pulse=pulse,
        admission=Admission(_room(settings), metrics, pulse.worst),
        courier=_courier(parts.endpoints, store, clock, metrics),
        desk=desk,
        hub=hub,
        keyring=keyring,
        keys=Keys(store, keyring, clock, partial(_shut_out, hub)),
        bearers=Bearers(settings.issuers(), clock),
        tickets=Tickets(clock, parts.cluster.cloakroom),
        nodes=parts.cluster.nodes,
        clock=clock,
        rulebooks=parts.rulebooks,
        pages=PAGES,
        throttle=Throttles(settings).of,
        limits=Limits(),
        hooks=Hooks(settings.incoming()),
        allowed_origins=settings.embed_origins,
        shop_origins=settings.embed_shops,
        loopback_origins=settings.loopback and not settings.embed_origins,
    )


@asynccontextmanager
async def _open_store(settings: Settings, metrics: Metrics, throw_away: Path | None) -> AsyncIterator[Store]:
    """PostgreSQL when it is named, else one SQLite file; a demo is embedded whatever is set."""
    if settings.store is None or throw_away is not None:
        store: Store = SqliteStore.open(throw_away or settings.data, Options(timed=metrics.committed))
    else:
        from csassist.store.postgres.company import Company  # the driver is loaded by who needs it
        from csassist.store.postgres.store import Options as Many
        from csassist.store.postgres.store import PostgresStore

        company = Company.ALONE if settings.broker is None else Company.TOGETHER
        many = Many(timed=metrics.committed, company=company)
        store = await asyncio.to_thread(PostgresStore.open, settings.store, many)
    try:
        yield store
    finally:
        await store.close()


def _record(settings: Settings) -> str:
    """What tells this record from others, as far as nodes that share a broker must know. Holds no password."""
    if settings.store is not None:
        return "postgresql:" + settings.store.rpartition("/")[2].partition("?")[0]
    return f"sqlite:{platform.node()}:{settings.data.resolve()}"


def _ways(
    settings: Settings, endpoints: Endpoints
) -> tuple[Mapping[str, Duty], tuple[NoticeRoute, ...], Shadow, LookoutSpec]:
    """Who is called and told of what, as the desk takes it."""
    shadow = Shadow(settings.mode == "shadow", frozenset(settings.shadow))
    return settings.duties(), endpoints.routes, shadow, settings.lookout()


@asynccontextmanager
async def _background(front: Front, settings: Settings, retention: Retention) -> AsyncIterator[None]:
    """What goes on beside requests: silence is noticed, changed rules are taken up, cards and effects are settled."""
    desk = front.desk
    watching = front.rulebooks.watch(then=lambda _: front.desk.rulebooks.renew_soon())
    effects = desk.effects.run(60 * settings.effects_minutes)
    calls = desk.calls.run(desk.store, desk.interventions.delivered)
    watch = Watch(None if desk.store.alone else desk.store.personal, front.nodes.name, front.clock)
    if not desk.store.alone:
        desk.lookout.share(watch.on_duty)
        desk.effects.share(watch.on_duty)
    works = (
        desk.due.run(),
        desk.due.follow(desk.store),
        watching,
        desk.cards.run(),
        effects,
        calls,
        desk.lookout.run(),
        retention.run(),
        watch.run(),
    )
    tasks = [asyncio.create_task(work) for work in (*works, front.keys.run(), front.pulse.run(), front.tickets.run())]
    if front.courier is not None:
        tasks.append(asyncio.create_task(front.courier.run()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def spans_of(settings: Settings) -> Spans | None:
    """Where traces go, None for nowhere. Raises TracesAway."""
    return otlp_spans() if settings.telemetry == "otlp" else None


def _room(settings: Settings) -> Room:
    """How much fits in: sockets stay below what the system lets this process open."""
    most = open_files() - FILES_KEPT
    return Room(settings.most_in_flight, settings.rate_shop_per_s, max(1, most), settings.sockets_per_shop)


def _courier(endpoints: Endpoints, store: Store, clock: SystemClock, metrics: Metrics) -> Courier | None:
    if not endpoints.all:
        return None
    from csassist.notify.post import Poster  # an HTTP client is long in coming, and most houses keep to themselves

    return Courier(endpoints.all, Works(store.outbox, Poster(endpoints.guard), clock, metrics.delivery))


def _rulebooks(settings: Settings, *, demo: bool) -> RulebookHolder:
    model = None if demo else settings.data / ADAPTED
    return RulebookHolder(settings.rules or default_directory(), words=settings.segmenter, model=model)


def _require_built(settings: Settings, *, demo: bool) -> None:
    if demo and not settings.loopback:
        raise SettingsError("demo: pages are open without a login, so only loopback addresses are served")


async def _keyring(settings: Settings, store: Store, *, demo: bool, announce: Announce) -> Keyring:
    keyring = Keyring(settings.configured_keys(), await store.keys())
    if len(keyring) or demo:
        return keyring
    if not settings.loopback:
        raise SettingsError("no key is set: without one only loopback addresses are served; set CSASSIST_KEYS")
    key = new_key()
    record = KeyRecord(key_hash(key), Role.ADMIN.value, "default", created_at=SystemClock().now())
    if not await store.add_first_key(record):  # another node that starts now was first, and has shown its own
        return Keyring(settings.configured_keys(), await store.keys())
    keyring.add(record)
    announce(f"first start: this admin key of shop “default” is shown once, keep it: {key}")
    return keyring


def _shut_out(hub: Hub, ended: frozenset[str]) -> None:
    """Whoever came by one of these keys."""
    hub.disconnect(lambda who: who.credential in ended, CloseCode.UNAUTHENTICATED, "the key has ended")


def _demo_identity() -> Identity:
    return Identity(Role.SUPERVISOR, DEMO_SHOP, "demo", (), f"{DEMO_SHOP}/demo", demo=True)


class Throttles:
    """One bucket per key or person; integrators' buckets are wide."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._buckets: dict[tuple[str, str], Throttle] = {}

    def of(self, who: Identity) -> Throttle:
        """The bucket of `who`."""
        key = (who.shop, who.person)
        bucket = self._buckets.get(key)
        if bucket is None:
            machine = who.role in (Role.INTEGRATOR, Role.ADMIN)
            rate = self._settings.rate_per_s if machine else self._settings.rate_person_per_s
            bucket = self._buckets[key] = Throttle(rate, 2 * rate)
        return bucket
