"""Numbers and dates: a claim may say no other than its source, except as rounding allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import permutations
from typing import Generic, Protocol, TypeVar

from rag.english.bounds import parts
from rag.english.dates import Moment, clash, dated, moments, published_day, within
from rag.english.entities import names
from rag.english.quantities import Quantity, agrees, quantities
from rag.english.quotes import quotations
from rag.types import ReasonKind
from rag.verification.evidence import ClaimEvidence, Finding, around, following, overlap, slots

BETTER = 2
"""So many more shared words near another value say that the claim's value belongs to something else."""
ROUNDED = 0.03
"""How far a number that follows from two others may lie from what they give: nobody says all the figures."""
COUNTED = 2
"""So many of the same words behind two numbers say that both count the same."""
FEW = 10
"""A count up to this that the source never gives may have been counted by the reader of a list."""


class _Value(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


V = TypeVar("V", bound=_Value)
Near = list[tuple[V, frozenset[str]]]
"""Values, each with the words around it."""


class _Given(Generic[V]):
    """The values of the sentences that a claim is held against."""

    def __init__(self, held: ClaimEvidence, find: Callable[[str], Sequence[V]], agree: Callable[[V, V], bool]) -> None:
        self.held, self.find, self.agree = held, find, agree
        self.near: Near[V] = [
            (v, around(text, v.start, v.end)) for text in held.aligned for v in find(text) if not _numbered(text, v)
        ]
        self.spare = [pair for pair in self.near if not any(agree(v, pair[0]) for v in find(held.claim))]
        """Those that the claim says nowhere: only they may be meant in place of one of its own."""


def numbers(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt for every number of the claim that its source does not bear out."""
    given = _Given(held, counts, agrees)
    shares = parts(held.claim)
    for quantity in counts(held.claim):
        if any(share.start <= quantity.start < share.end for share in shares):
            continue  # a part of a whole is held against other parts
        if _quoted(held.claim, quantity):
            continue
        rival: Quantity | bool | None = _in_its_place(given, quantity, _comparable)
        plain = rival is not None
        if rival is None or not _alone(held, quantity):
            rival = rival or _rival(given, quantity, _comparable)
            if rival is False or _follows(quantity, given):
                continue
        if isinstance(rival, Quantity):
            # "More than 600", and the source says "nearly 600"; or both count the same in the same words.
            same = rival.value == quantity.value
            plain = plain or same or _alike_counted(held, quantity, rival)
            yield Finding(ReasonKind.NUMBER, _shown(quantity, same), _shown(rival, same), decisive=plain)
        elif not _countable(quantity):
            yield Finding(ReasonKind.NUMBER, _shown(quantity), contradicts=False, decisive=False)


def _alike_counted(held: ClaimEvidence, quantity: Quantity, rival: Quantity) -> bool:
    """Whether two words or more of what both count are the same ("5,000 restrictive measures")."""
    counted = following(held.claim, quantity.end, COUNTED)
    sources = (text for text in held.aligned if rival in counts(text))
    return len(counted) == COUNTED and any(following(text, rival.end, COUNTED) == counted for text in sources)


def _follows(quantity: Quantity, given: _Given[Quantity]) -> bool:
    """Whether a number follows from two of the source's: as their sum, their difference, or how often one holds the
    other, in per cent too."""
    values = {value.value for value, _ in given.near if value.unit != "ordinal" and value.value > 1}
    if quantity.value in values:
        return False
    for one, other in permutations(values, 2):
        made = (one + other, one - other, one / other, 100 * one / other, 100 * abs(one / other - 1))
        if any(abs(quantity.value - value) <= ROUNDED * abs(value) for value in made):
            return True
    return False


def dates(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt for every date of the claim that its source does not bear out."""
    for moment in moments(held.claim):
        if _quoted(held.claim, moment):
            continue
        given = _Given(held, _understood(held, moment), _same_day)
        rival = _in_its_place(given, moment, clash) or _rival(given, moment, clash)
        if isinstance(rival, Moment):
            yield Finding(ReasonKind.DATE, _day(moment), _day(rival, moment))
        elif rival is None and not _told_before(held, moment):
            yield Finding(ReasonKind.DATE, _day(moment), contradicts=False, decisive=False)


def settled(held: ClaimEvidence) -> list[Moment]:
    """The dates of the claim that follow from when the article was written, or what it said before."""
    told = [m for sentence in held.aligned for m in dated(sentence, held.published)]
    return [m for m in moments(held.claim) if _told_before(held, m) or any(within(m, other) for other in told)]


def _understood(held: ClaimEvidence, claim: Moment) -> Callable[[str], Sequence[Moment]]:
    """How the dates of the source are read: by the date of the article, but with every year that it names itself."""
    named = {moment.year for sentence in held.everything for moment in moments(sentence)}
    if claim.year is not None and claim.year in named:
        return lambda text: tuple(dict.fromkeys((*moments(text), *dated(text, held.published))))
    return lambda text: dated(text, held.published)


def _told_before(held: ClaimEvidence, moment: Moment) -> bool:
    """Whether a date is that of the article itself, or one that it gives before the passage."""
    day = published_day(held.published)
    of_article = day is not None and not moment.weekday and within(moment, day)
    return of_article or any(within(moment, other) for other in dated(held.context, held.published))


@lru_cache(maxsize=8_192)
def counts(text: str) -> tuple[Quantity, ...]:
    """The quantities of `text` that are no part of a date."""
    dated = [(moment.start, moment.end) for moment in moments(text)]
    return tuple(q for q in quantities(text) if not any(start < q.end and q.start < end for start, end in dated))


def _in_its_place(given: _Given[V], value: V, differ: Callable[[V, V], bool]) -> V | None:
    """The source's value in the very place of the claim's, the words on both sides being the same."""
    held, find = given.held, given.find
    for slot in slots(held.claim, held.best):
        if slot.claim[0] < value.end and value.start < slot.claim[1]:
            put = [v for v in find(held.best) if slot.source[0] < v.end and v.start < slot.source[1]]
            against = [v for v in put if differ(value, v)]
            if len({v.start for v in against}) == 1 and not any(given.agree(value, v) for v in put):
                return against[0]
    return None


def _alone(held: ClaimEvidence, value: _Value) -> bool:
    """Whether a value of the claim, or a part of it, is all that stands in another's place."""
    return any(value.start <= slot.claim[0] and slot.claim[1] <= value.end for slot in slots(held.claim, held.best))


def _rival(given: _Given[V], value: V, differ: Callable[[V, V], bool]) -> V | bool | None:
    """The source's value in place of the claim's; False where the claim's is borne out, None where there is neither."""
    held, agree = given.held, given.agree
    here = around(held.claim, value.start, value.end)
    same = [(v, words) for v, words in given.near if agree(value, v)]
    other = [(v, words) for v, words in given.spare if differ(value, v)]
    other.sort(key=lambda pair: -len(here & pair[1]))
    best = overlap(here, [words for _, words in other])
    if same:
        theirs = overlap(here, [words for _, words in same])
        return other[0][0] if other and best >= (theirs + BETTER if theirs else 1) else False
    if any(agree(value, v) and here & around(s, v.start, v.end) for s in held.everything for v in given.find(s)):
        return False
    return other[0][0] if other and best else None


def _numbered(text: str, value: _Value) -> bool:
    """Whether a number belongs to the name before it ("Demon 170"): it counts nothing."""
    return isinstance(value, Quantity) and not value.unit and any(name.end + 1 == value.start for name in names(text))


def _quoted(text: str, value: _Value) -> bool:
    """Whether it stands in a quotation, which is held to its source word by word."""
    return any(quotation.start <= value.start < quotation.end for quotation in quotations(text))


def _countable(quantity: Quantity) -> bool:
    """Whether a reader may have counted it: "two" companies where the source lists them."""
    return quantity.value <= FEW and quantity.text.isalpha()


def _comparable(claim: Quantity, source: Quantity) -> bool:
    """Whether both say how much of the same there is."""
    if "ordinal" in (claim.unit, source.unit):
        return claim.unit == source.unit
    if claim.unit or source.unit:
        return claim.unit == source.unit or claim.value == source.value
    return claim.noun == source.noun or not (claim.noun and source.noun)


def _same_day(claim: Moment, source: Moment) -> bool:
    """Whether the source says the claim's date, or as much of it as it says at all."""
    shared = any(
        a is not None and a == b
        for a, b in ((claim.day, source.day), (claim.month, source.month), (claim.year, source.year))
    )
    vague = source.year is not None and not source.month and not any(char.isdigit() for char in source.text)
    if vague and claim.month is not None:
        return False  # "last year" bears out no day of it
    return within(claim, source) or (shared and not clash(claim, source))


def _day(moment: Moment, claim: Moment | None = None) -> str:
    """A date as it is said, with the year that is meant where it differs from that of `claim`."""
    said = moment.text.rstrip(" .,")
    other = claim and claim.year and moment.year and claim.year != moment.year
    return f"{said} ({moment.year})" if other and str(moment.year) not in said else said


def _shown(quantity: Quantity, loosely: bool = False) -> str:
    """A number as it is said; with what it measures, or what says how exactly, where only that differs."""
    unit = {"percent": "%"}.get(quantity.unit, f" {quantity.unit}s" if loosely and quantity.unit else "")
    said = quantity.text + (unit if unit and unit.strip() not in quantity.text else "")
    return f"{quantity.how} {said}" if loosely and quantity.how else said
