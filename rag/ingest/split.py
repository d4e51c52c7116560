"""Cutting content into sentences, once and for all: what is cut here is what can be cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import nupunkt

from rag.english.lists import MARK
from rag.ingest.lines import BLANK, CLOSERS
from rag.types import Article, Passage

MAX_SENTENCE = 1_000
"""A longer sentence is cut where it can be: nobody can check a citation that long."""
_MAX_SEGMENT = 4_000
"""nupunkt is given no more characters at once: its time grows with the square of a run of marks."""

_MARKS = re.compile(rf"(?<=[\r\n\v\f\x85\u2028\u2029])[ \t\xa0]*(?:(?:>[ \t]?)+|{MARK})+")
_SPACES = re.compile(r"\s")
_WIDE_END = re.compile(rf"[。！？｡।॥։።]+[{re.escape(CLOSERS)}]*|[؟۔]+[{re.escape(CLOSERS)}]*(?=\s)")
_NO_END = re.compile(
    r"(?:\b(?:vs|Lt|Col|Gen|Maj|Capt|Sgt|Cmdr|Adm|Brig|Sen|Rep|Gov|Pres|Rev|Prof|Dr|Mr|Mrs|Ms|St|Mt|cf|ca|approx"
    r"|e\.g|i\.e|a\.k\.a)\.|\[(?:\.\.\.|…)\])$"
)
# nupunkt learnt from American law reports, where "West.", "ten." and "so." are abbreviations. Here only these are.
_SHORT = frozenset(
    """mr mrs ms dr prof st mt ft gen lt col maj capt sgt cpl pvt cmdr adm brig sen rep gov pres rev hon supt insp
    messrs jr sr esq jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun inc
    ltd co corp bros cie llc plc dept univ assn assoc govt natl intl ave blvd rd no nos vs etc approx ca cf fig
    figs vol vols pp ed eds est al ext min max sec hr hrs art sect para ch chap ariz calif colo conn mass mich minn miss
    penn tenn wash fla ga ill ind okla ore tex va wis""".split()
)
_WORD_END = re.compile(rf"(?<![\w.&'’-])([^\W\d_]{{2,}})\.[{re.escape(CLOSERS)}]*\s+(?=[\"'“‘(\[]*([^\W\d_]))")
_LOW = re.compile(r"[\"'“‘(\[]*[a-z]")
_SOFT = re.compile(r"(?<=[;:])\s|\s(?=[–—]\s)|(?<=,)\s")


def sentences(article: Article, content: Iterable[tuple[int, int]]) -> tuple[Passage, ...]:
    """The sentences of the spans `content` of an article, in order, without the blanks and marks around them."""
    return tuple(
        Passage(article, start, end)
        for span_start, span_end in content
        for start, end in _cut(article.text[span_start:span_end], span_start)
    )


def _cut(text: str, offset: int) -> Iterator[tuple[int, int]]:
    """The sentences of one paragraph; `offset` is where it begins."""
    plain = _SPACES.sub(" ", _MARKS.sub(lambda mark: " " * len(mark[0]), text))
    for start, end in _bounded(plain):
        body = plain[start:end].rstrip(BLANK).rstrip(";,").rstrip(BLANK)
        lead = len(body) - len(body.lstrip(BLANK))
        if re.search(r"\w", body):
            yield offset + start + lead, offset + start + len(body)


def _bounded(plain: str) -> Iterator[tuple[int, int]]:
    """The sentences' spans; none longer than `MAX_SENTENCE` where it can be helped."""
    for start, end in _merged(plain, list(_ends(plain))):
        while end - start > MAX_SENTENCE:
            cut = _soft_cut(plain, start)
            yield start, cut
            start = cut
        yield start, end


def _soft_cut(plain: str, start: int) -> int:
    """Where to cut what is too long: after the last semicolon, dash or comma, at a blank, or where it must be."""
    window = plain[start : start + MAX_SENTENCE]
    soft = [cut.end() for cut in _SOFT.finditer(window, MAX_SENTENCE // 2)]
    return start + (soft[-1] if soft else window.rfind(" ") + 1 or MAX_SENTENCE)


def _ends(plain: str) -> Iterator[int]:
    """Where sentences end: as nupunkt sees it, after ordinary words, and at the full stops of other scripts."""
    start = 0
    while start < len(plain):
        segment = plain[start : start + _MAX_SEGMENT]
        if start + len(segment) < len(plain):  # rather between two sentences than between two words
            mark = next((mark for mark in (". ", "; ", ", ", " ") if mark in segment), "")
            segment = segment[: segment.rfind(mark) + len(mark)]
        ends = {end for _, end in nupunkt.sent_spans(segment)} | {found.end() for found in _WIDE_END.finditer(segment)}
        ends |= {found.end() for found in _WORD_END.finditer(segment) if _is_plain(found)}
        yield from sorted(start + end for end in ends | {len(segment)})
        start += len(segment)


def _is_plain(end: re.Match[str]) -> bool:
    """Whether an ordinary word stands before a full stop, and a capital letter after it."""
    return end[1].lower() not in _SHORT and end[2].isupper()


def _merged(plain: str, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The spans between `ends`, less those ends that are none: after "Lt." or "[...]", before a lower-case word."""
    start = 0
    for i, end in enumerate(ends):
        last = i + 1 == len(ends)
        following = plain[end : ends[i + 1]].lstrip() if not last else ""
        if not last and end - start <= MAX_SENTENCE and _is_no_end(plain[start:end].rstrip(), following):
            continue
        yield start, end
        start = end


def _is_no_end(before: str, after: str) -> bool:
    return bool(_NO_END.search(before[-24:]) or _LOW.match(after[:8]) or not re.search(r"\w", after))
