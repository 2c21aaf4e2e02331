"""Many hot conversations about one thing within a while: one aggregate alert instead of many single ones. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from csassist.frozen import frozen

CARRIERS = (
    "顺丰", "京东", "圆通", "中通", "申通", "韵达", "极兔", "德邦", "邮政", "EMS", "菜鸟", "百世", "天天快递", "丹鸟",
    "跨越", "安能", "壹米滴答", "UPS", "DHL", "FedEx",
)  # fmt: skip
_ORDER = ("product", "carrier", "trigger")  # the narrowest matter first: it says most
_SAME = 0.8  # of a wider matter's conversations: then it is the narrower one under another name


@frozen
class SpikeSpec:
    """`least` distinct conversations within `window_s`; 0 = never. The same matter once in `cool_down_s`."""

    least: int = 5
    window_s: float = 1800.0
    cool_down_s: float = 3600.0


@frozen
class Hot:
    """A conversation that reached ALERT, when, and what it is about. Empty = unknown."""

    conversation_id: str
    at: datetime
    team_id: str | None = None
    product: str = ""
    trigger: str = ""
    carrier: str = ""


@frozen
class Spike:
    """`by` = product | carrier | trigger; `key` = which one; conversations in the order in which they got hot."""

    by: str
    key: str
    conversations: tuple[Hot, ...]

    @property
    def since(self) -> datetime:
        """When the first of them got hot."""
        return self.conversations[0].at


def find_spikes(
    hot: Iterable[Hot], spec: SpikeSpec, told: Mapping[tuple[str, str], datetime], now: datetime
) -> tuple[Spike, ...]:
    """What is to be told now. `told` = (by, key) -> when it was told last.

    A wider matter that is nearly the same conversations as a narrower one (told now or within the cool-down) is not
    told besides.
    """
    if spec.least <= 0:
        return ()
    start = now - timedelta(seconds=spec.window_s)
    recent = sorted((one for one in hot if start < one.at <= now), key=lambda one: (one.at, one.conversation_id))
    newest = {one.conversation_id: one for one in recent}
    found: list[Spike] = []
    narrower: list[frozenset[str]] = []
    for by in _ORDER:
        for key, about in _grouped(newest.values(), by).items():
            names = frozenset(one.conversation_id for one in about)
            if len(names) < spec.least or any(_covers(other, names) for other in narrower):
                continue
            narrower.append(names)
            last = told.get((by, key))
            if last is None or (now - last).total_seconds() >= spec.cool_down_s:
                found.append(Spike(by, key, tuple(about)))
    return tuple(found)


def carrier_of(logistics: str | None) -> str:
    """The carrier that an order's logistics text names; empty for none."""
    said = (logistics or "").upper()
    return next((name for name in CARRIERS if name.upper() in said), "")


def _grouped(hot: Iterable[Hot], by: str) -> dict[str, list[Hot]]:
    groups: dict[str, list[Hot]] = {}
    for one in hot:
        key = str(getattr(one, by))
        if key and key != "other":
            groups.setdefault(key, []).append(one)
    return dict(sorted(groups.items()))


def _covers(narrow: frozenset[str], wide: frozenset[str]) -> bool:
    return len(narrow & wide) >= _SAME * len(wide)


def conversations_of(spike: Spike, team: str | None = None) -> Sequence[str]:
    """Ids of a spike's conversations, of one team when it is named."""
    return [one.conversation_id for one in spike.conversations if team is None or one.team_id == team]
