"""Who and what a conversation is about: the names and phrases of a question, told apart by cheap cues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.english.entities import Name, names
from rag.english.function_words import AUXILIARIES, AUXILIARY, FUNCTION_WORDS, QUESTION_WORD
from rag.english.noun_phrases import speaks
from rag.english.tokens import STOP_WORDS
from rag.english.verbs import SAID
from rag.english.vocabulary import word_set
from rag.types import Turn

_WORD = re.compile(r"[\w][\w'’.-]*[\w]|\w")
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|into|across|throughout|from|to|visit(?:ed)?|outside|inside)(?: the)? $", re.IGNORECASE
)
_ARTICLE_BEFORE = re.compile(r"\b(?:the|a|an)\s+$", re.IGNORECASE)
_THING_AFTER = re.compile(
    r"^ (?!(?:" + "|".join(sorted(word_set("verbs") | STOP_WORDS)) + r"|[a-z]+(?:ed|ing|ly))\b)[a-z]{3,}", re.IGNORECASE
)
_CLAUSE = re.compile(
    rf"\b(?:{'|'.join(sorted(SAID))}|that|if|when|because|after|before|while|until|and|but|although|whether)\b|,",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=\W*[A-Z])")
_WH = re.compile(rf"\b(?:{QUESTION_WORD})\b", re.IGNORECASE)
_AUXILIARY_LAST = re.compile(rf"\b(?:{AUXILIARY}) $", re.IGNORECASE)
_PARTICLE = re.compile(r" (?:out|up|off|down|away|back)\b")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Named(Name):
    """A name, and what the words around it tell of it."""

    person: bool
    place: bool


def named(text: str) -> list[Named]:
    """The names of `text` in order, with what the words around each tell of it."""
    found = []
    for name in names(text):
        before, after, alone = text[: name.start], text[name.end :], " " not in name.text
        place = name.kind == "place" or (alone and bool(_PLACE_BEFORE.search(before)))
        # "Does Feray know?": what follows is a verb, and no thing of that name.
        thing = (_THING_AFTER.match(after) and not _AUXILIARY_LAST.search(before)) or (
            alone and _ARTICLE_BEFORE.search(before)
        )
        person = _may_be_person(name) and not (place or thing)
        found.append(Named(name.text, name.start, name.end, name.key, person, place))
    return found


def _may_be_person(name: Name) -> bool:
    parts = name.text.split()
    return name.kind in ("person", "single") and not any(
        (part.isupper() and len(part) > 1) or re.search(r"\d", part) for part in parts
    )


def people(text: str) -> list[str]:
    """Names that look like a person's, in order."""
    return [name.text for name in named(text) if name.person]


def person(before: str, answer: str, history: Sequence[Turn]) -> str | None:
    """Whom "he" or "she" means: of the last question first, then of its answer, then of earlier turns."""
    asked, told = people(before), _people_told(answer)
    wanted = re.match(r"\s*(?:who|whom|which|whose)\b(?! (?:is|was|are) [A-Z])", before, re.IGNORECASE)
    if wanted:
        new = [name for name in told if not any(_same(name, other) for other in asked)]
        asked = (new[:1] or asked) if new else asked
    # "When did Anna Brandt open the bridge?" does not look as if it were about a person, but nobody else is there.
    earlier = [name for turn in reversed(history[:-1]) for name in people(turn.question)]
    found = (
        asked
        or ([] if wanted else _offices(before) or earlier)
        or told
        or [name.text for name in named(before) if _full_name(name)]
    )
    found = found or earlier or [name for turn in reversed(history[:-1]) for name in people(turn.answer)]
    return found[0] if found else None


def _offices(text: str) -> list[str]:
    """Whom a text speaks of without a name: "the treasurer"."""
    single = [phrase for phrase in phrases(text) if not re.search(r"[^s]s$", phrase) and speaks(f"the {phrase}")]
    return [whole for phrase in single if (whole := _whole(phrase, text)) != phrase]


def _people_told(answer: str) -> list[str]:
    """The people of an answer; a lone word that begins a sentence ("Rumour has it") only where nobody else is there."""
    found = [name for sentence in _SENTENCE.split(answer) for name in named(sentence) if not name.place]
    likely = [name for name in found if (name.person and name.start) or _full_name(name)]
    return [name.text for name in likely] or [name.text for name in found if name.person]


def _full_name(name: Named) -> bool:
    return " " in name.text and not name.place and _may_be_person(name)


def _same(one: str, other: str) -> bool:
    return bool(set(one.casefold().split()) & set(other.casefold().split()))


def several(before: str, answer: str, history: Sequence[Turn]) -> str | None:
    """What "they" means: two names joined by "and", or the first phrase in the plural."""
    for first, second in pairwise(named(before)):
        if before[first.end : second.start] == " and ":
            return before[first.start : second.end]
    plural = [
        phrase
        for phrase in phrases(before)
        if re.search(r"[^s]s$|people$|men$|children$", phrase) and phrase not in people(before)
    ]
    other = [name.text for name in named(before) if not name.person] or people(before)
    return next(iter(plural or other), None) or next(iter(name.text for name in named(answer)), None)


def thing(before: str, answer: str, history: Sequence[Turn]) -> str | None:
    """What "it" means: the first phrase that is no person."""
    persons = set(people(before))
    found = [phrase for phrase in phrases(before) if phrase not in persons]
    owner = r"(?:the|an?|this|that|his|her|its|their)"
    led = [p for p in found if re.search(rf"\b{owner} {re.escape(p)}", before, re.IGNORECASE)]
    known = [name.text for name in named(before)]
    found = [p for p in found if p in known or re.match(rf"\s*(?:what|which) {re.escape(p)}\b", before, re.IGNORECASE)]
    for some in (led, found):
        single = [phrase for phrase in some if not re.search(r"[^su]s$", phrase)]
        if single:
            return _whole(single[0], before)
    return None


def _whole(phrase: str, text: str) -> str:
    """A phrase with its article and what it is of: "the share of the players"."""
    found = re.search(
        rf"\b(?:(the|an?) )?{re.escape(phrase)}(?: of (?:the |all )?(?:[a-z-]+ ){{0,2}}?[A-Za-z-]+)?", text
    )
    if not found or found.group() == phrase:
        return phrase
    return f"the {found.group().removeprefix(found[1] or '').lstrip()}"


def place(before: str, answer: str, history: Sequence[Turn]) -> str | None:
    """What "there" means: "in" and the place last spoken of."""
    found = [name.text for name in named(before) if name.place] or [name.text for name in named(answer) if name.place]
    return f"in {found[-1]}" if found else None


def phrases(text: str) -> list[str]:
    """The runs of content words of `text`, in order, verbs at their ends left off."""
    runs: list[list[re.Match[str]]] = [[]]
    for word in _WORD.finditer(text):
        plain = word.group().casefold()
        gap = text[runs[-1][-1].end() : word.start()] if runs[-1] else ""
        apart = bool(runs[-1]) and (gap not in (" ", "-") or _subject(runs[-1], word, text))
        if (plain in FUNCTION_WORDS and not word.group().isupper()) or apart:
            runs.append([])
        if plain not in FUNCTION_WORDS or (word.group().isupper() and len(plain) > 1):
            runs[-1].append(word)
    found = []
    for run in runs:
        while run and (_verb(run[-1].group()) or (len(run) > 1 and _ends_as_verb(run[-1], text))):
            run = run[:-1]
        while run and _verb(run[0].group()):
            run = run[1:]
        if run:
            found.append(_POSSESSIVE.sub("", text[run[0].start() : run[-1].end()]))
    return found


def _ends_as_verb(word: re.Match[str], text: str) -> bool:
    """Whether a word after others is a verb by its end or by what follows: "claimed", "turn out"."""
    return word.group().endswith("ed") or bool(_PARTICLE.match(text, word.end()))


def _verb(word: str) -> bool:
    return word.casefold() in word_set("verbs")


def _subject(run: list[re.Match[str]], word: re.Match[str], text: str) -> bool:
    """Whether the run is a name after an auxiliary and ends before this word: "Was Moscow ready"."""
    before = text[: run[0].start()].rstrip().rsplit(" ", 1)[-1].casefold()
    if any(_POSSESSIVE.search(part.group()) for part in run):
        return False
    return before in AUXILIARIES and run[-1].group()[0].isupper() and word.group()[0].islower()


def phrase_with(noun: str, text: str) -> str | None:
    """The phrase of `text` of more than one word that ends with `noun`, as in "these companies"."""
    return next((p for p in phrases(text) if " " in p and p.casefold().split()[-1] == noun.casefold()), None)


def binds_person(prefix: str, pronoun: str) -> bool:
    """Whether a person named earlier in the same question can be meant."""
    found = people(prefix)
    if not found or pronoun.casefold() not in ("him", "her"):
        return bool(found)
    return _new_clause(prefix, found[-1]) or bool(re.search(rf"{re.escape(found[-1])}['’]", prefix))


def binds_several(prefix: str, pronoun: str) -> bool:
    """Whether several things named earlier in the same question can be meant."""
    if _WH.search(prefix) and _AUXILIARY_LAST.search(prefix):
        return False  # "Which firms did they": the firms are what they did something to
    plural = [phrase for phrase in phrases(prefix) if phrase.endswith("s")] or [name.text for name in named(prefix)]
    return bool(plural) and (pronoun.casefold() != "them" or _new_clause(prefix, plural[-1]))


def binds_thing(prefix: str, pronoun: str) -> bool:
    """Whether a thing named earlier in the same question can be meant."""
    persons = set(people(prefix))
    found = [phrase for phrase in phrases(prefix) if phrase not in persons]
    if pronoun.casefold() == "its":
        return bool(found)
    return bool(found) and _new_clause(prefix, found[-1])


def binds_place(prefix: str, pronoun: str) -> bool:
    """Whether a place named earlier in the same question can be meant."""
    return any(name.place for name in named(prefix))


def _new_clause(prefix: str, antecedent: str) -> bool:
    return bool(_CLAUSE.search(prefix[prefix.rfind(antecedent) + len(antecedent) :]))
