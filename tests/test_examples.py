"""Questions to start with: made from sentences, kept only where they are answered by them."""

from collections.abc import Callable

import pytest

from rag import Answer, Article, Passage, Statement
from rag.examples import MAX_TRIED, WANTED, example_questions

SENTENCES = [
    "Over 22,000 restrictive measures have been imposed against the island, officials say.",
    "In May Ivan Brandt accused the Harbour Board of hiding the report.",
    "Meanwhile Maria Lund, who heads the Harbour Board, denied it.",
    "In Oslo Maria Lund said that Norway would pay.",
    "Later Ivan Brandt said that Norway could not pay.",
    "The weather was fine.",
]
MADE = {
    "How many restrictive measures have been imposed against the island?",
    "What did Ivan Brandt accuse the Harbour Board of?",
    "Who is Maria Lund?",
    "What did Maria Lund say about Norway?",
    "What did Ivan Brandt say about Norway?",
}


def texts(*articles: list[str]) -> list[tuple[Article, list[Passage]]]:
    made = []
    for number, sentences in enumerate(articles):
        article = Article(f"news/{number}.txt", "\n".join(sentences), f"Article {number}")
        starts = [article.text.index(sentence) for sentence in sentences]
        made.append((article, [Passage(article, at, at + len(s)) for at, s in zip(starts, sentences, strict=True)]))
    return made


def answering(passages: list[Passage]) -> Callable[[str], Answer]:
    """Answers every question with all the passages."""
    return lambda question: Answer(question, tuple(Statement(passage.text, (passage,)) for passage in passages))


def test_questions_come_from_sentences_and_are_asked_before_they_are_shown() -> None:
    given = texts(SENTENCES)
    questions = example_questions(given, answering(given[0][1]))
    assert len(questions) == WANTED
    assert set(questions) < MADE


def test_who_says_it_and_of_what_is_named_as_one_says_it() -> None:
    given = texts(["Later the Harbour Board said that the US would pay.", "In Oslo the US paid."])
    assert example_questions(given, answering(given[0][1])) == ("What did the Harbour Board say about the US?",)


def test_different_kinds_come_first() -> None:
    given = texts(SENTENCES)
    questions = example_questions(given, answering(given[0][1]))
    assert {question.split()[0] for question in questions} == {"How", "What", "Who"}


def test_a_question_answered_from_another_sentence_is_dropped() -> None:
    given = texts(SENTENCES)
    questions = example_questions(given, answering(given[0][1][2:3]))
    assert questions == ("Who is Maria Lund?",)


def test_a_question_that_is_refused_is_dropped() -> None:
    assert example_questions(texts(SENTENCES), Answer) == ()


def test_articles_without_a_usable_sentence_give_no_question() -> None:
    given = texts(["The weather was fine.", "Nothing happened."])
    assert example_questions(given, answering(given[0][1])) == ()


def test_a_large_collection_is_asked_a_bounded_number_of_times() -> None:
    given = texts(*[[f"Over {n} new ships have been launched at yard {n}."] for n in range(1, 80)])
    asked: list[str] = []

    def refuse(question: str) -> Answer:
        asked.append(question)
        return Answer(question)

    example_questions(given, refuse)
    assert len(asked) == MAX_TRIED


@pytest.mark.parametrize(
    "sentence",
    [
        "In March Anna Russian said that the Polish left.",
        "He met Joint Base Elmendorf, a base near the city.",
        "There the Russian Foreign Minister, who had come by train, left the hall.",
        "In March the Greek said that March was cold.",
        "",
    ],
)
def test_nonsense_is_not_asked(sentence: str) -> None:
    given = texts([sentence, sentence + " Again."] if sentence else ["."])
    assert example_questions(given, answering(given[0][1])) == ()
