"""Saying why a question was refused: what of it the articles mention, and what they do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answering.answer_words import holds_sort
from rag.english.entities import names, same
from rag.english.function_words import AUXILIARIES, AUXILIARY, FUNCTION_WORDS, QUESTION_WORD
from rag.english.introductions import introduced
from rag.english.tokens import STOP_WORDS, stem, words
from rag.english.vocabulary import word_set
from rag.question.analysis import QuestionAnalysis
from rag.types import Identity, Voice
from rag.types.retrieval import RetrievalResult

MOST = 3
"""Things named in one sentence at most."""
_ENGLISH = re.compile(
    rf"\b(?:{QUESTION_WORD}|the|about)\b|^\W*(?:{'|'.join(sorted(AUXILIARIES - {'was', 'will'}))})\b", re.IGNORECASE
)
"""What only English has: in German every noun is written like a name, and "was" asks."""
_ASKED_FOR = re.compile(
    rf"\b(?:what|which|how m(?:any|uch)) ((?:[^\W\d_]+ ){{1,2}}?)(?=(?:{AUXILIARY})\b)", re.IGNORECASE
)
"""The noun between a question word and a verb: "What salary did …"."""
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
NOT_INTRODUCED = "No sentence was found that says who {} is."
_NOUNS = {"number": "figure", "money": "figure", "time": "date", "place": "place", "reason": "reason", "entity": "name"}
"""What is missing where a sentence has nothing of the sort that is asked for."""


def lack(asked: QuestionAnalysis, closest: str, voices: Sequence[Voice] = ()) -> str:
    """One sentence that says that the sentence `closest` holds nothing of the sort the question asks for, if so; the
    name that "Who said …?" asks for is that of whoever is heard in it."""
    if asked.introduce and asked.kind == "entity":
        return "" if introduced(closest, asked.introduce) else NOT_INTRODUCED.format(asked.introduce)
    wanted = holds_sort(asked, closest)
    if asked.speaker and not asked.speaker.phrase:
        wanted |= any(voice.speaker and voice.speaker.identity is Identity.NAMED for voice in voices)
    return f"What comes closest gives no {_NOUNS[asked.kind]}." if asked.kind in _NOUNS and not wanted else ""


def explain(question: str, found: RetrievalResult, sources: frozenset[str] = frozenset()) -> str:
    """One sentence on what the articles mention of what an English question is about and what they lack; "" where
    neither is sure.

    Mentioned is what stands word for word in an article that was found. Missing is what has a word that no article
    holds, and that no name in those articles may stand for. The outlet that the stems `sources` name is neither."""
    things = [thing for thing in _things(question) if not _stems(thing) <= sources]
    texts = [
        " ".join(words(f"{run[0].article.title}\n{run[0].article.text}")) for run in found.sentences.values() if run
    ]
    known = [thing for thing in things if any(f" {' '.join(words(thing))} " in f" {text} " for text in texts)]
    missing = [thing for thing in things if thing not in known and _lacking(thing, found)]
    if known and missing:
        return f"The articles mention {_listed(known)}, but not {_listed(missing, 'or')}."
    if missing:
        return f"The articles do not mention {_listed(missing, 'or')}."
    return f"The articles mention {_listed(known)}, but no sentence was found that answers this." if known else ""


def _things(question: str) -> list[str]:
    """The names and years of a question, and the noun it asks for, as they are written there."""
    if not _ENGLISH.search(question):
        return []
    found = [name.text for name in names(question) if _stems(name.text)] + _YEAR.findall(question)
    named = {word for thing in found for word in words(thing)}
    for match in _ASKED_FOR.finditer(question):
        noun = match.group(1).strip()
        if (named | FUNCTION_WORDS | word_set("verbs")).isdisjoint(words(noun)):
            found.append(noun)
    return list(dict.fromkeys(found))


def _lacking(thing: str, found: RetrievalResult) -> bool:
    """Whether no article can be said to mention it: "Vladimir Putin" is where they only say "Putin"."""
    if _stems(thing).isdisjoint(found.unknown):
        return False
    others = {name for run in found.sentences.values() for passage in run for name in names(passage.text)}
    return not any(same(name, other) for name in names(thing) for other in others)


def _stems(thing: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(thing) if word not in STOP_WORDS)


def _listed(things: Iterable[str], last: str = "and") -> str:
    quoted = [thing if thing[:1].isupper() or thing[:1].isdigit() else f"“{thing}”" for thing in things][:MOST]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
