"""True sentences said otherwise and still true: what a check must not take for an error."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from rag.english.dates import MONTHS
from rag.english.entities import common, names
from rag.english.quotes import quotations
from rag.english.roles import roles
from rag.english.verbs import forms

_GROUPED = re.compile(r"(?<![\w.,])(\d{1,3}),000(?: (?=[a-z]))(?!,)")
_MILLIONS = re.compile(r"(?<![\w.,])(\d+(?:\.\d)?) (million|billion)\b")
_SYNONYMS = {
    "said": "stated", "about": "around", "began": "started", "bought": "purchased", "shows": "demonstrates",
    "showed": "demonstrated", "but": "yet", "big": "large", "near": "close to", "although": "though", "use": "employ",
    "used": "employed", "help": "assist", "helped": "assisted", "need": "require", "needs": "requires", "get": "obtain",
    "important": "significant", "nearly": "almost", "such as": "like", "because": "since", "until": "till",
    "started": "began", "ended": "finished", "created": "made", "currently": "now", "several": "a number of",
}  # fmt: skip
_ADVERBS = frozenset(
    "also however very quickly recently currently significantly further strongly largely mainly really quite".split()
)
_CONTRACTIONS = {
    "did not": "didn't", "does not": "doesn't", "is not": "isn't", "was not": "wasn't", "cannot": "can't",
    "has not": "hasn't", "have not": "haven't", "will not": "won't", "would not": "wouldn't", "are not": "aren't",
}  # fmt: skip
_MONTH_DAY = re.compile(rf"\b({'|'.join(map(str.capitalize, MONTHS))}) (\d{{1,2}}), (\d{{4}})")
_SAID_AT_END = re.compile(
    r"^(?P<what>[A-Z“\"][^“”\"]+|[“\"][^“”\"]+),(?P<close>[”\"]?) (?P<who>[A-Z][^,.]{2,40}) said\.$"
)
_SAID_FIRST = re.compile(r"^(?P<who>[A-Z][\w.'’ -]{2,50}) (?:said|says) that (?P<what>[^“”\"]+)$")


def paraphrase(kind: str, sentence: str, seed: int = 0) -> str | None:
    """`sentence` in other words, its meaning kept; None where the kind does not apply."""
    made = MAKERS[kind](sentence, random.Random(f"{seed}|{kind}|{sentence}".encode("utf-8", "surrogatepass")))
    return made if made and made != sentence else None


def _outside(text: str, start: int) -> bool:
    return not any(quotation.start <= start < quotation.end for quotation in quotations(text))


def _number(text: str, chance: random.Random) -> str | None:
    found = _GROUPED.search(text)
    if found and _outside(text, found.start()):
        return f"{text[: found.start()]}{found.group(1)} thousand {text[found.end() :]}"
    found = _MILLIONS.search(text)
    if found and _outside(text, found.start()):
        short = {"million": "mn", "billion": "bn"}[found.group(2)]
        return f"{text[: found.start()]}{found.group(1)}{short}{text[found.end() :]}"
    return None


def _shorter_name(text: str, chance: random.Random) -> str | None:
    people = [
        name
        for name in names(text)
        if name.kind == "person" and len(name.key) == 2 == len(name.text.split()) and _outside(text, name.start)
        if not any(word in common() for word in name.key)
    ]
    if not people:
        return None
    name = chance.choice(people)
    return text[: name.start] + name.text.split()[-1] + text[name.end :]


def _adverb(text: str, chance: random.Random) -> str | None:
    for word in re.finditer(r"(?<=[a-z] )[a-z]+ (?=[a-z])", text):
        if word.group().strip() in _ADVERBS and _outside(text, word.start()):
            return text[: word.start()] + text[word.end() :]
    return None


def _passive(text: str, chance: random.Random) -> str | None:
    for role in roles(text):
        _, _, past, participle, _ = forms(role.verb)
        middle = re.fullmatch(rf" {past} (the )?", text[role.agent.end : role.patient.start])
        if not role.passive and middle and _outside(text, role.agent.start) and not text[: role.agent.start].strip():
            return f"{role.patient.text} was {participle} by {role.agent.text}{text[role.patient.end :]}"
    return None


def _words(text: str, chance: random.Random) -> str | None:
    found = [
        word
        for word in re.finditer(r"(?<![\w-])[a-z]+(?: as)?(?![\w-])", text)
        if word.group() in _SYNONYMS and _outside(text, word.start())
    ]
    if not found:
        return None
    word = chance.choice(found)
    return text[: word.start()] + _SYNONYMS[word.group()] + text[word.end() :]


def _contraction(text: str, chance: random.Random) -> str | None:
    for long, short in _CONTRACTIONS.items():
        found = re.search(rf"\b{long}\b", text)
        if found and _outside(text, found.start()):
            return text[: found.start()] + short + text[found.end() :]
    return None


def _date(text: str, chance: random.Random) -> str | None:
    found = _MONTH_DAY.search(text)
    if not found or not _outside(text, found.start()):
        return None
    month, day, year = found.groups()
    return f"{text[: found.start()]}{day} {month} {year}{text[found.end() :]}"


def _attribution(text: str, chance: random.Random) -> str | None:
    found = _SAID_AT_END.match(text)
    if found:
        return f"According to {found['who']}, {found['what']}{found['close']}." if found["close"] else None
    found = _SAID_FIRST.match(text)
    return f"According to {found['who']}, {found['what']}" if found else None


MAKERS: dict[str, Callable[[str, random.Random], str | None]] = {
    "number": _number,
    "shorter name": _shorter_name,
    "adverb": _adverb,
    "passive": _passive,
    "words": _words,
    "contraction": _contraction,
    "date": _date,
    "attribution": _attribution,
}
KINDS = tuple(MAKERS)
