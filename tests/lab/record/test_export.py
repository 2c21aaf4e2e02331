"""An export is one shop, masked unless asked otherwise, and never holds a whisper."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from csassist.errors import CsassistError
from csassist.lab.record.export import run_export
from csassist.settings import load_settings
from csassist.store.sqlite import SqliteStore
from filled import WHISPER, WORDS, fill


@pytest.mark.parametrize("raw", [False, True])
async def test_a_shop_goes_out_conversation_by_conversation(tmp_path: Path, raw: bool) -> None:
    store = SqliteStore.open(tmp_path)
    await fill(store, chats=3, messages=4)
    await store.close()
    out = tmp_path / "out.jsonl"
    assert run_export(load_settings({"data": tmp_path}, {}), "s1", out, raw=raw) == 3
    text = out.read_text("utf-8")
    lines = [orjson.loads(line) for line in text.splitlines()]
    assert [line["conversation_id"] for line in lines] == ["c-0", "c-1", "c-2"]
    assert lines[0]["messages"][0]["text"] == WORDS[0]
    assert ("13800138000" in text) is raw
    assert WHISPER not in text
    assert run_export(load_settings({"data": tmp_path}, {}), "s9", tmp_path / "none", raw=raw) == 0
    with pytest.raises(CsassistError, match="there already"):
        run_export(load_settings({"data": tmp_path}, {}), "s1", out, raw=raw)
