"""Words, as every package reads them: for matching only, never for showing.

BM25, term coverage and spelling all count the same terms, so a term means one thing everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer

from rag.english.scripts import foreign_words, is_foreign

_USA = re.compile(r"\bU\.S\.A\.?|\bU\.S\.?(?!\w)|\bUSA?\b|\bUnited States(?: of America)?\b")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:'\w+)*")
_POSSESSIVE = re.compile(r"'s?$")
_ENGLISH, _ARABIC, _HINDI = (snowballstemmer.stemmer(language) for language in ("english", "arabic", "hindi"))
_STEMMING = Lock()
"""A stemmer keeps the word that it is at work on: two threads at once would get, and keep, parts of each other's."""


STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing down during each few for from further had has have having he her here
    hers herself him himself his how i if in into is it its itself just let many me more most much my myself no nor
    not now of off on once only or other our ours ourselves out over own same shall she should so some such than
    that the their theirs them themselves then there these they this those through to too under until up upon very
    was we were what when where whether which while who whom whose why will with would you your yours yourself
    yourselves aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't i'm shouldn't wasn't we're
    weren't won't wouldn't you're they're we've they've i've he'd she'd they'd we'd i'd he'll she'll they'll we'll
    i'll""".split()
)
"""English function words: no evidence that a passage is about a question."""


def words(text: str) -> list[str]:
    """The words of `text` in order, casefolded, possessives and thousands separators removed, never stemmed.

    "The U.S. imposed 22,000 of Lavrov’s" gives the, us, imposed, 22000, of, lavrov. "us" is no stop word here: it is
    the country far more often than the pronoun, also to those who type in lower case."""
    plain = unicodedata.normalize("NFKC", _USA.sub(" us ", text)).casefold().replace("’", "'")
    found = foreign_words(plain) if is_foreign(plain) else _WORD.findall(plain)
    return [word.replace(",", "") if word[0].isdigit() else _POSSESSIVE.sub("", word) for word in found]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The Snowball stem of one word from `words` ("negotiations" gives "negoti"): by its letters an Arabic, a Hindi or
    an English one."""
    stemmer = _ARABIC if "\u0600" <= word[:1] <= "\u06ff" else _HINDI if "\u0900" <= word[:1] <= "\u097f" else _ENGLISH
    with _STEMMING:
        return str(stemmer.stemWord(word))


def terms(text: str) -> list[str]:
    """The stems of `text` in order, stop words left out: what BM25 indexes and coverage counts."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]
