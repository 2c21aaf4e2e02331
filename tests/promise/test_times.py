"""Times as people type them, to moments in the shop's zone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.promise.times import find_times, number

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)

MEANT = {
    "30分钟内": "03-02 10:30",
    "半小时内": "03-02 10:30",
    "半个小时": "03-02 10:30",
    "一个半小时": "03-02 11:30",
    "1~2个小时": "03-02 12:00",
    "二十四小时内": "03-03 10:00",
    "48h内": "03-04 10:00",
    "两三天": "03-05 10:00",
    "3-5个工作日": "03-10 00:00",
    "一周内": "03-09 10:00",
    "今天18点前": "03-02 18:00",
    "今天下午3点之前": "03-02 15:00",
    "下午三点半": "03-02 15:30",
    "三点前": "03-02 15:00",
    "18:30": "03-02 18:30",
    "9点前": "03-02 21:00",
    "今晚": "03-03 00:00",
    "今晚8点": "03-02 20:00",
    "下班前": "03-02 18:00",
    "明天": "03-04 00:00",
    "明天上午": "03-03 12:00",
    "明天12点前": "03-03 12:00",
    "后天": "03-05 00:00",
    "周五前": "03-07 00:00",
    "下周一": "03-10 00:00",
    "3月5日": "03-06 00:00",
    "1号": "04-02 00:00",
    "12月3号前": "12-04 00:00",
    "月底": "04-01 00:00",
}


@pytest.mark.parametrize("said", MEANT)
def test_a_time_is_the_moment_that_was_meant(said: str) -> None:
    (when,) = find_times(said, MONDAY, SHANGHAI)
    assert when.at is not None
    assert f"{when.at:%m-%d %H:%M}" == MEANT[said]


@pytest.mark.parametrize(
    "said", ["3天前", "7天无理由", "24小时在线客服", "快一点点", "1号店", "上午", "第三点建议", "天天都在"]
)
def test_what_sounds_like_a_time_and_is_none(said: str) -> None:
    assert find_times(said, MONDAY, SHANGHAI) == []


def test_a_masked_number_is_a_time_that_nobody_can_tell() -> None:
    (when,) = find_times("0     -0     分钟", MONDAY, SHANGHAI)
    assert when.at is None


def test_a_time_is_read_in_the_shops_zone_not_in_ours() -> None:
    same = MONDAY.astimezone(timezone(timedelta(hours=-5)))
    (there,) = find_times("今天18点前", same, SHANGHAI)
    assert there.at == MONDAY.replace(hour=18)


def test_numbers_in_two_scripts() -> None:
    assert [number(text) for text in ("12", "1.5", "两", "十", "十五", "二十四", "两三", "0")] == [
        12.0, 1.5, 2.0, 10.0, 15.0, 24.0, 3.0, None,
    ]  # fmt: skip


@given(st.text("今明后天周一二三四五六日下午上晚前0123456789点半分钟小时个工作内之- :~号月", max_size=30))
def test_every_time_lies_ahead_and_inside_of_the_text(text: str) -> None:
    for when in find_times(text, MONDAY, SHANGHAI):
        assert 0 <= when.start < when.end <= len(text)
        assert when.at is None or when.at > MONDAY
