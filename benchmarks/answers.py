"""Whether an answer cites the right sentence, marks the right words, and cites all that it should.

    python -m benchmarks.answers --data FOLDER [--questions 300]

FOLDER holds the unpacked public data. Reported is what nothing was fitted on: of the SQuAD articles that the evidence
reader never saw, and of CLAPnq, the half of the questions that training/fit_evidence.py keeps for its figures; all of
SummHay's news. Writes benchmarks/results/answers.*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import data, metrics, published, shelf
from benchmarks.command import run
from benchmarks.data import Question, Shelf, Span, Topic
from benchmarks.tables import Row, measured
from rag.search import Index
from rag.types import Answer, Article, Passage, Statement

REMARKS = """Asked of a `rag.Library` of all the articles of the set, as they would be from a folder. “First citation
right”: the first passage cited holds the whole of an answer that a person marked (CLAPnq: at least half of a sentence a
person selected); a refusal counts as wrong, except where it says “if nothing were refused”. “In the gold paragraph”
gives the product nothing but the paragraph the question was written for. EM and F1 are SQuAD's, of the words marked as
the exact answer; where none are marked nothing is right. SummHay: each insight is asked for; a citation is right where
its article holds the insight, and recall is of all the articles that do, of which an answer cites few by design. The
published summaries beside it answer broader questions at length and were told to cite every article: a yardstick, not
the same task."""


def main() -> None:
    run("answers", __doc__ or "", measure, REMARKS, questions=300)


def measure(folder: Path, count: int) -> list[Row]:
    """Every row of this part."""
    encoder = shelf.Remembering()
    found = squad(folder, count, encoder) + clapnq(folder, count, encoder) + summhay(folder, count, encoder)
    encoder.save()
    return found


@dataclass(frozen=True, slots=True)
class QuestionAnalysis:
    """A question with what is said to it, with and without the right to refuse."""

    question: Question
    answer: Answer
    always: tuple[Statement, ...]


def ask(held: Shelf, questions: Sequence[Question], encoder: shelf.Remembering) -> list[QuestionAnalysis]:
    """Each question put to a library of the shelf's articles."""
    found = []
    with shelf.library(held.articles, encoder) as (library, made):
        for question in questions:
            answer = library.ask(question.text)
            # What is said where nothing is refused is what is said anyway, unless it was refused.
            always = (
                answer.statements or shelf.weighed(question.text, (), lambda query: made.retrieve(query, shelf.K))[1]
            )
            found.append(QuestionAnalysis(question, answer, always))
    return found


def squad(folder: Path, count: int, encoder: shelf.Remembering) -> list[Row]:
    """The articles that no training has read: citations and exact words, over the library and in the paragraph."""
    held = data.squad(folder, "unread")
    questions = data.sampled(data.reported(held.answerable), count)
    asked = ask(held, questions, encoder)
    name, groups = f"{held.name} never read in training", [question.group for question in questions]
    said = [(one.question.answers, one.answer.statements) for one in asked]
    with shelf.index(held.articles, encoder, shelf.packed(encoder)) as made:
        alone = [in_paragraph(question, held.articles, made, encoder) for question in questions]
    found = [
        ("answered", [float(one.answer.answered) for one in asked]),
        ("first citation right", [cites(one.question, one.answer.statements) for one in asked]),
        ("first citation right, if nothing were refused", [cites(one.question, one.always) for one in asked]),
        ("right in the first three, if nothing were refused", [cites(a.question, a.always, 3) for a in asked]),
        ("best sentence in the gold paragraph", [cites(q, s) for q, s in zip(questions, alone, strict=True)]),
        ("exact words marked", [float(bool(words(statements))) for _, statements in said]),
        ("EM", [metrics.exact(words(s), golds) for golds, s in said]),
        ("F1", [metrics.overlap(words(s), golds) for golds, s in said]),
        ("EM in the gold paragraph", _each(metrics.exact, questions, alone)),
        ("F1 in the gold paragraph", _each(metrics.overlap, questions, alone)),
    ]
    rows = [measured((name, what), values, groups) for what, values in found]
    marked = [(one, i) for i, one in enumerate(asked) if words(one.answer.statements)]
    where = [groups[i] for _, i in marked]
    values = [metrics.overlap(words(one.answer.statements), one.question.answers) for one, _ in marked]
    return [*rows, measured((name, "F1 where words are marked"), values, where)] if marked else rows


def _each(
    figure: Callable[[str, Sequence[str]], float], questions: Sequence[Question], said: Sequence[tuple[Statement, ...]]
) -> list[float]:
    return [figure(words(statements), question.answers) for question, statements in zip(questions, said, strict=True)]


def words(statements: Sequence[Statement]) -> str:
    """The words that the first statement marks as the exact answer."""
    answer = statements[0].answer if statements else None
    return answer.text if answer else ""


def in_paragraph(
    question: Question, articles: Sequence[Article], made: Index, encoder: shelf.Remembering
) -> tuple[Statement, ...]:
    """What would be said if the paragraph the question was written for were all there is."""
    id, start, _ = question.gold[0]
    article = next(article for article in articles if article.id == id)
    first, last = article.text.rfind("\n\n", 0, start) + 2, article.text.find("\n\n", start)
    end = last if last >= 0 else len(article.text)
    inside = [one for one in made.sentences(article) if one.end > max(0, first - 1) and one.start < end]
    return shelf.weighed(question.text, (), lambda query: shelf.within(made.retrieve(query, shelf.K), inside, encoder))[
        1
    ]


def clapnq(folder: Path, count: int, encoder: shelf.Remembering) -> list[Row]:
    """CLAPnq's questions over all of its passages: which of the sentences that people selected are cited."""
    held = data.clapnq(folder)
    questions = data.sampled(data.reported(held.answerable), count)
    asked = ask(held, questions, encoder)
    name, groups = f"CLAPnq, {len(held.articles)} passages", [question.group for question in questions]
    scores = [gold_sentences(one.question, one.answer.citations) for one in asked]
    found = [
        ("answered", [float(one.answer.answered) for one in asked]),
        ("first citation right", [cites(one.question, one.answer.statements, share=0.5) for one in asked]),
        ("first citation right, if nothing were refused", [cites(a.question, a.always, share=0.5) for a in asked]),
        ("gold sentences, precision of citations", [precision for precision, *_ in scores]),
        ("gold sentences, recall of citations", [recall for _, recall, _ in scores]),
        ("gold sentences, F1 of citations", [f1 for *_, f1 in scores]),
    ]
    return [measured((name, what), values, groups) for what, values in found]


def gold_sentences(question: Question, cited: Sequence[Passage]) -> tuple[float, float, float]:
    """Precision (of the passages cited), recall (of the sentences selected) and F1."""
    right = [any(holds(passage, span, 0.5) for span in question.gold) for passage in cited]
    held = [any(holds(passage, span, 0.5) for passage in cited) for span in question.gold]
    precision, recall = sum(right) / max(1, len(right)), sum(held) / max(1, len(held))
    return precision, recall, 2 * precision * recall / (precision + recall) if sum(right) else 0.0


def cites(question: Question, statements: Sequence[Statement], first: int = 1, share: float = 1.0) -> float:
    """1 where one of the first statements cites, first of all, a place that answers."""
    passages = [statement.citations[0] for statement in statements[:first]]
    return float(any(holds(passage, span, share) for passage in passages for span in question.gold))


def holds(passage: Passage, span: Span, share: float) -> bool:
    """Whether a passage holds so much of a span."""
    id, start, end = span
    return passage.article.id == id and min(end, passage.end) - max(start, passage.start) >= share * (end - start)


def summhay(folder: Path, count: int, encoder: shelf.Remembering) -> list[Row]:
    """SummHay's news: are the articles cited for an insight those that hold it?"""
    topics = list(data.summhay(folder))
    chosen = {question.id for question in data.sampled([q for t in topics for q in t.shelf.questions], count)}
    scores: list[tuple[Question, Answer, tuple[float, float, float]]] = []
    for topic in topics:
        scores += _insights(topic, chosen, encoder)
    said = [(question, score) for question, answer, score in scores if answer.answered]
    name = f"SummHay news, {sum(len(topic.shelf.articles) for topic in topics)} articles on {len(topics)} affairs"
    groups, answering = [question.group for question, *_ in scores], [question.group for question, _ in said]
    return [
        measured((name, "answered"), [float(answer.answered) for _, answer, _ in scores], groups),
        measured((name, "citation precision of the answers"), [p for _, (p, _, _) in said], answering),
        measured((name, "citation recall of the answers"), [r for _, (_, r, _) in said], answering),
        measured((name, "joint (F1, a refusal counting 0)"), [f for *_, (_, _, f) in scores], groups),
        *published.rows(topics),
    ]


def _insights(
    topic: Topic, chosen: set[str], encoder: shelf.Remembering
) -> list[tuple[Question, Answer, tuple[float, float, float]]]:
    with shelf.library(topic.shelf.articles, encoder) as (library, _):
        answers = [
            (question, library.ask(question.text)) for question in topic.shelf.questions if question.id in chosen
        ]
    return [
        (q, a, metrics.precision_recall({p.article.id for p in a.citations}, set(topic.holders[q.id])))
        for q, a in answers
    ]


if __name__ == "__main__":
    main()
