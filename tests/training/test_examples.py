"""Near misses: questions that look as if the corpus answered them, and it does not."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import pytest

from rag.english.sentence_features import sentence
from rag.english.tokens import terms
from rag.types import Article
from training.corpora import Corpus, Question, cut
from training.examples import YEAR, near_misses

TEXT = """Anna Brandt built the bridge in Riga in 1987. The bridge cost 41,000 euros.
Bert Lund sold the harbour in Oslo in 1994. Ship owners complained to Bert Lund.
Clara Olsen painted the pier in Bergen. Tourists came to see it in 2003."""
ASKED = (
    "When did Anna Brandt leave the bridge?",
    "What did Bert Lund say in 1994?",
    "Who painted the pier in Bergen?",
    "Why did Clara Olsen leave the pier?",
)
ELSEWHERE = (Question("When did Marie Curie win the prize?", frozenset({(0, 0)}), "squad"),)


def corpus() -> Corpus:
    sentences = cut(Article("a.txt", TEXT, "Bridges"))
    return Corpus("toy", (sentences,), tuple(Question(text, frozenset({(0, 0)}), "squad") for text in ASKED))


def made(kind: str, seed: int = 1, count: int = 9) -> Sequence[tuple[str, str]]:
    """The near misses of a kind, each with the question it was made of."""
    toy = corpus()
    found = list(near_misses(toy, toy.questions, ELSEWHERE, count, random.Random(seed)))
    return [(text, original) for other, text, original in found if other == kind]


def stems() -> frozenset[str]:
    return frozenset().union(*(sentence(passage.text).stems for passage in corpus().articles[0]))


def test_a_foreign_year_is_one_that_the_corpus_never_mentions() -> None:
    for seed in range(50):
        for text, original in made("foreign year", seed):
            (year,) = YEAR.findall(text)
            assert year not in stems()
            assert original in ASKED
            assert YEAR.sub("", text).replace(" in ?", "?") == YEAR.sub("", original).replace(" in ?", "?")


def test_every_question_gets_a_foreign_year_and_no_more_than_were_asked_for() -> None:
    assert sorted(original for _, original in made("foreign year")) == sorted(ASKED)
    assert len(made("foreign year", count=2)) == 2


def test_a_year_takes_the_place_of_the_one_that_was_named_or_stands_at_the_end() -> None:
    told = {original: text for text, original in made("foreign year")}
    assert re.fullmatch(r"What did Bert Lund say in \d{4}\?", told[ASKED[1]])
    assert re.fullmatch(r"When did Anna Brandt leave the bridge in \d{4}\?", told[ASKED[0]])


def test_a_foreign_name_is_unheard_of_and_another_name_is_known() -> None:
    for seed in range(20):
        assert all("Curie" in text for text, _ in made("foreign name", seed))
        assert all(set(terms(text)) - set(terms(original)) <= stems() for text, original in made("other name", seed))
        assert all(text != original for text, original in made("other name", seed))
    assert made("foreign name")
    assert made("other name")


def test_a_foreign_question_is_asked_about_a_name_of_the_corpus() -> None:
    names = ("Anna Brandt", "Bert Lund", "Clara Olsen")
    texts = {text for seed in range(20) for text, _ in made("foreign question", seed)}
    assert texts
    assert texts <= {f"When did {name} win the prize?" for name in names}


@pytest.mark.parametrize("kind", ["foreign name", "foreign question", "other name", "foreign year"])
def test_the_same_seed_gives_the_same_near_misses(kind: str) -> None:
    assert made(kind, 7) == made(kind, 7)
