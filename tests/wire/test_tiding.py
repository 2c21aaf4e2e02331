"""Who hears of spikes, recoveries and call-backs, and that the schema knows them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from csassist.desk.events import TidingTold
from csassist.desk.tidings import FOLLOW_UP, RECOVERY, SPIKE, Tiding
from csassist.wire.fold import fold
from csassist.wire.pushes import ServerFrame
from csassist.wire.told import envelope, tellings
from records import START

FRAME: TypeAdapter[Any] = TypeAdapter(ServerFrame)
MATTER = {"by": "product", "key": "sku-1", "title": "商品“保温壶”", "count": 2, "since": "2026-11-22T10:00:00.000Z"}
LISTS = {"conversations": ["c-1", "c-2"], "by_team": {"t1": ["c-1"], "t2": ["c-2"]}}
SPIKED = Tiding("s1", "sp_1", SPIKE, START, {**MATTER, **LISTS})
PRAISE = Tiding("s1", "rc_1", RECOVERY, START, {"escalation_id": "es_1", "text": "处理得好"}, "c-1", "a1", "t1")
CALL = replace(PRAISE, id="fu_1", kind=FOLLOW_UP, due_at=START)


def heard(tiding: Tiding) -> dict[str, dict[str, Any]]:
    """Channel -> frame, each of them as the schema has it."""
    frames = {}
    for names, told in tellings("s1", TidingTold(tiding, START)):
        for name in names:
            raw = envelope(name, "e", 1, told)
            FRAME.validate_json(raw)
            frames[name] = json.loads(raw)
    return frames


def test_a_team_hears_of_its_own_conversations_and_the_shop_of_all() -> None:
    frames = heard(SPIKED)
    assert set(frames) == {"team:t1", "team:t2", "shop"}
    assert {frame["type"] for frame in frames.values()} == {"alert"}
    assert {frame["data"]["kind"] for frame in frames.values()} == {"spike"}
    assert len({frame["id"] for frame in frames.values()}) == 1
    lists = {name: frame["data"]["spike"]["conversations"] for name, frame in frames.items()}
    assert lists == {"team:t1": ["c-1"], "team:t2": ["c-2"], "shop": ["c-1", "c-2"]}
    assert "by_team" not in frames["team:t1"]["data"]["spike"]


def test_praise_is_for_the_agent_alone() -> None:
    assert set(heard(PRAISE)) == {"agent:a1"}
    assert heard(PRAISE)["agent:a1"]["data"]["recovery"]["text"] == "处理得好"
    assert heard(replace(PRAISE, agent_id=None)) == {}


def test_a_call_back_finds_somebody() -> None:
    assert set(heard(CALL)) == {"agent:a1"}
    assert set(heard(replace(CALL, agent_id=None))) == {"team:t1"}
    assert set(heard(replace(CALL, agent_id=None, team_id=None))) == {"shop"}


def test_the_fold_only_counts_them() -> None:
    data: dict[str, Any] = {"conversations": {}, "alerts": {}, "presence": {}}
    before = {"channel": "shop", "position": {"epoch": "e", "offset": 0}, "needs_resume": False, "data": data}
    after = fold(before, heard(SPIKED)["shop"])
    assert after["position"]["offset"] == 1
    assert after["data"] == data
