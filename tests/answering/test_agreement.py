"""Articles that agree are cited for one statement, articles that disagree never are, and both are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.answering import rerank, respond
from rag.answering.agreement import Comparison, Relation, compare
from rag.answering.candidates import find_candidates
from rag.models.reader import Reading, Window
from rag.question import analysis
from rag.streams import result
from rag.types import Article, Passage, Reason, ReasonKind, Support, Verdict
from rag.verification import verify
from tests.answering.toy import article, retrieve

TOLD = "Police named Erik Sand as the man who set fire to the town hall in Lund, where 12 people were hurt on Friday."


def answer(question: str, *texts: str, by: Callable[..., Verdict] = verify):
    articles = [article(text, f"{number}.txt") for number, text in enumerate(texts)]
    return result(respond(question, (), retrieve(*articles, size=1), by, least=0.0))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("12", "31", ReasonKind.NUMBER),
        ("Erik Sand", "Jonas Berg", ReasonKind.NAME),
        ("were hurt", "were not hurt", ReasonKind.NEGATION),
    ],
)
def test_what_disagrees_is_shown_beside_and_marked(old: str, new: str, kind: ReasonKind) -> None:
    other = TOLD.replace(old, new)
    found = answer("Who set fire to the town hall in Lund?", TOLD, other)
    assert {statement.text for statement in found.statements} >= {TOLD, other}
    assert all(len(statement.citations) == 1 for statement in found.statements)
    first, second = found.statements[:2]
    assert (first.differs, [one.passage for one in second.differs]) == ((), [first.citations[0]])
    assert second.differs[0].kind is kind
    assert found.to_dict()["statements"][1]["differs"] == [{"citation": 1, "in": kind.value}]
    assert f"[2] differs from [1]: {kind.value}" in str(found)
    assert f"*(differs from [1]: {kind.value})*" in found.to_markdown()


def test_copies_and_another_who_says_as_much_are_cited_together() -> None:
    longer = TOLD.replace("on Friday", "on Friday night")
    [statement] = answer("Who set fire to the town hall in Lund?", TOLD, TOLD + " ", longer).statements
    assert len(statement.citations) == 3
    assert all(verify(statement.text, [passage]).supported for passage in statement.citations)


def test_two_who_each_say_something_besides_are_not_cited_for_one_another() -> None:
    other = TOLD.replace("where 12 people", "which was built of oak, while 9 guests")
    found = answer("Who set fire to the town hall in Lund?", TOLD, other, by=lambda *_: told(Support.PARTLY))
    assert [len(statement.citations) for statement in found.statements] == [1, 1]
    assert not any(statement.differs for statement in found.statements)


def told(kind: Support, *reasons: Reason) -> Verdict:
    return Verdict(kind, 1.0 if kind is Support.SUPPORTED else 0.0, reasons)


NAME = Reason(ReasonKind.NAME, "it does not mention Bert")
NUMBER = Reason(ReasonKind.NUMBER, "it says 3, not 4", contradicts=True)


@pytest.mark.parametrize(
    ("forth", "back", "expected"),
    [
        (told(Support.SUPPORTED), told(Support.SUPPORTED), Comparison(Relation.OTHER)),
        (told(Support.SUPPORTED), told(Support.PARTLY), Comparison(Relation.OTHER)),
        (told(Support.PARTLY), told(Support.SUPPORTED), Comparison(Relation.OTHER)),
        (told(Support.PARTLY), told(Support.NOT_FOUND), Comparison(Relation.OTHER)),
        (told(Support.UNVERIFIABLE), told(Support.UNVERIFIABLE), Comparison(Relation.OTHER)),
        (
            told(Support.SUPPORTED),
            told(Support.CONTRADICTED, NAME, NUMBER),
            Comparison(Relation.DIFFERS, NUMBER.kind),
        ),
        (told(Support.CONTRADICTED, NUMBER), told(Support.SUPPORTED), Comparison(Relation.DIFFERS, NUMBER.kind)),
    ],
)
def test_one_of_two_saying_otherwise_is_enough(forth: Verdict, back: Verdict, expected: Comparison) -> None:
    first, second = (Passage(Article(text, text, ""), 0, len(text)) for text in ("here", "there"))
    assert compare(first, second, lambda text, _: forth if text == "here" else back, refuting(0.9)) == expected


@pytest.mark.parametrize(
    ("entailed", "denied", "relation"),
    [(0.9, 0.1, Relation.SAME), (0.6, 0.1, Relation.OTHER), (0.9, 0.5, Relation.OTHER)],
)
def test_supported_passages_say_the_same_only_where_the_network_is_sure_and_reads_no_denial(
    entailed: float, denied: float, relation: Relation
) -> None:
    first, second = (Passage(Article(text, text, ""), 0, len(text)) for text in ("here", "there"))

    def judge(claim: str, _: Sequence[str]) -> np.ndarray:
        return np.array([[entailed, 0.0, 0.0] if claim == "here" else [0.0, denied, 0.0]], np.float32)

    assert compare(first, second, lambda *_: told(Support.SUPPORTED), judge).relation is relation


def refuting(surely: float, otherwise: float = 0.0) -> Callable[[str, Sequence[str]], np.ndarray]:
    """A network that reads the first passage to be refuted by the second so surely, and the other way round."""
    return lambda claim, _: np.array([[0.0, surely if claim == "here" else otherwise, 0.0]], np.float32)


@pytest.mark.parametrize(
    ("surely", "otherwise", "relation"),
    [(0.9, 0.1, Relation.DIFFERS), (0.1, 0.9, Relation.DIFFERS), (0.5, 0.5, Relation.OTHER)],
)
def test_passages_with_different_numbers_differ_only_where_the_network_reads_so_too(
    surely: float, otherwise: float, relation: Relation
) -> None:
    first, second = (Passage(Article(text, text, ""), 0, len(text)) for text in ("here", "there"))
    found = compare(first, second, lambda *_: told(Support.CONTRADICTED, NUMBER), refuting(surely, otherwise))
    assert found.relation is relation


def test_look_alikes_of_two_things_are_not_said_to_differ() -> None:
    found = answer(
        "How many hospitals have electronic records?",
        "Five of the nine hospitals have electronic records again.",
        "Seven of our nine hospitals are working with electronic records.",
    )
    assert len(found.statements) == 2
    assert not any(statement.differs for statement in found.statements)


def at_random(text: str, passages: Sequence[Passage]) -> Verdict:
    """Any verdict, the same for the same words; but a passage always supports its own words."""
    if any(passage.text == text for passage in passages):
        return told(Support.SUPPORTED)
    drawn = sha256((text + "\0" + passages[0].text).encode()).digest()[0]
    return told(list(Support)[drawn % len(Support)], *([NUMBER] if drawn % 2 else []))


SENTENCE = st.lists(st.sampled_from(["He", "Scott", "ice", "pole", "sled", "not", "12", "31"]), min_size=2, max_size=6)
TEXT = st.lists(SENTENCE.map(lambda words: " ".join(words) + ". "), min_size=1, max_size=4).map("".join)


@settings(max_examples=100, deadline=None)
@example(texts=["He He. pole sled not Scott He pole. ", "He He He. pole sled not Scott He pole. "])
@given(texts=st.lists(TEXT, min_size=2, max_size=4))
def test_whatever_verification_says_only_what_it_supports_is_cited_for_a_statement(texts: list[str]) -> None:
    found = answer("Who are Scott and the others at the pole, on ice or sled?", *texts, by=at_random)
    for statement in found.statements:
        assert statement.text == statement.citations[0].text
        assert all(at_random(statement.text, [passage]).supported for passage in statement.citations[1:])
        assert all(other.passage in found.citations for other in statement.differs)


def test_a_sentence_is_read_once_however_many_articles_print_it() -> None:
    copies = [article("Three people were hurt in Lund. Police were there.", f"copy{i}.txt") for i in range(9)]
    own = article("Four people were hurt in Lund, the hospital said.", "own.txt")
    found = retrieve(*copies, own, size=2)("How many people were hurt in Lund?")
    read: list[Window] = []

    def reader(question: str, windows: Sequence[Window]) -> list[Reading]:
        read.extend(windows)
        return [
            Reading(np.full(size, 2.0), ((0, 5),) * size, np.ones(size), np.zeros((size, 384), np.float32))
            for size in (len(one.sentences) for one in windows)
        ]

    asked = analysis.read(found.query, found.idf)
    ranked = [rerank.Scored(one, np.zeros(0), 0.0) for one in find_candidates(found)]
    scored = rerank.score(asked, ranked, reader)
    assert sorted(window.sentences[0][:4] for window in read) == ["Four", "Thre"]
    assert {one.odds for one in scored} == {2.0}
    assert all(one.span == (one.candidate.passage.start, one.candidate.passage.start + 5) for one in scored), (
        "each in its own article"
    )


def test_ten_copies_are_one_statement_beside_the_one_that_differs() -> None:
    copies = [f"{TOLD} It was number {number} of such fires." for number in range(10)]
    found = answer("Who set fire to the town hall in Lund?", *copies, TOLD.replace("Erik Sand", "Jonas Berg"))
    first, second = found.statements[:2]
    assert sorted(len(statement.citations) for statement in (first, second)) == [1, 10]
    assert second.differs[0].kind is ReasonKind.NAME
    copied = first if len(first.citations) == 10 else second
    assert "10 articles, 1 origin" in copied.remarks
    assert not any(
        "origin" in remark
        for statement in found.statements[:2]
        if statement is not copied
        for remark in statement.remarks
    )


def test_what_papers_changed_a_little_takes_half_of_what_is_read_at_most() -> None:
    days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    story = "Police in Lund said that 12 people were hurt when the town hall burnt down late on {} evening last week."
    copies = [article(story.format(day), f"{day}.txt") for day in days]
    own = [
        article(f"The head of the fire brigade speaks of {n} who were {n} times hurt.", f"own{n}.txt")
        for n in (3, 4, 5)
    ]
    found = retrieve(*copies, *own, size=1)("How many people were hurt in Lund?")
    read: list[str] = []

    def reader(question: str, windows: Sequence[Window]) -> list[Reading]:
        read.extend(window.sentences[0] for window in windows)
        return [Reading(np.zeros(1), ((0, 0),), np.zeros(1), np.zeros((1, 384), np.float32)) for _ in windows]

    ranked = [rerank.Scored(one, np.zeros(0), 0.0) for one in find_candidates(found)]
    assert all(one.candidate.text.startswith("Police") for one in ranked[:7]), "the copies are the nearest"
    rerank.score(analysis.read(found.query, found.idf), ranked, reader)
    assert sum(text.startswith("Police") for text in read) == 4  # the first, and three that are like it
    assert len(read) == rerank.READ
    read.clear()
    rerank.score(analysis.read(found.query, found.idf), ranked[:7], reader)
    assert len(read) == rerank.READ, "nothing else wants the places"


def test_of_two_that_say_the_same_the_one_with_the_figure_is_shown() -> None:
    poor, rich = "The sums named by the two mayors differ widely.", "They run from 12 to 175 million crowns."
    vague, full = f"{poor[:-1]} again.", f"{poor} {rich}"
    passages = [Passage(Article(f"{i}.txt", text, ""), 0, len(text)) for i, text in enumerate((vague, full))]
    found = compare(*passages, lambda *_: told(Support.SUPPORTED), lambda *_: np.array([[0.9, 0.0, 0.1]]))
    assert found.relation is Relation.MORE
    assert compare(*reversed(passages), lambda *_: told(Support.SUPPORTED), lambda *_: np.array([[0.9, 0.0, 0.1]])) == (
        Comparison(Relation.SAME)
    )


WIRE = "OSLO, May 3 (Nord Wire) - The ferry Alma sank off Skarholm on Thursday, killing at least five people."
COPY = "The ferry Alma sank off Skarholm on Thursday, killing at least five people."


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        (COPY, WIRE, Relation.SAME),
        (WIRE, COPY, Relation.PART),
        (COPY, f"Nobody at the port believed that {COPY[0].lower()}{COPY[1:]}", Relation.OTHER),
    ],
)
def test_a_dateline_takes_nothing_from_a_sentence_and_a_frame_may(first: str, second: str, relation: Relation) -> None:
    passages = [Passage(Article(f"{i}.txt", text, ""), 0, len(text)) for i, text in enumerate((first, second))]
    found = compare(*passages, verify).relation
    assert found is relation if relation is not Relation.OTHER else found not in (Relation.SAME, Relation.PART)
