"""Taking a question of several questions apart: "What did Lavrov demand, and when was the bridge built?"

Parted is only what is a question by itself on both sides: one question cut in two is answered worse, while two that
stay together are still looked for as one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rag.english.function_words import AUXILIARY, QUESTION_WORD
from rag.english.tokens import terms
from rag.english.vocabulary import entries
from rag.question.conversation import fold
from rag.types import Hit, Passage, Turn

_PREPOSITION = (
    r"(?:in|at|on|from|to|with|by|for|of|under|about|since|against|until|through|during|after|before|between|among"
    r"|within|over|besides|as|along with|in addition to|according to)"
)
_ASKING = rf"(?:{_PREPOSITION} )?(?:{QUESTION_WORD})\b"
_AUX = rf"(?:{AUXILIARY})(?:n['’]t)?\b"
_NOT_A_VERB = r"(?!(?:s?he|it|they|we|you|i|the|an?|his|her|its|their|our|your|my|this|that|these|those)\b)"
_LEAD = re.compile(r"^(?:(?:and|but|or|also|so|then|finally|please)\b[, ]*)+", re.IGNORECASE)
_OPENS = re.compile(rf"(?:[^,.?!]{{2,80}}, )?(?:{_ASKING}|{_AUX})", re.IGNORECASE)
_JOINT = re.compile(
    r"(?P<mark>[,;:–—-]?)\s+(?:and|but|as well as)\s+(?:(?:also|then|finally|if so),?\s+)?", re.IGNORECASE
)
_FIRST = rf"(?:{_PREPOSITION} [^,.?!]{{2,80}}, )?"
_DO = re.compile(rf"{_FIRST}{_ASKING}(?: [\w'’-]+){{0,4}}? (?:do|does|did)(?:n['’]t)?\b", re.IGNORECASE)
_YES_OR_NO = re.compile(
    rf"{_AUX} (?:(?:the|an?|any|s?he|it|they|there|this|that|these|those)\b|(?-i:[A-Z]))", re.IGNORECASE
)
_OTHER = re.compile(
    rf"{_FIRST}{_ASKING}(?: [\w'’-]+){{0,4}}? {_AUX}|how (?:many|much)\b|wh(?:at|o|ere|en)['’]s\b"
    rf"|who {_NOT_A_VERB}(?-i:[a-z])|which {_NOT_A_VERB}[\w'’-]+ \w+|what (?:{'|'.join(entries('verbs'))}|\w+ed)\b"
    rf"|(?:{_ASKING}|how (?:long|often|far|old)|in what year)\s*[?.!]*$",
    re.IGNORECASE,
)
_AFTER_COMMA = re.compile(rf"what {_NOT_A_VERB}[\w'’-]+ \w+", re.IGNORECASE)
_PAIR = re.compile(
    rf"(?P<one>{_ASKING}) and (?:also )?(?P<two>{_ASKING})(?P<rest> {_AUX}.+)", re.IGNORECASE | re.DOTALL
)
_END = re.compile(r"(?<=[?.!])[\"”’')\]]*\s+")
_SENTENCE = re.compile(r"(?<=[.!?])(?<![A-Z]\.)\s+")
_HIDDEN = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"|(?<!\w)[‘'][^’'\n]{2,}?[’'](?!\w)|\([^)]*\)")


MOST = 5
"""Parts of a question that are looked for at most: each takes as long as a question."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One question among several: `text` as it was asked, `query` as it stands by itself."""

    text: str
    query: str


def clauses(query: str) -> tuple[Clause, ...]:
    """The questions that `query` asks, in order; one that says `query` itself where nothing parts it safely."""
    found: list[Clause] = []
    for sentence in _cut(query, _END, _ends):
        for text in (one for part in _cut(sentence, _JOINT, _joins) for one in _pair(_bare(part))):
            found.append(Clause(text, _alone(text, found[-1].query) if found else _question(text)))
    parted = len(found) > 1 and all(terms(clause.query) for clause in found)
    return tuple(found) if parted else (Clause(query, query),)


def merged(found: Iterable[Iterable[Hit]]) -> tuple[Hit, ...]:
    """What was found for several parts, each chunk once with its best score, best first."""
    best: dict[Passage, Hit] = {}
    for hit in (hit for hits in found for hit in hits):
        held = best.setdefault(hit.chunk.sentences[0], hit)
        if hit.score > held.score:
            best[hit.chunk.sentences[0]] = hit
    return tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.chunk.article.id, hit.chunk.start)))


def _cut(text: str, border: re.Pattern[str], divides: Callable[[str, str, str], bool]) -> Iterator[str]:
    """The pieces of `text` between those borders that divide what is on their left from what is on their right."""
    hidden, start = _hidden(text), 0
    for found in border.finditer(hidden):
        if divides(hidden[start : found.start()], found.groupdict().get("mark", ""), hidden[found.end() :]):
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def _ends(left: str, mark: str, right: str) -> bool:
    """Whether a question ends here and another begins; what is only told goes with the question after it."""
    return "?" in left and any(map(_opening, _SENTENCE.split(left))) and bool(_opening(right))


def _joins(left: str, mark: str, right: str) -> bool:
    """Whether `right` is a question of its own, and not a part of what somebody said, asked or knew in `left`."""
    last = _SENTENCE.split(left.strip())[-1]
    opening = _opening(last)
    if not opening or not terms(last):
        return False
    if _DO.match(right) or (mark and _YES_OR_NO.match(right)):
        return True
    if re.search(rf"\b(?:{QUESTION_WORD})\b", last[opening.end() :], re.IGNORECASE):
        return False
    return bool(_OTHER.match(right) or (mark and _AFTER_COMMA.match(right)))


def _opening(text: str) -> re.Match[str] | None:
    """The words by which a sentence begins to ask."""
    return _OPENS.match(_LEAD.sub("", text.strip()))


def _pair(text: str) -> tuple[str, ...]:
    """“Where and when did they meet” as two questions; anything else as it is."""
    found = _PAIR.match(_hidden(text))
    if not found:
        return (text,)
    rest = text[found.start("rest") :]
    return text[: found.end("one")] + rest, text[found.start("two") : found.end("two")] + rest


def _alone(text: str, before: str) -> str:
    """The question with what it points at in the one before it."""
    *told, asked = _SENTENCE.split(before)
    return fold(_question(text), [Turn(asked, " ".join(told))])


def _bare(text: str) -> str:
    """The question without what joins it to another."""
    return _LEAD.sub("", text.strip(" \n\t,;:–—-")).rstrip("?.! ")


def _question(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}?"


def _hidden(text: str) -> str:
    """The text with what is quoted or in brackets blanked, as long as before."""
    return _HIDDEN.sub(lambda match: "·" * len(match.group()), text)
