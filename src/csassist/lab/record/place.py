"""Which record the settings name, and one look at all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csassist.errors import StoreUnavailable
from csassist.settings import Settings
from csassist.store.disk import DISK_FAULTS
from csassist.store.schema import FILE, open_reader, read_forms, require_current
from csassist.store.session import Session
from csassist.store.stored import Codecs
from csassist.store.writer import unavailable


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Session, Codecs]]:
    """A read transaction over every shop and the codecs of its rows. Raises StoreUnavailable."""
    if settings.store is not None:
        from csassist.store.postgres.look import inspected

        with inspected(settings.store) as found:
            yield found
    else:
        with file_opened(settings.data / FILE) as found:
            yield found


@contextmanager
def file_opened(path: Path) -> Iterator[tuple[Session, Codecs]]:
    """The same for one SQLite file, which a service may be writing."""
    require_file(path)
    try:
        db = open_reader(path)
        try:
            require_current(db)
            db.execute("BEGIN")
            forms = read_forms(db)
            yield db, Codecs.of(max(forms, default=0), forms)
        finally:
            db.close(True)
    except DISK_FAULTS as error:
        raise unavailable(error) from error


def require_file(path: Path) -> None:
    """Raises StoreUnavailable when there is no record."""
    if not path.is_file():
        raise StoreUnavailable("there is no record in this data directory yet; check --data")
