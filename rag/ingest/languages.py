"""Which script and which language a text is written in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_LETTERS = {
    "Latin": "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f",
    "Armenian": "\u0530-\u058f",
    "Hebrew": "\u0590-\u05ff",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Indic": "\u0900-\u0dff",
    "Thai": "\u0e00-\u0eff",
    "Georgian": "\u10a0-\u10ff",
    "East Asian": "\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af",
}
_OF = {script: re.compile(f"[{letters}]") for script, letters in _LETTERS.items()}
_SAMPLE = 10_000
"""Characters that tell script and language."""
_MOST = 0.6
"""The share of letters that decides which script a text, or a line, is in."""
_SURE = 0.9
"""How probable a language must be: "The river" is too short to tell."""


def main_script(text: str) -> str | None:
    """The script that most letters of `text` are of; None where there is no such majority."""
    counts = _counts(text[:_SAMPLE])
    total = sum(counts.values())
    return next((script for script, count in counts.items() if count > _MOST * total), None)


def is_foreign(line: str, main: str) -> bool:
    """Whether most letters of `line`, at least three, are of other scripts than `main`."""
    counts = _counts(line)
    total = sum(counts.values())
    return total >= 3 and total - counts[main] > _MOST * total


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language of `text` ("en"); None where it is not surely one of those that have one."""
    code, probability = _identifier().classify(text[:_SAMPLE])
    return code if len(code) == 2 and probability >= _SURE else None


def odds_against_english(text: str) -> float:
    """How many times likelier than English another language is for `text`; less than 1 where none is likelier."""
    ranked = _identifier().rank(text[:_SAMPLE])
    likeliest = max(float(probability) for code, probability in ranked if code != "en")
    return likeliest / max(next(float(probability) for code, probability in ranked if code == "en"), 1e-12)


@cache
def _identifier() -> LanguageIdentifier:
    """py3langid's model: loading it takes a second, and most processes read no article."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _counts(text: str) -> dict[str, int]:
    return {script: len(letters.findall(text)) for script, letters in _OF.items()}
