"""For the verbs beside a service: one long look at a whole database as of one moment, or one job carried out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from csassist.errors import StoreUnavailable
from csassist.store.jobs import Job
from csassist.store.postgres.gate import Gate
from csassist.store.postgres.link import SERVER_FAULTS, Link, connect, let_go, unreachable
from csassist.store.postgres.schema import Forms, migrations, read_forms, schema_of
from csassist.store.postgres.session import PostgresSession
from csassist.store.session import Purpose
from csassist.store.stored import Codecs

PATIENCE_S = 3600.0


@contextmanager
def inspected(url: str) -> Iterator[tuple[PostgresSession, Codecs]]:
    """A read transaction and the codecs of its rows. Raises StoreUnavailable, S505 for another schema than ours."""
    link = connect(url)
    try:
        link.patience = PATIENCE_S
        link.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        _require_current(link)
        forms = Forms(Gate(url), read_forms(link))
        with link.pipeline() as pipeline:
            session = PostgresSession(link, pipeline)
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            session.enter(Purpose.INSPECTION)
            yield session, Codecs.of(max(forms, default=0), forms)
            session.execute("COMMIT")
    except SERVER_FAULTS as error:
        raise unreachable(url, error) from None
    finally:
        let_go(link)


def carry_out(url: str, job: Job) -> object:
    """What one job across shops returned, once it is durable. Raises StoreUnavailable."""
    link = connect(url)
    try:
        _require_current(link)
        with link.pipeline() as pipeline:
            session = PostgresSession(link, pipeline)
            session.execute("BEGIN")
            session.enter(Purpose.HOUSE)
            outcome = job.apply(session)
            session.execute("COMMIT")
    except SERVER_FAULTS as error:
        raise unreachable(url, error) from None
    finally:
        let_go(link)
    return outcome


def _require_current(link: Link) -> None:
    present, newest = schema_of(link), migrations()[-1][0]
    if present != newest:
        raise StoreUnavailable(
            f"the record is of schema {present}, this csassist knows {newest}; run csassist store migrate, or install"
            " the version that wrote it",
            code="S505",
        )
