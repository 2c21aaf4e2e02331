"""A backup taken while messages come in is a whole record as of one moment."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from csassist.errors import CsassistError
from csassist.lab.record.backup import run_backup
from csassist.lab.record.verify import run_verify
from csassist.settings import load_settings
from csassist.store.schema import FILE
from csassist.store.sqlite import SqliteStore
from records import commit_of, new_conversation


async def test_a_backup_under_load_restores_to_a_consistent_prefix(tmp_path: Path) -> None:
    data, settings = tmp_path / "data", load_settings({"data": tmp_path / "data"}, {})
    store = SqliteStore.open(data)
    acked: dict[str, int] = {}
    done = asyncio.Event()

    async def poster(name: str) -> None:
        before = new_conversation(name)
        while not done.is_set():
            commit = commit_of(before, f"m-{before.seq}")
            await store.record(commit)
            before = commit.conversation
            acked[name] = before.seq

    posters = [asyncio.create_task(poster(f"c-{n}")) for n in range(8)]
    while min(acked.values(), default=0) < 20 or len(acked) < 8:
        await asyncio.sleep(0)
    before = dict(acked)
    await asyncio.to_thread(run_backup, settings, tmp_path / "copy.sqlite")
    done.set()
    await asyncio.gather(*posters)
    await store.close()

    assert run_verify(settings, tmp_path / "copy.sqlite")
    restored = tmp_path / "restored"
    restored.mkdir()
    (tmp_path / "copy.sqlite").rename(restored / FILE)
    again = SqliteStore.open(restored)
    for name, least in before.items():
        messages = await again.messages("s1", name, limit=100_000)
        assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
        assert least <= len(messages) <= acked[name]
    await again.close()


def test_nothing_is_overwritten_and_postgresql_has_tools_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    with pytest.raises(CsassistError, match="there already"):
        run_backup(load_settings({"data": tmp_path}, {}), tmp_path / "there")
    many = load_settings({"data": tmp_path, "store": "postgresql://u:p@h/d"}, {})
    with pytest.raises(CsassistError, match="pg_dump"):
        run_backup(many, tmp_path / "new")
    assert not (tmp_path / "new").exists()
