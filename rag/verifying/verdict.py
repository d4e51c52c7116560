"""Whether passages support a sentence: align first, then check inside the alignment."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rag.verifying.check_names as check_names
import rag.verifying.check_values as check_values
import rag.verifying.check_wording as check_wording
from rag.text import STOP_WORDS, stem, words
from rag.types import Article, Passage, Reason, Support, Verdict
from rag.verifying.align import align, cut
from rag.verifying.held import Held, stems
from rag.verifying.judge import FOUND, THRESHOLD, Judge, support
from rag.verifying.lexicon import HEDGES, SAID, TITLES
from rag.verifying.names import names, same_word
from rag.verifying.numbers import agrees, quantities
from rag.verifying.quotes import core, plain

_NUMBERS = re.compile(r"\s*\[\d{1,3}(?:\s*,\s*\d{1,3})*\](?=[\s.,;:!?]|$|\[)")
_QUESTION = re.compile(r"\?[\"'”’)\]]*\s*$")
_SPEECH = re.compile(
    r"(?:hello|hi|hey|thanks?|thank you|welcome|sure|certainly|of course|yes|no|okay|ok|sorry|please|here (?:is|are)"
    r"|have an? (?:nice|good|great|lovely)"
    r"|let me|i hope|i am|i'm|i can|i cannot|i can't|feel free|in (?:summary|conclusion|short)|overall)\b[^.]{0,60}",
    re.IGNORECASE,
)
_WORDLESS = frozenset(
    map(
        stem,
        SAID | HEDGES | TITLES | frozenset("according article articles passage text source sources answer".split()),
    )
)
"""Stems that say nothing of the matter itself: who reports, and how surely."""
LONGEST = 2_000
"""Characters; more than that is no sentence, and is supported only as a slice."""
CONTEXT = 3_000
"""Characters before a passage that may say whom it speaks of."""
ALMOST = 5
"""So many first letters make two long words one ("Ukrainian", "Ukraine")."""
CONTRADICTING = frozenset("number date name speaker negation direction role".split())
SLIGHT = frozenset({"hedge", "quotation", "misattributed"})


def verify(
    sentence: str,
    passages: Sequence[Passage | str],
    *,
    judge: Judge | None = None,
    elsewhere: Sequence[Passage | str] = (),
) -> Verdict:
    """What `passages` say to `sentence`: how far they support it and, in words, why not more.

    `elsewhere` are passages of other articles: a quotation that stands only there is reported as misattributed. Without
    a `judge` the words decide alone."""
    claim = _NUMBERS.sub("", sentence).strip()
    wanted = list(dict.fromkeys(_content(claim)))
    if _nothing(claim, wanted):
        return Verdict(Support.UNVERIFIABLE, 0.0)
    held_in = [_passage(passage) for passage in passages]
    places = [Passage(p.article, p.start + start, p.start + end) for p in held_in for start, end in cut(p.text)]
    order = align(claim, [place.text for place in places])
    closest = tuple(places[i] for i in order)
    whole = next((p for p in held_in if _slice(claim, p.text)), None)
    if whole:
        return Verdict(Support.SUPPORTED, 1.0, (), closest)
    if len(claim) > LONGEST:
        return Verdict(
            Support.UNVERIFIABLE, 0.0, (Reason("missing", "this is too long to be checked as one sentence"),)
        )
    before = "\n".join(f"{p.article.title}\n{p.article.text[max(0, p.start - CONTEXT) : p.start]}" for p in held_in)
    held = Held(
        claim, tuple(place.text for place in closest), tuple(dict.fromkeys(place.text for place in places)), before
    )
    wanted = _resolved(wanted, held) or wanted
    missing = _missing(wanted, held)
    coverage = 1 - len(missing) / len(wanted)
    reasons = _reasons(held, [p.text for p in held_in], [_passage(p) for p in elsewhere])
    # What a check speaks against stays unsupported, whatever else is read.
    probabilities = judge.judge(claim, _evidence(order, places)) if judge and closest and not reasons else None
    degree = support(coverage, bool(reasons), probabilities)
    return _verdict(degree, coverage, reasons, missing, closest)


def _nothing(claim: str, wanted: Sequence[str]) -> bool:
    """Whether there is nothing to check: no words that say anything, a question, a greeting."""
    return (
        not wanted or bool(_QUESTION.search(claim)) or (len(wanted) < 3 and bool(_SPEECH.fullmatch(claim.rstrip(".!"))))
    )


def _verdict(
    degree: float, coverage: float, reasons: list[Reason], missing: list[str], closest: tuple[Passage, ...]
) -> Verdict:
    if not reasons and degree >= THRESHOLD:
        return Verdict(Support.SUPPORTED, degree, (), closest)
    if missing and degree < THRESHOLD and not any(reason.kind in SLIGHT for reason in reasons):
        shown = ", ".join(missing[:6]) + (" …" if len(missing) > 6 else "")
        reasons = [*reasons, Reason("missing", f"the article does not say: {shown}")]
    if coverage < FOUND:
        kind = Support.NOT_FOUND
    elif any(reason.kind in CONTRADICTING and "does not" not in reason.text for reason in reasons):
        kind = Support.CONTRADICTED
    else:
        kind = Support.PARTLY
    return Verdict(kind, degree, tuple(reasons), closest)


def _reasons(held: Held, texts: Sequence[str], elsewhere: Sequence[Passage]) -> list[Reason]:
    """What every check has to say, the same thing once."""
    others = [(passage.article.title or passage.article.id, passage.text) for passage in elsewhere]
    found = [
        *check_wording.quoted(held.claim, texts, others),
        *check_names.speakers(held),
        *check_names.subject(held),
        *check_names.unknown(held),
        *check_names.swapped(held),
        *check_values.numbers(held),
        *check_values.dates(held),
        *check_wording.negations(held),
        *check_wording.directions(held),
        *check_wording.hedges(held),
    ]
    return list(dict.fromkeys(found))


def _passage(passage: Passage | str) -> Passage:
    """A passage; bare text becomes an article of its own."""
    if isinstance(passage, Passage):
        return passage
    return Passage(Article(id="", text=passage or " ", title=""), 0, len(passage or " "))


def _content(claim: str) -> list[str]:
    """The words of a claim that its source must hold, as they stand."""
    return [word for word in words(claim) if word not in STOP_WORDS and stem(word) not in _WORDLESS and _says(word)]


def _resolved(wanted: Sequence[str], held: Held) -> list[str]:
    """`wanted` without the words of a name that the source may speak of by a pronoun."""
    meant = {word for name in names(held.claim) if check_names.referred(held, name) for word in words(name.text)}
    return [word for word in wanted if word not in meant]


def _says(word: str) -> bool:
    return len(word) > 1 or word.isdigit() or not word.isascii()


def _slice(claim: str, text: str) -> bool:
    """Whether the claim is a run of whole words of `text`, up to the style of marks and outer punctuation."""
    wanted, source = core(claim), plain(text)
    place = source.find(wanted)
    while wanted and place >= 0:
        end = place + len(wanted)
        if not (source[place - 1 : place].isalnum() or source[end : end + 1].isalnum()):
            return True
        place = source.find(wanted, place + 1)
    return False


def _missing(wanted: Sequence[str], held: Held) -> list[str]:
    """The words of the claim that the alignment does not hold in any form."""
    there = frozenset(root for sentence in held.aligned for root in stems(sentence))
    starts = frozenset(root[:ALMOST] for root in there if len(root) >= ALMOST)
    given = [quantity for sentence in held.aligned for quantity in quantities(sentence)]
    counted = {word for q in quantities(held.claim) if any(agrees(q, g) for g in given) for word in words(q.text)}
    return [word for word in wanted if word not in counted and not _in(word, there, starts)]


def _in(word: str, there: frozenset[str], starts: frozenset[str]) -> bool:
    root = stem(word)
    if root in there or (len(root) >= ALMOST and root[:ALMOST] in starts):
        return True
    return len(root) >= 4 and any(other[0] == root[0] and same_word(root, other) for other in there)


def _evidence(order: Sequence[int], places: Sequence[Passage]) -> list[str]:
    """What a judge reads: the closest sentence alone, then all of them in the order of the text."""
    closest = places[order[0]].text
    joined = " ".join(places[i].text for i in sorted(order))
    return [closest, joined] if joined != closest else [closest]
