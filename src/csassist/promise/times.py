"""Times in Chinese chat to moments: 30分钟内, 今天18点前, 明天, 周五, 3个工作日. Knows no promise and no zone table.

Read on folded text (half-width digits). A number that was masked (a 0 with blanks) is a time nobody can tell.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUM = r"(?:[0-9]+(?:\.[0-9])?|[一二两三四五六七八九十]{1,3})"
_DAY = (
    r"(?P<day>今天|今日|今晚|今早|当天|当日|当晚|明天|明日|明晚|明早|次日|第二天|大后天|后天|月底|月末"
    r"|(?P<week>下个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天]|末(?![不没休顺]))"
    rf"|(?:(?P<month>{_NUM}) *月 *)?(?P<date>{_NUM}) *[日号](?!店|楼|线|门|机))"
)
_PART = r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|下班前)"
_CLOCK = rf"(?P<hour>{_NUM}) *(?:点钟?|(?<=[0-9])时|:(?=[0-9]))(?P<half>半)?(?: *(?P<minute>[0-9]{{1,2}}) *分?)?"
_MOMENT = re.compile(rf"(?=[今当明次第后大下这本周星礼月凌早上中傍晚0-9一二两三四五六七八九十])"
                     rf"(?:{_DAY} *的? *)?(?:{_PART} *)?(?:{_CLOCK})?(?P<before> *(?:之前|以前|前))?")  # fmt: skip
_LENGTH = re.compile(
    rf"(?:(?P<half>半) *个? *(?P<of>小时|钟头|天)"
    rf"|(?P<least>{_NUM})(?: *(?:-+|~|到|至|—+) *(?P<most>{_NUM}))? *(?P<more>个半)?个?多? *"
    r"(?P<unit>分钟|分(?![开析期])|小时|钟头|h(?![a-z])|个?工作日|天(?!无理由|价保|保价|然|猫)|周|星期|礼拜|个月))"
    r"(?! *(?:之前|以前|前(?!后)|在线|客服|营业|服务热线))"
)
_UNITS = {"分钟": 60, "分": 60, "小时": 3600, "钟头": 3600, "h": 3600, "天": 86400, "周": 604800, "星期": 604800,
          "礼拜": 604800, "个月": 2592000}  # fmt: skip
_SHIFT = {"今": 0, "当": 0, "明": 1, "次": 1, "第": 1, "后": 2, "大": 3}
_PARTS = {"凌晨": 6, "早上": 12, "早晨": 12, "上午": 12, "中午": 13, "下午": 18, "傍晚": 19, "晚上": 24, "晚间": 24,
          "下班前": 18}  # fmt: skip
_SIGNS = frozenset("分时天日号点周期拜月今明次晚:h半末前")  # without one of these no time is said
_NOON = 12
_WEEK = 7
_WORKDAYS = 5
_LONGEST = timedelta(days=366)  # nobody promises further in a chat


class When(NamedTuple):
    """A time as said: where it stands in the text, and the moment it means (None: said, but it cannot be told)."""

    start: int
    end: int
    at: datetime | None


def find_times(text: str, now: datetime, zone: tzinfo) -> list[When]:
    """Every future time in folded `text`, in order; of overlapping ones the longer. `now` is aware."""
    if _SIGNS.isdisjoint(text):
        return []
    here = now.astimezone(zone)
    found = [when for when in (_length(hit, here) for hit in _LENGTH.finditer(text)) if when is not None]
    found += [when for when in (_moment(hit, here) for hit in _MOMENT.finditer(text)) if when is not None]
    kept: list[When] = []
    for when in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if not any(when.start < other.end and other.start < when.end for other in kept):
            kept.append(when)
    return sorted(kept)


def number(text: str) -> float | None:
    """12, 1.5, 两, 十五, 二十四; two digits side by side are a range and its end counts (两三 -> 3). None for 0."""
    if text[0].isdigit() and text[0].isascii():
        return float(text) or None
    tens, ten, ones = text.partition("十")
    if not ten:
        return float(_DIGITS[text[-1]])
    return float(10 * (_DIGITS[tens[-1]] if tens else 1) + (_DIGITS[ones[0]] if ones else 0))


def _length(hit: re.Match[str], here: datetime) -> When | None:
    if hit["half"]:
        count: float | None = 0.5
    else:
        count = number(hit["most"] or hit["least"])
        if count is not None and hit["more"]:
            count += 0.5
    unit = hit["of"] or hit["unit"]
    at: datetime | None = None
    if count is not None and unit.endswith("工作日"):
        at = _workdays(here, round(count)) if count <= 366 else None
    elif count is not None:
        ahead = min(timedelta(seconds=count * _UNITS[unit]), _LONGEST)
        at = here + ahead
    return When(hit.start(), hit.end(), at)


def _workdays(here: datetime, count: int) -> datetime:
    """The end of the count-th working day from tomorrow on (Monday to Friday; no calendar of holidays is known)."""
    day = here.date()
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < _WORKDAYS
    return _clock(day, 24, 0, here)


def _moment(hit: re.Match[str], here: datetime) -> When | None:
    day, part, hour = hit["day"], hit["part"], hit["hour"]
    if not (day or part or hour):
        return None
    spoken = day or part or hit["half"] or hit["before"] or hit["minute"]
    if hour and not spoken and not hour[0].isascii():
        return None  # 一点 is more often "a little" than an hour
    if part and not (day or hour) and part != "下班前":
        return None  # 上午, 晚上 alone tell no day
    end = hit.end() - (len(hit["before"]) if hit["before"] and not hour else 0)
    return When(hit.start(), end, _resolve(hit, here))


def _resolve(hit: re.Match[str], here: datetime) -> datetime | None:
    base = _date(hit, here) if hit["day"] else here.date()
    if base is None:
        return None
    day, part, late = hit["day"] or "", hit["part"], (hit["day"] or "")[-1:] == "晚"
    if not hit["hour"]:
        hours = _PARTS[part] if part else (12 if day.endswith("早") else 24)
        at = _clock(base, hours, 0, here)
        return at if at > here else None
    told = number(hit["hour"])
    if told is None or told > 24 or (hit["hour"] == "0" and "  " in hit[0]):
        return None
    minute = 30 if hit["half"] else int(hit["minute"] or 0)
    if minute > 59:
        return None
    hours = int(told)
    if hours < _NOON and (late or part in ("下午", "傍晚", "晚上", "晚间") or (part == "中午" and hours < 3)):
        hours += _NOON
    elif hours < 7 and not part and (day not in ("", "今天", "今日") or not day):
        hours += _NOON if not day.endswith("早") else 0  # a shop that says 三点 without more means the afternoon
    at = _clock(base, hours, minute, here)
    if at <= here and hours < _NOON and not part:
        at = _clock(base, hours + _NOON, minute, here)
    if at <= here and not day:
        at = _clock(base + timedelta(days=1), hours, minute, here)
    return at if at > here else None


def _date(hit: re.Match[str], here: datetime) -> date | None:
    day, today = hit["day"], here.date()
    if hit["weekday"]:
        return _weekday(hit["weekday"], (hit["week"] or "").startswith("下"), today)
    if day.startswith("月"):
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if hit["date"]:
        return _calendar(number(hit["date"]), number(hit["month"]) if hit["month"] else None, today)
    return today + timedelta(days=_SHIFT[day[0]])


def _weekday(name: str, following: bool, today: date) -> date:
    """The coming one; 下周五 is the one of next week (weeks begin on Monday), 周末 is Sunday."""
    wanted = "一二三四五六日".index({"天": "日", "末": "日"}.get(name, name))
    if following:
        return today + timedelta(days=_WEEK - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday()) % _WEEK)


def _calendar(day: float | None, month: float | None, today: date) -> date | None:
    """The next date of that number: this month or the next, this year or the next. None when there is none."""
    if day is None:
        return None
    for ahead in range(13):
        index = today.month - 1 + ahead
        if month is not None and index % 12 + 1 != int(month):
            continue
        try:
            found = date(today.year + index // 12, index % 12 + 1, int(day))
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def _clock(day: date, hour: int, minute: int, here: datetime) -> datetime:
    """Hour 24 is the midnight that ends the day."""
    if hour >= 24:
        return datetime.combine(day + timedelta(days=1), time(0, minute), here.tzinfo)
    return datetime.combine(day, time(hour, minute), here.tzinfo)
