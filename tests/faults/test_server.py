"""A server is killed, paused, started again on its data and port; its line breaks when it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.line import BROKEN
from faults.record import rows, stored_messages, whole
from faults.server import victim

pytestmark = pytest.mark.slow


async def test_kill_restart_pause_and_what_is_on_record(tmp_path: Path) -> None:
    async with victim(tmp_path / "data") as one:
        line = one.line(timeout_s=1.0)
        body = {"conversation_id": "c-1", "message_id": "m-1", "sender": "customer", "text": "怎么还不发货？？？"}
        status, answer = await line.post(body)
        assert (status, answer["message"]["seq"]) == (201, 1)
        first = one.pid
        assert await one.restart() > 0
        assert one.pid != first
        with pytest.raises(BROKEN):
            await line.post(body)
        status, answer = await line.post(body)
        assert (status, answer["duplicate"]) == (200, True)
        one.pause()
        with pytest.raises(TimeoutError):
            await line.post(body)
        one.resume()
        assert (await line.post(body))[0] == 200
        assert one.rss() > 10_000_000
        assert one.descriptors() > 3
        line.close()
        assert await one.stop() in (0, -15)
        assert not one.alive
        assert await one.readyz() == 0
    assert stored_messages(tmp_path / "data") == {"c-1": [("m-1", 1)]}
    assert whole(tmp_path / "data") == []
    assert rows(tmp_path / "data", "SELECT count(*) FROM messages WHERE id = ?", "m-1") == [(1,)]
