"""The `rag` command.

Exit codes: 0 done, 1 the articles do not say (or nothing was found), 2 wrong usage or an error, 3 an update went
through but some files could not be read, 130 interrupted, 141 nobody read what was printed.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

import rag.chatting as chatting
import rag.printing as printing
import rag.users as users
import rag.watching as watching
from rag.errors import RagError
from rag.generation import EXTRACTIVE
from rag.library import Library
from rag.opening import opened
from rag.options import (
    INDEX,
    AfterOption,
    EncoderOption,
    FoldersArgument,
    FromFolderOption,
    GeneratorOption,
    IndexOption,
    JsonOption,
    LeastOption,
    QuestionsArgument,
    TextArgument,
    WatchOption,
    takes_where,
)
from rag.search.embed import DEFAULT, load_encoder
from rag.types import CheckedText, QuestionKind, Support, Turn, Where

NOT_SAID, FAILED, PARTLY = 1, 2, 3

app = typer.Typer(
    name="rag",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask a folder of articles, and get sentences that point at the exact characters they rest on.\n\n"
    'Start with [bold]rag update FOLDER[/bold], then [bold]rag ask "your question"[/bold], or '
    "[bold]rag chat[/bold] for a browser.",
    epilog="Exit codes: 0 done, 1 the articles do not say, 2 an error, 3 some files could not be read.",
    rich_markup_mode="rich",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        printing.out.print(f"rag {version('footnote-rag')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


@app.command("update")
def update_command(
    folders: FoldersArgument = None,
    *,
    watch: WatchOption = None,
    index: IndexOption = INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the index hold what a folder holds: text, web pages, PDF, Word and others.

    Only what is new or changed is read; articles that are gone from the folder leave the index. Several folders may be
    indexed side by side; a folder is known by its name. Addresses that a folder lists in its sources.toml are fetched
    anew; without a folder, those that were added by `rag add` are."""
    library = Library(index, encoder=encoder)
    named = watching.named(folders or ())
    results = {name: watching.updated(library, folder) for name, folder in named.items()}
    printing.print_updates(results, as_json)
    for name, changes in results.items():
        watching.expect_articles(named[name], changes)
    if watch is not None:
        for news in watching.watched(library, named, watch, results):
            printing.print_updates(news, as_json)
    if any(changes.failed for changes in results.values()):
        raise typer.Exit(PARTLY)


@app.command("add")
def add_command(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Addresses of pages, documents or feeds.")],
    index: IndexOption = INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch addresses and index what they give; `rag update` without a folder fetches them anew."""
    library = Library(index, encoder=encoder)
    results = {url: library.add_url(url) for url in urls}
    printing.print_updates(results, as_json)
    if any(changes.failed for changes in results.values()):
        raise typer.Exit(PARTLY)


@app.command()
@takes_where
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    *,
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="How many passages.")] = 5,
    where: Where | None = None,
    index: IndexOption = INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the passages that fit a query best."""
    hits = opened(index, encoder, where).search(query, k)
    if as_json:
        printing.print_json([hit.to_dict() for hit in hits])
    else:
        printing.print_hits(hits)
    if not hits:
        raise typer.Exit(NOT_SAID)


@app.command()
@takes_where
def ask(
    question: Annotated[str, typer.Argument(help="The question, in words or keywords; - reads it from the input.")],
    *,
    kind: Annotated[QuestionKind | None, typer.Option("--as", help="Answer it as a question of this kind.")] = None,
    after: AfterOption = None,
    where: Where | None = None,
    generator: GeneratorOption = EXTRACTIVE,
    least_confidence: LeastOption = None,
    index: IndexOption = INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question: each sentence with its source, or that the articles do not say."""
    question = sys.stdin.read().strip() if question == "-" else question
    library = opened(index, encoder, where, generator=generator, least_confidence=least_confidence)
    if library.generator:
        library.warm()  # else reading the model's weights would count as its time to answer
    turns: list[Turn] = []
    for earlier in after or ():
        turns.append(Turn(earlier, library.ask(earlier, turns).text))
    answer = library.ask(question, turns, kind=kind)
    if as_json:
        printing.print_json(answer.to_dict())
    else:
        printing.print_answer(answer)
    if answer.refusal:
        raise typer.Exit(NOT_SAID)


@app.command()
@takes_where
def check(
    file: TextArgument = None,
    *,
    where: Where | None = None,
    index: IndexOption = INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a report in Markdown.")] = False,
) -> None:
    """Check somebody's text against the articles: what do they say to each of its sentences?

    Exit code 1 where a sentence is contradicted, not found or only partly supported."""
    text = file.read_text(encoding="utf-8", errors="replace") if file else sys.stdin.read()
    sentences = []
    with printing.bar("Checking") as advance:
        for sentence in opened(index, encoder, where).stream_check(text):
            sentences.append(sentence)
            advance(sentence.end, len(text), "")
    checked = CheckedText(text, tuple(sentences))
    if as_json:
        printing.print_json(checked.to_dict())
    elif as_markdown:
        printing.write(checked.to_markdown())
    else:
        printing.print_checked(checked)
    if any(sentence.verdict.kind not in (Support.SUPPORTED, Support.UNVERIFIABLE) for sentence in checked.sentences):
        raise typer.Exit(NOT_SAID)


app.command()(chatting.chat)
app.add_typer(users.app, name="users")


@app.command()
def articles(index: IndexOption = INDEX, encoder: EncoderOption = None, as_json: JsonOption = False) -> None:
    """List the indexed articles and what is known of them."""
    library = opened(index, encoder)
    found, copies = library.articles, library.near_copies
    if as_json:
        printing.print_json([article.to_dict() | {"near_copy_of": copies.get(article.id)} for article in found])
    else:
        printing.print_articles(found, copies)


@app.command()
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="As `rag articles` shows them.")],
    index: IndexOption = INDEX,
    encoder: EncoderOption = None,
) -> None:
    """Take articles out of the index. Their files stay; `rag update FILE` brings one back."""
    for article in opened(index, encoder).remove(*ids).articles:
        printing.out.print(f"Removed {printing.escape(article.id)}")


@app.command("eval")
def eval_command(
    questions: QuestionsArgument = None,
    *,
    from_folder: FromFolderOption = None,
    seed: Annotated[int, typer.Option(help="Other sentences are drawn from the folder for another seed.")] = 0,
    index: IndexOption = INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
    show: Annotated[bool, typer.Option("--show", help="List the questions that went wrong.")] = False,
) -> None:
    """Measure the answers against questions whose evidence is known, or against what a folder is made into.

    With a folder nothing else is needed: it is indexed by itself, in a place that is gone afterwards."""
    import rag.evaluation.gold as gold

    if (questions is None) == (from_folder is None):
        raise ValueError("name either a file of questions or, with --from-folder, a folder of articles")
    if from_folder:
        _eval_folder(from_folder, seed, encoder, as_json)
        return
    assert questions
    library = opened(index, encoder)
    asked = gold.read_questions(questions, library.articles)
    with printing.bar("Asking") as advance:
        outcomes = gold.ask_all(library, asked, lambda done: advance(done, len(asked), ""))
    figures = gold.report(outcomes, library)
    (printing.print_json if as_json else printing.print_figures)(figures)
    if show:
        printing.print_wrong(outcomes)


def _eval_folder(folder: Path, seed: int, encoder: str | None, as_json: bool) -> None:
    import rag.evaluation.folder as evaluation

    with printing.bar("") as advance:
        figures = evaluation.run(
            folder,
            encoder=load_encoder(encoder or DEFAULT),
            seed=seed,
            step=lambda what, done, total: advance(done, total, what),
        )
    (printing.print_json if as_json else printing.print_folder_figures)(figures)


def main() -> None:
    """Run the command; errors that are meant for people are shown without a traceback."""
    try:
        app()
    except (RagError, ValueError, OSError) as error:
        printing.print_error(error)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        printing.err.print("Stopped. What was written so far is whole.")
        sys.exit(130)
