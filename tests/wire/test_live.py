"""Live figures and exposure as pages read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from csassist.conversation.tier import Tier
from csassist.desk.days import Minute
from csassist.desk.live import AgentLive, LiveReport
from csassist.insight.exposure import Exposure
from csassist.insight.response import Figures, Heat, Span
from csassist.wire.live import Around, exposure_dict, live_dict

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
DAY = NOW - timedelta(hours=10)


def test_every_field_has_its_name() -> None:
    times = Figures(Span(12.0, 10.0, 3), Span(20.0, 18.0, 9), 0.93)
    report = LiveReport(NOW, DAY, 2, {Tier.CALM: 4, Tier.SUPERVISOR: 1}, times, (AgentLive("a2", 5, times),),
                        (Minute(NOW, 3, 2, 1, 71.5),))  # fmt: skip
    told = live_dict(report, Around(("a1",), {"agent": 1, "supervisor": 2, "integrator": 0}, True, ["rules"]))
    assert (told["open"], told["waiting"], told["three_minute_reply_rate"]) == (5, 2, 0.93)
    assert told["conversations"] == {"CALM": 4, "WATCH": 0, "ALERT": 0, "SUPERVISOR": 1}
    assert told["first_response_s"] == {"average": 12.0, "median": 10.0, "n": 3}
    assert told["average_response_s"]["n"] == 9
    assert [(one["agent_id"], one["online"], one["conversations"]) for one in told["agents"]] == [
        ("a1", True, 0),
        ("a2", False, 5),
    ]
    assert told["agents"][0]["three_minute_reply_rate"] is None
    assert told["connections"] == {"agent": 1, "supervisor": 2, "integrator": 0}
    assert told["health"] == {"ready": True, "degraded": ["rules"]}
    minute = {"at": "2026-11-22T10:00:00.000Z", "messages": 3, "customer_messages": 2, "alerts": 1, "hottest": 71.5}
    assert told["minutes"] == [minute]


def test_exposure_has_words_only_for_what_is_over() -> None:
    quiet = exposure_dict(Exposure(DAY), "2026-11-22T10:00:00.000Z", "zh-CN")
    assert quiet["cool_off"] is None
    assert quiet["since"] == "2026-11-22T00:00:00.000Z"
    over = Heat("c-1", "a1", DAY, NOW)
    told = exposure_dict(Exposure(DAY, 30.0, 1, 1800.0, 25.0, over, True), "x", "en")
    assert told["cool_off"]["conversation_id"] == "c-1"
    assert told["cool_off"]["ended_at"] == "2026-11-22T10:00:00.000Z"
    assert (told["red_minutes"], told["break_advised"], told["longest_red_s"]) == (30.0, True, 1800.0)
    assert "25" in told["text"]
