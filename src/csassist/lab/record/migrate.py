"""`csassist store migrate`: brings the record to this version's schema without starting the service."""

from __future__ import annotations

import typer

from csassist.lab.record.place import require_file
from csassist.settings import Settings
from csassist.store.disk import DISK_FAULTS
from csassist.store.lock import DirectoryLock
from csassist.store.schema import FILE, migrate, open_writer
from csassist.store.writer import unavailable


def run_migrate(settings: Settings) -> None:
    """Raises StoreUnavailable: S504 while a service has the directory, S505 for a record of a newer version."""
    if settings.store is not None:
        from csassist.store.postgres.schema import migrations, prepare

        prepare(settings.store)
        typer.echo(f"PostgreSQL 的表结构已是第 {migrations()[-1][0]} 版")
        return
    path = settings.data / FILE
    require_file(path)
    lock = DirectoryLock(settings.data)
    try:
        db = open_writer(path)
        try:
            number = migrate(db)
        finally:
            db.close(True)
    except DISK_FAULTS as error:
        raise unavailable(error) from error
    finally:
        lock.release()
    typer.echo(f"SQLite 的表结构已是第 {number} 版")
