"""Days and times as people type them: 今天18点, 周六, 11月24日. Knows no customer and no policy."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

SHOP_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991, so no zone table is needed
_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
_WEEK = "一二三四五六日"


def spoken_day(at: datetime, now: datetime) -> str:
    """The day of a moment in the shop's time: 今天, 后天, 周六 (later this week, from Monday), 11月24日, 2027年1月3日.

    下周三 is never said: on a Sunday people mean different days by it.
    """
    there, here = at.astimezone(SHOP_TIME).date(), now.astimezone(SHOP_TIME).date()
    ahead = (there - here).days
    near = _DAYS.get(ahead)
    if near is not None:
        return near
    if ahead > 0 and ahead + here.weekday() < 7:
        return "周" + _WEEK[there.weekday()]
    year = f"{there.year}年" if there.year != here.year else ""
    return f"{year}{there.month}月{there.day}日"


def spoken_time(at: datetime, now: datetime) -> str:
    """A moment in the shop's time: 今天18点, 明天9点30分, 周六12点, 11月24日24点."""
    there = at.astimezone(SHOP_TIME)
    if (there.hour, there.minute) == (23, 59):  # how systems write the end of a day
        clock = "24点"
    else:
        clock = f"{there.hour}点" + (f"{there.minute}分" if there.minute else "")
    return spoken_day(at, now) + clock
