"""`csassist store export`: a shop as JSON lines, a conversation a line. Masked unless asked otherwise; no whispers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import BinaryIO

import orjson
import typer

from csassist.errors import InvalidInput
from csassist.lab.record.place import opened
from csassist.settings import Settings
from csassist.store.case_file import read_case_file
from csassist.store.session import Session
from csassist.store.stored import Codecs
from csassist.wire.dossier import case_dict, masked_case

_PAGE = "SELECT id FROM conversations WHERE shop=? AND id>? ORDER BY id LIMIT 500"


def run_export(settings: Settings, shop: str, out: Path | None, *, raw: bool) -> int:
    """How many conversations went to `out`, or to standard output. Raises InvalidInput C211 when `out` is there."""
    if out is not None and out.exists():
        raise InvalidInput(f"{out} is there already; name a new file", code="C211")
    with (
        out.open("xb") if out is not None else nullcontext(typer.get_binary_stream("stdout")) as stream,
        opened(settings) as (db, codecs),
    ):
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
