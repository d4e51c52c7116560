"""The `rag` command, as a person or a script meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag import cli
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


def test_articles_lists_what_is_known_and_a_dash_where_nothing_is(folder: Path) -> None:
    run("update", "news")
    listed = json.loads(run("articles", "--json")[1])
    assert [(article["id"], article["published"]) for article in listed] == [
        ("news/anna.txt", None),
        ("news/bert.md", "2026-02-10"),
    ]
    assert "Harbour closed" in run("articles")[1]


def test_remove_takes_an_article_out(folder: Path) -> None:
    run("update", "news")
    assert run("remove", "news/anna.txt")[:2] == (0, "Removed news/anna.txt\n")
    assert [article["id"] for article in json.loads(run("articles", "--json")[1])] == ["news/bert.md"]


def test_chat_serves_the_page_over_the_index_it_is_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[object] = []
    monkeypatch.setattr(cli, "serve", lambda *args, **kwargs: served.append((args, kwargs)))
    assert run("chat", "--port", "7999")[0] == 0
    assert run("chat", "--articles", "news", "--index", "other", "--host", "0.0.0.0")[0] == 0
    assert served == [
        ((Path("index"), None), {"host": "127.0.0.1", "port": 7999, "generator": None}),
        ((Path("other"), Path("news")), {"host": "0.0.0.0", "port": 7860, "generator": None}),
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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["update", "nowhere"], "no such file or folder"),
        (["ask", "   "], "question"),
        (["remove", "news/zoe.txt"], "no such article"),
        (["check", "blank.txt"], "blank"),
        (["check", "news/anna.txt", "--index", "elsewhere"], "rag update"),
        (["ask", "Who?", "--index", "elsewhere"], "rag update"),
    ],
)
def test_errors_are_one_line_on_stderr_and_end_with_2(folder: Path, arguments: list[str], said: str) -> None:
    (folder.parent / "blank.txt").write_text(" \n")
    code = "import sys; from rag.cli import main; sys.argv[0] = 'rag'; main()"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=folder.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_no_colour_where_there_is_no_terminal(folder: Path) -> None:
    run("update", "news")
    assert "\x1b[" not in "".join(map(str, run("ask", "Who closed the harbour in Oslo?")))


@pytest.mark.parametrize("command", ["update", "search", "ask", "check", "chat", "articles", "remove", "eval"])
def test_every_command_explains_itself(command: str) -> None:
    code, printed, _ = run(command, "--help")
    assert code == 0
    assert len(printed.splitlines()) > 5
