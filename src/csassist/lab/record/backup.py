"""`csassist store backup`: a copy of the SQLite file as of one moment, while a service goes on writing it."""

from __future__ import annotations

import os
from pathlib import Path

import apsw
import typer

from csassist.errors import InvalidInput
from csassist.lab.record.place import require_file
from csassist.settings import Settings
from csassist.store.disk import DISK_FAULTS
from csassist.store.schema import FILE, open_reader
from csassist.store.writer import unavailable

_PAGES = 2048  # copied in one step: 8 MiB


def run_backup(settings: Settings, to: Path) -> None:
    """Raises InvalidInput C211 for PostgreSQL or when `to` is there already, StoreUnavailable."""
    if settings.store is not None:
        raise InvalidInput(
            "the record is on PostgreSQL: use its own tools, pg_dump for a copy as of one moment or base backups with"
            " archived log for every moment",
            code="C211",
        )
    if to.exists():
        raise InvalidInput(f"{to} is there already; name a new file", code="C211")
    path = settings.data / FILE
    require_file(path)
    try:
        size = copy_file(path, to)
    except DISK_FAULTS as error:
        raise unavailable(error) from error
    typer.echo(f"{to}：{size / 1_000_000:.1f} MB，可以用 csassist store verify --file {to} 检查")


def copy_file(path: Path, to: Path) -> int:
    """Bytes written. The read transaction holds one moment; the new file takes its name only when it is whole."""
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    source = open_reader(path)
    try:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM forms").fetchall()
        target = apsw.Connection(str(part))
        with target.backup("main", source, "main") as backup:
            while not backup.done:
                backup.step(_PAGES)
        target.pragma("journal_mode", "delete")  # one file, nothing beside it
        target.close(True)
    finally:
        source.close(True)
    with part.open("rb+") as written:
        os.fsync(written.fileno())
        size = os.fstat(written.fileno()).st_size
    part.rename(to)
    return size
