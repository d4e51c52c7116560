"""The `rag` command, as a person or a script meets it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.progress import Progress

from rag import Answer, Article, LoadError, NoArticle, Passage, Statement, chatting, cli, printing
from rag.serving.settings import Settings
from tests.command import run, settle

ANNA = "Anna Brandt opened the bridge in Riga on Monday. The mayor praised the engineers for their work."
BERT = "---\ntitle: Harbour closed\npublished: 2026-02-10\n---\n\nBert Lund closed the harbour in Oslo on Friday."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = settle(tmp_path, monkeypatch)
    (folder / "anna.txt").write_text(ANNA)
    (folder / "bert.md").write_text(BERT)
    return folder


def test_update_says_what_changed_and_ends_with_0(folder: Path) -> None:
    assert run("update", "news") == (0, "news: 2 added\n", "")
    assert run("update", "news") == (0, "news: 2 unchanged\n", "")


@pytest.fixture
def watching(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`rag update` over the folder and one beside it, again and again."""
    other = folder.with_name("other")
    other.mkdir()
    (other / "dora.txt").write_text("Dora Holm planted a forest in Kyoto in spring.")
    program = [sys.executable, "-c", "from rag.cli import main; main()"]
    command = [*program, "update", "news", "other", "--watch", "0.01"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    # What a shell starts in the background ignores Ctrl+C, and so does what it starts.
    with subprocess.Popen(command, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), **pipes) as process:
        yield process
        process.kill()


def appear(file: Path, text: str) -> None:
    """Let a file be there whole, however soon it is looked at."""
    file.with_suffix(".new").write_text(text)
    file.with_suffix(".new").rename(file)


def test_folders_are_watched_until_it_is_interrupted(folder: Path, watching: subprocess.Popen[str]) -> None:
    assert watching.stdout
    assert watching.stderr
    assert [watching.stdout.readline() for _ in range(2)] == ["news: 2 added\n", "other: 1 added\n"]
    appear(folder / "carl.txt", "Carl Moe rebuilt the quay in Bergen in June.")
    assert watching.stdout.readline() == "news: 1 added, 2 unchanged\n"  # what stays as it was is not told
    folder.rename(folder.with_name("away"))
    assert any("no such file or folder" in line for line in watching.stderr)
    appear(folder.with_name("other") / "emil.txt", "Emil Berg closed the school in Turin in May.")
    assert watching.stdout.readline() == "other: 1 added, 1 unchanged\n"  # though the first folder cannot be read
    (folder.with_name("away") / "carl.txt").unlink()
    folder.with_name("away").rename(folder)
    assert watching.stdout.readline() == "news: 1 removed, 2 unchanged\n"
    watching.send_signal(signal.SIGINT)
    assert watching.wait(timeout=60) == 130


def test_update_lists_what_it_could_not_read_and_ends_with_3(folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    code, printed, complaints = run("update", "news")
    assert (code, printed) == (3, "news: 2 added\n")
    assert "news/empty.txt" in complaints


def test_ask_prints_the_sentence_and_its_source(folder: Path) -> None:
    run("update", "news")
    code, printed, _ = run("ask", "Who closed the harbour in Oslo?")
    assert code == 0
    assert "Bert Lund closed the harbour in Oslo on Friday. [1]" in printed
    assert "Harbour closed, 2026-02-10 (news/bert.md, characters " in printed


def test_only_the_articles_that_are_named_are_asked(folder: Path) -> None:
    run("update", "news")
    question = "Who closed the harbour in Oslo?"
    assert run("ask", question, "--only", "news/bert.md") == run("ask", question)
    assert run("ask", question, "--only", "news/anna.txt")[0] == 1
    assert run("search", question, "--only", "news/anna.txt", "-k", "50")[1].count("news/bert.md") == 0
    with pytest.raises(LoadError, match=r"news/nobody\.txt: no such article"):
        run("ask", question, "--only", "news/nobody.txt")


def test_only_the_articles_that_meet_every_condition_are_asked(folder: Path) -> None:
    run("update", "news")
    question = "Who closed the harbour in Oslo?"
    bert = ("--since", "2026-02", "--until", "2026-02-10", "--folder", "news/")
    assert run("ask", question, *bert) == run("ask", question)
    assert run("search", question, *bert, "-k", "50")[1].count("news/anna.txt") == 0
    with pytest.raises(NoArticle, match=r"of 2026-03 or later; they are of 2026-02-10 to 2026-02-10"):
        run("ask", question, "--since", "2026-03")
    with pytest.raises(NoArticle, match=r"from 'Reuters'; of none is it known"):
        run("ask", question, "--from", "Reuters")


def test_ask_as_json_gives_offsets_that_slice_the_source(folder: Path) -> None:
    run("update", "news")
    code, printed, _ = run("ask", "--json", "Who closed the harbour in Oslo?")
    told = json.loads(printed)
    assert (code, told["answered"]) == (0, True)
    for citation in told["citations"]:
        source = (folder.parent / citation["article"]).read_text()
        assert source[citation["start"] : citation["end"]] == citation["quote"]


def test_what_the_articles_do_not_say_ends_with_1(folder: Path) -> None:
    run("update", "news")
    code, printed, _ = run("ask", "What is the tallest mountain in Africa?")
    assert code == 1
    assert printed.startswith("Not in these articles.")


def test_an_earlier_question_says_whom_a_later_one_means(folder: Path) -> None:
    run("update", "news")
    told = json.loads(run("ask", "What did he close?", "--after", "Who is Bert Lund?", "--json")[1])
    assert (told["question"], told["query"]) == ("What did he close?", "What did Bert Lund close?")
    assert told["answered"]


def test_the_least_confidence_decides_whether_it_is_answered(folder: Path) -> None:
    run("update", "news")
    question = "Who closed the harbour in Oslo?"
    confidence = json.loads(run("ask", question, "--json")[1])["confidence"]
    assert 0 < confidence < 1
    assert run("ask", question, "--least-confidence", str(confidence))[0] == 0
    assert run("ask", question, "--least-confidence", str(confidence + 1e-4))[0] == 1


def test_the_kind_of_a_question_can_be_chosen(folder: Path) -> None:
    run("update", str(folder))
    question = "Who closed the harbour in Oslo?"
    assert json.loads(run("ask", question, "--json")[1])["kind"] == "fact"
    assert json.loads(run("ask", question, "--json", "--as", "timeline")[1])["kind"] == "timeline"
    code, _, complaint = run("ask", question, "--as", "poem")
    assert code == 2
    assert "timeline" in complaint


def test_markup_in_an_article_is_printed_as_it_stands(folder: Path) -> None:
    (folder / "anna.txt").write_text("The [bold]harbour[/bold] of [red]Turin[/red] closed on Sunday.")
    run("update", "news")
    _, printed, _ = run("search", "harbour of Turin", "-k", "1")
    assert "The [bold]harbour[/bold] of [red]Turin[/red] closed on Sunday." in printed.replace("\n", " ")


def test_search_as_json_is_ranked(folder: Path) -> None:
    run("update", "news")
    hits = json.loads(run("search", "--json", "bridge in Riga")[1])
    assert hits[0]["article"] == "news/anna.txt"
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_articles_lists_what_is_known(folder: Path) -> None:
    run("update", "news")
    listed = json.loads(run("articles", "--json")[1])
    assert [(article["id"], article["published"]) for article in listed] == [
        ("news/anna.txt", None),
        ("news/bert.md", "2026-02-10"),
    ]
    assert run("articles")[1].splitlines()[1] == "news/bert.md  Harbour closed, 2026-02-10"


@pytest.mark.parametrize(
    "name",
    [
        "a b.txt",
        'it\'s; $(rm) `x` "q" [bold].txt',
        "very-" * 40 + "long.txt",
        "two\nlines\t.txt",
        "b\xe9\udcff\\.txt",
        "é ü.md",
    ],
)
@pytest.mark.skipif(shutil.which("bash") is None, reason="pastes into bash")
def test_an_id_can_be_pasted_from_articles_into_remove(folder: Path, name: str) -> None:
    (folder / name).write_text("Cleo founded a school in Turin last year. Two hundred pupils have enrolled there.")
    run("update", "news")
    title = "  Cleo founded a school in Turin last year"
    (line,) = (line for line in run("articles")[1].splitlines() if title in line)
    pasted = subprocess.run(
        ["bash", "-c", f'printf %s {line.partition(title)[0]} "$@"'], capture_output=True, check=True
    ).stdout
    assert os.fsdecode(pasted) == f"news/{name}"
    assert run("remove", os.fsdecode(pasted))[0] == 0
    assert "Cleo" not in run("articles")[1]


def test_remove_takes_an_article_out(folder: Path) -> None:
    run("update", "news")
    assert run("remove", "news/anna.txt")[:2] == (0, "Removed news/anna.txt\n")
    assert [article["id"] for article in json.loads(run("articles", "--json")[1])] == ["news/bert.md"]


def test_chat_serves_the_page_over_the_index_it_is_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("update", "news")
    served: list[object] = []
    unsaid = {"encoder": None, "generator": None, "offered": ()}
    monkeypatch.setattr(chatting, "serve", lambda *args, **kwargs: served.append((args, kwargs)))
    assert run("chat", "--port", "7999")[0] == 0
    assert run("chat", "--articles", "news", "--index", "other", "--host", "0.0.0.0", "--open")[0] == 0
    assert served == [
        (("index", None), {"host": "127.0.0.1", "port": 7999, "settings": Settings(), **unsaid}),
        (
            ("other", Path("news")),
            {"host": "0.0.0.0", "port": 7860, "settings": Settings(open_to_all=True), **unsaid},
        ),
    ]


CLAIMS = "Anna Brandt opened the bridge in Riga on Monday. Bert Lund closed the harbour in Oslo on Sunday."


def test_check_reads_a_file_or_the_standard_input(folder: Path) -> None:
    run("update", "news")
    (folder.parent / "claims.txt").write_text(CLAIMS)
    code, printed, _ = run("check", "claims.txt")
    assert code == 1, "one of the two is wrong"
    first, *_, last = printed.splitlines()
    assert first == "supported Anna Brandt opened the bridge in Riga on Monday."
    assert last == "1 supported, 1 contradicted"
    assert "Friday, not Sunday" in printed
    assert "news/bert.md, characters " in printed
    assert run("check", typed=CLAIMS)[:2] == (code, printed)


def test_check_ends_with_0_where_nothing_is_amiss(folder: Path) -> None:
    run("update", "news")
    (folder.parent / "claims.txt").write_text("Anna Brandt opened the bridge in Riga on Monday. Does that help?")
    assert run("check", "claims.txt")[0] == 0


def test_check_as_json_and_as_markdown(folder: Path) -> None:
    run("update", "news")
    (folder.parent / "claims.txt").write_text(CLAIMS)
    told = json.loads(run("check", "claims.txt", "--json")[1])
    assert [sentence["kind"] for sentence in told["sentences"]] == ["supported", "contradicted"]
    assert [CLAIMS[s["start"] : s["end"]] for s in told["sentences"]] == [s["text"] for s in told["sentences"]]
    for passage in (passage for sentence in told["sentences"] for passage in sentence["passages"]):
        source = (folder.parent / passage["article"]).read_text()
        assert source[passage["start"] : passage["end"]] == passage["quote"]
    report = run("check", "claims.txt", "--markdown")[1]
    assert report.startswith("# Checked against the articles\n\n1 supported, 1 contradicted\n")
    assert report.count("\n> ") == 2


def test_check_prints_markup_as_it_stands_and_takes_bytes_that_are_no_text(folder: Path) -> None:
    run("update", "news")
    (folder.parent / "claims.txt").write_bytes(b"The [red]mayor[/red] [link=x]flew\xff to the moon.")
    _, printed, _ = run("check", "claims.txt")
    assert "The [red]mayor[/red] [link=x]flew\N{REPLACEMENT CHARACTER} to the moon." in printed


def test_eval_prints_the_figures(folder: Path, tmp_path: Path) -> None:
    run("update", "news")
    question = {"kind": "fact", "question": "Who closed the harbour in Oslo?", "history": [], "answerable": True}
    evidence = [{"text": "Bert Lund closed the harbour in Oslo on Friday."}]
    (tmp_path / "questions.jsonl").write_text(json.dumps(question | {"evidence": evidence}))
    figures = json.loads(run("eval", "questions.jsonl", "--json")[1])
    assert figures["first citation hit"] == [1, 1]
    assert "1.000" in run("eval", "questions.jsonl")[1]


def test_eval_shows_the_questions_that_went_wrong_and_no_others(folder: Path, tmp_path: Path) -> None:
    run("update", "news")
    evidence = [{"text": "Bert Lund closed the harbour in Oslo on Friday."}]
    asked = {"kind": "fact", "history": [], "evidence": evidence, "answerable": True}
    nothing = {"kind": "nonsense", "history": [], "evidence": [], "answerable": False}
    questions = [
        asked | {"question": "Who closed the harbour in Oslo?"},
        asked | {"question": "Who opened the bridge in Riga?"},
        nothing | {"question": "What is the tallest mountain in Africa?"},
        nothing | {"question": "When did Anna Brandt open the bridge in Riga?"},
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)))
    assert run("eval", "questions.jsonl")[2] == ""
    _, figures, shown = run("eval", "questions.jsonl", "--show")
    assert "first citation hit" in figures
    assert [line for line in shown.splitlines() if not line.startswith("  ")] == [
        "fact Who opened the bridge in Riga?",
        "nonsense When did Anna Brandt open the bridge in Riga?",
    ]
    assert "Anna Brandt opened the bridge in Riga on Monday." in shown


RAG = [sys.executable, "-c", "import sys; from rag.cli import main; sys.argv[0] = 'rag'; main()"]
"""The command as a process of its own."""
MISSING = (
    "nothing is indexed in elsewhere; name another folder with --index, or run `rag update ARTICLES --index elsewhere`"
)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["update", "nowhere"], "no such file or folder"),
        (["update", "empty"], "empty: holds no articles; put articles into it, such as .txt, .pdf or .docx files"),
        (["ask", "   "], "question"),
        (["search", " "], "the query is blank; write what to look for"),
        (["remove", "news/zoe.txt"], "no such article"),
        (["check", "blank.txt"], "blank"),
        (["chat", "--articles", "nowhere"], "no such folder"),
        (["ask", "Who?", "--encoder", "./nowhere"], "there is no folder ./nowhere to load an embedding model from"),
        (["ask", "Who?", "--index", "elsewhere"], MISSING),
        (["search", "Who?", "--index", "elsewhere"], MISSING),
        (["check", "news/anna.txt", "--index", "elsewhere"], MISSING),
        (["articles", "--index", "elsewhere"], MISSING),
        (["remove", "news/anna.txt", "--index", "elsewhere"], MISSING),
        (["eval", "blank.txt", "--index", "elsewhere"], MISSING),
        (["chat", "--index", "elsewhere"], MISSING),
    ],
)
def test_errors_are_one_line_on_stderr_and_end_with_2(
    folder: Path, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder.parent / "blank.txt").write_text(" \n")
    (folder.parent / "empty").mkdir()
    (folder.parent / "empty" / ".DS_Store").touch()
    run("update", "news")
    capfd.readouterr()
    monkeypatch.setattr(sys, "argv", ["rag", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    printed, complaints = capfd.readouterr()
    assert (ended.value.code, printed) == (2, "")
    assert said in complaints
    assert len(complaints.splitlines()) == 1
    assert not (folder.parent / "elsewhere").exists()


def test_an_error_is_an_error_for_a_shell_too(tmp_path: Path) -> None:
    done = subprocess.run([*RAG, "ask", "Who?"], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: nothing is indexed in index; ")


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGPIPE")
@pytest.mark.parametrize("arguments", [["articles"], ["articles", "--json"], ["search", "harbour"]])
def test_a_reader_that_goes_away_is_no_answer_that_was_not_found(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "bert.md").write_text(BERT)
    subprocess.run([*RAG, "update", "news"], cwd=tmp_path, check=True, capture_output=True)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*RAG, *arguments], cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_port_that_is_taken_is_an_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        (tmp_path / "news").mkdir()
        arguments = ["chat", "--articles", "news", "--port", port]
        done = subprocess.run([*RAG, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"port {port}: Address already in use. Choose another" in done.stderr
    assert "Traceback" not in done.stderr


def test_piped_lines_are_not_wrapped(folder: Path) -> None:
    long = "The harbour of Oslo was closed on Friday " + "and again on Friday " * 20 + "by Bert Lund."
    (folder / "bert.md").write_text(long)
    run("update", "news")
    assert f"  {long}" in run("search", "harbour of Oslo")[1].splitlines()


def test_an_articles_characters_are_printed_as_they_are_and_command_no_terminal(folder: Path) -> None:
    (folder / "cleo.txt").write_text("Cleo wrote :smile: and \x1b[2J in the register of Turin on Monday morning.\n")
    run("update", "news")
    printed = run("search", "Cleo register of Turin", "-k", "1")[1]
    assert "Cleo wrote :smile: and " in printed
    assert "\x1b" not in printed


def test_the_version_is_told() -> None:
    assert run("--version") == (0, f"rag {version('footnote-rag')}\n", "")


def test_a_question_can_come_from_the_input(folder: Path) -> None:
    run("update", "news")
    question = "Who closed the harbour in Oslo?"
    assert run("ask", "-", "--json", typed=f"{question}\n") == run("ask", question, "--json")


def test_the_doubt_stands_before_the_sentences(article: Article, capsys: pytest.CaptureFixture[str]) -> None:
    said = Statement("Bert left.", (Passage(article, 0, 10),))
    printing.print_answer(Answer("Who left?", (said,), note="Perhaps not in these articles.", doubtful=True))
    assert capsys.readouterr().out.startswith("Perhaps not in these articles.\n\nBert left. [1]\n")
    assert str(Answer("Who left?", (said,), note="Perhaps.")).startswith("Perhaps.\nBert left.[1]\n")


@pytest.fixture
def article() -> Article:
    return Article("news/a.txt", "Bert left.", "A meeting")


def test_what_is_skipped_is_listed_by_its_reason(folder: Path) -> None:
    for name in ("1.mp3", "2.mp3", "3.mp3", "4.mp3", "5.mp3", "notes.exe", ".DS_Store"):
        (folder / name).write_text("x")
    shutil.copy(folder / "anna.txt", folder / "copy.txt")
    code, printed, complaints = run("update", "news")
    assert (code, printed) == (0, "news: 2 added\n")
    assert complaints.splitlines() == [
        "skipped: news/notes.exe: .exe files are not read",
        "skipped: news/1.mp3, news/2.mp3, news/3.mp3, and 2 more: .mp3 files are not read",
        "skipped: news/copy.txt: already here: the same text as news/anna.txt",
    ]


def test_a_folder_that_was_emptied_is_no_error_the_first_time(folder: Path) -> None:
    run("update", "news")
    for file in folder.iterdir():
        file.unlink()
    assert run("update", "news") == (0, "news: 2 removed\n", "")


def test_no_colour_where_there_is_no_terminal(folder: Path) -> None:
    run("update", "news")
    assert "\x1b[" not in "".join(map(str, run("ask", "Who closed the harbour in Oslo?")))


def test_a_bar_shows_the_rate_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = StringIO()
    monkeypatch.setattr(printing, "err", Console(file=shown, force_terminal=True, width=120))
    with printing.bar("Reading") as progress:
        for done in count():
            progress(done, 10**9, "news/[b]one.txt")
            if re.search(r"\d\.\d/s.*\d:\d\d:\d\d", shown.getvalue(), re.DOTALL):
                break
    assert "news/[b]one.txt" in shown.getvalue()


@pytest.mark.parametrize("command", ["update", "search", "ask", "check", "chat", "articles", "remove", "eval"])
def test_every_command_explains_itself(command: str) -> None:
    code, printed, _ = run(command, "--help")
    assert code == 0
    assert len(printed.splitlines()) > 5


def test_a_bar_tells_the_rate_as_soon_as_there_is_one() -> None:
    clock = iter(range(0, 1000, 2))
    progress = Progress(console=Console(file=StringIO()), get_time=lambda: float(next(clock)))
    reading = progress.add_task("Reading", total=10)
    task = progress.tasks[reading]
    assert printing.Rate().render(task).plain == ""
    for done in (2, 4, 6):
        progress.update(task.id, completed=done)
    assert printing.Rate().render(task).plain == "1.0/s"
