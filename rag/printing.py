"""What the `rag` command prints: for people on a terminal, and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from rag.types import Answer, Changes, CheckedText, Statement, Support, count_left_out
from rag.types.sources import source

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


@contextmanager
def bar(verb: str) -> Iterator[Any]:
    """A progress bar on the terminal, nothing where there is none."""
    columns = (TextColumn(f"{verb} {{task.fields[name]}}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(verb, total=None, name="")
        yield lambda done, total, name: progress.update(task, completed=done, total=total, name=escape(name))


def print_answer(answer: Answer) -> None:
    """The statements with their numbers and the numbered sources, or that the articles do not say."""
    if not answer.answered:
        out.print("Not in these articles.", style="bold")
        if answer.explanation:
            out.print(escape(answer.explanation))
        for passage in answer.nearest[:1]:
            out.print(f"[dim]Closest passage, {escape(source(passage))}[/dim]")
        return
    for statement in answer.statements:
        numbers = "".join(f"[{number}]" for number in answer.numbers(statement))
        out.print(f"{_marked(statement)} [bold cyan]{escape(numbers)}[/bold cyan]")
    out.print()
    for remark in (answer.note, count_left_out(len(answer.left_out))):
        if remark:
            out.print(f"{escape(remark)}\n")
    for number, passage in enumerate(answer.citations, 1):
        out.print(f"[bold cyan]{escape(f'[{number}]')}[/bold cyan] [dim]{escape(source(passage))}[/dim]")


_COLOURS = {
    Support.SUPPORTED: "green",
    Support.PARTLY: "yellow",
    Support.CONTRADICTED: "red",
    Support.NOT_FOUND: "red",
    Support.UNVERIFIABLE: "dim",
}


def print_checked(checked: CheckedText) -> None:
    """Every sentence with its verdict, the reasons and the closest passage; then how many are of each kind."""
    for sentence in checked.sentences:
        verdict = sentence.verdict
        out.print(f"[{_COLOURS[verdict.kind]}]{verdict.kind.value}[/] {escape(sentence.text)}")
        for reason in verdict.reasons:
            out.print(f"  {escape(reason.text)}")
        lead = "closest passage: " if verdict.kind is Support.NOT_FOUND else ""
        for passage in () if verdict.kind is Support.UNVERIFIABLE else verdict.passages[:1]:
            out.print(f"  [dim]{lead}{escape(source(passage))}[/dim]")
    out.print()
    out.print(", ".join(f"{count} {kind}" for kind, count in checked.counts.items() if count))


def _marked(statement: Statement) -> str:
    """The statement for the terminal, the words that answer in bold."""
    if statement.answer is None:
        return escape(statement.text)
    start = statement.citations[0].start
    first, last = statement.answer.start - start, statement.answer.end - start
    before, words, after = statement.text[:first], statement.text[first:last], statement.text[last:]
    return f"{escape(before)}[bold]{escape(words)}[/bold]{escape(after)}"


def print_changes(folder: str, changes: Changes) -> None:
    """What an update did, on one line; below it, as complaints, what was not read and what was left out."""
    counts = ("added", "changed", "renamed", "removed", "unchanged")
    said = ", ".join(f"{getattr(changes, name)} {name}" for name in counts if getattr(changes, name))
    out.print(f"{escape(folder)}: {said or 'no articles found'}")
    for failure in changes.failed:
        err.print(f"[red]not read:[/red] {escape(failure.source)}: {escape(failure.reason)}")
    for id in changes.skipped:
        err.print(f"[dim]left out, as you removed it: {escape(id)} (update the file itself to bring it back)[/dim]")


def print_figures(figures: dict[str, Any]) -> None:
    """A table: a line for each figure, a count [right, of] with its rate."""
    parts = {name: value if isinstance(value, dict) else {"": value} for name, value in figures.items()}
    rows = [(f"{name} {part}".strip(), inner) for name, inners in parts.items() for part, inner in inners.items()]
    width = max(28, *(len(name) + 2 for name, _ in rows))
    for name, inner in rows:
        shown = f"{inner[0]}/{inner[1]}" if isinstance(inner, list) else str(inner)
        rate = f"  {inner[0] / inner[1]:.3f}" if isinstance(inner, list) and inner[1] else ""
        out.print(name.ljust(width) + shown + rate)


def print_json(value: Any) -> None:
    """Plain JSON on the standard output, letters as they are."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
