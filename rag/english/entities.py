"""Names in a text, without a tagger: runs of capitals, less those that only begin a sentence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from rag.english.dates import CALENDAR
from rag.english.tokens import STOP_WORDS, terms
from rag.english.verbs import SAID
from rag.english.vocabulary import rows, word_set

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[.&'’-][^\W_]+)*")
_PARTICLES = frozenset("of de von van der al bin for du la le da".split())
_LINK = re.compile(r"\s|\s(?:of the|of|de|von|van|der|al|bin|du|la|le|da|for|&)\s")
TITLES = word_set("titles") | word_set("offices")
PEOPLES = {row[0]: row[1] for row in rows("peoples")}
_OPENERS = frozenset(
    "amidst furthermore lastly moreover notwithstanding reconstruct summarise summarize tomorrow tonight".split()
)
"""Words that often open a sentence and are no names, though they are rare inside one."""
_START = re.compile(r"(?:^|[.!?:;\n•]|[.!?]?[\"“”«»'‘’(\[])\s*$")
_FULL = re.compile(r"(?:[^\W\d_]+(?:['’-][^\W\d_]+)*(?: |$)){2,3}")
"""Two or three words, of letters: "Ann-Marie O'Brien"."""
_POSSESSIVE = re.compile(r"['’]s?$")
_CONTRACTED = re.compile(r"['’](?:s|ve|re|ll|d|m)?$|n['’]t$")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", ".": "", "’": "'"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text; `key` is what it is compared by."""

    text: str
    start: int
    end: int
    key: tuple[str, ...]
    """Its words, casefolded, without titles, accents and possessives."""

    @property
    def kind(self) -> str:
        """ "place", "people", "organisation", "acronym", "person" (two words or a title) or "single"."""
        words = self.key
        if " ".join(words) in word_set("places"):
            return "place"
        if len(words) == 1 and words[0] in PEOPLES:
            return "people"
        if not word_set("not_people").isdisjoint(words) or re.search(r"\b(?:of|for)\b", self.text):
            return "organisation"
        if self.text.isupper() and len(words) == 1:
            return "acronym"
        return "person" if len(words) > 1 and _FULL.fullmatch(self.text) else "single"


@lru_cache(maxsize=8_192)
def names(text: str) -> tuple[Name, ...]:
    """The names of `text` in order: months, weekdays, titles and "I" are none."""
    found: list[Name] = []
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if run and not _joined(text, run[-1], token):
            found += _closed(text, run)
            run = []
        if _capital(token.group()):
            run.append(token)
        elif run and not (token.group() in _PARTICLES and re.match(r"\s(?:the\s)?[A-Z]", text[token.end() :])):
            found += _closed(text, run)
            run = []
    return tuple(found + _closed(text, run))


@lru_cache(maxsize=65_536)
def name_stems(text: str) -> frozenset[str]:
    """The stems of the words of the names of `text`, function words left out: as BM25 counts them."""
    return frozenset(stem for name in names(text) for stem in terms(name.text))


def _joined(text: str, last: re.Match[str], token: re.Match[str]) -> bool:
    gap = text[last.end() : token.start()]
    if gap == ". ":
        return len(last.group()) == 1 or last.group().casefold() in TITLES
    return bool(_LINK.fullmatch(gap))


def _capital(token: str) -> bool:
    return token[0].isupper() or (len(token) > 2 and token[0].islower() and any(c.isupper() for c in token[1:]))


def _closed(text: str, run: list[re.Match[str]]) -> list[Name]:
    """The names a run of capitals makes: "Dodge CEO Tim Kuniskis" are two; a word that opens a sentence is none."""
    while run and _opens(text, run[0], len(run) > 1):
        run = run[1:]
    found, part = [], run[:1]
    for i, token in enumerate(run[1:], 1):
        if token.group().casefold() in word_set("offices"):
            found += _name(text, part)
            part = []
        elif (i == len(part) == 1 and _sets_scene(text, run)) or (part and _POSSESSIVE.search(part[-1].group())):
            found += _name(text, part)
            part = [token]
        elif token.group() != "State" or part:  # "Secretary of State" is an office
            part.append(token)
    return found + _name(text, part)


def _sets_scene(text: str, run: list[re.Match[str]]) -> bool:
    """Whether the first word only says when or where, and a name follows ("In Oslo Marta Olsen")."""
    word = folded(run[0].group())
    if not re.search(r"\b(?:[Ii]n|[Oo]n|[Ss]ince|[Uu]ntil|[Bb]y) $", text[max(0, run[0].start() - 6) : run[0].start()]):
        return False
    rest = {folded(token.group()) for token in run[1:]}
    return word in CALENDAR or (word in word_set("places") and len(run) > 2 and rest.isdisjoint(word_set("not_people")))


def _name(text: str, run: list[re.Match[str]]) -> list[Name]:
    run = [token for token in run if _CONTRACTED.sub("", token.group().casefold()) != "i"]
    titled = [token for token in run if folded(token.group()) not in TITLES]
    if not titled or all(folded(token.group()) in CALENDAR for token in titled):
        return []
    kept = run[run.index(titled[0]) :]
    while kept[-1] is not titled[-1] and text[kept[-2].end() : kept[-1].start()] == " ":  # not "Court of Justice"
        kept = kept[:-1]
    key = tuple(word for token in titled for part in token.group().split("-") if (word := _part(part, token.group())))
    end = kept[-1].end() - len(kept[-1].group()) + len(_POSSESSIVE.sub("", kept[-1].group()))
    if not key or re.fullmatch(r"q[1-4]|h[12]|fy\d*", key[0]):
        return []
    return [Name(text[kept[0].start() : end], kept[0].start(), end, _countries(key))]


def _countries(key: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name, "united states" said as "us"."""
    joined = " ".join(key)
    for long, short in (("united states of america", "us"), ("united states", "us"), ("united kingdom", "uk")):
        joined = re.sub(rf"\b{long}\b", short, joined)
    return tuple(joined.split())


def _part(part: str, token: str) -> str:
    """One word of a name; the lower-case rest of a compound ("AI-driven") is none."""
    return folded(part) if part[:1].isupper() or part[:1].isdigit() or part == token else ""


def _opens(text: str, token: re.Match[str], more: bool) -> bool:
    """Whether the word has its capital only because a sentence begins with it."""
    word = _CONTRACTED.sub("", token.group().casefold())
    if token.group().isupper() and len(token.group()) > 1:
        return False
    if not _START.search(text[max(0, token.start() - 4) : token.start()]):
        return False
    if word in TITLES and more:
        return False
    return (
        word in common() or word in _OPENERS or word in SAID or (word.endswith("ly") and word not in word_set("places"))
    )


@cache
def common() -> frozenset[str]:
    """Words that are common in lower case: with a capital at the start of a sentence they are no name."""
    return word_set("common_words") | STOP_WORDS


@lru_cache(maxsize=16_384)
def folded(word: str) -> str:
    """A word of a name for comparing: no case, accents, dots or possessive."""
    bare = _POSSESSIVE.sub("", word).casefold().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))


def same_word(one: str, other: str) -> bool:
    """Whether two folded words name the same: a people its country, a spelling its variant (Sergei, Sergey)."""
    one, other = PEOPLES.get(one, one), PEOPLES.get(other, other)
    if one == other or one.rstrip("s") == other.rstrip("s"):
        return True
    if min(len(one), len(other)) < 5 or one[0] != other[0]:
        return False
    if one[:5] == other[:5] and _ending(one) == _ending(other):
        return True
    return _sound(one) == _sound(other) and Levenshtein.distance(one, other) <= 2


def _ending(word: str) -> str:
    """A word without what makes a country a people: Russia and Russian, Ukraine and Ukrainian."""
    return re.sub(r"(?:ians?|ans?|ia|a|is?|e|ese)$", "", word)


def _sound(word: str) -> str:
    """A rough key under which transliterations of a name meet: Zelensky, Zelenskyy, Zelenskiy."""
    word = re.sub(r"[iy]+$", "y", re.sub(r"(?:iy|yi|ij|ii|yy|ey|ei)$", "y", word))
    word = re.sub(r"[yj]", "i", re.sub(r"kh|ch|h", "h", word.replace("w", "v").replace("k", "c").replace("z", "s")))
    return re.sub(r"(.)\1+", r"\1", word)


def same(claim: Name, source: Name) -> bool:
    """Whether the claim's name may stand for the source's: the same, a part of it, or its initials."""
    if _initials(claim.key) and _initials(claim.key) == "".join(source.key) and len(source.key) == 1:
        return True
    if _initials(source.key) and _initials(source.key) == "".join(claim.key) and len(claim.key) == 1:
        return True
    short, long = sorted((claim.key, source.key), key=len)
    if len(short) == 1 and _short_for(short[0], long):
        return True
    matched = [any(same_word(word, other) for other in long) for word in short]
    return bool(matched) and all(matched)


def _short_for(word: str, long: tuple[str, ...]) -> bool:
    """Whether a word is the beginning of a longer one ("Fed", "Federal Reserve")."""
    return 3 <= len(word) <= 4 and any(other.startswith(word) and len(other) > len(word) + 1 for other in long)


def _initials(key: tuple[str, ...]) -> str:
    return "".join(word[0] for word in key) if len(key) > 1 else ""
