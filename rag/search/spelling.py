"""Misspelt words of a query, corrected to words that the articles hold.

A correction that is wrong turns "the articles do not say" into an answer to another question, so a word is left alone
unless it is no word of English, the articles hold none of its stem, and one of theirs is a slip or two away.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rag.english.tokens import STOP_WORDS, stem, words
from rag.models import minilm_folder

MIN_LENGTH = 4
"""Letters of a word that may be taken for misspelt."""
FIRMER = 6
"""From this length on a letter may be another one in a name, and even the first letter may be wrong."""
FIRM = 7
"""From this length on a letter may be another one in any word: lender is not leader, talc is not talk."""
LONG = 8
"""From this length on two slips are forgiven, below it one."""
MAX_CORRECTIONS = 12
"""So many words of one query are looked at; a page pasted into the question shall not stall the search."""

_TOKEN = re.compile(r"\w+(?:['’]\w+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_LETTERS = re.compile(r"[^\W\d_]+")
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("d", ""), ("ied", "y"), ("ing", ""), ("ing", "e"), ("er", ""),
    ("r", ""), ("ers", ""), ("rs", ""), ("est", ""), ("ly", ""), ("ness", ""), ("less", ""), ("ful", ""),
    ("ise", "ize"), ("ised", "ized"), ("ises", "izes"), ("ising", "izing"), ("isation", "ization"), ("our", "or"),
    ("ising", "ized"), ("izing", "ized"), ("yse", "yze"), ("ise", "y"), ("ize", "y"), ("ise", ""), ("ize", ""),
    ("ise", "ized"), ("ize", "ized"),
)  # fmt: skip
"""Endings that make another word of an English one, British spellings among them: the tokenizer knows "summarized"."""


def forms(text: str) -> set[str]:
    """The different words of `text` as they are written, capitals and all, that a correction may choose from."""
    found = _LETTERS.findall(unicodedata.normalize("NFKC", text))
    return {word for word in found if len(word) >= MIN_LENGTH - 1 and word.casefold() not in STOP_WORDS}


def suspects(query: str) -> dict[str, str]:
    """The words of `query`, as typed, that might be misspelt, with their stems: letters only, and no English word."""
    found = {}
    for _, _, typed in _tokens(query):
        if (plain := typed.casefold()) in STOP_WORDS or plain in _lexicon():
            continue
        folded = words(typed)
        if len(folded) == 1 and len(folded[0]) >= MIN_LENGTH and folded[0].isalpha() and not _english(folded[0]):
            found[typed] = stem(folded[0])
    return found


class Vocabulary:
    """The words of the articles."""

    def __init__(self, counted: Iterator[tuple[str, int]]) -> None:
        """Takes every form with the number of chunks it stands in."""
        self._form: dict[str, str] = {}
        self._count: dict[str, int] = {}
        self._alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        """The words of each first letter and length: of a million a word is held against some thousand."""
        seen: dict[str, tuple[int, str]] = {}
        for form, count in counted:
            word = form.casefold()
            if word not in self._form:
                self._alike[word[0], len(word)].append(word)
            if word not in self._form or (-count, form) < seen.get(word, (-self._count[word], self._form[word])):
                self._form[word], seen[word] = form, (-count, form)
            self._count[word] = self._count.get(word, 0) + count
        self._letters = {letter for letter, _ in self._alike}

    def closest(self, typed: str, *, name: bool) -> str | None:
        """The form nearest to the misspelt word `typed`, a name if it is one; None where none is near enough."""
        word = words(typed)[0]
        slips = 2 if len(word) >= LONG else 1
        near = [
            (candidate, int(distance))
            for length in range(len(word) - slips, len(word) + slips + 1)
            for candidate, distance, _ in process.extract(
                word, self._alike.get((word[0], length), ()), scorer=OSA.distance, score_cutoff=slips, limit=None
            )
        ]
        near += [(candidate, 1) for candidate in self._begun_otherwise(word)]
        found = [
            (distance, candidate[0] != word[0], -self._count[candidate], candidate)
            for candidate, distance in near
            if self._plausible(word, candidate, distance, name)
        ]
        return self._form[min(found)[-1]] if found else None

    def _begun_otherwise(self, word: str) -> set[str]:
        """The words of another first letter that are one slip away, which is one at the beginning: more slips are not
        forgiven there."""
        spelt = {letter + rest for letter in self._letters for rest in (word, word[1:])}
        spelt |= {word[1:], word[1] + word[0] + word[2:]}
        return {candidate for candidate in spelt if candidate in self._count and candidate[0] != word[0]}

    def _plausible(self, word: str, candidate: str, distance: int, name: bool) -> bool:
        is_name = not self._form[candidate].islower()
        if name and not is_name:
            return False
        if candidate[0] != word[0] and (len(word) < FIRMER or distance > 1):
            return False
        if distance > 1 and len(candidate) < FIRM:
            return False
        replaced = len(word) == len(candidate) and sorted(word) != sorted(candidate)
        return not replaced or len(word) >= (FIRMER if is_name else FIRM)


def correct(query: str, misspelt: Collection[str], vocabulary: Vocabulary) -> tuple[str, dict[str, str]]:
    """`query` with the nearest word of the articles for each misspelt one, and which was taken for which."""
    corrections: dict[str, str] = {}
    looked_at: set[str] = set()
    for place, (_, _, typed) in enumerate(_tokens(query)):
        if typed in misspelt and typed not in looked_at and len(looked_at) < MAX_CORRECTIONS:
            looked_at.add(typed)
            # A capital within the question makes a name: Musk is not "must", where no name is near it is left alone.
            form = vocabulary.closest(typed, name=place > 0 and typed[0].isupper() and not typed.isupper())
            corrections |= {typed: form} if form else {}
    corrected = query
    for start, end, typed in reversed(list(_tokens(query))):
        if typed in corrections:
            corrected = corrected[:start] + corrections[typed] + corrected[end:]
    return corrected, corrections


def _tokens(query: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, word) of every word as typed, a possessive ending left out."""
    for match in _TOKEN.finditer(query):
        typed = _POSSESSIVE.sub("", match.group())
        yield match.start(), match.start() + len(typed), typed


def _english(word: str) -> bool:
    """Whether this is a word of English, or a common name, as it is or with an ending."""
    bases = (word.removesuffix(ending) + instead for ending, instead in _ENDINGS if word.endswith(ending))
    return word in STOP_WORDS or word in _lexicon() or any(base in _lexicon() for base in bases)


@cache
def _lexicon() -> frozenset[str]:
    """Common English words and names: the whole words that the default encoder's tokenizer knows."""
    lines = (minilm_folder() / "vocab.txt").read_text("utf-8").split("\n")
    return frozenset(line for line in lines if len(line) >= MIN_LENGTH - 1 and line.isalpha())
