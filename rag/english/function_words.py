"""Small words that carry grammar: auxiliary verbs, question words, and what points back at a sentence before."""

from __future__ import annotations

import re

from rag.english.tokens import STOP_WORDS

AUXILIARIES = frozenset(
    "am is are was were do does did has have had can could will would shall should may might must".split()
)
"""Finite auxiliary verbs: what a question turns round, and what a negation follows."""
AUXILIARY = "|".join(sorted(AUXILIARIES))
"""The same as a pattern."""
FUNCTION_WORDS = STOP_WORDS | frozenset("else ever many much still yet said say according regarding".split()) - {"us"}
"""Words that are no part of what is asked about, however they are written."""
QUESTION_WORD = r"who(?:m|se)?|when|where|why|how|what|which"
"""The question words, as a pattern."""
_POINTS_BACK = re.compile(
    r"^[\"“‘'(]*(?:(?:and|but|yet|also|then|so|or|moreover|besides|in addition|however|for (?:instance|example)"
    r"|in (?:other words|effect))[, ]+)?(?:he|she|they|it|his|her|their|its|him|them|this|these|those|that|such|both"
    r"|the former|the latter)\b",
    re.IGNORECASE,
)
_POINTS_NOWHERE = re.compile(
    r"^(?:(?:and|but) )?(?:it (?:is|was|has been|had been|seems|appears) (?:\w+ ){0,2}\w+ (?:that|to)\b|it seems that\b"
    r"|th(?:is|at|ese|ose) (?:times?|years?|weeks?|months?|days?)\b|that said\b)",
    re.IGNORECASE,
)


def points_back(sentence: str) -> bool:
    """Whether a sentence begins with a word that means somebody or something named before it ("But he …", "This …").

    "It is clear that …" and "This year …" mean nothing that was named."""
    return bool(_POINTS_BACK.match(sentence)) and not _POINTS_NOWHERE.match(sentence)
