"""`csassist store copy`: an SQLite record into an empty PostgreSQL database, with a bar, resumable, proven after."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from csassist.errors import InvalidInput
from csassist.lab.record.place import file_opened, require_file
from csassist.settings import Settings
from csassist.store.lock import DirectoryLock
from csassist.store.postgres.landing import landing
from csassist.store.postgres.look import inspected
from csassist.store.postgres.schema import prepare
from csassist.store.schema import FILE
from csassist.store.session import Row, Session
from csassist.store.tables import TABLES, Digest, page_of

_PAGE = 2000
_FIRST = {"number": -1, "rowid": -1, "seq": -1, "version": -1, "n": -1, "grade": -1, "started_at": -1}
_NUL = "\x00"


def run_copy(settings: Settings) -> bool:
    """From the data directory to the database of CSASSIST_STORE. True when both hold the same rows after it.

    Raises StoreUnavailable S504 while a service has the directory, InvalidInput C211 when there is nowhere to copy to.
    """
    if settings.store is None:
        raise InvalidInput("copy: set CSASSIST_STORE to the PostgreSQL database that the record goes to", code="C211")
    path = settings.data / FILE
    require_file(path)
    lock = DirectoryLock(settings.data)  # nobody writes it meanwhile
    try:
        prepare(settings.store)
        with file_opened(path) as (db, _):
            _lay_down(db, settings.store, _name_of(path))
            return _compare(db, settings.store)
    finally:
        lock.release()


def _lay_down(db: Session, url: str, source: str) -> None:
    with landing(url, source) as ground, _bar() as bar:
        for table in TABLES:
            task = bar.add_task(table, total=_count(db, table))
            columns, after = _columns(db, table), ground.last_key(table)
            if after is not None:
                bar.update(task, completed=_count_up_to(db, table, after))
            for rows in _pages(db, table, columns, after):
                ground.put(table, columns, rows)
                bar.advance(task, len(rows))
        ground.end()


def _compare(db: Session, url: str) -> bool:
    """Reads every row of both and tells where they differ."""
    differ, total = [], 0
    with inspected(url) as (far, _):
        for table in TABLES:
            columns = _columns(db, table)
            here, there = (_digest(side, table, columns) for side in (db, far))
            total += here.rows
            if here != there:
                differ.append(f"{table}（{here.rows} 行对 {there.rows} 行）")
    if differ:
        typer.echo(f"不一致：{'、'.join(differ)}")
    else:
        typer.echo(f"{len(TABLES)} 张表、{total} 行已复制，逐行散列一致；旧的数据目录原样保留")
    return not differ


def _digest(db: Session, table: str, columns: tuple[str, ...]) -> Digest:
    digest = Digest()
    for rows in _pages(db, table, columns, None):
        for row in rows:
            digest.add(row)
    return digest


def _pages(db: Session, table: str, columns: tuple[str, ...], after: Row | None) -> Iterator[list[Row]]:
    key = [columns.index(name) for name in TABLES[table]]
    last = after or tuple(_FIRST.get(name, "") for name in TABLES[table])
    sql = page_of(table, columns)
    while rows := db.execute(sql, (*last, _PAGE)).fetchall():
        yield [tuple(map(_plain, row)) for row in rows]
        last = tuple(rows[-1][place] for place in key)


def _plain(value: object) -> object:
    """PostgreSQL's texts hold no U+0000: what customers sent is kept with U+FFFD in its place."""
    return value.replace(_NUL, "\ufffd") if isinstance(value, str) and _NUL in value else value


def _columns(db: Session, table: str) -> tuple[str, ...]:
    names = tuple(str(row[1]) for row in db.execute(" ".join(("PRAGMA table_info(", table, ")"))).fetchall())
    return ("rowid", *names) if "rowid" in TABLES[table] else names


def _count(db: Session, table: str) -> int:
    return int(db.execute(" ".join(("SELECT count(*) FROM", table))).fetchone()[0])


def _count_up_to(db: Session, table: str, key: Row) -> int:
    names = TABLES[table]
    condition = ("WHERE (", ",".join(names), ") <= (", ",".join("?" * len(names)), ")")
    return int(db.execute(" ".join(("SELECT count(*) FROM", table, *condition)), key).fetchone()[0])


def _name_of(path: Path) -> str:
    return sha256(str(path.resolve()).encode()).hexdigest()[:16]


def _bar() -> Progress:
    parts = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*parts)
