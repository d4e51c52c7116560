"""Texts in scripts that have no capitals, and some no spaces either: ICU knows where their words and sentences end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_LETTERS = (
    "\u0590-\u109f\u1100-\u1dff\u2e80-\u2fff\u3005-\u3007\u3021-\ua4cf\ua800-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U0001d0ff\U00020000-\U0003ffff"
)
_FOREIGN = re.compile(f"[{_LETTERS}]")
_PAIRED = re.compile("[\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+")
_OPENERS = "“‘„«「『（(《"
_WORD = re.compile(r"[^\W_]")
# Points and vowel signs that are mostly left out when Hebrew and Arabic are written, and the stroke that stretches.
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc]"
)


def is_foreign(text: str) -> bool:
    """Whether any of `text` is in such a script: Hebrew and all that stand after it in Unicode, but no symbols."""
    return _FOREIGN.search(text) is not None


def is_mostly_foreign(text: str) -> bool:
    """Whether more of the letters of `text` are of such scripts than of others."""
    count = len(_FOREIGN.findall(text))
    return count > 0 and 2 * count > sum(char.isalpha() for char in text)


def foreign_words(text: str) -> list[str]:
    """The words of `text` in order, without Hebrew points and Arabic vowel signs.

    "海口机场取消了航班" gives 海口, 机场, 取消, 了, 航班. ICU cuts by what stands around, and Korean words carry their
    particles: of longer words, and of single characters in a row, every two neighbours are one word, so that 空港 finds
    羽田空港."""
    from icu4py.breakers import WordBreaker

    plain = _POINTS.sub("", unicodedata.normalize("NFKC", text))
    found: list[str] = []
    alone = ""
    for segment in [*WordBreaker(plain, ""), ""]:
        if len(segment) == 1 and _PAIRED.match(segment):
            alone += segment
            continue
        found += _pairs(alone)
        alone = ""
        if _PAIRED.fullmatch(segment):
            found += _pairs(segment)
        elif _WORD.search(segment):
            found.append(segment)
    return found


def _pairs(characters: str) -> list[str]:
    return [characters[i : i + 2] for i in range(max(1, len(characters) - 1))] if characters else []


def foreign_ends(text: str) -> Iterator[int]:
    """Where sentences of `text` end, with the blanks after them."""
    from icu4py.breakers import SentenceBreaker

    # To ICU any quotation mark may close a sentence: an opening one begins the next.
    return (start + len(text[start:end].rstrip(_OPENERS)) for start, end in SentenceBreaker(text, "").segments())
