"""Curves as a small SVG, legible on a light and on a dark page, drawn without any library."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

Curve = tuple[str, Sequence[tuple[float, float]]]
COLOURS = ("#3b6fd4", "#c2571a", "#2a8a57", "#9a4fb0", "#b08a00", "#d0416a", "#4a8fa0", "#7a6a58")
DASHES = ("", "6 3", "2 3", "9 3 2 3")
WIDTH, HEIGHT, LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT = 760, 400, 56, 40, 380, 300


def curves(title: str, held: Sequence[Curve], across: str = "coverage", up: str = "risk") -> str:
    """The curves as an SVG document, x and y from 0 to 1 (y cut at the highest tenth that any curve needs)."""
    top = max((y for _, points in held for _, y in points), default=1.0)
    top = min(1.0, -(-top * 10 // 1) / 10 or 0.1)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' font-family="system-ui, sans-serif" font-size="12" fill="#777">',
        f"<title>{escape(title)}</title>",
        f'<text x="{LEFT}" y="22" font-size="14">{escape(title)}</text>',
        *_axes(top, across, up),
    ]
    for number, (name, points) in enumerate(held):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        style = f'fill="none" stroke="{colour}" stroke-width="2"' + (f' stroke-dasharray="{dash}"' if dash else "")
        path = " ".join(f"{_x(x):.1f},{_y(y, top):.1f}" for x, y in points)
        line, beside = TOP + 14 + 22 * number, LEFT + PLOT_WIDTH + 24
        lines.append(f'<polyline points="{path}" {style}/>')
        lines.append(f'<line x1="{beside}" y1="{line - 4}" x2="{beside + 26}" y2="{line - 4}" {style}/>')
        lines.append(f'<text x="{beside + 34}" y="{line}">{escape(name)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _axes(top: float, across: str, up: str) -> list[str]:
    lines = []
    for step in range(6):
        share = step / 5
        x, y = _x(share), _y(share * top, top)
        grid = 'stroke="#999" stroke-opacity="0.3"'
        lines.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{LEFT + PLOT_WIDTH}" y2="{y:.1f}" {grid}/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share * top:.2f}</text>')
        lines.append(f'<text x="{x:.1f}" y="{TOP + PLOT_HEIGHT + 18}" text-anchor="middle">{share:.1f}</text>')
    middle = LEFT + PLOT_WIDTH / 2
    lines.append(f'<text x="{middle}" y="{HEIGHT - 18}" text-anchor="middle">{escape(across)}</text>')
    turned = f'transform="rotate(-90 14 {TOP + PLOT_HEIGHT / 2})"'
    lines.append(f'<text x="14" y="{TOP + PLOT_HEIGHT / 2}" text-anchor="middle" {turned}>{escape(up)}</text>')
    return lines


def _x(value: float) -> float:
    return LEFT + value * PLOT_WIDTH


def _y(value: float, top: float) -> float:
    return TOP + PLOT_HEIGHT * (1 - value / top)
