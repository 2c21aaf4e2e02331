"""A STAR card as JSON and as text."""

from __future__ import annotations

from dataclasses import replace

from csassist.desk.star_record import StarEdit
from csassist.desk.stars import StarCard, masked
from csassist.insight.star import Star
from csassist.wire.star import star_dict, star_text
from records import START

STAR = Star("张女士；电话13812345678", "客户要：退款。", "客服还没有回复。", "现在45°。", "maker", "质量", "先回复。")
CARD = StarCard("c-1", "es_1", START, STAR, {}, ())
EDIT = StarEdit("responsibility", "maker", "boss", "supervisor", START, "es_1")


def test_every_field_with_its_chinese_name() -> None:
    told = star_dict(CARD)
    assert (told["responsibility"], told["responsibility_name"], told["why"]) == ("maker", "厂家", "质量")
    assert (told["escalation_id"], told["edited"], told["curve"]) == ("es_1", {}, [])


def test_what_somebody_wrote_bears_the_name() -> None:
    told = star_dict(replace(CARD, edits={"responsibility": EDIT}))
    assert told["why"] == "人工认定"
    assert told["edited"]["responsibility"] == {"by": "boss", "role": "supervisor", "at": "2026-11-22T10:00:00.123Z"}


def test_as_text_it_has_one_line_a_field() -> None:
    lines = star_text(masked(CARD)).splitlines()
    assert [line[:4] for line in lines[1:5]] == ["【情境】", "【任务】", "【行动】", "【结果】"]
    assert lines[5] == "【建议责任】厂家（质量）"
    assert "13812345678" not in star_text(masked(CARD))
