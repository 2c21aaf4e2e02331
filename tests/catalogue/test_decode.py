"""Files as people export them: marks, charsets, broken lines."""

from __future__ import annotations

import pytest

from csassist.catalogue.decode import read_lines
from csassist.errors import InvalidInput

TEXT = "编号,名称\r\n1,晾衣架\n2,保温杯\r3,伞"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_charset_gives_the_same_lines(charset: str) -> None:
    lines = read_lines(TEXT.encode(charset))
    assert [(line.number, line.text, line.broken) for line in lines] == [
        (1, "编号,名称", ""), (2, "1,晾衣架", ""), (3, "2,保温杯", ""), (4, "3,伞", ""),
    ]  # fmt: skip


def test_a_named_charset_is_believed() -> None:
    assert read_lines("联通".encode("gb18030"), "GBK")[0].text == "联通"
    assert read_lines(b"a", ' "UTF-8" ')[0].text == "a"
    with pytest.raises(InvalidInput) as refused:
        read_lines(b"a", "big5")
    assert refused.value.code == "C203"


def test_a_broken_line_hides_no_other() -> None:
    raw = "好\n坏X\n又好\n很好".encode().replace(b"X", b"\xff")
    lines = read_lines(raw)
    assert [bool(line.broken) for line in lines] == [False, True, False, False]
    assert lines[1].broken == "the line is not utf-8 at byte 3"
    assert lines[2].text == "又好"


def test_a_null_byte_breaks_its_line_only() -> None:
    assert [bool(line.broken) for line in read_lines(b"a\nb\0\nc")] == [False, True, False]


@pytest.mark.parametrize("raw", [b"PK\x03\x04...", b"\xd0\xcf\x11\xe0..."])
def test_a_workbook_is_no_text(raw: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_lines(raw)
    assert refused.value.code == "C203"
