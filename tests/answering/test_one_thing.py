"""Questions for one thing: what is marked in the answer, and what a sentence cannot do without."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.answering import evidence, rerank, select
from rag.answering.answer_words import circular, lacks_sort, words_first
from rag.answering.candidates import find_candidates
from rag.answering.explain import lack
from rag.answering.foreign import foreign
from rag.answering.rerank import Scored
from rag.answering.weights import load
from rag.question import analysis
from rag.question.analysis import QuestionAnalysis
from rag.question.speaker import asked_speaker
from rag.types import Article, Manner, Passage, ReasonKind, Speaker, Statement, Voice
from rag.verification import verify
from tests.answering import toy
from tests.answering.toy import article, retrieve, texts

HEARING = article(
    "ZELENKA: Did the minister ring the governor?\n\nKOVAREK: He did. It was on the evening of the 21st.\n\n"
    "ZELENKA: Who leaked the minutes?\n\nZELENKA: Who sits upstairs?\n\nKOVAREK: Three members of the board do."
)


@pytest.fixture(autouse=True)
def _whole_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences as the package cuts them: a label belongs to what is said, a figure is not cut at its point."""

    def cut(source: Article) -> tuple[Passage, ...]:
        return tuple(
            Passage(source, *found.span()) for found in re.finditer(r"\S(?:[^.?!]|[.](?=\d))*[.?!]", source.text)
        )

    monkeypatch.setattr(toy, "sentences", cut)


def ranked(question: str, *articles) -> tuple[QuestionAnalysis, list[Scored]]:
    found = retrieve(*articles)(question)
    asked = analysis.read(question, found.idf)
    return asked, rerank.rank(asked, found, load())


def read(one: Scored, words: str, odds: float = 3.0, span_odds: float = 3.0) -> Scored:
    """The candidate as if the reader had found these words in it."""
    passage = one.candidate.passage
    start = passage.start + passage.text.index(words)
    return replace(one, odds=odds, span_odds=span_odds, span=(start, start + len(words)))


def marked(question: str, words: str, *articles) -> str | None:
    asked, found = ranked(question, *articles)
    first = next(one for one in found if words in one.candidate.passage.text)
    answer = next(select.statements(asked, [read(first, words)], verify)).answer
    return answer.text if answer else None


# What is marked


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When was the meeting in Oslo?", None),
        ("When was the vote on the bridge?", "three days after Oslo"),
    ],
)
def test_a_time_that_is_told_by_what_is_asked_for_is_no_answer(question: str, told: str | None) -> None:
    news = article("The vote on the bridge, unlike the meeting, was held three days after Oslo.")
    asked, found = ranked(question, news)
    one = read(found[0], "three days after Oslo")
    assert circular(asked, one) is (told is None)
    assert not circular(asked, read(found[0], "Oslo"))


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        ("When did they meet in Oslo?", "three days", None),
        ("How long did they meet in Oslo?", "three days", "three days"),
        ("When did they meet in Oslo?", "May 2019", "May 2019"),
        ("How long did they stay when they met in Oslo?", "three days", "three days"),
        ("How many met in Oslo?", "Ministers", None),
        ("How many met in Oslo?", "eleven", "eleven"),
        ("Where did they meet?", "Oslo", "Oslo"),
    ],
)
def test_only_words_of_the_sort_that_is_asked_for_are_marked(question: str, words: str, told: str | None) -> None:
    news = article("Ministers of eleven states met in Oslo in May 2019 for three days.")
    assert marked(question, words, news) == told


@pytest.mark.parametrize(("odds", "told"), [(-2.0, "eleven"), (-6.0, None)])
def test_words_that_the_reader_is_not_sure_of_are_marked_unless_they_are_unlikely(
    odds: float, told: str | None
) -> None:
    asked, found = ranked("How many met in Oslo?", article("Ministers of eleven states met in Oslo in May 2019."))
    one = read(found[0], "eleven", span_odds=odds)
    answer = next(select.statements(asked, [replace(one, span=None, words=one.span)], verify)).answer
    assert (answer.text if answer else None) == told


@pytest.mark.parametrize(
    ("question", "found", "sure", "doubt"),
    [
        ("How many met in Oslo?", "eleven", 0.45, False),
        ("How many met in Oslo?", "", 0.45, True),
        ("How many met in Oslo?", "", 0.7, False),
        ("How many met in Oslo?", "Ministers", 0.45, True),
        ("Why did they meet in Oslo?", "", 0.45, False),
        ("Did ministers meet in Oslo?", "", 0.45, False),
    ],
)
def test_where_no_words_are_found_for_the_one_thing_asked_for_there_is_a_doubt(
    monkeypatch: pytest.MonkeyPatch, question: str, found: str, sure: float, doubt: bool
) -> None:
    news = retrieve(article("Ministers of eleven states met in Oslo in May 2019 for three days."))

    def score(asked: QuestionAnalysis, scored: Sequence[Scored], reader: object) -> list[Scored]:
        return [read(one, found) if found else replace(one, odds=3.0) for one in scored]

    monkeypatch.setattr("rag.answering.rerank.score", score)
    monkeypatch.setattr("rag.answering.abstention.confidence", lambda *given: sure)
    assert evidence.gather(news(question)).doubtful is doubt


# Quotations


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Ana Reis saw it", 'Ana Reis saw it: "It was not fast. It swayed."'),
        ("It swayed", 'Ana Reis saw it: "It was not fast. It swayed."'),
        ("Nobody else", "Nobody else saw it."),
        ("We were three", '"We were three. It rained," she said.'),
    ],
)
def test_a_quotation_is_shown_to_its_end(words: str, told: str) -> None:
    news = article(
        'Ana Reis saw it: "It was not fast. It swayed." Nobody else saw it.\n\n"We were three. It rained," she said.'
    )
    _, found = ranked("Who saw it sway?", news)
    first = next(one for one in found if words in one.candidate.passage.text)
    assert select.passage_of(first).text.strip(' "') == told.strip('"')


@pytest.mark.parametrize(("odds", "span_odds", "told"), [(4.0, 2.0, True), (2.0, 2.0, False), (4.0, 0.2, False)])
def test_words_further_down_are_marked_only_if_they_answer_as_well_as_the_first(
    odds: float, span_odds: float, told: bool
) -> None:
    asked, found = ranked(
        "How high is the rate?", article("The rate is 5.5 percent."), article("It rose 63 times.", "b")
    )
    first, second = (next(one for one in found if words in one.candidate.text) for words in ("5.5", "63"))
    both = [read(replace(first, value=1.0), "5.5 percent"), read(replace(second, value=0.9), "63", odds, span_odds)]
    said = list(select.statements(asked, both, verify))
    assert [bool(one.answer) for one in said] == [True, told]


# What is of the sort that is asked for

PUPILS = article("A pupil at Oslo school costs 900 kroner a year. In Bergen it is 300. In Bergen they are glad.")


@pytest.mark.parametrize(("odds", "first"), [(2.0, "In Bergen it is 300."), (-1.0, "In Bergen they are glad.")])
def test_words_of_the_sort_asked_for_come_first_where_the_reader_is_surer_of_them(odds: float, first: str) -> None:
    asked, found = ranked("How much does a pupil in Bergen cost?", PUPILS)
    glad, told = (next(one for one in found if words in one.candidate.text) for words in ("glad", "300"))
    both = [replace(glad, odds=0.0), read(told, "300", odds)]
    assert words_first(asked, both)[0].candidate.text == first
    assert len(words_first(asked, both)) == 2
    assert words_first(asked, []) == []
    why = replace(asked, kind="reason")
    assert words_first(why, both) == both, "a reason has no sort of words"


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("When was the school built?", True),
        ("Where is the school?", False),
        ("Who built Oslo school?", True),
        ("Who lives in Bergen?", False),
        ("How much does a pupil cost?", False),
        ("Why does a pupil cost so much?", False),
        ("Is the school glad?", False),
    ],
)
def test_a_sentence_lacks_what_is_asked_for_where_it_holds_nothing_of_its_sort(question: str, lacks: bool) -> None:
    asked, found = ranked(question, article("A pupil at Oslo school costs 900 kroner in all."))
    assert lacks_sort(asked, found[0]) is lacks


# Answers and their questions


def test_an_answer_is_told_with_the_question_it_was_given_to() -> None:
    found = texts(one.passage for one in find_candidates(retrieve(HEARING)("Did the minister ring?")))
    turn = "ZELENKA: Did the minister ring the governor?\n\nKOVAREK: He did. It was on the evening of the 21st."
    assert turn in found
    assert "ZELENKA: Who sits upstairs?\n\nKOVAREK: Three members of the board do." in found


def test_a_question_that_nobody_answers_is_no_answer() -> None:
    found = texts(one.passage for one in find_candidates(retrieve(HEARING)("Who leaked the minutes?")))
    assert not any("leaked" in text for text in found)


def test_outside_of_a_transcript_a_question_is_not_told() -> None:
    plain = article("Who leaked the minutes? Nobody knows.")
    assert texts(one.passage for one in find_candidates(retrieve(plain)("Who leaked the minutes?"))) == [
        "Nobody knows."
    ]


# Corrections


def test_a_correction_leads_and_what_it_takes_back_differs_from_it() -> None:
    old = article("Six of the nine members voted for the cut in January.", "old.txt")
    new = article("Correction - we said that six members had voted for the cut in January. Five did.", "new.txt")
    asked, found = ranked("How many members voted for the cut in January?", old, new)
    order = sorted(found, key=lambda one: not one.candidate.text.startswith("Six"))
    said: list[Statement] = list(select.statements(asked, [replace(one, value=0.0) for one in order], verify))
    assert said[0].text.endswith("Five did.")
    stale = next(statement for statement in said if statement.text.startswith("Six"))
    assert (said[0].citations[0], ReasonKind.NUMBER) in [(one.passage, one.kind) for one in stale.differs]
    assert stale.answer is None


# Whoever speaks is the name


@pytest.mark.parametrize(("question", "lacks"), [("Who said it?", False), ("Who mended it?", True)])
def test_who_said_something_is_named_by_whoever_has_the_word(question: str, lacks: bool) -> None:
    asked = replace(analysis.read(question, {}), speaker=asked_speaker(question))
    voices = (Voice(Manner.QUOTED, (Speaker("Milena Kovarek"),)),)
    assert bool(lack(asked, "It takes twenty years to mend.", voices)) is lacks
    assert lack(asked, "It takes twenty years to mend.")


# Other languages


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Was wirft Lawrow den Amerikanern vor?", True),
        ("Wer ist Anna Falk?", True),
        ("¿Quién firmó la carta?", True),
        ("Hva sa Lavrov?", True),
        ("Who signed the letter?", False),
        ("Who is Doña Amparo Isla Quemada?", False),
        ("Zelensky Merz Steinmeier", False),
        ("was hoogveld prison overcrowded", False),
    ],
)
def test_a_short_question_in_another_language_is_known(question: str, told: bool) -> None:
    found = retrieve(article("Anna Falk said that Lavrov spoke of a letter."))(question)
    assert foreign(question, found) is told
