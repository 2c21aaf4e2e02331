"""Past chats from a file or a pipe: JSON lines or CSV, gzipped or not, told apart by their first bytes.

Judges nothing; a line that is no chat is counted and left out.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from csassist.conversation.message import Context, Customer, Sender
from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.wire.body import parse_about

_GZIP = b"\x1f\x8b"
_COLUMNS = ("conversation_id", "sender", "text")
_MILLISECONDS_FROM = 1e11  # epoch numbers above this are milliseconds (in seconds it would be the year 5138)


@frozen
class Turn:
    """One turn as it stands in the file. `at` None = the file does not say."""

    sender: Sender
    text: str
    at: datetime | None = None


@frozen
class Chat:
    """One conversation. A line may hold `title`, and `customer` and `context` as a message's body does."""

    id: str
    turns: tuple[Turn, ...]
    title: str = ""
    customer: Customer | None = None  # what the first message brings
    context: Context | None = None
    satisfaction: float | None = None  # what the customer (or voters) said afterwards, −2 … 2; None: nobody asked


@dataclass(slots=True)
class Transcripts:
    """Iterates over chats; a line that is none goes to `faults` as (line, why). `read` = bytes of the file so far."""

    size: int | None
    read: Callable[[], int]
    _text: io.BufferedReader[Any]
    faults: list[tuple[int, str]] = field(default_factory=list)

    def __iter__(self) -> Iterator[Chat]:
        start = self._text.peek(64)[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
        return self._jsonl() if start[:1] in {b"{", b"["} or not start else self._csv()

    def _jsonl(self) -> Iterator[Chat]:
        for number, line in enumerate(self._text, 1):
            bare = line.removeprefix(b"\xef\xbb\xbf").strip()
            if not bare:
                continue
            try:
                yield _chat(orjson.loads(bare))
            except (ValueError, TypeError, KeyError) as error:
                self.faults.append((number, _why(error)))

    def _csv(self) -> Iterator[Chat]:
        """Rows of one conversation need not stand together; chats come in the order of their first row."""
        decoded = io.TextIOWrapper(self._text, "utf-8-sig", errors="replace", newline="")
        try:
            yield from self._rows(csv.DictReader(decoded))
        finally:
            decoded.detach()  # the file is closed by whoever opened it

    def _rows(self, rows: csv.DictReader[str]) -> Iterator[Chat]:
        missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise InvalidInput(
                f"neither JSON lines nor a CSV with the columns {', '.join(_COLUMNS)}: {', '.join(missing)} missing",
                code="C200",
            )
        chats: dict[str, list[Turn]] = {}
        for row in rows:
            turn = {"role": row["sender"], "text": row["text"], "at": _number(row.get("sent_at") or None)}
            try:
                chats.setdefault(str(row["conversation_id"]), []).append(_turn(turn))
            except (ValueError, TypeError, KeyError) as error:
                self.faults.append((rows.line_num, _why(error)))
        for identity, turns in chats.items():
            yield Chat(identity, tuple(turns))


@contextmanager
def open_transcripts(source: str) -> Iterator[Transcripts]:
    """Opens a file, or standard input for "-". Raises InvalidInput C200 when it cannot be read or is neither form."""
    with ExitStack() as opened:
        try:
            raw: BinaryIO = sys.stdin.buffer if source == "-" else opened.enter_context(Path(source).open("rb"))
        except OSError as error:
            raise InvalidInput(f"cannot read {source}: {error.strerror}; check the path", code="C200") from error
        size = None if source == "-" else Path(source).stat().st_size
        plain: io.BufferedReader[Any] = io.BufferedReader(raw)
        if plain.peek(2)[:2] == _GZIP:
            plain = io.BufferedReader(gzip.GzipFile(fileobj=plain))
        try:
            yield Transcripts(size, (lambda: 0) if size is None else raw.tell, plain)
        except (gzip.BadGzipFile, zlib.error, EOFError, csv.Error) as error:
            raise InvalidInput(f"{source} is damaged: {error}", code="C200") from error


def _chat(raw: Any) -> Chat:
    """Raises KeyError, TypeError or ValueError for anything that is no chat."""
    turns = tuple(_turn(turn) for turn in raw["turns"])
    try:
        customer, context = parse_about({name: raw[name] for name in ("customer", "context") if name in raw})
    except InvalidInput as error:
        raise ValueError(f"{error.message}: {error.facts.get('errors')}") from None
    return Chat(str(raw["id"]), turns, str(raw.get("title") or ""), customer, context, _label(raw.get("satisfaction")))


def _label(satisfaction: object) -> float | None:
    return float(satisfaction) if isinstance(satisfaction, int | float) else None


def _turn(raw: Any) -> Turn:
    text = raw["text"]
    if not isinstance(text, str):
        raise TypeError("text is not a string")
    return Turn(Sender(raw["role"]), text, _time(raw.get("at")))


def _time(at: Any) -> datetime | None:
    """RFC 3339 or a number since 1970; without a zone it is UTC (only the distances matter)."""
    if at is None:
        return None
    if isinstance(at, int | float):
        return datetime.fromtimestamp(at / 1000 if at > _MILLISECONDS_FROM else at, UTC)
    moment = datetime.fromisoformat(at)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _number(at: str | None) -> float | str | None:
    """CSV knows no numbers: a time that looks like one is one."""
    return float(at) if at is not None and at.replace(".", "", 1).isdecimal() else at


def _why(error: Exception) -> str:
    return f"misses {error}" if isinstance(error, KeyError) else str(error)
