"""Which script a text is written in, and whether it is English: as far as its letters and words show it."""

from __future__ import annotations

import re

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
_SAMPLE = 100_000
"""Characters that tell script and language."""
_MOST = 0.6
"""The share of letters that decides which script a text, or a line, is in."""
_COMMON = frozenset("the of and to in a is that for it on with as was by at from he said".split())


def main_script(text: str) -> str | None:
    """The script that most letters of `text` are of; None where there is no such majority."""
    counts = _counts(text[:_SAMPLE])
    total = sum(counts.values())
    return next((script for script, count in counts.items() if count > _MOST * total), None)


def foreign(line: str, main: str) -> bool:
    """Whether most letters of `line`, at least three, are of other scripts than `main`."""
    counts = _counts(line)
    total = sum(counts.values())
    return total >= 3 and total - counts[main] > _MOST * total


def language(text: str) -> str | None:
    """ "en" where the commonest English words make up a good part of the text; None where that is not so.

    It tells English from everything else, and nothing more: a wrong language would be worse than an unknown one."""
    words = re.findall(r"[^\W\d_]+", text[:_SAMPLE].casefold())
    found = [word for word in words if word in _COMMON]
    enough = len(words) >= 20 and len(found) >= 0.15 * len(words) and len(set(found)) >= 5
    return "en" if enough and found.count("the") >= 0.02 * len(words) else None


def _counts(text: str) -> dict[str, int]:
    return {script: len(letters.findall(text)) for script, letters in _OF.items()}
