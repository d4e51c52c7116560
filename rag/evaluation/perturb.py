"""True sentences made false in one known way each, to measure and to train what should notice it.

Every maker takes the sentence, a chance and the `Names` to draw from, and gives the corrupted sentence or None where
its kind does not apply. What might stay true is left alone: a number is moved further than rounding, a new name
does not occur in what the sentence was taken from, swapped roles are those of verbs that are not mutual ("meet")."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from rag.english.dates import MONTHS, WEEKDAYS, Moment, moments
from rag.english.entities import Name, common, names, same_word
from rag.english.function_words import AUXILIARY
from rag.english.opposites import paired
from rag.english.quantities import SMALL, TENS, Quantity, quantities
from rag.english.quotes import quotations
from rag.english.reporting import sayings
from rag.english.roles import roles
from rag.english.verbs import forms
from rag.english.vocabulary import rows

_MUTUAL = frozenset("meet marry divorce join fight contact see".split())
_SAID_NUMBERS = {value: word for word, value in {**SMALL, **TENS}.items()}
_HEDGED = (
    (re.compile(r"\b(?:reportedly|allegedly|apparently|possibly|probably|perhaps|supposedly|purportedly) ", re.I), ""),
    (re.compile(r"\b(?:may|might|could) (?=(?:not |also )?[a-z]+\b)"), "will "),
    (
        re.compile(
            r"\b(?:(?:is|are) (?:planning|expected|likely|set|considering|hoping) to|plans? to|hopes? to|intends? to) "
        ),
        "will ",
    ),
    (re.compile(r"\b(?:seems?|appears?) to be "), "is "),
    (re.compile(r"\balleged "), ""),
)
_AUXILIARY = re.compile(rf"\b({AUXILIARY})\b(?!\s+(?:not|n't|only|also|just|even|still|both|either)\b)")
_NEGATED = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|should|does|do|did|may|must)(?: not|n't|n’t)\b(?! only)"
)
_PAST = {
    forms(verb)[2]: verb
    for verb in "say announce report increase decide plan reach launch begin want sign agree join "
    "receive play move live work call use visit include create release publish open close win lose rise fall "
    "accept reject support attack defeat accuse start offer produce return continue remain become".split()
    if verb not in ("say", "become")
}
_PAST_VERB = re.compile(rf"(?<=[\w”’'] )({'|'.join(sorted(_PAST, key=len, reverse=True))})\b(?! by\b)")


@cache
def antonyms() -> dict[str, tuple[str, ...]]:
    """For every word that has one in WordNet's lists under data/, its antonyms in the same form."""
    return paired(rows("antonyms", "rag.evaluation"), rows("verb_antonyms", "rag.evaluation"))


Maker = Callable[[str, random.Random, "Names"], str | None]


@dataclass(frozen=True)
class Names:
    """The names of a corpus by kind, and the words of what a sentence was taken from."""

    by_kind: dict[str, tuple[str, ...]]
    here: frozenset[str] = field(default=frozenset())

    @staticmethod
    def of(texts: Iterable[str]) -> Names:
        """The names of `texts`, each once, in the order of the alphabet."""
        found: dict[str, set[str]] = {}
        for text in texts:
            for name in names(text):
                if len(name.text) > 2 and not (len(name.key) == 1 and name.key[0] in common()):
                    found.setdefault(name.kind, set()).add(name.text)
        return Names({kind: tuple(sorted(some)) for kind, some in sorted(found.items())})

    def beside(self, text: str) -> Names:
        """The same names for a sentence of `text`: none that `text` itself holds will be drawn."""
        return Names(self.by_kind, frozenset(word for name in names(text) for word in name.key))

    def other(self, name: Name, chance: random.Random) -> str | None:
        """Another name of the same kind that shares no word with what stands here; None where there is none."""
        known = self.by_kind.get(name.kind, ())
        for candidate in chance.sample(known, min(12, len(known))):
            key = tuple(word for found in names(f"of {candidate}") for word in found.key)
            if key and not any(same_word(word, other) for word in key for other in self.here | {*name.key}):
                return candidate
        return None


def corrupt(kind: str, sentence: str, pool: Names, seed: int = 0) -> str | None:
    """`sentence` made false in the way `kind` names, the same for the same seed; None where the kind does not apply."""
    made = MAKERS[kind](sentence, random.Random(f"{seed}|{kind}|{sentence}".encode("utf-8", "surrogatepass")), pool)
    return made if made and made != sentence else None


def _replaced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _number(text: str, chance: random.Random, pool: Names) -> str | None:
    dated = [(moment.start, moment.end) for moment in moments(text)]
    inside = [(quotation.start, quotation.end) for quotation in quotations(text)]
    free = [
        quantity
        for quantity in quantities(text)
        if not any(start < quantity.end and quantity.start < end for start, end in dated + inside)
        and re.search(r"\d|^[a-z]+$", quantity.text)
    ]
    chance.shuffle(free)
    said = {quantity.value for quantity in quantities(text)}
    for quantity in free:
        new = _other_number(quantity, chance, said)
        if new:
            return _replaced(text, quantity.start, quantity.end, new)
    return None


def _other_number(quantity: Quantity, chance: random.Random, said: set[float]) -> str | None:
    digits = re.search(r"\d[\d,.]*\d|\d", quantity.text)
    if not digits:
        word = quantity.text.casefold()
        spelled = SMALL.get(word, TENS.get(word))
        choices = [v for v in _SAID_NUMBERS if v >= 2 and v not in said and (v in SMALL.values()) == (word in SMALL)]
        return _SAID_NUMBERS[chance.choice(choices)] if spelled and choices else None
    shown = digits.group()
    number = float(shown.replace(",", ""))
    for factor in chance.sample((0.4, 0.5, 0.6, 1.4, 1.5, 2, 3), 7):
        places = len(shown.split(".")[1]) if "." in shown else 0
        new = f"{number * factor:,.{places}f}" if "," in shown else f"{number * factor:.{places}f}"
        value = float(new.replace(",", ""))
        if value and abs(value / (number or 1) - 1) > 0.25 and value not in said and value != number:
            return quantity.text[: digits.start()] + new + quantity.text[digits.end() :]
    return None


def _negation(text: str, chance: random.Random, pool: Names) -> str | None:
    if quotations(text) or len(re.findall(r"\b(?:not|no|never|nor|neither|only)\b|n['’]t\b", text)) > 1:
        return None
    negated = _NEGATED.search(text)
    if negated:
        return _replaced(text, negated.start(), negated.end(), negated.group(1))
    if re.search(r"\b(?:not|no|never|nor|neither|without|if|whether)\b|n['’]t\b|\?", text):
        return None
    auxiliary = _AUXILIARY.search(text)
    past = _PAST_VERB.search(text)
    if auxiliary and (not past or auxiliary.start() < past.start()):
        word = auxiliary.group()
        new = "cannot" if word == "can" else f"{word} not"
        return None if auxiliary.start() == 0 else _replaced(text, auxiliary.start(), auxiliary.end(), new)
    if past and not re.search(
        r"\b(?:is|are|was|were|be|been|being|has|have|had|the|a|an|of|its|their)\s$", text[: past.start()]
    ):
        return _replaced(text, past.start(), past.end(), f"did not {_PAST[past.group()]}")
    return None


def _name(text: str, chance: random.Random, pool: Names) -> str | None:
    free = [name for name in names(text) if len(name.text) > 2]
    for name in chance.sample(free, len(free)):
        new = pool.other(name, chance)
        if new:
            return re.sub(rf"(?<!\w){re.escape(name.text)}(?!\w)", lambda _, new=new: new, text)  # type: ignore[misc]
    return None


def _role(text: str, chance: random.Random, pool: Names) -> str | None:
    for role in roles(text):
        first, second = sorted((role.agent, role.patient), key=lambda name: name.start)
        if role.verb not in _MUTUAL and not set(first.key) & set(second.key):
            middle = text[first.end : second.start]
            return text[: first.start] + second.text + middle + first.text + text[second.end :]
    return None


def _antonym(text: str, chance: random.Random, pool: Names) -> str | None:
    inside = [(quotation.start, quotation.end) for quotation in quotations(text)]
    known = antonyms()
    free = [
        word
        for word in re.finditer(r"[a-z]+", text)
        if word.group() in known
        and word.group() not in _LOOSE
        and not any(start <= word.start() < end for start, end in inside)
        and not re.search(r"[\w-]$|\b(?:at|the|no) $", text[: word.start()])
    ]
    for word in chance.sample(free, len(free)):
        mates = [mate for mate in known[word.group()] if mate not in text.casefold()]
        if mates:
            article = re.search(r"\b(a|an) $", text[: word.start()], re.IGNORECASE)
            start = article.start(1) if article else word.start()
            fitting = ("an " if mates[0][0] in "aeiou" else "a ") if article else ""
            return _replaced(text, start, word.end(), fitting + mates[0])
    return None


_LOOSE = frozenset(
    """more up down over under with without left right first last back front end ends east west north south top
    bottom take takes took taken taking give gives gave given giving same different like likes well good bad old
    day night open close closed closes opening known present major son man men back backed stop may many few all
    none long short light hard love include includes included including excluding always never under over start
    starts local""".split()
)
"""Words with an opposite that need not change what a sentence says ("more than ever", "more or less", "up to")."""


def _speaker(text: str, chance: random.Random, pool: Names) -> str | None:
    for saying in sayings(text):
        new = pool.other(saying.speaker, chance)
        if new:
            return _replaced(text, saying.speaker.start, saying.speaker.end, new)
    return None


def _date(text: str, chance: random.Random, pool: Names) -> str | None:
    found = list(moments(text))
    chance.shuffle(found)
    for moment in found:
        new = _other_date(moment, chance)
        if new not in text:
            return _replaced(text, moment.start, moment.end, new)
    return None


def _other_date(moment: Moment, chance: random.Random) -> str:
    if moment.weekday:
        other = chance.choice([day for day in WEEKDAYS if day != moment.weekday]).capitalize()
        return re.sub(r"^[A-Za-z]+?(?=s?$)", other, moment.text) if moment.text.endswith("s") else other
    if moment.month and (moment.year is None or chance.random() < 0.5):
        other = chance.choice([month for i, month in enumerate(MONTHS, 1) if i != moment.month]).capitalize()
        return re.sub(r"[A-Za-z]{3,}\.?", other, moment.text, count=1)
    year = (moment.year or 2000) + chance.choice((-20, -10, -7, -4, -3, -2, 2, 3, 4, 7, 10))
    return moment.text.replace(str(moment.year), str(year))


def _quotation(text: str, chance: random.Random, pool: Names) -> str | None:
    for quotation in quotations(text):
        inner = list(re.finditer(r"[^\W\d_]{4,}", quotation.text))[1:-1]
        if len(quotation.text.split()) >= 5 and inner:
            word = chance.choice(inner)
            start = quotation.start + word.start()
            mates = antonyms().get(word.group(), ())
            new = mates[0] + " " if mates else ""
            tail = text[start + len(word.group()) :]
            return text[:start] + new + (tail.lstrip(" ") if tail.startswith(" ") else tail)
    return None


def _hedge(text: str, chance: random.Random, pool: Names) -> str | None:
    if quotations(text):
        return None
    for pattern, new in _HEDGED:
        found = pattern.search(text)
        if found:
            made = _replaced(text, found.start(), found.end(), new)
            return made[0].upper() + made[1:]
    return None


MAKERS: dict[str, Maker] = {
    "number": _number,
    "negation": _negation,
    "name": _name,
    "role": _role,
    "antonym": _antonym,
    "speaker": _speaker,
    "date": _date,
    "quotation": _quotation,
    "hedge": _hedge,
}
KINDS = tuple(MAKERS)
