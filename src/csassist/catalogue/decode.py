"""Bytes of a file that somebody exported to lines of text: UTF-8 with or without a mark, GB18030, Excel's UTF-16.

A line that cannot be read is said so and hides no other. Knows no columns.
"""

from __future__ import annotations

from csassist.errors import InvalidInput
from csassist.frozen import frozen

_NAMES = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8",
    "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030",
}  # fmt: skip
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx, xls
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@frozen
class Line:
    """`number` is 1-based; `broken` says why a line cannot be trusted, empty when it can."""

    number: int
    text: str
    broken: str = ""


def read_lines(raw: bytes, charset: str | None = None) -> list[Line]:
    """All lines of `raw`. `charset` as the sender named it; without one it is found out.

    Raises InvalidInput C203 for a workbook and for a charset that is not spoken here.
    """
    if raw.startswith(_WORKBOOKS):
        raise InvalidInput("this is a workbook; save it as CSV (UTF-8) and send that", code="C203")
    if raw.startswith(_UTF16_MARKS):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    raw = raw.removeprefix(_UTF8_MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    pieces = raw.split(b"\n")
    encoding = _guess(pieces) if charset is None else _NAMES.get(charset.strip().strip('"').lower(), "")
    if not encoding:
        raise InvalidInput("charset must be utf-8 or gb18030", code="C203")
    return [_line(number, piece, encoding) for number, piece in enumerate(pieces, 1)]


def _guess(pieces: list[bytes]) -> str:
    """UTF-8 unless most lines that could tell say otherwise: one broken line does not make a file Chinese of 2005."""
    telling = broken = 0
    for piece in pieces:
        if piece.isascii():
            continue
        telling += 1
        broken += not _reads(piece, "utf-8")
    return "utf-8" if 2 * broken < telling or not broken else "gb18030"


def _reads(piece: bytes, encoding: str) -> bool:
    try:
        piece.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _line(number: int, piece: bytes, encoding: str) -> Line:
    if b"\0" in piece:
        return Line(number, "", "the line holds a null byte")
    try:
        return Line(number, piece.decode(encoding))
    except UnicodeDecodeError as error:
        return Line(number, piece.decode(encoding, "replace"), f"the line is not {encoding} at byte {error.start}")
