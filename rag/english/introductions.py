"""Where a sentence says who or what something is: "the Greek foreign minister, X", "X, who leads …", "X is a …".

The shapes are those by which dictionaries were made from running text (Hearst, Automatic acquisition of hyponyms, 1992;
Joho and Sanderson, Retrieving descriptive phrases, 2000). Of the people of the affairs each but the dash, which is for
things, tells some whom no other tells; "such as X" and "X means" told none, and are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rag.english.entities import TITLES, Name, names, same
from rag.english.function_words import AUXILIARIES, AUXILIARY, FUNCTION_WORDS
from rag.english.noun_phrases import denotes_speaker, head_of, speaks
from rag.english.sentence_features import SHAPES
from rag.english.tokens import words
from rag.english.verbs import SAID

_QUOTES = "\"“”‘’'"
_QUOTED = rf"[{_QUOTES}]{{0,2}}"
_DETERMINED = r"(?:the|an?|its|their|his|her|our|my|one of|[A-Z][\w’'-]*['’]s?)\s"
_PHRASE = r"[^,.;:()–—]{3,120}"
_BEFORE = re.compile(r"(?:^|(?<=[\s(\"“]))(?:[\w’'.-]+\s){1,6}$")
_PREPOSITIONS = re.compile(r"\b(?:of|in|at|from|for|to|with|by|about|against|on|and|or|that|than|as)\s")
_PART = re.compile(r"(?:\b(?:the|an?|its|their|his|her|our|my)\s|['’]s?\s)(?:[\w’'-]+\s){0,4}$", re.IGNORECASE)
_CALLED = re.compile(r"\b[a-z]{2,}(?:er|or|ist|ian|ess|man|woman)\s?$")
"""A calling, however rare: "the actress", "a diver"."""
_KIND = re.compile(r".*\b(?P<told>(?:the|an?|its|their|his|her|our)\s(?:[a-z][\w’'-]*\s){1,4})$", re.DOTALL)
_APPOSED = re.compile(rf"(?:^|[\s,(])(?P<told>{_DETERMINED}[^,.;:\"“”()]{{3,80}}),\s$", re.IGNORECASE)
_APPOSED_ENDS = re.compile(r",|\s?$|\.")
_AFTER = (
    re.compile(rf"{_QUOTED}(?:\s?[–—]\s?|\s-\s|\s?\()(?P<told>{_DETERMINED}{_PHRASE})"),
    re.compile(rf"{_QUOTED}(?:,\s\d\d)?,\s(?P<told>\w{_PHRASE})"),
    re.compile(
        rf"{_QUOTED}(?:,\s\d\d,)?\s(?:is|was|are|were|has been)\s"
        rf"(?:(?:still|now|also)\s)?(?P<told>{_DETERMINED}{_PHRASE})"
    ),
)
_CONJUNCTIONS = frozenset({"and", "or", "but"})
_CLAUSE = re.compile(r"(?:who|which|whose)\s")
_RELATIVE = re.compile(r"\b(?:who|which|whose|that)\s")
_FINITE = re.compile(rf"\b(?:{AUXILIARY})\b", re.IGNORECASE)
_COUNTED = re.compile(rf"one|be|{SHAPES['number'].pattern}", re.IGNORECASE)
_BODY = len(" of the parents' group ")
"""So near to a person the body they are of is named."""


@lru_cache(maxsize=4_096)
def introduced(text: str, phrase: str, *, thing: bool = False) -> tuple[int, int] | None:
    """The characters of a sentence that say who or what a name or phrase is, the most there are; None where none do.

    Of a `thing` any noun tells that stands before it ("the gas project Sakhalin-1"), of somebody ("the angry Lind")
    only one for what people are."""
    found = [span for start, end in mentions(text, phrase) for span in _told(text, start, end, thing)]
    return max(found, key=lambda span: (len(words(text[slice(*span)])), -span[0]), default=None)


def mentions(text: str, phrase: str) -> tuple[tuple[int, int], ...]:
    """Where a sentence speaks of the phrase: by its name, by a fuller one, or in the same words in quotes."""
    known, wanted = names(text), names(f"of {phrase}")
    if len(wanted) == 1 and set(words(wanted[0].text)) >= set(words(phrase)):
        return tuple((_untitled(name), name.end) for name in known if same(wanted[0], name))
    exact = r"\W{1,3}".join(map(re.escape, words(phrase)))
    found = [match.span() for match in re.finditer(rf"\b{exact}\b", text, re.IGNORECASE)] if exact else []
    whole = [next((one for one in known if one.start <= start and end <= one.end), None) for start, end in found]
    return tuple(
        (one.start, one.end) if one else (start, end)
        for (start, end), one in zip(found, whole, strict=True)
        if one or _is_called(text, start, end)
    )


def _untitled(name: Name) -> int:
    """Where a name begins without the office that is written with it ("Secretary-General Anna Berg")."""
    title = name.text.split()[0]
    office = title.casefold().rpartition("-")[2] in TITLES
    return name.start + len(title) + 1 if " " in name.text and office else name.start


def _is_called(text: str, start: int, end: int) -> bool:
    """Whether words are a name by their capitals, or stand in quotes."""
    quoted = start > 0 and text[start - 1] in _QUOTES and end < len(text) and text[end] in _QUOTES
    return quoted or (text[start].isupper() and text[start:end].split()[-1][0].isupper())


def _told(text: str, start: int, end: int, thing: bool) -> Iterator[tuple[int, int]]:
    """Characters that tell of what stands from `start` to `end`."""
    before, after = text[:start], text[end:]
    if (right := _BEFORE.search(before)) and (told := _part(right.group())):
        yield start - len(told), start - 1
    if thing and (kind := _KIND.match(before)) and kind["told"].split()[-1] not in FUNCTION_WORDS:
        yield kind.start("told"), start - 1
    apposed = _APPOSED.search(before)
    if apposed and _APPOSED_ENDS.match(after) and _is_part(head_of(apposed["told"])):
        yield apposed.span("told")
    for pattern in _AFTER:
        if (match := pattern.match(after)) and _is_noun_phrase(match["told"]):
            yield end + match.start("told"), end + match.start("told") + len(match["told"].rstrip())
    body = next(iter(names(after)), None) if after.startswith(" of ") else None
    if body and body.start <= _BODY:
        yield end + 1, end + body.end


def _part(before: str) -> str:
    """Of the words right before a name those that say what it is ("the broadcaster "); "" where they do not."""
    said = _PREPOSITIONS.split(before)[-1]
    part = _PART.search(said)
    return "" if not _is_part(said) else part.group() if part else said


def _is_part(phrase: str) -> bool:
    """Whether a phrase ends with what somebody, or some body, can be."""
    return is_calling(phrase) or speaks(phrase.strip())


def is_calling(phrase: str) -> bool:
    """Whether the last word is a noun for what somebody, or some body, is: known as such, or made like one."""
    called = _CALLED.search(phrase)
    return _is_noun(phrase) or bool(called and called.group().strip() not in FUNCTION_WORDS)


def _is_noun(phrase: str) -> bool:
    """Whether the last word is a known noun for somebody or some body."""
    return denotes_speaker((phrase.split()[-1:] or [""])[0].casefold().rpartition("-")[2])


def _is_noun_phrase(told: str) -> bool:
    """Whether words beside a name tell of it: no time, and no other name ("Putin, the EU and …")."""
    if all(
        word in FUNCTION_WORDS | AUXILIARIES or _COUNTED.fullmatch(word) for word in words(told)
    ):  # "one of the four"
        return False
    if _CLAUSE.match(told):
        return True
    if words(told)[0] in SAID | _CONJUNCTIONS:  # "A spokesman, Anna Berg, says that …", "Anna Berg, and two others"
        return False
    head, determined = head_of(told), re.match(_DETERMINED, told) is not None
    if _FINITE.search(_RELATIVE.split(told)[0]):  # "According to X, the framework was established"
        return False
    if SHAPES["time"].search(head) and not speaks(head):
        return False
    if determined:
        return _is_part(head) or not names(head)
    one = not head.endswith("s")  # "Helen Berg, heard four witnesses" says nothing of her
    return one and (speaks(head) or (_is_noun(head) and not names(head)))
