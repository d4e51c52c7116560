"""Rows of figures, each with the command that made it: kept as JSON, shown as Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.metrics import Picked, interval

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `low` and `high` bound the middle 95 % of a bootstrap, where chance has a part in it."""

    group: str
    what: str
    value: float
    number: int
    """How many questions, answers or runs it is taken from."""
    command: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""


def measured(
    name: tuple[str, str],
    values: Sequence[float],
    groups: Sequence[Hashable],
    figure: Callable[[Picked], float] | None = None,
) -> Row:
    """A row (group, what) of one value a question: their mean, or another figure of the places drawn."""
    held = np.asarray(values, dtype=float)
    of: Callable[[Picked], float] = figure or (lambda places: float(held[places].mean()))
    low, high = interval(groups, of)
    return Row(*name, of(np.arange(len(held))), len(held), low=low, high=high)


def table(rows: Iterable[Row], commands: bool = False) -> str:
    """The rows as a Markdown table, a line where a group begins."""
    lines = [f"| what | figure | 95 % interval | n |{' command |' if commands else ''}"]
    lines.append(f"|---|---|---|---|{'---|' if commands else ''}")
    last = ""
    for row in rows:
        blank = " |" if commands else ""
        if row.group != last:
            lines.append(f"| **{_cell(row.group)}** | | | |{blank}")
            last = row.group
        bounds = "" if row.low is None or row.high is None else f"{_shown(row.low, '')} – {_shown(row.high, '')}"
        command = f" `{row.command}` |" if commands else ""
        lines.append(f"| {_cell(row.what)} | {_shown(row.value, row.unit)} | {bounds} | {row.number:,} |{command}")
    return "\n".join(lines)


def _shown(value: float, unit: str) -> str:
    figure = f"{value:.3f}" if not unit else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
    return f"{figure} {unit}".strip()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def keep(name: str, command: str, rows: Sequence[Row], remarks: str, folder: Path = RESULTS) -> list[Row]:
    """Write `name`.json and `name`.md, and give back the rows with their command; later parts are left as they are."""
    named = [Row(**{**asdict(row), "command": command}) for row in rows]
    folder.mkdir(parents=True, exist_ok=True)
    held = [{key: round(v, 4) if isinstance(v, float) else v for key, v in asdict(row).items()} for row in named]
    (folder / f"{name}.json").write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", "utf-8")
    text = f"# {name.capitalize()}\n\n`{command}`\n\n{remarks.strip()}\n\n{table(named)}\n"
    (folder / f"{name}.md").write_text(text, "utf-8")
    print(text)
    return named


def kept(name: str, folder: Path = RESULTS) -> list[Row]:
    """The rows that `keep` wrote; none where that part was never run."""
    file = folder / f"{name}.json"
    return [Row(**row) for row in json.loads(file.read_text("utf-8"))] if file.is_file() else []
