"""Whether an answer begins with the outlet that the question names.

    python -m benchmarks.outlets --data FOLDER [--questions 36]

FOLDER holds the unpacked public data. SummHay's news name no outlets, so that each article is given one of ten made-up
ones, by hash, and each insight is asked of one that holds it. Writes benchmarks/results/outlets.*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from benchmarks import data, shelf
from benchmarks.command import run
from benchmarks.data import Question, Topic
from benchmarks.tables import Row, measured
from rag.types import Answer

OUTLETS = (
    "Harbour Gazette", "Delta Tribune", "The Northern Herald", "Marrow Post", "Quillon", "Sundial Weekly",
    "Ostrava Times", "Kestrel News", "Bluffton Courier", "Vantage",
)  # fmt: skip
CHOSEN_ON = 1
"""So many topics, the first ones, are not reported."""
FORMS = (
    "According to {outlet}, {insight}?",
    "What does {outlet} say about this: {insight}?",
    "{insight}, in {outlet}?",
)
REMARKS = """Each article on two of SummHay's affairs is given one of ten made-up outlets, which its text does not name,
and each insight is asked of an outlet of which an article holds it: “What does Marrow Post say about this: …?” “Not
known”: the same questions over the same articles without their outlets, which is what was done before an outlet that is
named was preferred. By how much it is preferred was chosen on the third affair."""


def main() -> None:
    run("outlets", __doc__ or "", measure, REMARKS, questions=36)


def measure(folder: Path, count: int) -> list[Row]:
    """Every row of this part."""
    encoder, topics = shelf.Remembering(), list(data.summhay(folder))[CHOSEN_ON:]
    asked = [(topic, [of for of in map(outlet_asked, topic.shelf.questions) if of[1]]) for topic in topics]
    chosen = {q.id for q in data.sampled([q for _, held in asked for q, _ in held], count)}
    rows: list[Row] = []
    for known in (False, True):
        said = [
            (question, outlet, answer)
            for topic, held in asked
            for question, outlet, answer in answered(topic, [of for of in held if of[0].id in chosen], known, encoder)
        ]
        rows += figures("outlets known" if known else "outlets not known", said)
    encoder.save()
    return rows


def outlet_of(article: str) -> str:
    """The outlet that an article is given."""
    return OUTLETS[sha256(f"outlet {article}".encode()).digest()[0] % len(OUTLETS)]


def outlet_asked(question: Question) -> tuple[Question, str]:
    """A question with the outlet it is asked of: one of those whose articles hold the insight."""
    holding = sorted({outlet_of(id) for id, *_ in question.gold})
    return question, holding[sha256(question.id.encode()).digest()[0] % len(holding)] if holding else ""


def worded(question: Question, outlet: str) -> str:
    """The insight as a question that names the outlet."""
    text = question.text.rstrip(".?! ")
    form = FORMS[sha256(question.id.encode()).digest()[1] % len(FORMS)]
    return form.format(outlet=outlet, insight=text if form.startswith("{insight}") else text[:1].lower() + text[1:])


def answered(
    topic: Topic, asked: Sequence[tuple[Question, str]], known: bool, encoder: shelf.Remembering
) -> list[tuple[Question, str, Answer]]:
    """What is said to each, over the topic's articles with or without their outlets."""
    articles = [
        replace(article, publisher=outlet_of(article.id) if known else None) for article in topic.shelf.articles
    ]
    with shelf.library(articles, encoder) as (library, _):
        return [(question, outlet, library.ask(worded(question, outlet))) for question, outlet in asked]


def figures(how: str, said: Iterable[tuple[Question, str, Answer]]) -> list[Row]:
    """Of the first citations: how many are of the outlet named, and how many hold the insight."""
    said = list(said)
    name = "SummHay news, an outlet named"
    groups = [question.group for question, *_ in said]
    first = [answer.citations[0].article.id if answer.citations else "" for *_, answer in said]
    of_it = [float(bool(id) and outlet_of(id) == outlet) for id, (_, outlet, _) in zip(first, said, strict=True)]
    right = [float(id in {gold for gold, *_ in question.gold}) for id, (question, *_) in zip(first, said, strict=True)]
    both = [one * other for one, other in zip(of_it, right, strict=True)]
    return [
        measured((name, f"answered, {how}"), [float(answer.answered) for *_, answer in said], groups),
        measured((name, f"first citation of that outlet, {how}"), of_it, groups),
        measured((name, f"first citation holds the insight, {how}"), right, groups),
        measured((name, f"first citation is both, {how}"), both, groups),
    ]


if __name__ == "__main__":
    main()
