"""`csassist store verify`: does the record hold together? In plain words; the questions are the store's."""

from __future__ import annotations

from pathlib import Path

import typer

from csassist.lab.record.place import file_opened, opened
from csassist.settings import Settings
from csassist.store.inspection import Fault, inspect
from csassist.store.session import Session
from csassist.store.stored import Codecs


def run_verify(settings: Settings, file: Path | None = None) -> bool:
    """True when nothing is wrong with the record of the settings, or with one SQLite file (a backup)."""
    if file is None and settings.store is not None:
        with opened(settings) as (db, codecs):
            return _tell(_look(db, codecs, []))
    with file_opened(file or settings.data / "csassist.sqlite") as (db, codecs):
        broken = [row[0] for row in db.execute("PRAGMA integrity_check(5)").fetchall() if row[0] != "ok"]
        return _tell(_look(db, codecs, broken))


def _look(db: Session, codecs: Codecs, broken: list[str]) -> list[Fault | None]:
    pages = Fault("数据文件的页损坏", len(broken), tuple(broken)) if broken else None
    return [pages, *(fault for _, fault in inspect(db, codecs))]


def _tell(found: list[Fault | None]) -> bool:
    faults = [fault for fault in found if fault is not None]
    for fault in faults:
        typer.echo(f"不对：{fault.words}，共 {fault.count} 处，例如 {'、'.join(fault.where)}")
    if not faults:
        typer.echo(f"查了 {len(found)} 项，记录前后一致")
    return not faults
