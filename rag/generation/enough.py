"""Whether a reader may be shown a model's sentence over the passages that support it: a model says what sounds like
them, and of many tries one takes a judge in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from rag.english.entities import names
from rag.english.reporting import attributions, blanked
from rag.english.tokens import STOP_WORDS, stem, terms, words
from rag.english.verbs import SAID
from rag.types import Article, Passage, Verdict

ALONE, SEVERAL = (0.62, 0.6), (0.75, 0.75)
"""How far a sentence has to be supported to be shown, and the share of its words that its passages must hold, where it
rests on one and where it rests on more. Chosen on the sentences of benchmarks/model_sentences.tsv, which were read one
by one."""
UNNAMED = 0.5
"""The share of its words that are no names which the passages must hold: who is named says not what they did."""
MOST_MEANT = 1
"""People of a sentence whom its passages may mean without naming them: "he" is one."""
FEWEST = 3
"""Words from which on half a sentence is held against each passage by itself."""
_HALVES = re.compile(r"(?:,\s+(?:and|but|while|whereas)|[.;])\s+(?=\S)|,\s+(?=[a-z]+ing\b)")
_SEVERAL_PEOPLE = re.compile(r"(?:what )?(?:they|their)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:\w+ (?:years?|months?|weeks?|days?) (?:ago|before)|last (?:year|month|week))\b", re.IGNORECASE
)
_PARTS = re.compile(r"[,;]\s|\s(?:and|but|while)\s")
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
_SAYS = re.compile(rf"the ((?:\w+ ){{1,3}})(?:{'|'.join(sorted(SAID))}) that\b", re.IGNORECASE)
BEFORE = 300
"""Characters before a passage that may name who speaks in it."""
_ONE = frozenset({"he", "she", "his", "her", "him", "i", "my", "me"})
_MANY = frozenset({"they", "their", "them", "we", "our", "us", "both", "all"})
_NOT = frozenset({"not", "no", "never", "nobody", "nothing", "none", "neither", "nor", "cannot"})


def enough(text: str, passages: Sequence[Passage], verdict: Verdict) -> bool:
    """Whether a sentence may be shown over passages with this verdict."""
    if not verdict.supported or _another_number(text, passages) or _another_time(text, passages):
        return False
    if _meant(text, passages) > MOST_MEANT or _unheard_of(text, passages):
        return False
    if not all(_may_say(text, passage) for passage in passages):
        return False
    support, share = ALONE if _is_run(passages) else SEVERAL
    if len(passages) == 1 and _in_order(text, passages[0].text):
        return True
    held = [frozenset(terms(passage.text)) for passage in passages]
    there, wanted = frozenset[str]().union(*held), _told(text)
    named = frozenset(terms(" ".join(name.text for name in names(text))))
    return (
        verdict.support >= support
        and (len(passages) == 1 or _counted(wanted) <= there)
        and _holds(there, wanted, share)
        and _holds(there, wanted - named, UNNAMED)
        and (_is_run(passages) or bool(_halves(text)))
        and (len(passages) == 1 or all(any(_holds(one, half, SEVERAL[1]) for one in held) for half in _halves(text)))
    )


def _is_run(passages: Sequence[Passage]) -> bool:
    """Whether passages follow one another in one article, so that each goes on with the one before."""
    pairs = pairwise(sorted(passages, key=lambda passage: (passage.article.id, passage.start)))
    return all(
        one.article == other.article and not one.article.text[one.end : other.start].strip() for one, other in pairs
    )


def _counted(told: frozenset[str]) -> frozenset[str]:
    """The numbers among some words."""
    return frozenset(word for word in told if any(letter.isdigit() for letter in word))


def _told(text: str) -> frozenset[str]:
    """The words of a sentence that say something; that somebody said it, the passages say in another form."""
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS and word not in SAID)


def _holds(there: frozenset[str], wanted: frozenset[str], share: float) -> bool:
    return len(wanted & there) >= share * len(wanted)


def _halves(text: str) -> list[frozenset[str]]:
    """What the halves of a sentence say, none where it has no halves: each may rest on another passage, and none on
    what two of them say apart."""
    halves = _HALVES.split(text)
    return [told for half in halves if len(told := _told(half)) >= FEWEST] if len(halves) > 1 else []


def _in_order(text: str, source: str) -> bool:
    """Whether a sentence is a passage with something left out, of what it denies nothing."""
    wanted, rest = terms(text), iter(terms(source))
    return _denials(text) == _denials(source) and bool(wanted) and all(term in rest for term in wanted)


def _denials(text: str) -> int:
    return sum(word in _NOT or word.endswith("n't") for word in words(text))


def _another_number(text: str, passages: Sequence[Passage]) -> bool:
    """Whether a sentence says of several people ("They …") what its passages say of one."""
    if not _SEVERAL_PEOPLE.match(text):
        return False
    there = {word for passage in passages for word in words(passage.text)}
    return bool(there & _ONE) and not there & _MANY


def _another_time(text: str, passages: Sequence[Passage]) -> bool:
    """Whether a sentence says of one figure what its passages say of another one ("down from 10,400 three years ago"):
    that it was so back then."""
    parts = [part for passage in passages for part in _PARTS.split(passage.text)]
    for when in _WHEN.findall(text):
        there = [set(_FIGURE.findall(part)) for part in parts if when.casefold() in part.casefold()]
        figures = set(_FIGURE.findall(text))
        if figures and there and all(some and not figures & some for some in there):
            return True
    return False


def _meant(text: str, passages: Sequence[Passage]) -> int:
    """How many people a sentence names that its passages do not."""
    there = {term for passage in passages for term in terms(passage.text)}
    people = [name for name in names(text) if name.kind in ("person", "single")]
    return sum(not there.intersection(terms(name.text)) for name in people)


def _unheard_of(text: str, passages: Sequence[Passage]) -> bool:
    """Whether a sentence names anybody or anything that the articles of its passages name nowhere."""
    there = {term for article in {passage.article for passage in passages} for term in _all_terms(article)}
    return any(not there.issuperset(terms(name.text)) for name in names(text))


@lru_cache(maxsize=64)
def _all_terms(article: Article) -> frozenset[str]:
    """The terms of an article, its title and who published it."""
    return frozenset(terms(" ".join(filter(None, (article.title, article.publisher, article.author, article.text)))))


def _may_say(text: str, passage: Passage) -> bool:
    """Whether a passage is of whom a sentence has it from ("The league says that …"): who published or wrote it, or
    who says it there; where it does not name them, anybody who says something right before it."""
    who, article = _SAYS.match(text), passage.article
    if not who or not (wanted := {*terms(who[1])}):
        return True
    agency = "agency" if article.publisher and f"({article.publisher})" in article.text else ""
    source = " ".join(filter(None, (article.publisher, article.author, agency)))
    if wanted & {*terms(source)}:
        return True
    before = article.text[max(0, passage.start - BEFORE) : passage.start]
    heard = [one.source for one in attributions(blanked(passage.text))]
    if not heard or any(source.casefold() in _ONE | _MANY for source in heard):
        heard += [one.source for one in attributions(blanked(before))]
    return bool(wanted & {*terms(" ".join(heard))})
