from __future__ import annotations

import gzip
import io
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest

from csassist.conversation.message import Sender
from csassist.errors import InvalidInput
from csassist.lab.transcripts import Chat, Turn, open_transcripts

JSONL = (
    '{"id": 7, "turns": [{"role": "customer", "text": "在吗"}, {"role": "agent", "text": ""}]}\n'
    "\n"
    '{"id": "b", "turns": [{"role": "customer", "text": "到哪了", "at": "2026-01-01T08:00:00+08:00"}]}\n'
)
CHATS = [
    Chat("7", (Turn(Sender.CUSTOMER, "在吗"), Turn(Sender.AGENT, ""))),
    Chat("b", (Turn(Sender.CUSTOMER, "到哪了", datetime(2026, 1, 1, tzinfo=UTC)),)),
]
CSV = (
    "conversation_id,sender,text,sent_at\r\n"
    'a,customer,"第一句,\r\n换行",2026-01-01T08:00:00Z\r\n'
    "b,agent,您好,\r\n"
    "a,agent,好的,1767254460\r\n"
)


def read(path: Path | str) -> tuple[list[Chat], list[tuple[int, str]]]:
    with open_transcripts(str(path)) as chats:
        return list(chats), chats.faults


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_jsonl_plain_zipped_and_with_a_mark(tmp_path: Path, mark: bytes, pack: type[bytes]) -> None:
    (tmp_path / "chats").write_bytes(pack(mark + JSONL.encode()))
    assert read(tmp_path / "chats") == (CHATS, [])


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_csv_gathers_the_rows_of_a_conversation(tmp_path: Path, mark: bytes, pack: type[bytes]) -> None:
    (tmp_path / "chats").write_bytes(pack(mark + CSV.encode()))
    chats, faults = read(tmp_path / "chats")
    assert [(chat.id, [turn.text for turn in chat.turns]) for chat in chats] == [
        ("a", ["第一句,\r\n换行", "好的"]), ("b", ["您好"])
    ]  # fmt: skip
    assert chats[0].turns[1].at == datetime(2026, 1, 1, 8, 1, tzinfo=UTC)
    assert chats[1].turns[0].at is None
    assert faults == []


@pytest.mark.parametrize("raw", [JSONL.encode(), gzip.compress(JSONL.encode(), mtime=0)])
def test_standard_input_zipped_or_not(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    assert read("-") == (CHATS, [])


def test_bad_lines_are_counted_and_left_out(tmp_path: Path) -> None:
    bad = [
        "not json",
        '{"id": 1}',
        '{"id": 1, "turns": [{"role": "shopkeeper", "text": "x"}]}',
        '{"id": 1, "turns": 3}',
    ]
    bad += ['{"id": 1, "turns": [{"role": "customer", "text": 5}]}', "[]"]
    (tmp_path / "chats").write_text("\n".join(['{"id": "ok", "turns": []}', *bad]))
    chats, faults = read(tmp_path / "chats")
    assert [chat.id for chat in chats] == ["ok"]
    assert [line for line, _ in faults] == [2, 3, 4, 5, 6, 7]


def test_what_is_neither_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chats").write_text("name,age\nx,3\n")
    with pytest.raises(InvalidInput, match="conversation_id"):
        read(tmp_path / "chats")
    with pytest.raises(InvalidInput, match="cannot read"):
        read(tmp_path / "absent")
    with pytest.raises(InvalidInput, match="cannot read"):
        read(tmp_path)


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chats.gz").write_bytes(gzip.compress(JSONL.encode() * 500)[:-40])
    with pytest.raises(InvalidInput, match="damaged"):
        read(tmp_path / "chats.gz")


def test_an_empty_file_holds_no_chat(tmp_path: Path) -> None:
    (tmp_path / "chats").write_bytes(b"")
    assert read(tmp_path / "chats") == ([], [])


def test_milliseconds_and_naive_times(tmp_path: Path) -> None:
    turns = (
        '{"role":"customer","text":"a","at":1767225600000},{"role":"customer","text":"b","at":"2026-01-01T01:00:00"}'
    )
    (tmp_path / "chats").write_text('{"id":"t","turns":[' + turns + "]}")
    (chat,), _ = read(tmp_path / "chats")
    assert [turn.at for turn in chat.turns] == [
        datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=8)))
    ]  # fmt: skip
