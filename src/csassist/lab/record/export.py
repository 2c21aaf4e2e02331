"""`csassist store export`: a shop as JSON lines, a conversation a line. Masked unless asked otherwise; no whispers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

import orjson
import typer

from csassist.lab.record.place import opened
from csassist.settings import Settings
from csassist.store.case_file import read_case_file
from csassist.store.session import Session
from csassist.store.stored import Codecs
from csassist.wire.dossier import case_dict, masked_case

_PAGE = "SELECT id FROM conversations WHERE shop=? AND id>? ORDER BY id LIMIT 500"


def run_export(settings: Settings, shop: str, out: Path | None, *, raw: bool) -> int:
    """How many conversations went to `out`, or to standard output."""
    with opened(settings) as (db, codecs):
        if out is None:
            return _write(db, codecs, shop, typer.get_binary_stream("stdout"), raw=raw)
        with out.open("xb") as stream:
            return _write(db, codecs, shop, stream, raw=raw)


def _write(db: Session, codecs: Codecs, shop: str, stream: BinaryIO, *, raw: bool) -> int:
    count = 0
    for name in _names(db, shop):
        case = read_case_file(db, (shop, name), codecs)
        if case is not None:
            told = case_dict(case if raw else masked_case(case))
            stream.write(orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    return count


def _names(db: Session, shop: str) -> Iterator[str]:
    page, last = partial(db.execute, _PAGE), ""
    while rows := page((shop, last)).fetchall():
        yield from (row[0] for row in rows)
        last = rows[-1][0]
