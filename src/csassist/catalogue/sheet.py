"""A product sheet (CSV) to one mapping a row, shaped like the JSON of a card. Judges no card.

Cells are text and stay text: nothing is calculated, and the apostrophe by which a spreadsheet marks text is taken off.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from csassist.catalogue.columns import KNOWN, Column, read_column
from csassist.catalogue.decode import Line
from csassist.errors import InvalidInput
from csassist.frozen import frozen

LONGEST_ROW = 50  # physical lines; an open quote must not swallow the rest of the file
_LIST = re.compile(r"[|、;；,，\n]")
_PAIRS = re.compile(r"[|;；\n]")
_PAIR = re.compile(r"\s*[=＝:：]\s*")
_KINDS = {"": "goods", "实物": "goods", "商品": "goods", "服务": "service"}
_MARKED = re.compile(r"'(?=[=+\-@])")


@frozen
class Row:
    """`value` is None when the row cannot be read, `fault` says why. `columns` = JSON pointer -> header."""

    line: int
    value: dict[str, Any] | None
    fault: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@frozen
class Sheet:
    """`unknown` = headers that nobody knows; their cells are left out."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()


def read_sheet(lines: Sequence[Line]) -> Sheet:
    """Every row beneath the header but empty ones. Raises InvalidInput C201 when there is no usable header."""
    records = (record for record in _records(lines, _delimiter(lines)) if record.cells is None or any(record.cells))
    first = next(records, None)
    header = None if first is None else first.cells
    if header is None:
        raise _no_header("the file has no readable header line")
    columns = [read_column(name) for name in header]
    for needed in ("id", "name", "category"):
        if not any(column is not None and column.name == needed for column in columns):
            raise _no_header(f"the header has no column {needed}; known: {', '.join(KNOWN)}")
    unknown = tuple(name for name, column in zip(header, columns, strict=True) if column is None and name.strip())
    return Sheet(tuple(_row(record, header, columns) for record in records), unknown)


@frozen
class _Record:
    line: int
    cells: list[str] | None
    fault: str = ""


def _no_header(detail: str) -> InvalidInput:
    return InvalidInput(detail, errors=[{"pointer": "", "line": 1, "code": "R180", "detail": detail}])


def _delimiter(lines: Sequence[Line]) -> str:
    head = next((line.text for line in lines if line.text.strip()), "")
    return max(",\t;", key=head.count)


def _records(lines: Sequence[Line], delimiter: str) -> Iterator[_Record]:
    """A record ends where its quotes are closed. One that is never closed costs its first line only."""
    at = 0
    while at < len(lines):
        end, quotes = at, lines[at].text.count('"')
        while quotes % 2 and end + 1 < min(len(lines), at + LONGEST_ROW):
            end += 1
            quotes += lines[end].text.count('"')
        if quotes % 2:
            end = at
        some = lines[at : end + 1]
        yield _record(some, delimiter, open_quote=bool(quotes % 2))
        at = end + 1


def _record(some: Sequence[Line], delimiter: str, *, open_quote: bool) -> _Record:
    number = some[0].number
    broken = next((line.broken for line in some if line.broken), "")
    if broken or open_quote:
        return _Record(number, None, broken or "a quotation mark is never closed")
    text = "\n".join(line.text for line in some)
    try:
        cells = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        return _Record(number, None, f"not CSV: {error}")
    return _Record(number, [_plain(cell.strip()) for cell in cells])


def _plain(cell: str) -> str:
    return cell[1:] if _MARKED.match(cell) else cell


def _row(record: _Record, header: Sequence[str], columns: Sequence[Column | None]) -> Row:
    cells = record.cells
    if cells is None:
        return Row(record.line, None, record.fault)
    if len(cells) > len(header) and any(cells[len(header) :]):
        return Row(record.line, None, f"{len(cells)} cells under {len(header)} headers; quote cells that hold commas")
    value: dict[str, Any] = {"kind": "goods", "points": []}
    names: dict[str, str] = {}
    points: dict[int, dict[str, Any]] = {}
    facts: dict[str, str] = {}
    for cell, head, column in zip(cells, header, columns, strict=False):
        if column is None or not (cell or column.name == "kind"):
            continue
        if column.room == "fact":
            facts[column.name] = cell
            names[f"/facts/{column.name}"] = head
        elif column.room == "point":
            points.setdefault(column.point, {})[column.name] = (cell, head)
        else:
            names[f"/{column.name}"] = head
            _put(value, column.name, cell, facts)
    for place, number in enumerate(sorted(points)):
        value["points"].append(_point(points[number], place, names))
    if facts:
        value["facts"] = facts
    return Row(record.line, value, "", names)


def _put(value: dict[str, Any], name: str, cell: str, facts: dict[str, str]) -> None:
    if name == "facts":
        for pair in _PAIRS.split(cell):
            if pair.strip():
                fact, _, rest = _PAIR.sub("=", pair.strip(), count=1).partition("=")
                facts[fact] = rest
    elif name == "related":
        value[name] = _listed(cell)
    elif name == "kind":
        value[name] = _KINDS.get(cell, cell)
    else:
        value[name] = cell


def _point(cells: Mapping[str, tuple[str, str]], place: int, names: dict[str, str]) -> dict[str, Any]:
    """One selling point; `names` learns which header stands behind which pointer."""
    point: dict[str, Any] = {}
    for name, (cell, head) in cells.items():
        if name in ("evidence", "source"):
            point.setdefault("evidence", {})["text" if name == "evidence" else "source"] = cell
            names[f"/points/{place}/evidence/{'text' if name == 'evidence' else 'source'}"] = head
        else:
            point[name] = _listed(cell) if name in ("topic", "personas") else cell
            names[f"/points/{place}/{name}"] = head
    return point


def _listed(cell: str) -> list[str]:
    return [item.strip() for item in _LIST.split(cell) if item.strip()]
