"""Telling a question in another language, which is not read here, from an English one that is not answered."""

from __future__ import annotations

from rag.english.function_words import FUNCTION_WORDS
from rag.english.tokens import stem, words
from rag.english.vocabulary import word_set
from rag.types.retrieval import RetrievalResult

FOREIGN = "The question does not seem to be in English, which is all that is read here: ask it in English."
_ODDS, _ODDS_OF_NAMES = 10, 1_000
"""How many times likelier another language must be: names and bare keywords look like any language. Of 45
questions in 15 other languages all are told so, and none of the 14,000 English ones of the affairs and of SQuAD."""


def foreign(question: str, found: RetrievalResult) -> bool:
    """Whether a question is surely in another language: one of its words is neither English nor in any article, and its
    letters are far likelier in another language; the more so where that word is written like a name."""
    odd = {word for word in words(question) if _odd(word, found)}
    if not odd:
        return False
    # Loaded for the few questions that come so far: it takes a second.
    from rag.ingest.languages import odds_against_english

    small = {*(token.strip("?.,!¿¡„“”\"'") for token in question.split()), *words(question)[:1]}
    plain = "?" in question and not odd.isdisjoint(small)
    return odds_against_english(question) >= (_ODDS if plain else _ODDS_OF_NAMES)


def _odd(word: str, found: RetrievalResult) -> bool:
    """Whether no article holds the word and it is none of the common English ones."""
    if word in FUNCTION_WORDS or word in word_set("common_words"):
        return False
    return stem(word) in found.unknown or word in {typed.casefold() for typed in found.corrections}
