"""Whether a sentence tells what somebody thinks, or what is to come, rather than what is so."""

from __future__ import annotations

import re

from rag.types.voices import Stance

_THINKS = frozenset("believe consider doubt fear guess hope regard suppose suspect think want".split())
_FORETELLS = frozenset("expect forecast foresee predict".split())
_I_THINK = re.compile(
    r"\bI (?:\w+ly )?(?:think|believe|hope|fear|doubt|suspect|suppose|consider|find|would like)\b"
    r"|\b[Ii]n my (?:view|opinion)\b|\b(?:should|ought to)\b"
)
_I_EXPECT = re.compile(
    r"\bI (?:\w+ly )?(?:expect|predict|foresee)\b|\b[Mm]y forecast\b"
    r"|\bwill (?:likely|probably|surely|soon|hardly|never)\b|\b(?:is|are) (?:likely|unlikely|bound|set) to\b"
)


def stance(text: str, verb: str = "", first_person: bool = True) -> Stance | None:
    """What a sentence is besides a claim of fact: by the `verb` that attributes it or, where its speaker is "I" in it
    (`first_person`), by its own words."""
    if verb in _FORETELLS or (first_person and _I_EXPECT.search(text)):
        return Stance.FORECAST
    return Stance.OPINION if verb in _THINKS or (first_person and _I_THINK.search(text)) else None
