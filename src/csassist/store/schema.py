"""Opens the SQLite file the one safe way and brings it to the newest schema. Knows no rows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from importlib import resources
from pathlib import Path

import apsw
import orjson

from csassist.errors import StoreUnavailable
from csassist.store.codec import current_form

FILE = "csassist.sqlite"

# synchronous=FULL syncs the log at every commit: an ack survives power loss. The checkpoint waits for 16 MiB of log, so
# that a row rewritten with every message is copied back once for many commits. No mmap: an I/O error would be a SIGBUS.
# secure_delete=ON: what is deleted or overwritten is zeros on disk, which erasing a customer needs; FAST leaves words
# of old states in freed pages. No difference was measured (8 000 messages, 1.9 s of processor time with either).
_WRITER = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 4096;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -32768;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
"""
# SQLite below 3.51.3 may corrupt the log when two connections write and checkpoint at once (the WAL-reset bug).
_OLDEST = 3_051_003


def open_writer(path: Path, vfs: str | None = None) -> apsw.Connection:
    """The only writing connection of a process. Raises apsw.Error."""
    if apsw.SQLITE_VERSION_NUMBER < _OLDEST:
        raise StoreUnavailable(f"SQLite {apsw.sqlite_lib_version()} can damage its log; install apsw >= 3.51.3")
    db = apsw.Connection(str(path), vfs=vfs)
    try:
        db.set_busy_timeout(2000)
        for _ in db.execute(_WRITER):
            pass
    except BaseException:
        close_at_once(db)
        raise
    return db


def close_at_once(db: apsw.Connection) -> None:
    """Lets go of a file whose disk has just refused: the log is not folded in, whoever opens next does that."""
    with suppress(apsw.Error):
        db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        db.close(True)


def open_reader(path: Path, vfs: str | None = None) -> apsw.Connection:
    """A connection that cannot write. Raises apsw.Error."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY, vfs=vfs)
    db.set_busy_timeout(2000)
    db.pragma("query_only", True)
    return db


def migrations() -> tuple[tuple[int, str], ...]:
    """(number, SQL) in order, read from the package."""
    return steps_of("csassist.store")


def steps_of(engine: str) -> tuple[tuple[int, str], ...]:
    """The migrations of an engine's package: (number, SQL) in order."""
    folder = resources.files(engine) / "migrations"
    files = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return tuple((int(name[:4]), (folder / name).read_text("utf-8")) for name in files)


def require_known(present: int, newest: int) -> None:
    """Raises StoreUnavailable S505 when a record was written by a newer csassist."""
    if present > newest:
        raise StoreUnavailable(
            f"the store is of schema {present}, this csassist knows {newest}; install the newer version again",
            code="S505",
        )


def migrate(db: apsw.Connection) -> int:
    """Applies what is missing, each file in its own transaction. Returns the schema's number.

    Raises StoreUnavailable S505 when the file was written by a newer csassist.
    """
    steps = migrations()
    newest = steps[-1][0]
    present = int(db.pragma("user_version"))
    require_known(present, newest)
    for number, sql in steps:
        if number > present:
            with db:
                db.execute(sql)
                db.pragma("user_version", number)
    return newest


def settle_form(db: apsw.Connection) -> tuple[int, Mapping[int, Mapping[str, list[str]]]]:
    """The number of the form that this code writes (recorded when new), and every form of the file by number."""
    fields = orjson.dumps(current_form()).decode()
    db.execute("INSERT INTO forms (fields) VALUES (?) ON CONFLICT DO NOTHING", (fields,))
    forms = read_forms(db)
    current = next(number for number, form in forms.items() if form == orjson.loads(fields))
    return current, forms


def read_forms(db: apsw.Connection) -> dict[int, Mapping[str, list[str]]]:
    """Every form of the file by number."""
    return {int(number): orjson.loads(text) for number, text in db.execute("SELECT number, fields FROM forms")}


def require_current(db: apsw.Connection) -> None:
    """Raises StoreUnavailable S505 when the file is of another version than this csassist."""
    present, newest = int(db.pragma("user_version")), migrations()[-1][0]
    if present != newest:
        raise StoreUnavailable(
            f"the record is of schema {present}, this csassist knows {newest}; run csassist store migrate, or install"
            " the version that wrote it",
            code="S505",
        )
