"""The verbs of `csassist notify`, on the real record and real servers; no address and no customer text is printed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from csassist.desk.notices import Notice
from csassist.desk.outbox import Posted, Settled
from csassist.desk.ports import Store
from csassist.errors import CsassistError, StoreUnavailable
from csassist.lab.notices import (
    run_notify_dead,
    run_notify_enable,
    run_notify_list,
    run_notify_replay,
    run_notify_test,
)
from csassist.settings import load_settings
from csassist.store.postgres.store import PostgresStore
from csassist.store.sqlite import SqliteStore
from fakes.postgres import postgres_server
from fakes.receiver import TAKEN, Receiver, receiver, said

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@contextmanager
def far_side(answer: bytes) -> Iterator[Receiver]:
    """A receiver on a loop of its own: the verbs bring theirs."""
    up, loop, found = threading.Event(), asyncio.new_event_loop(), list[Receiver]()

    async def serve() -> None:
        async with receiver(lambda _: answer) as one:
            found.append(one)
            up.set()
            await done.wait()

    done = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert up.wait(10)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
        loop.close()


def endpoints(url: str, networks: tuple[str, ...] = ("127.0.0.0/8",)):
    entry = {"name": "group", "kind": "wecom", "url": url, "shop": "s1"}
    return load_settings({"notices": [entry], "notice_networks": networks}, environ={}).endpoints()


REFUSED = said(200, b'{"errcode":93000}')


@pytest.mark.parametrize(("answer", "taken", "told"), [(TAKEN, True, "收到, 200"), (REFUSED, False, "errcode 93000")])
def test_a_sample_is_sent_and_the_answer_printed(
    capsys: pytest.CaptureFixture[str], answer: bytes, taken: bool, told: str
) -> None:
    with far_side(answer) as robot:
        assert run_notify_test(endpoints(robot.url()), "group") is taken
        assert "这是 csassist 发出的测试" in str(robot.asked[0].json)
    printed = capsys.readouterr().out
    assert told in printed
    assert "canary" not in printed


def test_a_name_that_leads_inside_is_refused_with_its_code() -> None:
    with pytest.raises(CsassistError) as caught:
        run_notify_test(endpoints("http://localhost:9/x", ("10.0.0.0/8",)), "group")
    assert caught.value.code == "C240"


async def fill(store: Store) -> None:
    rows = [
        Notice(f"nt_{n}", "s1", "group", "alert", {"last_text": "很生气"}, AT, f"al_{n}", "c-1", 2) for n in (1, 2, 3)
    ]
    await store.outbox.put(rows, AT)
    await store.outbox.claim("group", AT, 2, 60)
    await store.outbox.settle([Settled(name, Posted.DEAD, AT, "500") for name in ("nt_1", "nt_2")])
    await store.outbox.switch("group", "410", "x", AT)
    await store.close()


def test_listing_replaying_and_enabling(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    group = endpoints("https://hook.example/s3cret-canary")
    run_notify_list(group, tmp_path)
    run_notify_dead(tmp_path)
    printed = capsys.readouterr().out
    assert "还没有通知" in printed
    assert "没有死信" in printed
    asyncio.run(fill(SqliteStore.open(tmp_path)))
    run_notify_list(group, tmp_path)
    run_notify_dead(tmp_path)
    printed = capsys.readouterr().out
    assert "待发 1 · 已发 0 · 死信 2" in printed
    assert "已停用（410）" in printed
    assert "nt_1  group  alert  c-1  试了 1 次  500" in printed
    assert "canary" not in printed
    assert "很生气" not in printed
    assert run_notify_replay(tmp_path, ["nt_1"]) == 1
    assert run_notify_replay(tmp_path, None) == 1
    run_notify_enable(group, tmp_path, "group")
    run_notify_list(group, tmp_path)
    printed = capsys.readouterr().out
    assert "待发 3" in printed
    assert "停用" not in printed


def test_without_a_record_there_is_nothing_to_replay(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        run_notify_replay(tmp_path, None)


def test_the_same_over_postgresql(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    group = endpoints("https://hook.example/s3cret-canary")
    with postgres_server() as server:
        url = server.url(server.new_database())
        asyncio.run(fill(PostgresStore.open(url)))
        run_notify_list(group, tmp_path, url)
        run_notify_dead(tmp_path, url)
        printed = capsys.readouterr().out
        assert "待发 1 · 已发 0 · 死信 2" in printed
        assert "nt_1  group  alert  c-1  试了 1 次  500" in printed
        assert run_notify_replay(tmp_path, ["nt_1"], url) == 1
        assert run_notify_replay(tmp_path, None, url) == 1
        run_notify_enable(group, tmp_path, "group", url)
        run_notify_list(group, tmp_path, url)
    printed = capsys.readouterr().out
    assert "待发 3" in printed
    assert "已停用" not in printed


def test_notes_into_a_chat_are_tried_in_the_chat(capsys: pytest.CaptureFixture[str]) -> None:
    back = {"base_url": "https://chat.example", "account": 1, "api_token": "token-canary"}
    chosen = {"hooks": [{"id": "h1", "shop": "s1", "secret": "hook-canary", **back}]}
    endpoints = load_settings(chosen, {}, None).endpoints()
    assert run_notify_test(endpoints, "h1-notes") is False
    told = capsys.readouterr().out
    assert "h1-notes (chatwoot)" in told
    assert "canary" not in told
