"""Questions to start and to go on with: made from sentences, kept only where they are answered by them."""

from collections.abc import Callable
from typing import Any

import pytest

from rag import Answer, Article, Passage, QuestionKind, Statement
from rag.examples import FOLLOW_UPS, GENERAL, MAX_TRIED, WANTED, Suggestion, answered_questions, follow_ups, shows

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
    "What did Ivan Brandt say about the Harbour Board?",
    "What did Maria Lund say about the Harbour Board?",
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


def pool_of(given: Any, ask: Callable[[str], Answer]) -> tuple[Suggestion, ...]:
    return answered_questions(given, lambda made: shows(ask(made.question), made))


def questions(given: Any, ask: Callable[[str], Answer]) -> tuple[str, ...]:
    return tuple(made.question for made in pool_of(given, ask))


def test_questions_come_from_sentences_and_are_asked_before_they_are_shown() -> None:
    given = texts(SENTENCES)
    assert set(questions(given, answering(given[0][1]))) == MADE


def test_who_says_it_and_of_what_is_named_as_one_says_it() -> None:
    given = texts(["Later the Harbour Board said that the US would pay.", "In Oslo the US paid."])
    assert questions(given, answering(given[0][1])) == ("What did the Harbour Board say about the US?",)


def test_a_name_is_said_with_the_where_most_articles_say_it_so_and_never_in_half() -> None:
    given = texts(
        ["In Oslo Ivan Brandt said that US firms would pay.", "Later the US paid.", "In May the US paid."],
        ["In May Maria Lund said that the Foreign Ministry would pay.", "Later the Foreign Ministry paid."],
    )
    made = questions(given, answering([passage for _, passages in given for passage in passages]))
    assert "What did Ivan Brandt say about the US?" in made
    assert not any(question.endswith(" about Ministry?") for question in made)


def test_questions_about_what_was_asked_come_first() -> None:
    given = texts(SENTENCES, ["In May Piet Vos said that Norway slept.", "Norway and the Harbour Board met."])
    pool = pool_of(given, answering([passage for _, passages in given for passage in passages]))
    (first, *_) = follow_ups(pool, Answer("Where does Maria Lund live?"), [])
    assert "Maria Lund" in first


def test_different_kinds_come_first() -> None:
    given = texts(SENTENCES)
    first = questions(given, answering(given[0][1]))[:WANTED]
    assert {question.split()[0] for question in first} == {"How", "What", "Who"}


def test_a_question_answered_from_another_sentence_is_dropped() -> None:
    given = texts(SENTENCES)
    about_her = {"Who is Maria Lund?", "What did Maria Lund say about the Harbour Board?"}
    assert set(questions(given, answering(given[0][1][2:3]))) == about_her


def test_a_question_that_is_refused_is_dropped() -> None:
    assert questions(texts(SENTENCES), Answer) == ()


def test_articles_without_a_usable_sentence_give_no_question() -> None:
    given = texts(["The weather was fine.", "Nothing happened."])
    assert questions(given, answering(given[0][1])) == ()


def test_a_large_collection_is_asked_a_bounded_number_of_times() -> None:
    given = texts(*[[f"Over {n} new ships have been launched at yard {n}."] for n in range(1, 80)])
    asked: list[str] = []

    def refuse(question: str) -> Answer:
        asked.append(question)
        return Answer(question)

    questions(given, refuse)
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
    assert questions(given, answering(given[0][1])) == ()


def test_one_goes_on_with_what_was_not_asked_and_not_shown() -> None:
    given = texts(SENTENCES)
    shown = given[0][1][2]
    pool = pool_of(given, answering(given[0][1]))
    answer = Answer("Who runs the Harbour Board?", (Statement(shown.text, (shown,)),))
    told = follow_ups(pool, answer, ["What did IVAN Brandt accuse the Harbour Board of"])
    assert len(told) == FOLLOW_UPS == len(set(told))
    about_her = {question for question in MADE if "Maria Lund" in question and "Norway" not in question}
    assert set(told) <= MADE - about_her - {"What did Ivan Brandt accuse the Harbour Board of?"}


def test_what_is_nearest_to_the_answer_comes_first() -> None:
    given = texts(SENTENCES)
    pool = pool_of(given, answering(given[0][1]))
    assert "Norway" in follow_ups(pool, Answer("Will Norway pay?"), [])[0]


def test_the_same_question_with_a_longer_name_is_no_other() -> None:
    given = texts(SENTENCES)
    pool = pool_of(given, answering(given[0][1]))
    assert "Who is Maria Lund?" not in follow_ups(pool, Answer("Will Norway pay?"), ["Who is Lund?"])


def test_without_questions_of_their_own_the_articles_have_those_of_other_kinds() -> None:
    told = follow_ups((), Answer("Summarise.", kind=QuestionKind.OVERVIEW), ["what happened, when"])
    assert told == (GENERAL[QuestionKind.COLLECTION],)


def test_of_many_sentences_the_first_of_each_article_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    given = texts(
        SENTENCES,
        ["In May Ida Berg accused the Bank Union of lying.", "In May Pia Lund accused the Bank Union of theft."],
    )
    monkeypatch.setattr("rag.examples.MAX_SENTENCES", 2)
    made = questions(given, answering([*given[0][1], *given[1][1]]))
    restrictive = "How many restrictive measures have been imposed against the island?"
    assert set(made) == {restrictive, "What did Ida Berg accuse the Bank Union of?"}
