"""A file of product cards (CSV or JSON lines) to good cards and a list of what is wrong by line. Stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from csassist.catalogue.decode import Line, read_lines
from csassist.catalogue.sheet import Row, read_sheet
from csassist.catalogue.spec import ProductCard
from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.rulepack.admission import Finding, product_findings
from csassist.wire.product_body import read_card
from csassist.wire.strict_json import read_object

Form = Literal["csv", "jsonl"]
T = TypeVar("T")
ROWS_AT_ONCE = 8  # ~2 ms of work; between them `pause` lets messages through
MOST_OF_A_ROW = 20  # findings of one row that are told


@frozen
class RowFault:
    """One fault at a line of the file (1-based, the first line of the row). `column` = header of a CSV cell."""

    line: int
    id: str
    pointer: str
    code: str
    detail: str
    column: str = ""


@frozen
class ProductFile:
    """`cards` are fit to be stored, ids differ. `rows` counts good and bad ones."""

    rows: int = 0
    cards: tuple[ProductCard, ...] = ()
    faults: tuple[RowFault, ...] = ()
    warnings: tuple[RowFault, ...] = ()


@dataclass(slots=True)
class _Reading:
    cards: dict[str, tuple[ProductCard, Row]] = field(default_factory=dict)
    claimed: dict[str, int] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    warnings: list[RowFault] = field(default_factory=list)


def read_product_file(
    raw: bytes, form: Form, charset: str | None, known: Iterable[str], pause: Callable[[], None] = lambda: None
) -> ProductFile:
    """Every row of `raw`, good or bad. `known` = ids of the products that are there already.
    `pause` is called every few rows: a large file is seconds of work beside a service that answers in milliseconds.

    Raises InvalidInput when nothing of the file can be read (C203 a workbook or a foreign charset, C201 no header).
    """
    lines = read_lines(raw, charset)
    reading = _Reading()
    rows: tuple[Row, ...]
    if form == "csv":
        sheet = read_sheet(lines)
        rows = sheet.rows
        for name in sheet.unknown:
            told = "nobody knows this column; its cells are left out"
            reading.warnings.append(RowFault(1, "", "", "R104", told, name[:60]))
    else:
        rows = tuple(_json_rows(lines))
    for row in _paused(rows, pause):
        _read(row, reading)
    ids = {*known, *reading.cards}
    good = tuple(card for card, row in _paused(reading.cards.values(), pause) if _admit(card, row, ids, reading))
    return ProductFile(len(rows), good, tuple(sorted(reading.faults, key=_by_line)), tuple(reading.warnings))


def _paused(items: Iterable[T], pause: Callable[[], None]) -> Iterator[T]:
    for number, item in enumerate(items, 1):
        yield item
        if number % ROWS_AT_ONCE == 0:
            pause()


def _by_line(fault: RowFault) -> int:
    return fault.line


def _json_rows(lines: Iterable[Line]) -> Iterator[Row]:
    for line in lines:
        if line.broken:
            yield Row(line.number, None, line.broken)
        elif line.text.strip():
            try:
                yield Row(line.number, read_object(line.text))
            except InvalidInput as error:
                yield Row(line.number, None, error.message)


def _read(row: Row, reading: _Reading) -> None:
    """The card of a row, or its faults."""
    if row.value is None:
        reading.faults.append(RowFault(row.line, "", "", "R180", row.fault))
        return
    found = read_card(row.value)
    name = _id_of(row.value)
    first = reading.claimed.setdefault(name, row.line) if name else row.line
    if first != row.line:
        told = f"this id stands in line {first} already"
        reading.faults.append(RowFault(row.line, name, "/id", "R112", told, _column(row.columns, "/id")))
    elif isinstance(found, ProductCard):
        reading.cards[found.id] = (found, row)
    else:
        for one in found[:MOST_OF_A_ROW]:
            column = _column(row.columns, one["pointer"])
            reading.faults.append(RowFault(row.line, name, one["pointer"], one["code"], one["detail"], column))


def _admit(card: ProductCard, row: Row, ids: set[str], reading: _Reading) -> bool:
    """Whether the wording of a card is fit; tells what is not."""
    findings = product_findings(card, ids)
    for finding in findings[:MOST_OF_A_ROW]:
        (reading.warnings if finding.warning else reading.faults).append(_placed(finding, card, row))
    return all(finding.warning for finding in findings)


def _placed(finding: Finding, card: ProductCard, row: Row) -> RowFault:
    column = _column(row.columns, finding.pointer)
    return RowFault(row.line, card.id, finding.pointer, finding.code, finding.detail, column)


def _id_of(value: Mapping[str, Any]) -> str:
    name = value.get("id")
    return name[:100] if isinstance(name, str) else ""


def _column(columns: Mapping[str, str], pointer: str) -> str:
    """The header behind a pointer or the nearest one around it."""
    while pointer:
        if pointer in columns:
            return columns[pointer]
        pointer = pointer.rpartition("/")[0]
    return ""
