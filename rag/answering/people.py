"""Who is who: the people that the articles name, each by the sentence that says who it is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.answering.collection import Listed
from rag.english.entities import Name, names
from rag.english.introductions import introduced, is_calling
from rag.english.noun_phrases import head_of
from rag.english.tokens import stem, terms, words
from rag.english.vocabulary import word_set
from rag.types import Passage, Statement
from rag.types.retrieval import RetrievalResult
from rag.types.voices import Identity, Voice

MOST = 15
"""People that are told of at most."""
OFTEN = 2
"""Somebody of whom only the last name is known has to be heard so often, and is told of where only speakers are."""
HEARD = frozenset("quote quotes quoted speak speaks spoke speaking heard interviewed cited voices say".split())
"""Words by which a question asks for those alone who speak."""
TELLING = 12
"""So many words tell who somebody is; more tell what they did as well."""
_PART = re.compile(
    r"\b(?:which|what|all|every|the) (?:[\w-]+ ){0,2}?([\w-]{3,}s) (?:are|were|have|had|appear|speak)\b", re.I
)
"""What those are whom a question asks for: "Which ministers are named?"."""
_WHO = re.compile(r"who(?:se)?\b")
_POSSESSIVE = ("'s ", "’s ")


@dataclass(frozen=True, slots=True)
class _Introduction:
    passage: Passage
    start: int
    end: int
    """Where in the passage the name and the words that say who it is stand."""
    told: str
    """These words."""


@dataclass(slots=True)
class _Person:
    name: Name
    introductions: list[_Introduction] = field(default_factory=list)
    articles: Counter[str] = field(default_factory=Counter)
    """How often each article names them, by its id."""
    mentions: list[_Introduction] = field(default_factory=list)
    """Where they are named, in the order of the articles."""
    speaks: bool = False

    def told(self) -> _Introduction:
        """Where it is told who they are, best; else where they are first named in full."""
        return max(self.introductions, key=_tells) if self.introductions else max(self.mentions, key=_full)

    def has_part(self, part: str) -> bool:
        """Whether somebody introduces them by a word with this stem."""
        return any(part in terms(one.told) for one in self.introductions)


def people(found: RetrievalResult) -> Listed | None:
    """The people whom the articles found introduce or let speak, those that most of them name first: of each the
    sentence that says who it is, with these words marked, else the first that names them. Only those who speak, where
    the query asks so; None where there is nobody."""
    speakers = not HEARD.isdisjoint(words(found.query))
    told = [one for one in _gathered(found) if one.speaks or not speakers]
    told = [one for one in told if one.mentions and (speakers or one.introductions or one.name.kind == "person")]
    if part := _PART.search(found.query):
        told = [one for one in told if one.has_part(stem(part[1].casefold()))] or told
    if not told:
        return None
    told.sort(key=lambda one: (-len(one.articles), -one.articles.total(), one.name.text))
    statements = tuple(_statement(one.told()) for one in told[:MOST])
    most = f"The {MOST} of {len(told):,} people who are named in most articles." if len(told) > MOST else ""
    return Listed(most, statements)


def _statement(one: _Introduction) -> Statement:
    passage = one.passage
    marked = Passage(passage.article, passage.start + one.start, passage.start + one.end)
    return Statement(passage.text, (passage,), answer=marked)


def _tells(one: _Introduction) -> tuple[bool, int, int]:
    """How well it says who somebody is: what they are before what they did; in more words, but not too many."""
    count = len(words(one.told))
    return not _WHO.match(one.told), count if count <= TELLING else 0, -one.passage.start


class _Cast:
    """Everybody who is found, by the words of their names."""

    def __init__(self) -> None:
        self.people: list[_Person] = []
        self._by_word: defaultdict[str, list[_Person]] = defaultdict(list)

    def of(self, name: Name) -> _Person | None:
        """The one person whose name holds this one, or is held by it; None where that is nobody, or several."""
        near = {id(one): one for word in name.key for one in self._by_word.get(word, ())}.values()
        meant = [one for one in near if set(name.key) <= set(one.name.key) or set(one.name.key) <= set(name.key)]
        return meant[0] if len(meant) == 1 else None

    def add(self, name: Name) -> _Person:
        """The person of this name, now one of them."""
        if found := self.of(name):
            return found
        self.people.append(person := _Person(name))
        for word in name.key:
            self._by_word[word].append(person)
        return person


def _full(one: _Introduction) -> int:
    return one.end - one.start


def _gathered(found: RetrievalResult) -> Sequence[_Person]:
    """Those whom a sentence introduces or the ledger of voices hears, and where each is named."""
    cast, runs = _Cast(), {hit.chunk.article.id: found.sentences[hit.chunk.article.id] for hit in found.hits}
    others = _Cast()
    for run in runs.values():
        for name, one in (told for passage in run for told in _introductions(passage)):
            (cast if _is_person(one.told) else others).add(name).introductions.append(one)
    heard = [name for id in runs for voices in found.voices.get(id, ()) for voice in voices for name in _heard(voice)]
    for name, times in Counter(heard).items():
        if others.of(name) and not cast.of(name):
            continue
        if cast.of(name) or name.kind == "person" or (name.kind == "single" and times >= OFTEN):
            cast.add(name).speaks = True
    for id, run in runs.items():
        for passage, name in ((one, name) for one in run for name in names(one.text)):
            if person := cast.of(name):
                person.articles[id] += 1
                person.mentions.append(_Introduction(passage, name.start, name.end, ""))
    return cast.people


def _introductions(passage: Passage) -> Iterator[tuple[Name, _Introduction]]:
    """The names of two words that a sentence introduces, of people and of others."""
    text = passage.text
    for name in names(text):
        if name.kind == "person" and (span := introduced(text, name.text)):
            start, end = min(span[0], name.start), max(span[1], name.end)
            start += 3 * text.startswith(_POSSESSIVE, start)  # "'s envoy Anna Berg"
            yield name, _Introduction(passage, start, end, text[slice(*span)])


def _is_person(told: str) -> bool:
    """Whether what introduces a name is said of a person, and not of a body ("the broadcaster") or a thing."""
    last = (words(head_of(told)) or [""])[-1]
    another = any(name.kind == "person" for name in names(f"of {head_of(told)}"))
    return bool(_WHO.match(told)) or (is_calling(last) and last not in word_set("not_people") and not another)


def _heard(voice: Voice) -> Iterator[Name]:
    """The name of whom a voice lets speak."""
    if (speaker := voice.speaker) and speaker.identity is Identity.NAMED:
        yield from names(f"of {speaker.name}")
