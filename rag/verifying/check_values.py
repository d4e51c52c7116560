"""Numbers and dates: a claim may say no other than its source, except as rounding allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from rag.types import Reason
from rag.verifying.dates import Moment, clash, moments, within
from rag.verifying.held import Held, around, overlap, slots, stems
from rag.verifying.numbers import Quantity, agrees, quantities
from rag.verifying.quotes import quotations

BETTER = 2
"""So many more shared words near another value say that the claim's value belongs to something else."""
FEW = 10
"""A count up to this that the source never gives may have been counted by the reader of a list."""


_NAME_BEFORE = re.compile(r"[A-Z][^\W\d_]+[ -]$")


class _Value(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


V = TypeVar("V", bound=_Value)
Near = list[tuple[V, frozenset[str]]]


def numbers(held: Held) -> Iterator[Reason]:
    """A reason for every number of the claim that its source does not bear out."""
    for quantity in counts(held.claim):
        if _quoted(held.claim, quantity):
            continue
        rival = _rival(held, quantity, counts, agrees, _comparable)
        if isinstance(rival, Quantity):
            yield Reason("number", f"the article says {_shown(rival)}, not {_shown(quantity)}")
        elif rival is None and not _countable(quantity) and not _of_missing_name(held, quantity):
            yield Reason("number", f"the article does not give the number {_shown(quantity)}")


def dates(held: Held) -> Iterator[Reason]:
    """A reason for every date of the claim that its source does not bear out."""
    for moment in moments(held.claim):
        if _quoted(held.claim, moment):
            continue
        rival = _rival(held, moment, moments, _same_day, clash)
        if isinstance(rival, Moment):
            yield Reason("date", f"the article says {rival.text}, not {moment.text}")
        elif rival is None:
            yield Reason("date", f"the article does not give the date {moment.text}")


def counts(text: str) -> Sequence[Quantity]:
    """The quantities of `text` that are no part of a date."""
    dated = [(moment.start, moment.end) for moment in moments(text)]
    return [q for q in quantities(text) if not any(start < q.end and q.start < end for start, end in dated)]


def _rival(
    held: Held,
    value: V,
    find: Callable[[str], Sequence[V]],
    agree: Callable[[V, V], bool],
    differ: Callable[[V, V], bool],
) -> V | bool | None:
    """The source's value in place of the claim's; False where the claim's is borne out, None where there is neither."""
    for slot in slots(held.claim, held.best):
        if slot.claim[0] < value.end and value.start < slot.claim[1]:
            put = [v for v in find(held.best) if slot.source[0] < v.end and v.start < slot.source[1]]
            against = [v for v in put if differ(value, v)]
            if len(against) == 1 and not any(agree(value, v) for v in put):
                return against[0]
    here = around(held.claim, value.start, value.end)
    near: Near[V] = [(v, around(s, v.start, v.end)) for s in held.aligned for v in find(s)]
    same = [(v, words) for v, words in near if agree(value, v)]
    other = [(v, words) for v, words in near if not agree(value, v) and differ(value, v)]
    other.sort(key=lambda pair: -len(here & pair[1]))
    best = overlap(here, [words for _, words in other])
    if same:
        theirs = overlap(here, [words for _, words in same])
        return other[0][0] if other and best >= (theirs + BETTER if theirs else 1) else False
    if any(agree(value, v) and here & around(s, v.start, v.end) for s in held.everything for v in find(s)):
        return False
    return other[0][0] if other and best else None


def _quoted(text: str, value: _Value) -> bool:
    """Whether it stands in a quotation, which is held to its source word by word."""
    return any(quotation.start <= value.start < quotation.end for quotation in quotations(text))


def _countable(quantity: Quantity) -> bool:
    """Whether a reader may have counted it: "two" companies where the source lists them."""
    return quantity.value <= FEW and quantity.text.isalpha()


def _of_missing_name(held: Held, quantity: Quantity) -> bool:
    """Whether it belongs to a name ("Flight 1549") of which the source says nothing: then the name is missing."""
    found = _NAME_BEFORE.search(held.claim[max(0, quantity.start - 30) : quantity.start])
    there = {word for sentence in held.everything for word in stems(sentence)}
    return found is not None and there.isdisjoint(stems(found.group()))


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
    return within(claim, source) or (shared and not clash(claim, source))


def _shown(quantity: Quantity) -> str:
    unit = {"percent": "%"}.get(quantity.unit, "")
    return quantity.text + (unit if unit and unit not in quantity.text else "")
