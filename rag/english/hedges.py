"""Words that leave open whether something is so."""

from __future__ import annotations

import re

from rag.english.vocabulary import word_set

HEDGES = word_set("hedges")
_PHRASES = (
    r"plan(?:s|ned|ning)? (?:to|on)",
    r"consider(?:s|ed|ing)?",
    r"expect(?:s|ed)? to",
    r"(?:is|are|was|were|be) (?:expected|believed|thought|rumou?red|said|likely|unlikely|(?:set|due)(?= to [a-z])) to",
    r"hope(?:s|d)? to",
    r"intend(?:s|ed)? to",
    r"aim(?:s|ed)? to",
    r"want(?:s|ed)? to",
    r"seem(?:s|ed)? to",
    r"appear(?:s|ed)? to",
    r"try(?:ing)? to|tries to|tried to",
    r"propos(?:es|ed|ing)",
    r"if",
    r"would",
    r"according to",
)
HEDGE = re.compile(rf"\b(?:{'|'.join([*sorted(HEDGES), *_PHRASES])})\b", re.IGNORECASE)
"""The same and phrases, as a pattern."""
