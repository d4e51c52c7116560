"""Questions made out of the sentences of articles, each with the sentence that answers it."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.english.entities import names
from rag.english.function_words import AUXILIARIES
from rag.english.tokens import STOP_WORDS, stem, terms, words
from rag.english.verbs import SAID
from rag.types import Passage

KINDS = ("who", "how many", "keywords")
SHORTEST, LONGEST = 6, 45
"""Words of a sentence that questions and claims are made from."""
KEYWORDS = 6
FOREIGN = (
    "Odalys Ferncastle", "Bram Quillstone", "Tessaly Vorn", "Ignace Pellworth", "Maren Osgrave", "Cosmo Thackwell",
    "Ysolde Brackwater", "Fenwick Ardlow",
)  # fmt: skip
"""Names of nobody: those that stand in no article are asked for."""
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_COUNTED = re.compile(
    r"\b\d[\d,.]* ((?:[a-z-]+ ){0,2}[a-z-]+s (?:have|had|were|are|will) [a-z]+ [^.,;:—–()\"“”]{4,60})"
)
_CLAUSE_END = re.compile(r"[,;:—–(\"“”.]")


@dataclass(frozen=True, slots=True)
class Made:
    """A question of one kind and the sentence it was made from."""

    kind: str
    question: str
    source: Passage


def fit(sentences: Iterable[Passage]) -> list[Passage]:
    """The sentences that say something by themselves: whole, of moderate length, no question, no list."""
    return [
        sentence
        for sentence in sentences
        if SHORTEST <= len(sentence.text.split()) <= LONGEST
        and re.search(r"\.[\"'”’]?$", sentence.text)
        and "\n" not in sentence.text
        and "?" not in sentence.text
        and sentence.text[0].isupper()
    ]


def questions(sentences: Sequence[Passage]) -> list[Made]:
    """Every question that can be made of the sentences, in their order; none twice."""
    counts = Counter(root for sentence in sentences for root in set(terms(sentence.text)))
    made = [Made(*pair, sentence) for sentence in fit(sentences) for pair in _made(sentence.text, counts)]
    return list({one.question: one for one in reversed(made)}.values())[::-1]


def _made(text: str, counts: Counter[str]) -> Iterator[tuple[str, str]]:
    if who := _who(text):
        yield "who", who
    for match in _COUNTED.finditer(text):
        yield "how many", f"How many {match[1].strip()}?"
    if keywords := _keywords(text, counts):
        yield "keywords", keywords


def _who(text: str) -> str:
    """ "Who …?" where the sentence begins with the name of somebody who does something."""
    first = next((name for name in names(text) if name.start == 0), None)
    if first is None or first.kind not in ("person", "single"):
        return ""
    clause = _CLAUSE_END.split(text[first.end :])[0].split()
    if len(clause) < 4 or not _is_verb(clause[0]):
        return ""
    return f"Who {' '.join(clause)}?"


def _is_verb(word: str) -> bool:
    return word in SAID or word in AUXILIARIES or (word.islower() and word.endswith("ed") and len(word) > 4)


def _keywords(text: str, counts: Counter[str]) -> str:
    """The words that tell most, in their order; empty where the sentence has too few, or names nothing."""
    content = [word for word in _WORD.findall(text) if _tells(word)]
    named = {part for name in names(text) for part in name.text.split()}
    if len(content) < 4 or not (named or any(word[0].isdigit() for word in content)):
        return ""
    rarest = sorted(range(len(content)), key=lambda i: (counts[_root(content[i])] - 2 * (content[i] in named), i))
    return " ".join(content[i] for i in sorted(rarest[:KEYWORDS]))


def _tells(word: str) -> bool:
    return word.casefold() not in STOP_WORDS and (len(word) > 2 or word[0].isdigit() or word.isupper())


def _root(word: str) -> str:
    return stem((words(word) or [""])[0])


def unknown_entity(sentences: Sequence[Passage], made: Sequence[Made], most: int, chance: random.Random) -> list[str]:
    """Questions about somebody who is in none of the articles: what they said of what is much talked about, and the
    questions that were made, with a person exchanged."""
    known = frozenset(word for sentence in sentences for word in words(sentence.text))
    strangers = [name for name in FOREIGN if not known & set(words(name))]
    if not strangers:
        return []
    found = Counter(name.text for sentence in sentences for name in names(sentence.text))
    topics = sorted(found, key=lambda name: (-found[name], name))[:most]
    said = [f"What did {chance.choice(strangers)} say about {topic}?" for topic in topics]
    asked = [_estranged(one.question, chance.choice(strangers)) for one in made if one.kind != "keywords"]
    return list(dict.fromkeys([*said[: most // 2 or 1], *filter(None, asked)][:most]))


def _estranged(question: str, stranger: str) -> str:
    """The question with a person in it exchanged for another; empty where it names none."""
    people = [name.text for name in names(f"And {question}") if name.kind == "person"]
    return question.replace(people[0], stranger) if people else ""
