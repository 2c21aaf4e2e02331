"""The report of the outbox: states and codes, no texts."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson

from csassist.desk.notices import Notice
from csassist.desk.outbox import EndpointState, Posted, Waiting
from csassist.wire.notice_report import notices_dict

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_states_and_dead_ones_without_their_texts() -> None:
    notice = Notice("nt_1", "s1", "group", "alert", {"last_text": "怎么还不发货"}, AT, "al_1", "c-1", 3)
    states = (EndpointState("group", 1, 2, 3, "410", "410", AT, AT), EndpointState("other"))
    said = notices_dict(states, (Waiting(notice, Posted.DEAD, 10, AT, AT, "500"),))
    assert said["endpoints"][0] == {
        "name": "group",
        "state": "disabled",
        "disabled": "410",
        "pending": 1,
        "sent": 2,
        "dead": 3,
        "last_code": "410",
        "last_sent_at": "2026-11-22T10:00:00.000Z",
        "oldest_due_at": "2026-11-22T10:00:00.000Z",
    }
    assert (said["endpoints"][1]["state"], said["endpoints"][1]["last_code"]) == ("on", None)
    (dead,) = said["dead"]
    assert (dead["id"], dead["attempts"], dead["last_code"], dead["tier"]) == ("nt_1", 10, "500", 3)
    assert "发货" not in orjson.dumps(said).decode()
