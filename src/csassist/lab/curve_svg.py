"""One chat's temperature curve as an SVG picture: degrees over time, turns as dots, tiers as colours.

Shows no customer text.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from csassist.conversation.names import TIER_NAMES
from csassist.lab.rehearse import Point, Rehearsed

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 760, 280, 44, 34, 16, 34
_COLOURS = ("#3b9c6b", "#d9a321", "#e2711d", "#c1272d")  # CALM, WATCH, ALERT, SUPERVISOR
_HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
    ' font-family="system-ui, sans-serif" font-size="12" role="img">'
)


def write_curve(folder: Path, played: Rehearsed, number: int) -> Path:
    """Writes NUMBER-ID.svg into `folder` (made when missing) and returns its path. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]", "_", played.id)[:80]
    path = folder / f"{number:05}-{name}.svg"
    path.write_text(draw_curve(played), "utf-8")
    return path


def draw_curve(played: Rehearsed) -> str:
    """The picture. Time runs to the right in proportion, degrees 0–100 upwards."""
    points = played.points
    parts = [_HEAD, f"<title>{escape(played.id)}</title>", f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>']
    parts += [_gridline(degrees) for degrees in (0, 25, 50, 75, 100)]
    if points:
        places = [(_x(point, points), _y(point.assessment.reading.degrees)) for point in points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="#667" stroke-width="1.5"/>')
        parts += [_dot(point, x, y) for point, (x, y) in zip(points, places, strict=True)]
    title = f"会话 {escape(played.id[:40])} · {len(played.turns)} 条 · 提醒 {len(played.alerts)} 次"
    parts += [f'<text x="{_LEFT}" y="20">{title}</text>', *_legend(), "</svg>"]
    return "\n".join(parts) + "\n"


def _x(point: Point, points: list[Point]) -> float:
    span = (points[-1].at - points[0].at).total_seconds()
    share = (point.at - points[0].at).total_seconds() / span if span else 0.5
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(degrees: float) -> float:
    return _TOP + (1 - degrees / 100) * (_HEIGHT - _TOP - _BOTTOM)


def _gridline(degrees: int) -> str:
    y = _y(degrees)
    return (
        f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#e3e5ea"/>'
        f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#667">{degrees}°</text>'
    )


def _dot(point: Point, x: float, y: float) -> str:
    """A turn is filled, a silence is hollow."""
    after = point.assessment
    colour = _COLOURS[after.escalation.tier]
    fill = "#fff" if point.turn is None else colour
    what = "静默" if point.turn is None else f"第 {point.turn + 1} 条"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{colour}" stroke-width="1.5">'
        f"<title>{what} · {after.reading.degrees:g}° · {TIER_NAMES[after.escalation.tier]}</title></circle>"
    )


def _legend() -> list[str]:
    return [
        f'<circle cx="{_LEFT + n * 90 + 5}" cy="{_HEIGHT - 14}" r="4" fill="{colour}"/>'
        f'<text x="{_LEFT + n * 90 + 14}" y="{_HEIGHT - 10}" fill="#445">{name}</text>'
        for n, (colour, name) in enumerate(zip(_COLOURS, TIER_NAMES.values(), strict=True))
    ]
