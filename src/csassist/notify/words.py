"""What a person reads of a notice, in Chinese, cut to a robot's size. Customer text in it is text and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from csassist.conversation.names import TRIGGER_NAMES
from csassist.conversation.reading import Trigger
from csassist.frozen import frozen

TIERS = {3: "主管介入", 2: "升级提醒", 1: "留意", 0: "平稳"}
_KINDS = {
    "alert": "",
    "reminder": "还没有人处理：",
    "spike": "扎堆提醒：",
    "recovery": "已安抚：",
    "raise_hand": "坐席举手：",
    "test": "测试：",
}
_VALUES = {"vip": "VIP", "new": "新客", "regular": "老客"}
# Full-width twins: what a customer typed can open no link, call nobody and change no colour.
_TWINS = str.maketrans("<>[]()*_`#@~|\\&!", "＜＞［］（）＊＿｀＃＠～｜＼＆！")


@frozen
class Story:
    """A notice in words. `reasons` and `said` are the customer's or quote them, made harmless already."""

    title: str  # 主管介入 92° 张女士
    who: str
    degrees: str
    tier: int
    reasons: tuple[str, ...]
    said: str
    desk: str  # 坐席 a1 · 班组 t1
    url: str

    def lines(self) -> list[tuple[str, str]]:
        """(label, text) in reading order; empty ones left out."""
        told = [("原因", "；".join(self.reasons)), ("最后一句", self.said), ("负责", self.desk)]
        return [(label, text) for label, text in told if text]


def story(kind: str, body: Mapping[str, object]) -> Story:
    """A notice's facts in words. Missing facts are left out."""
    tier = body.get("tier")
    level = tier if isinstance(tier, int) else 0
    degrees = body.get("degrees")
    heat = f"{degrees:.0f}°" if isinstance(degrees, (int, float)) else ""
    who = plain(body.get("customer")) or "客户"
    value = _VALUES.get(str(body.get("value", "")))
    who = f"{who}（{value}）" if value in ("VIP", "新客") else who
    name = plain(body.get("title")) or ("多个会话同时升温" if kind == "spike" else TIERS.get(level, "提醒"))
    about = () if kind == "spike" else (heat, who)  # many customers: none of them is the one
    title = " ".join(part for part in (f"{_KINDS.get(kind, '')}{name}", *about) if part)
    reasons = body.get("reasons")
    told = tuple(plain(reason) for reason in reasons) if isinstance(reasons, Sequence) else ()
    desk = [f"坐席 {plain(body['agent_id'])}"] if body.get("agent_id") else []
    desk += [f"班组 {plain(body['team_id'])}"] if body.get("team_id") else []
    url = str(body.get("url", ""))
    return Story(title, who, heat, level, told, plain(body.get("last_text")), " · ".join(desk), url)


def fit(one: Story, limit: int, size: int) -> Story:
    """The story with its last words, then its reasons cut, so that a text of `size` bytes comes below `limit`."""
    over = size - limit
    if over <= 0:
        return one
    left = len(one.said.encode()) - over - 3
    if one.said and left > 30:
        return replace(one, said=cut(one.said, left))
    reasons = "；".join(one.reasons)
    room = len(reasons.encode()) - max(0, over - len(one.said.encode())) - 3
    return replace(one, said="", reasons=(cut(reasons, max(room, 0)),) if room > 0 else ())


def digest_line(kind: str, body: Mapping[str, object]) -> str:
    """One rise in one line: 主管介入 92° 张女士 物流延迟 c-17."""
    one = story(kind, body)
    triggers = body.get("triggers")
    first = _cause(str(triggers[0])) if isinstance(triggers, Sequence) and triggers else ""
    why = first or (cut(one.reasons[0], 36) if one.reasons else "")
    place = cut(plain(body.get("conversation_id")), 40)
    return " ".join(part for part in (one.title, why, place) if part)


def digest(rows: Sequence[tuple[str, Mapping[str, object]]], limit: int) -> tuple[str, str, int]:
    """(headline, lines, how many rows are in them), headline and lines together within `limit` bytes; at least one.

    The hottest stand first among those that fit, who fits is decided by age.
    """
    used, size, lines = 0, 80, list[tuple[int, str]]()
    for kind, body in rows:
        line = digest_line(kind, body)
        length = len(line.encode()) + 3
        if used and size + length > limit:
            break
        tier = body.get("tier")
        lines.append((tier if isinstance(tier, int) else 0, line))
        size += length
        used += 1
    high = sum(1 for tier, _ in lines if tier >= 3)
    headline = f"{used} 条提醒汇总" + (f"，其中主管介入 {high} 条" if high else "")
    lines.sort(key=lambda pair: -pair[0])
    return headline, "\n".join(f"· {line}" for _, line in lines), used


def plain(value: object) -> str:
    """Text in one line that no robot reads as markup, mention or link."""
    return " ".join(str(value).split()).translate(_TWINS) if value is not None else ""


def cut(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, whole characters, with … where something was left out."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= limit:
        return text
    return raw[: max(0, limit - 3)].decode("utf-8", "ignore") + "…"


def _cause(trigger: str) -> str:
    """Its name; nothing for a cause that nobody knows."""
    return "" if trigger == Trigger.OTHER else TRIGGER_NAMES.get(trigger, "")
