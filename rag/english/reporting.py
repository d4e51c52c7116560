"""Who says what: the attributions of a sentence ("Merz said", "according to a diplomat", ", she added"), and whose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.english.entities import Name, names
from rag.english.noun_phrases import PREPOSITION, head_of, noun_phrase
from rag.english.quotes import quotations
from rag.english.verbs import FORMS, forms, reporting

_FORMS = {
    form: (verb, name)
    for tag in "onds"
    for verb in reporting(tag)
    for name, form in zip(FORMS, forms(verb), strict=True)
    if name != "ing"
}
_DEEDS = frozenset(reporting("d"))
_ASSERTS = frozenset(reporting("s"))
_WORD = re.compile(r"[^\W\d_]+")
_SPEECH = re.compile(
    r"(?: [\w’'.-]+){0,4}?(?: that\b|[,:]? [\"“]|:| (?:how|why|whether|what|if)\b)|,? (?:it|so)\b|[.,]?$|, [a-z]"
)
"""What follows a verb that tells of a deed as often, where it reports."""
_TAKES = {"point": re.compile(r" (?:out|to)\b"), "speak": re.compile(r" (?:\w+ly )?(?:of|about|out)\b")}
_EDGE = re.compile(
    r"(?i:[;:!?\"“”«»()–—•\n]|\.(?=\s)|(?:,\s|\b)(?P<and>and|but|then)\s|(?:,\s|\b)(?:while|whereas|(?<!such )as"
    r"|because|although|though|so|if|yet|that|when|whether|where|how|what|why|which|who(?:m|ever)|what(?:ever)|than"
    r"|since|until|or)\s)"
)
"""What ends the clause before the one that the subject of a verb stands in."""
_GAP = re.compile(
    r"(?:\s(?:has|have|had|also|further|later|then|now|once|still|too|even|yesterday|today|recently|since|again|soon|always|often"
    r"|likewise|only|just|all|both|herself|himself|themselves|itself|(?!(?:early|daily|family|weekly)\b)\w+ly))*\s$"
)
"""What may stand between a subject and its verb."""
_UNSAID = re.compile(
    r"(?:\b(?:not|never|nor|cannot|to|without|did|does|do|would|will|could|should|might|may|must|can|let)|n['’]t)\s(?:\w+\s)?$"
)
_CLAIMS = frozenset("claim suggest note state reveal announce".split())
"""What reports where a person does it: a storm claims lives."""
_DENIED = re.compile(r"\s(?:do|does|did)(?: not|n['’]t)\s$")
_MENTAL = frozenset("believe think expect agree consider regard want".split())
_WISH = frozenset(["want"])
"""Within what somebody says, a wish is a part of it."""
_ASIDE = re.compile(r"\b(?:what|whatever|whoever|than|if)\b", re.IGNORECASE)
"""Before somebody who is said to say something: what follows is not told for that."""
_BY = re.compile(r"\s(?:\w+ly\s)?by\b")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|got|gets)\s(?:\w+\s)?$")
_CLOSED = re.compile(r"(?:[,!?.…]?[\"”’»]|,)\s$")
_STOP = re.compile(r"[,.;:!?\"“”()–—]|\s(?:in|on|at|after|during|as|when|while|to|by|with|that|who|about)\s|$")
_RELATIVE = re.compile(r",\s(?:who|which|whose|whom)\s[^,;:.\"“”]*,$")
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Aa]s told by|as reported by|[Ii]n the (?:words|view|opinion|eyes) of|citing)\s"
)
_VIEW = re.compile(
    r"\b(?:[Ii]n|[Bb]y)\s(?P<of>(?:his|her|its|their|my)(?=\s)|[^,.;:\"“”()]{2,60}?)(?:['’]s?)?\s(?:own\s)?"
    r"(?:view|opinion|words|account|eyes)\b"
)
_CLAUSE_END = re.compile(r"[,.;:!?\"“”()–—]|$")
_SAID_BEFORE = re.compile(r"[,”\"’»–—]\s*(?:as\s)?$")
_LEADS = re.compile(r" that\b|,? ?[:\"“]")
_HEARSAY = re.compile(
    r"\b(?:[Ii]t (?:is|was|has been|had been) (?:\w+ly )?(?:claimed|said|reported|alleged|rumou?red|believed|assumed"
    r"|noted|understood|feared|forecast)\b|[Rr]umou?rs? (?:has it|circulates?|says?)\b|(?:reportedly|allegedly)\b)"
)
_COLON = re.compile(r"^(?:\d{1,2}[.:]\d\d(?:\s[–—-])?\s)?(?P<of>[^.!?:\"“”]{3,90}):\s[\"“]")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose words or thoughts a part of a sentence gives, as the sentence itself says."""

    source: str
    """The noun phrase for the speaker, without what is added to it: "Merz", "she", "the foreign minister"."""
    name: Name | None
    """The name in it, or beside it, that speaks."""
    verb: str
    """The base of its verb; "" for "according to" and the like."""
    start: int
    end: int
    trails: bool
    """Whether it follows what is said, rather than leading into it."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A name, and the words that make it the speaker."""

    speaker: Name
    start: int
    end: int


@lru_cache(maxsize=4_096)
def sayings(text: str) -> tuple[Saying, ...]:
    """The attributions in `text` that name their speaker, in order."""
    return tuple(Saying(found.name, found.start, found.end) for found in attributions(blanked(text)) if found.name)


@lru_cache(maxsize=16_384)
def attributions(text: str) -> tuple[Attribution, ...]:
    """The attributions of a sentence, whose quotations are `blanked`, in order."""
    known = names(text)
    found = [one for word in _WORD.finditer(text) if (one := _of_verb(text, word, known))]
    for match in _ACCORDING.finditer(text):
        end = _CLAUSE_END.search(text, match.end())
        if end and (phrase := noun_phrase(text[match.end() : end.start()], match.end(), known)):
            trails = match.start() > 0 and not match.group().startswith("citing")
            found.append(Attribution(*phrase, "", match.start(), end.start(), trails))
    for pattern in (_VIEW, _COLON):
        for match in pattern.finditer(text):
            phrase = noun_phrase(match["of"] + ",", match.start("of"), known)
            if phrase and (phrase[1] or pattern is _VIEW) and not any(one.start < match.end() for one in found):
                found.append(Attribution(*phrase, "", match.start(), match.end(), False))
    for match in _HEARSAY.finditer(text):
        if not found:
            found.append(Attribution("", None, "", match.start(), match.end(), False))
    kept = [one for one in found if one.verb not in _WISH or len(found) == 1]
    return tuple(sorted(kept, key=lambda one: one.start))


def blanked(text: str) -> str:
    """`text`, as long as it is, with the letters inside its quotation marks made "q"."""
    for quotation in quotations(text):
        inside = re.sub(r"[^q\s]", "q", quotation.text)
        text = text[: quotation.start] + inside + text[quotation.end :]
    return text


def _of_verb(text: str, word: re.Match[str], known: tuple[Name, ...]) -> Attribution | None:
    verb, form = _FORMS.get(word.group(), ("", ""))
    if not verb:
        return None
    before, after = text[: word.start()], text[word.end() :]
    gap = _GAP.search(before)
    if _PASSIVE.search(before) or not gap or (form in ("past", "participle") and _BY.match(after)):
        return None
    if _UNSAID.search(before):
        if verb not in _MENTAL or not (denied := _DENIED.search(before)):
            return None
        gap, form = denied, "past"  # who does not believe it has a view too
    subject = _subject(text, before[: gap.start()], known)
    speech = verb not in _DEEDS or _TAKES.get(verb, _SPEECH).match(after) or (verb in _CLAIMS and _is_person(subject))
    if subject and speech and _agrees(*subject[0], form):
        edge = subject[1]
        trails = edge > 0 and bool(_SAID_BEFORE.search(text[:edge])) and not _LEADS.match(after)
        return Attribution(*subject[0], verb, edge, word.end(), trails)
    if verb in _ASSERTS and _CLOSED.search(before) and (inverted := _inverted(text, word, known)):
        return Attribution(*inverted, verb, word.start(), word.end() + 1 + len(inverted[0]), True)
    return None


def _is_person(subject: tuple[tuple[str, Name | None], int] | None) -> bool:
    return bool(subject and (subject[0][0].casefold() in ("he", "she") or subject[0][1]))


def _subject(text: str, before: str, known: tuple[Name, ...]) -> tuple[tuple[str, Name | None], int] | None:
    """The subject of a verb that comes after `before`, and where its clause begins."""
    clause = _RELATIVE.sub(",", before)
    edges = list(_EDGE.finditer(clause + " "))
    last = edges[-1] if edges else None
    if last and _ASIDE.search(last.group()):
        return None
    edge = min(last.end(), len(clause)) if last else 0
    edge = max(
        [
            edge,
            *(
                other.end()
                for other in _WORD.finditer(clause, edge)
                if _FORMS.get(other.group(), ("", "base"))[1] != "base"
            ),
        ]
    )
    if last and not clause[edge:].strip(" ,") and (last["and"] or clause != before):
        # "He nodded and said"; but in "Falk, who nodded and said" it is nobody the sentence begins with.
        opening = _opening(text, known) if " who " not in clause else None
        return (opening, 0) if opening else None
    phrase = noun_phrase(clause[edge:], edge, known)
    before_and = [one for one in known if last and one.end <= last.start()]
    if last and last["and"] == "and" and any(not clause[one.end : last.start()].strip(", ") for one in before_and):
        return None  # "Merz and Macron said": whether both or the second alone cannot be told
    return (phrase, edge) if phrase else None


def _opening(text: str, known: tuple[Name, ...]) -> tuple[str, Name | None] | None:
    """The subject that a sentence begins with, as far as it is a pronoun or a name."""
    if match := re.match(r"(?:And |But |Then )?([Hh]e|[Ss]he|[Tt]hey|I|We|It)\s", text):
        return match[1], None
    first = next((name for name in known if name.kind != "people"), None)
    return (first.text, first) if first and not PREPOSITION.search(text[: first.start]) and first.start < 40 else None


def _inverted(text: str, word: re.Match[str], known: tuple[Name, ...]) -> tuple[str, Name | None] | None:
    """The subject after its verb (", said Merz")."""
    stop = _STOP.search(text, word.end() + 1)
    if not stop or not text.startswith(" ", word.end()):
        return None
    end = stop.start()
    beside = next((one for one in known if one.start - end in (1, 2) and text[end : end + 2] == ", "), None)
    return noun_phrase(
        text[word.end() + 1 : beside.end if beside else end] + ("," if beside else ""), word.end() + 1, known
    )


def _agrees(source: str, name: Name | None, form: str) -> bool:
    """Whether a verb of this form can have this subject."""
    if form not in ("base", "third"):
        return True
    low = source.casefold()
    plural = low in ("i", "we", "they", "you") or (
        name is None and bool(re.search(r"s$|\b(?:people|police|media|staff)$", head_of(low)))
    )
    return plural == (form == "base") or low.endswith(("police", "media", "staff"))
