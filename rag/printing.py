"""What the `rag` command prints: for people on a terminal, and as JSON."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from rag.types import (
    GO_ON,
    METADATA,
    NOT_SAID,
    Answer,
    Article,
    Changes,
    CheckedText,
    Failure,
    Hit,
    Statement,
    Support,
    count_left_out,
)
from rag.types.sources import named, placed, source

if TYPE_CHECKING:
    from rag.evaluation.gold import Outcome

PIPE_CLOSED = 141
"""The exit code of a program that is ended by SIGPIPE."""
_EXAMPLES = 3
"""So many of the files that are skipped for one reason are named; --json names all."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class _Console(Console):
    """Wraps lines on a terminal only, and ends quietly where nobody reads any more, as with `| head`."""

    def __init__(self, stream: TextIO, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, emoji=False, soft_wrap=not stream.isatty())

    def on_broken_pipe(self) -> None:
        # What Python still holds back is written when it ends: into nothing, or it would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(PIPE_CLOSED)


out = _Console(sys.stdout)
err = _Console(sys.stderr, stderr=True)


def escape(text: str) -> str:
    """Somebody's text for the terminal: neither rich's markup nor the terminal's own commands act in it."""
    return escape_markup(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text))


class Rate(ProgressColumn):
    """How many are done in a second, as soon as that can be told."""

    def render(self, task: Task) -> Text:
        """The rate, such as "2.5/s", or nothing."""
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


@contextmanager
def bar(verb: str) -> Iterator[Any]:
    """A progress bar with the rate and the time left on the terminal, nothing where there is none."""
    name = TextColumn(f"{verb} {{task.fields[name]}}")
    columns = (name, BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(verb, total=None, name="")
        yield lambda done, total, name: progress.update(task, completed=done, total=total, name=escape(name))


def print_answer(answer: Answer) -> None:
    """The statements with their numbers and the numbered sources, or that the articles do not say."""
    for remark in answer.remarks:
        out.print(f"{escape(remark)}\n")
    if not answer.answered:
        if answer.refusal:
            out.print(answer.refusal, style="bold")
        if answer.explanation:
            out.print(escape(answer.explanation))
        for passage in answer.nearest[:1]:
            out.print(f"[dim]Closest passage, {escape(source(passage))}[/dim]")
        if answer.follow_ups:
            out.print("\n".join([f"\n{GO_ON}", *(f"  {escape(question)}" for question in answer.follow_ups)]))
        return
    if answer.lead:
        out.print(f"[bold]{escape(answer.lead)}[/bold]")
    for heading, statements in answer.headed:
        if heading:
            out.print(f"\n[bold]{escape(heading)}[/bold]")
        for statement in statements:
            _print_statement(answer, statement)
    out.print()
    if answer.left_out:
        out.print(f"{count_left_out(len(answer.left_out))}\n")
    for number, passage in enumerate(answer.citations, 1):
        out.print(f"[bold cyan]{escape(f'[{number}]')}[/bold cyan] [dim]{escape(source(passage))}[/dim]")


def _print_statement(answer: Answer, statement: Statement) -> None:
    numbers = "".join(f"[{number}]" for number in answer.numbers(statement))
    out.print(f"{_marked(statement)} [bold cyan]{escape(numbers)}[/bold cyan]")
    for remark in answer.remarks_on(statement):
        out.print(f"  [dim]{escape(remark)}[/dim]")
    if statement.metadata:
        out.print(f"  [dim]{METADATA}: {escape(statement.metadata)}[/dim]")


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


def print_error(error: Exception) -> None:
    """What went wrong, as a complaint."""
    err.print(f"[red]error:[/red] {escape(str(error))}")


def print_updates(results: Mapping[str, Changes], as_json: bool) -> None:
    """What the updates of several folders did, each by its name."""
    if as_json:
        print_json({name: changes.to_dict() for name, changes in results.items()})
    else:
        for name, changes in results.items():
            print_changes(name, changes)


def print_changes(folder: str, changes: Changes) -> None:
    """What an update did, on one line; below it, as complaints, what was not read and what was left out."""
    counts = ("added", "changed", "renamed", "removed", "unchanged")
    said = ", ".join(f"{getattr(changes, name)} {name}" for name in counts if getattr(changes, name))
    if said or changes.failed:
        out.print(f"{escape(folder)}: {said or 'nothing could be read'}")
    for failure in changes.failed:
        err.print(f"[red]not read:[/red] {escape(failure.source)}: {escape(failure.reason)}")
    for part in changes.incomplete:
        err.print(f"[yellow]read in part:[/yellow] {escape(part.source)}: {escape(part.reason)}")
    skipped = sorted(changes.skipped, key=lambda one: one.reason)
    for reason, those in groupby(skipped, key=lambda one: one.reason):
        err.print(f"[dim]skipped: {escape(_few(list(those)))}: {escape(reason)}[/dim]")


def _few(skipped: Sequence[Failure]) -> str:
    """The first few names, and how many more there are."""
    more = len(skipped) - _EXAMPLES
    names = [one.source for one in skipped[:_EXAMPLES]]
    return ", ".join([*names, f"and {more} more"] if more > 0 else names)


def print_hits(hits: Sequence[Hit]) -> None:
    """The chunks that were found, each with its article and where it stands."""
    for number, hit in enumerate(hits, 1):
        where = f"{hit.chunk.article.id}, characters {hit.chunk.start}-{hit.chunk.end}"
        out.print(f"[bold]{number}[/bold] {escape(placed(hit.chunk.sentences[0]))} [dim]({escape(where)})[/dim]")
        out.print(f"  {escape(hit.chunk.text)}\n")


def print_articles(articles: Sequence[Article], near_copies: Mapping[str, str]) -> None:
    """A line an article: its id as `rag remove` takes it in a shell, what is known of it, what it is a near-copy of."""
    for article in articles:
        known = named(article) + (f", by {article.author}" if article.author else "")
        known += f"; much like {near_copies[article.id]}" if article.id in near_copies else ""
        out.print(f"[bold]{escape_markup(quoted(article.id))}[/bold]  {escape(known)}", soft_wrap=True)


def quoted(id: str) -> str:
    """An id as one word of a shell; one that cannot be printed as it is (a line's end, bytes that are no text) as bash
    and zsh take it."""
    if id.isprintable():
        return shlex.quote(id)
    return f"$'{''.join(map(_shell_character, id))}'"


def _shell_character(character: str) -> str:
    if character.isprintable():
        return f"\\{character}" if character in "\\'" else character
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(character))


def print_figures(figures: dict[str, Any]) -> None:
    """A table: a line for each figure, a count [right, of] with its rate."""
    parts = {name: value if isinstance(value, dict) else {"": value} for name, value in figures.items()}
    rows = [(f"{name} {part}".strip(), inner) for name, inners in parts.items() for part, inner in inners.items()]
    width = max(28, *(len(name) + 2 for name, _ in rows))
    for name, inner in rows:
        shown = f"{inner[0]}/{inner[1]}" if isinstance(inner, list) else str(inner)
        rate = f"  {inner[0] / inner[1]:.3f}" if isinstance(inner, list) and inner[1] else ""
        out.print(name.ljust(width) + shown + rate)


def print_wrong(outcomes: Sequence[Outcome]) -> None:
    """As complaints, the questions that were not answered as they should be, each with its answer."""
    for outcome in outcomes:
        if not outcome.right:
            err.print(f"[bold]{outcome.question.kind}[/bold] {escape(outcome.question.question)}")
            err.print(f"  {escape(outcome.answer.text or NOT_SAID)}", style="dim")


def print_folder_figures(figures: dict[str, Any]) -> None:
    """What a folder was measured to give, and what such figures cannot tell; as complaints, what was not read."""
    note, unread = figures.pop("note"), figures.pop("not read")
    print_figures(figures)
    out.print(f"\n{note}")
    for failure in unread:
        err.print(f"[red]not read:[/red] {escape(failure)}")


def print_json(value: Any) -> None:
    """Plain JSON on the standard output, letters as they are."""
    write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write(text: str) -> None:
    """Text on the standard output, every character as it is."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        out.on_broken_pipe()
