"""Misspelt words of a query, corrected to words that the articles hold.

A correction that is wrong turns "the articles do not say" into an answer to another question, so a word is left alone
unless it is no word of English, the articles hold none of its stem, and one of theirs is a slip or two away.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rag.search.embed import default_folder
from rag.text import STOP_WORDS, stem, words

MIN_LENGTH = 4
FIRMER = 6
"""From this length on even the first letter may be wrong."""
LONG = 8
"""From this length on two slips are forgiven, below it one."""
MAX_CORRECTIONS = 12
"""So many words of one query are looked at; a page pasted into the question shall not stall the search."""

_TOKEN = re.compile(r"\w+(?:['’]\w+)*")
_LETTERS = re.compile(r"[^\W\d_]+")


def forms(text: str) -> set[str]:
    """The different words of `text` as they are written, capitals and all, that a correction may choose from."""
    found = _LETTERS.findall(unicodedata.normalize("NFKC", text))
    return {word for word in found if len(word) >= MIN_LENGTH - 1 and word.casefold() not in STOP_WORDS}


def suspects(query: str) -> dict[str, str]:
    """The words of `query`, as typed, that might be misspelt, with their stems: letters only, and no English word."""
    found = {}
    for _, _, typed in _tokens(query):
        folded = words(typed)
        if len(folded) == 1 and len(folded[0]) >= MIN_LENGTH and folded[0].isalpha() and not _english(folded[0]):
            found[typed] = stem(folded[0])
    return found


class Vocabulary:
    """The words of the articles."""

    def __init__(self, counted: Iterable[tuple[str, int]]) -> None:
        """Takes every form with the number of chunks it stands in."""
        spelt: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for form, count in counted:
            spelt[form.casefold()][form] += count
        self._form = {word: min(seen, key=lambda form: (-seen[form], form)) for word, seen in spelt.items()}
        self._count = {word: seen.total() for word, seen in spelt.items()}
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in sorted(spelt):
            self._by_length[len(word)].append(word)

    def closest(self, typed: str) -> str | None:
        """The form nearest to the misspelt word `typed`; None where none is near enough."""
        word = words(typed)[0]
        slips = 2 if len(word) >= LONG else 1
        found = [
            (distance, candidate[0] != word[0], -self._count[candidate], candidate)
            for length in range(len(word) - slips, len(word) + slips + 1)
            for candidate, distance, _ in process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=slips, limit=None
            )
            if _plausible(word, candidate, int(distance))
        ]
        return self._form[min(found)[-1]] if found else None


def correct(query: str, misspelt: Collection[str], vocabulary: Vocabulary) -> tuple[str, dict[str, str]]:
    """`query` with the nearest word of the articles for each misspelt one, and which was taken for which."""
    looked_at = sorted(misspelt, key=query.index)[:MAX_CORRECTIONS]
    corrections = {typed: form for typed in looked_at if (form := vocabulary.closest(typed))}
    corrected = query
    for start, end, typed in reversed(list(_tokens(query))):
        if typed in corrections:
            corrected = corrected[:start] + corrections[typed] + corrected[end:]
    return corrected, corrections


def _tokens(query: str) -> Iterable[tuple[int, int, str]]:
    """(start, end, word) of every word as typed, a possessive ending left out."""
    for match in _TOKEN.finditer(query):
        typed = re.sub(r"['’]s?$", "", match.group())
        yield match.start(), match.start() + len(typed), typed


def _plausible(word: str, candidate: str, distance: int) -> bool:
    return candidate[0] == word[0] or (len(word) >= FIRMER and distance == 1)


def _english(word: str) -> bool:
    return word in STOP_WORDS or word in _lexicon() or stem(word) in _lexicon()


@cache
def _lexicon() -> frozenset[str]:
    """Common English words and names, and their stems: the whole words that the default encoder's tokenizer knows."""
    lines = (default_folder() / "vocab.txt").read_text("utf-8").split("\n")
    whole = {line for line in lines if len(line) >= MIN_LENGTH - 1 and line.isalpha()}
    return frozenset(whole | {stem(word) for word in whole})
