"""Who is who in an article: its people, by which names, parts and pronouns it speaks of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from rag.english.entities import Name, folded, names
from rag.english.noun_phrases import head_of, speaks
from rag.english.reporting import attributions
from rag.english.vocabulary import word_set

HE, SHE = frozenset("he him his himself".split()), frozenset("she her hers herself".split())
_MALE = frozenset("mr sir lord king prince father brother son husband spokesman chairman widower".split())
_FEMALE = frozenset(
    "mrs ms miss lady dame queen princess mother sister daughter wife spokeswoman chairwoman widow".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BEFORE = re.compile(r"(?:[\w’'.-]+\s){1,6}$")
_BESIDE = re.compile(
    r",\s(?P<part>(?:(?:the|a|an|its|their|his|her|who|whose)\s)?[^,.;:\"“”()]{3,80}?)(?:,|\.|$|\s[–—]\s)|\s\((?P<in>[^()]{3,60})\)"
)
_CALLED = re.compile(r"\b[a-z]{2,}(?:er|or|ist|ian|ess|man|woman)\s$")
"""A calling before a name, however rare: "the actress Mireille Estang"."""
_PREPOSITIONS = re.compile(r"\b(?:of|in|at|from|for|to|with|by|about|against|on|and|or|that)\s")


class Cast:
    """The people of one article, found in its sentences, whose quotations are blanked."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self._sentences = sentences
        self._named: list[tuple[int, Name]] = [(i, name) for i, text in enumerate(sentences) for name in names(text)]

    @cached_property
    def _full(self) -> dict[tuple[str, ...], str]:
        """Name as it stands -> the fullest name of the article that it may stand for."""
        written = {name.key: name.text for _, name in reversed(self._named)}
        found = {}
        for key in written:
            if any(name.key == key and name.kind in ("place", "people") for _, name in self._named):
                found[key] = written[key]
                continue
            fuller = [
                other
                for other in written
                if (len(key) < len(other) <= 4 and other[-len(key) :] == key) or other[: len(key)] == key != other
            ]
            people = [other for other in fuller if self._is_person(other)]
            found[key] = written[people[0]] if len(people) == 1 else written[key]
        return found

    def _is_person(self, key: tuple[str, ...]) -> bool:
        return any(name.key == key and name.kind == "person" for _, name in self._named)

    def full(self, name: Name) -> str:
        """The fullest name by which the article speaks of whom `name` means ("Ida Berg of Norrland")."""
        first, _, rest = name.text.partition(" of ")
        alone = names(first)[:1] if rest and " " in first else ()
        if alone and alone[0].kind == "person":
            name = alone[0]
        return self._full.get(name.key, name.text)

    def labelled(self, label: str) -> str:
        """The person of the article whom the label of a turn names; the label itself where there is none."""
        words = tuple(folded(word) for word in label.split() if folded(word) not in word_set("titles"))
        keys = {key: text for key, text in self._full.items() if key[-len(words) :] == words and words}
        longest = sorted(keys.items(), key=lambda item: -len(item[0]))
        return longest[0][1] if longest else label.title()

    @cached_property
    def _parts(self) -> dict[str, list[tuple[str, frozenset[str]]]]:
        """Person -> each part that the article says they have: its last word and all, minister, {foreign, minister}."""
        found: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for i, name in self._named:
            text = self._sentences[i]
            before = _BEFORE.search(text[: name.start])
            if before:
                words = _PREPOSITIONS.split(before.group())[-1]
                if speaks(words.strip()) or _CALLED.search(words):
                    found[self.full(name)].append(_part(words))
            beside = _BESIDE.match(text, name.end)
            part = (beside["part"] or beside["in"] or "") if beside else ""
            if part and speaks(head_of(part)):
                found[self.full(name)].append(_part(head_of(part)))
            apposed = re.search(
                r"(?:^|[\s,])((?:(?:the|a|an|its|their|his|her)\s|[A-Z][\w’'-]*['’]s?\s)[^,.;:\"“”()]{3,80}),\s$",
                text[: name.start],
                re.I,
            )
            if apposed and re.match(r",|\s?$|\.", text[name.end :]) and speaks(head_of(apposed[1])):
                found[self.full(name)].append(_part(head_of(apposed[1])))
        return found

    @cached_property
    def people(self) -> frozenset[str]:
        """The full names that are surely people's: they have a part, or say something, or are "he" or "she"."""
        sayers = {
            self.full(found.name)
            for text in self._sentences
            for found in attributions(text)
            if found.name and found.name.kind in ("person", "single")
            if not re.search(r"\b[Tt]he $", text[: found.name.start])
        }
        related = {
            self.full(name) for i, name in self._named if re.match(r", whose?\b", self._sentences[i][name.end :])
        }
        several = {self.full(name) for _, name in self._named if name.kind == "person"}
        return frozenset(self._parts) | frozenset(self.genders) | sayers | (related & several)

    @cached_property
    def genders(self) -> dict[str, frozenset[str]]:
        """Full name -> the pronouns that it goes with, where the article shows it."""
        votes: dict[str, list[frozenset[str]]] = defaultdict(list)
        for i, name in self._named:
            text, full = self._sentences[i], self.full(name)
            before = text[max(0, name.start - 12) : name.start].split()
            if before and (title := folded(before[-1])) in _MALE | _FEMALE:
                votes[full].append(HE if title in _MALE else SHE)
            stop = re.search(r"[,;:.–—(]", text[name.end :])
            clause = text[name.end : name.end + stop.start()] if stop else text[name.end :]
            nearest = next(
                (word for found in _WORD.finditer(clause) if (word := found.group().casefold()) in HE | SHE), ""
            )
            others = [other for other in names(text) if other != name and other.start < name.end + len(clause)]
            if nearest and not any(
                other.kind in ("person", "single")
                for other in others
                if other.start < name.start or nearest not in clause[: other.start - name.end].casefold().split()
            ):
                votes[full].append(HE if nearest in HE else SHE)
        return {full: cast[0] for full, cast in votes.items() if len(set(cast)) == 1}

    def mentioned(self, text: str) -> list[str]:
        """The people that a sentence names, or what has a name like theirs, each once, in order."""
        named = [(self.full(name), name.kind) for name in names(text)]
        return list(dict.fromkeys(full for full, kind in named if full in self.people or kind == "person"))

    def first(self, text: str) -> str | None:
        """The person that a sentence begins with, titles and "In Oslo," aside; None where that is nobody."""
        for name in names(text):
            before = text[: name.start]
            if re.search(r"[.,;:]\s", re.sub(r"^[^,]{1,60}, ", "", before)) or _PREPOSITIONS.search(
                before.rpartition(", ")[2]
            ):
                return None
            if (full := self.full(name)) in self.people:
                return full if not re.match(r"['’]s?\s", text[name.end :]) else None
        return None

    def by_part(self, phrase: str) -> str | None:
        """The one person whose part a definite phrase names ("the foreign minister"); None where it is nobody's, or may
        be two people's."""
        words = _words(head_of(phrase))
        if not words:
            return None
        last = folded(head_of(phrase).split()[-1])
        fits = [
            full for full, held in self._parts.items() if any(words <= part and last == head for head, part in held)
        ]
        return fits[0] if len(fits) == 1 else None


def _part(phrase: str) -> tuple[str, frozenset[str]]:
    words = phrase.split()
    return (folded(words[-1]) if words else ""), _words(phrase)


def _words(phrase: str) -> frozenset[str]:
    small = {"the", "a", "an", "its", "their", "his", "her", "this", "that", "who", "is", "was"}
    return frozenset(word for found in _WORD.findall(phrase) if (word := folded(found)) not in small)
