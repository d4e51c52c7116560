"""The figures of `rag eval`, against cases counted by hand."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Answer, Article, Library, LoadError, Passage, Statement
from rag.evaluation.gold import Outcome, Question, overlaps, read_questions, report

TEXT = "Anna met Bert in Riga. Skip to content. Bert left on Monday. Cleo stayed."


@pytest.fixture
def article() -> Article:
    return Article("news/a.txt", TEXT, "A meeting")


class Sentences:
    """A library that knows which parts of the article are sentences; "Skip to content." is not."""

    def sentences(self, article: Article) -> tuple[Passage, ...]:
        return tuple(
            place(article, words) for words in ("Anna met Bert in Riga.", "Bert left on Monday.", "Cleo stayed.")
        )


def place(article: Article, words: str) -> Passage:
    start = article.text.index(words)
    return Passage(article, start, start + len(words))


def outcome(question: Question, *cited: Passage) -> Outcome:
    return Outcome(question, Answer("?", tuple(Statement(passage.text, (passage,)) for passage in cited)), 0.02)


def ask(evidence: tuple[Passage, ...], kind: str = "fact") -> Question:
    return Question("?", kind, (), bool(evidence), evidence)


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        ("Bert left on Monday.", True),
        ("left on", True),
        ("Bert left on Monday. Cleo stayed.", True),
        ("content. Bert", False),
        ("Cleo stayed.", False),
    ],
)
def test_a_citation_holds_evidence_if_half_of_the_shorter_is_shared(
    article: Article, cited: str, expected: bool
) -> None:
    assert overlaps(place(article, cited), place(article, "Bert left on Monday.")) is expected


def test_the_same_offsets_in_another_text_are_another_place(article: Article) -> None:
    other = Article("news/b.txt", TEXT.upper(), "B")
    assert not overlaps(Passage(other, 0, 22), Passage(article, 0, 22))


def test_figures_are_what_one_would_count(article: Article) -> None:
    riga, monday, cleo = (
        place(article, words) for words in ("Anna met Bert in Riga.", "Bert left on Monday.", "Cleo stayed.")
    )
    outcomes = [
        outcome(ask((riga,)), riga, cleo),  # first citation right, one of two right
        outcome(ask((monday,)), riga, monday),  # evidence among the citations, but not first
        outcome(ask((cleo,)), riga),  # answered wrongly
        outcome(ask((cleo,))),  # refused though the article says it
        outcome(ask((), "unanswerable")),
        outcome(ask((), "unanswerable"), place(article, "Skip to content. Bert left on Monday.")),
        outcome(ask((), "offtopic")),
    ]
    outcomes[1] = replace(outcomes[1], answer=replace(outcomes[1].answer, doubtful=True))
    outcomes[5] = replace(outcomes[5], answer=replace(outcomes[5].answer, doubtful=True))
    assert [one.right for one in outcomes] == [True, False, False, False, True, False, True]
    figures = report(outcomes, Sentences())  # type: ignore[arg-type]
    assert figures["questions"] == 7
    assert figures["answered"] == [3, 4]
    assert figures["evidence hit"] == [2, 4]
    assert figures["first citation hit"] == [1, 4]
    assert figures["citation precision"] == [2, 5]
    assert figures["refused"] == {"offtopic": [1, 1], "unanswerable": [1, 2]}
    assert figures["answered without doubt"] == [2, 4]
    assert figures["refused or doubted"] == {"offtopic": [1, 1], "unanswerable": [2, 2]}
    assert figures["broken slices"] == [0, 6]
    assert figures["noise cited"] == [1, 6]
    assert figures["latency ms"] == {"p50": 20.0, "p95": 20.0}


def lines(path: Path, *questions: dict[str, object]) -> Path:
    file = path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(question) for question in questions), encoding="utf-8")
    return file


FIELDS = {"kind": "fact", "question": "Who left?", "history": ["Who met?"], "answerable": True}


def test_evidence_is_found_by_its_text_wherever_it_stands(article: Article, tmp_path: Path) -> None:
    twice = Article("news/b.txt", "Bert left. Bert left.", "B")
    file = lines(tmp_path, FIELDS | {"evidence": [{"text": "Bert left"}]})
    [question] = read_questions(file, [article, twice])
    assert [(p.article.id, p.start) for p in question.evidence] == [
        ("news/a.txt", 40),
        ("news/b.txt", 0),
        ("news/b.txt", 11),
    ]
    assert question.history == ("Who met?",)


def test_evidence_is_found_by_digest_and_offsets(article: Article, tmp_path: Path) -> None:
    file = lines(tmp_path, FIELDS | {"evidence": [{"digest": article.digest[:16], "start": 40, "end": 60}]})
    assert read_questions(file, [article])[0].evidence[0].text == "Bert left on Monday."


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (FIELDS | {"evidence": [{"text": "Dora slept"}]}, "stands in no article"),
        (FIELDS, "is no question with"),
        ({"question": "?"}, "is no question with"),
    ],
)
def test_a_line_that_cannot_be_measured_is_named(
    article: Article, tmp_path: Path, question: dict[str, object], message: str
) -> None:
    good = FIELDS | {"evidence": [{"text": "Cleo"}]}
    with pytest.raises(LoadError, match=f"line 2.*{message}"):
        read_questions(lines(tmp_path, good, question), [article])


def test_report_over_a_real_library_counts_no_broken_slice(tmp_path: Path) -> None:
    from rag.evaluation.gold import ask_all
    from tests.fakes import HashEncoder

    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT.replace(" Skip to content.", ""))
    library = Library(tmp_path / "index", encoder=HashEncoder())
    library.update(folder)
    file = lines(
        tmp_path, FIELDS | {"question": "When did Bert leave?", "evidence": [{"text": "Bert left on Monday."}]}
    )
    done: list[int] = []
    figures = report(ask_all(library, read_questions(file, library.articles), done.append), library)
    assert done == [1]
    assert figures["answered"][1] == 1
    assert figures["broken slices"][0] == figures["noise cited"][0] == 0
