"""The nightly job from the command line: counted first, then done."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from csassist.lab.record.retain import run_retain
from csassist.settings import Settings
from csassist.store.sqlite import SqliteStore
from fakes.clock import FakeClock
from records import START, commit_of, new_conversation


def settings(folder: Path) -> Settings:
    return Settings.model_validate({"data": folder, "retention_masked_days": 0})


async def filled(folder: Path) -> None:
    store = SqliteStore.open(folder)
    await store.record(commit_of(new_conversation(), "m-1", "电话13912345678"))
    await store.close()


async def text(folder: Path) -> str:
    store = SqliteStore.open(folder)
    try:
        return (await store.messages("s1", "c-1"))[0].text
    finally:
        await store.close()


def test_counted_and_then_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(filled(tmp_path))
    chosen, clock = settings(tmp_path), FakeClock(START + timedelta(days=31))
    run_retain(chosen, dry=True, clock=clock)
    assert "要遮盖：1 个会话" in capsys.readouterr().out
    assert asyncio.run(text(tmp_path)) == "电话13912345678"
    run_retain(chosen, dry=False, clock=clock)
    assert "处理了 1 个会话：1 条消息" in capsys.readouterr().out
    assert asyncio.run(text(tmp_path)) == "电话139****5678"
    run_retain(chosen, dry=True, clock=clock)
    assert "要遮盖：0 个会话" in capsys.readouterr().out
