"""What a question asks for, read off its words: the sort of answer, the names, the words that must be found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rag.english.entities import name_stems
from rag.english.function_words import QUESTION_WORD
from rag.english.tokens import stem, terms
from rag.english.verbs import SPEECH
from rag.question.focus import introduction
from rag.question.kinds import kind_of
from rag.question.outlets import spoken
from rag.question.speaker import WantedSpeaker, asked_speaker, target
from rag.types import Passage, QuestionKind
from rag.types.retrieval import RetrievalResult

_WH = re.compile(rf"\b({QUESTION_WORD})\b(.*)", re.IGNORECASE | re.DOTALL)
_VIEWS = SPEECH | {stem(word) for word in ("opinion", "react", "respond", "think", "view", "want")}
_BE = r"^ (?:is |was |are |were )?(?:the )?(?:[\w'’]+ ){0,2}"
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
"""The sorts of answer that have a shape in `sentence_features.SHAPES`."""
_BROAD = re.compile(
    r"^(?:are|is|was|were|do|does|did|has|have|can|could|will|would|should|why|how (?!many|much|old|long|far|often)"
    r"|who (?:is|are|was)|tell|describe|explain|compare)\b|\b(?:what|which) (?:are|were|reasons?|factors|examples"
    r"|conditions|points|issues|arguments|views?|positions?)\b|\bor\b|\bdiffer\w*\b"
    r"|\b(?:companies|leaders|countries|examples)\b",
    re.IGNORECASE,
)

MANY = frozenset({QuestionKind.LIST, QuestionKind.COMPARE, QuestionKind.OVERVIEW, QuestionKind.TIMELINE})
"""The kinds that want all there is of something: every point, every side, the whole story."""


@dataclass(frozen=True, slots=True)
class QuestionAnalysis:
    """All that answering needs to know of a question, read once."""

    text: str
    stems: tuple[str, ...]
    """Its content words, each once, in order; the outlet it wants to hear is none where no text holds its name."""
    weights: Mapping[str, float]
    """How much each is worth: its inverse document frequency."""
    names: frozenset[str]
    """Those of its stems that belong to names."""
    numbers: frozenset[str]
    kind: str
    """The sort of answer: one of `SHAPED`, or entity, or "" where nothing tells."""
    broad: bool
    """Whether it asks for views, reasons or several things rather than for one."""
    outlets: frozenset[str] = frozenset()
    """The ids of the articles that it names by their outlet, site, author or title."""
    unsaid: frozenset[str] = frozenset()
    """Stems of those names that no text holds."""
    wants: QuestionKind = QuestionKind.FACT
    """What kind of answer it wants."""

    speaker: WantedSpeaker | None = None
    """Whose words it asks for."""

    target: WantedSpeaker | None = None
    """Whom it has others speak of, for or against."""

    introduce: str = ""
    """Whom, or what by its name, it wants to be introduced to."""

    told: frozenset[Passage] = frozenset()
    """The sentences of the answer before it, where it leans on that one."""

    @property
    def subject(self) -> frozenset[str]:
        """What it is about besides who speaks and that they do: empty for "What did Lavrov say?"."""
        speaker = self.speaker.stems if self.speaker else frozenset()
        return frozenset(self.stems) - speaker - _VIEWS

    @property
    def wants_many(self) -> bool:
        """Whether it wants all there is of something."""
        return self.wants in MANY

    @property
    def shape(self) -> str:
        """The shape in `sentence_features.SHAPES` that an answer has; "" where there is none to look for."""
        return self.kind if self.kind in SHAPED else ""

    @property
    def wants_words(self) -> bool:
        """Whether some words of a sentence can be the answer: not where it asks what somebody said, or why."""
        return self.kind not in ("saying", "reason") and bool(_WH.search(self.text))


def analyse(found: RetrievalResult, wants: QuestionKind | None = None) -> QuestionAnalysis:
    """Read the question that `found` was retrieved for, in the light of the articles that were.

    `wants` is its kind, where it was told already or chosen by who asks."""
    question = read(found.query, found.idf)
    articles = {hit.chunk.article.id: hit.chunk.article for hit in found.hits}
    said = {id: words for id, article in articles.items() if (words := spoken(found.query, article))}
    # Reuters need not say "Reuters" to be what "What does Reuters say?" asks for.
    unsaid = frozenset(stem for words in said.values() for stem in terms(words)) & found.unknown
    wants = wants or kind_of(found.query, found.query_vector)
    speaker = asked_speaker(question.text, anybody=wants is QuestionKind.SAID)
    if speaker and question.target and speaker.phrase == question.target.phrase:
        speaker = None  # "What is Lavrov accused of?"
    if speaker:
        named = {id for id, words in said.items() if words.casefold() in speaker.phrase.casefold()}
        speaker = replace(speaker, articles=frozenset(named))
    question = replace(question, outlets=frozenset(said), unsaid=unsaid, wants=wants, speaker=speaker)
    # Nor need a sentence name who says it.
    known = unsaid | speaker.stems if speaker and _speaks(speaker, found) else unsaid
    if known.issuperset(question.stems):
        return question
    return replace(
        question,
        stems=tuple(stem for stem in question.stems if stem not in known),
        names=question.names - known,
        numbers=question.numbers - known,
    )


def _speaks(speaker: WantedSpeaker, found: RetrievalResult) -> bool:
    """Whether the one asked for has the word anywhere in the articles that were found."""
    return bool(speaker.phrase) and any(
        speaker.speaks(voice, found.sentences[id][0].article)
        for id, ledger in found.voices.items()
        if found.sentences[id]
        for voice in {voice for voices in ledger for voice in voices}
    )


def read(text: str, idf: Mapping[str, float]) -> QuestionAnalysis:
    """Read a question by itself; `idf` tells what its words are worth, a word not in it as much as the rarest."""
    rarest = max(idf.values(), default=1.0)
    stems = tuple(dict.fromkeys(terms(text)))
    return QuestionAnalysis(
        text=text,
        stems=stems,
        weights={stem: idf.get(stem, rarest) for stem in stems},
        names=name_stems(text) & frozenset(stems),
        numbers=frozenset(stem for stem in stems if stem[:1].isdigit()),
        kind=kind(text),
        broad=bool(_BROAD.search(text)),
        introduce=introduction(text),
        target=target(text),
    )


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
