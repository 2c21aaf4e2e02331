"""Reliability curves as SVG pictures: which share of rows is truly hot (or happy) at the degrees shown; no text."""

from __future__ import annotations

from html import escape

from csassist.lab.evaluation.figure import Bin, Plot

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 640, 320, 52, 36, 16, 44
_HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
    ' font-family="system-ui, sans-serif" font-size="12" role="img">'
)
_LINE, _BAND, _INK, _GRID = "#c1272d", "#e2711d", "#445", "#e3e5ea"


def draw(plot: Plot) -> str:
    """The picture: dots with 95 % intervals, the number of rows under each; y = 0–100 %."""
    parts = [
        _HEAD,
        f'<title>{escape(plot.title)}</title><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="20" fill="{_INK}">{escape(plot.title)}</text>',
    ]
    parts += [_rule(share / 100) for share in (0, 25, 50, 75, 100)]
    parts += [_tick(plot, part / 5) for part in range(6)]
    line = " ".join(f"{_x(plot, one.x):.1f},{_y(one.share):.1f}" for one in plot.bins)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{_LINE}" stroke-width="1.5"/>')
    parts += [_dot(plot, one) for one in plot.bins]
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{_HEIGHT - 8}" text-anchor="middle" fill="{_INK}">{escape(plot.x_title)}</text>'
    )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(plot: Plot, x: float) -> float:
    low, high = plot.x_range
    return _LEFT + (x - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM)


def _rule(share: float) -> str:
    y = _y(share)
    return (
        f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="{_GRID}"/>'
        f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="{_INK}">{share:.0%}</text>'
    )


def _tick(plot: Plot, part: float) -> str:
    low, high = plot.x_range
    x = _LEFT + part * (_WIDTH - _LEFT - _RIGHT)
    y = _HEIGHT - _BOTTOM + 16
    return f'<text x="{x:.1f}" y="{y}" text-anchor="middle" fill="{_INK}">{low + part * (high - low):g}</text>'


def _dot(plot: Plot, one: Bin) -> str:
    x = _x(plot, one.x)
    return (
        f'<path d="M{x:.1f} {_y(one.low):.1f}V{_y(one.high):.1f}" stroke="{_BAND}"/>'
        f'<circle cx="{x:.1f}" cy="{_y(one.share):.1f}" r="3.5" fill="{_LINE}">'
        f"<title>{one.x:.1f}: {one.share:.0%} of {one.n}</title></circle>"
    )
