"""What a question asks for, read off its words: the sort of answer, the names, the words that must be found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rag.english.entities import name_stems
from rag.english.function_words import QUESTION_WORD
from rag.english.tokens import stem, terms
from rag.english.verbs import SPEECH

_WH = re.compile(rf"\b({QUESTION_WORD})\b(.*)", re.IGNORECASE | re.DOTALL)
_VIEWS = SPEECH | {stem(word) for word in ("opinion", "react", "respond", "think", "view", "want")}
_BE = r"^ (?:is |was |are |were )?(?:the )?(?:\w+ )?"
_MONEY = (
    r"^ much\b.*\b(?:cost|pay|paid|spen[dt]|g[ai]ve|given|worth|valued?|frozen|len[dt]|money|earn|aid)\b"
    r"|^ many (?:dollars|euros|billions?|millions?)"
)
_PLACE = r"^ (?:\w+ )?(?:cit(?:y|ies)|countr(?:y|ies)|places?|states?|regions?|towns?|locations?|rivers?|areas?)\b"
_ENTITY = (
    r"^ (?:\w+ ){0,2}(?:compan(?:y|ies)|person|people|firms?|newspapers?|networks?|leaders?|presidents?|ministers?"
    r"|organi[sz]ations?|officials?|outlets?|senators?|part(?:y|ies)|groups?|teams?|name|papers?|media|agency|agencies"
    r"|giants?|politicians?|institutions?)\b"
)
_RULES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "how": (
        ("money", _MONEY),
        ("time", r"^ (?:long|soon|early|late|recently)\b"),
        ("number", r"^ (?:many|much|old|far|often|tall|big|large|high|deep|fast|strong|near|close)\b"),
    ),
    "what": (
        ("time", r"^ (?:\w+ )?(?:year|date|day|month|century|time|decade|season)\b"),
        ("money", _BE + r"(?:price|cost|sum|value|price tag|salary|budget)\b"),
        ("number", _BE + r"(?:number|percentage|percent|share|amount|proportion|rate|population|age|size)\b"),
        ("reason", _BE + r"(?:reasons?|causes?|purpose|motives?)\b"),
        ("place", _PLACE),
        ("entity", _ENTITY),
    ),
}
_PLAIN = {"when": "time", "where": "place", "why": "reason", "who": "entity", "whom": "entity", "whose": "entity"}
SHAPED = frozenset({"money", "number", "time", "saying", "reason", "place"})
"""The sorts of answer that have a shape in `words.SHAPES`."""


@dataclass(frozen=True, slots=True)
class QuestionAnalysis:
    """A question as the features see it."""

    text: str
    stems: tuple[str, ...]
    """Its content words, each once, in order."""
    weights: Mapping[str, float]
    """How much each is worth: its inverse document frequency."""
    names: frozenset[str]
    numbers: frozenset[str]
    kind: str
    """The sort of answer: one of `SHAPED`, or entity, or "" where nothing tells."""

    @property
    def shape(self) -> str:
        """The shape in `words.SHAPES` that an answer has; "" where there is none to look for."""
        return self.kind if self.kind in SHAPED else ""


def read(text: str, idf: Mapping[str, float]) -> QuestionAnalysis:
    """Read a question; `idf` tells what its words are worth, a word that is not in it as much as the rarest."""
    rarest = max(idf.values(), default=1.0)
    stems = tuple(dict.fromkeys(terms(text)))
    return QuestionAnalysis(
        text=text,
        stems=stems,
        weights={stem: idf.get(stem, rarest) for stem in stems},
        names=name_stems(text) & frozenset(stems),
        numbers=frozenset(stem for stem in stems if stem[:1].isdigit()),
        kind=kind(text),
    )


def without(asked: QuestionAnalysis, stems: frozenset[str]) -> QuestionAnalysis:
    """The question without words that no text has to hold: the name of the outlet it wants to hear."""
    kept = tuple(stem for stem in asked.stems if stem not in stems)
    return replace(asked, stems=kept, names=asked.names - stems, numbers=asked.numbers - stems) if kept else asked


def kind(text: str) -> str:
    """The sort of answer its first question word asks for."""
    found = _WH.search(text)
    if not found:
        return "saying" if re.search(r"^(?:\w+ ){0,3}according to\b", text, re.IGNORECASE) else ""
    word, rest = found.group(1).casefold(), found.group(2)
    if word in _PLAIN:
        return _PLAIN[word]
    rules = _RULES["how" if word == "how" else "what"]
    found_sort = next((sort for sort, pattern in rules if re.search(pattern, rest, re.IGNORECASE)), "")
    return found_sort or ("" if _VIEWS.isdisjoint(terms(rest)) else "saying")
