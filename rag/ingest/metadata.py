"""What an article's text tells of its title, author, date and publisher beyond what its head states."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.ingest.boilerplate import boilerplate
from rag.ingest.bylines import byline, dateline, without_date
from rag.ingest.dates import iso_date
from rag.ingest.front_matter import FOOT, HEAD, Metadata, SourceText
from rag.ingest.languages import detect_language, is_foreign
from rag.ingest.lines import LONG, Line
from rag.ingest.paragraphs import wrapped

_SITE = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/?", re.IGNORECASE)
_CRUMB = re.compile(r".*\s[»›>]\s")
MAX_TITLE = 200
_CLIP = 90
"""Characters of a title that is made of a first sentence."""


def infer_metadata(source: SourceText) -> Metadata:
    """What a text says about itself: what its head states, its headline, the bylines around it, its language."""
    place, title = _headline(source.lines[source.header :], source.script)
    known = source.stated | Metadata(title=title[0], published=title[1])
    known = known | _from_bylines(source.lines, source.header + place)
    return known | Metadata(language=detect_language(source.text[source.start :]))


def _headline(found: Sequence[Line], script: str | None) -> tuple[int, tuple[str | None, str | None]]:
    """Where the headline stands, what it is, and the date written before it."""
    short: tuple[int, tuple[str | None, str | None]] | None = None
    marked = next((i for i, line in enumerate(found[:HEAD]) if line.mark == "#"), None)
    if marked is not None:
        return marked, without_date(found[marked].text)
    for i, line in enumerate(found[:HEAD]):
        if (
            boilerplate(line.text)
            or byline(line.text)
            or line.mark in ("-", ">")
            or (script and is_foreign(line.text, script))
        ):
            continue
        words, date = without_date(line.text)
        if (
            wrapped(found, i)
            or len(words) > MAX_TITLE
            or (line.is_prose and not words.endswith("?") and words[-1] not in "!…")
        ):
            break
        if words[-1] in ".:,;":
            continue
        if len(words.split()) >= 3:
            return i, (words, date)
        short = short or (i, (words, date))
    return short or _made_up(found)


def _made_up(found: Sequence[Line]) -> tuple[int, tuple[str | None, str | None]]:
    """Without a headline: the end of the breadcrumb, or the beginning of the first sentence."""
    for line in found[:HEAD]:
        if boilerplate(line.text) == "breadcrumb":
            return 0, (_CRUMB.sub("", line.text), None)
    i = next((i for i, line in enumerate(found) if not boilerplate(line.text) and not byline(line.text)), None)
    if i is None:
        return 0, (None, None)
    first = " ".join(line.text for line in wrapped(found, i) or found[i : i + 1])
    sentence = re.split(r"(?<=[.!?])\s", first, maxsplit=1)[0]
    clipped = sentence if len(sentence) <= _CLIP else sentence[:_CLIP].rpartition(" ")[0] or sentence[:_CLIP]
    return 0, (clipped.rstrip(".,;: ") + ("…" if clipped != sentence else ""), None)


def _from_bylines(found: Sequence[Line], title_at: int) -> Metadata:
    """What bylines, dates and site names at the edges say; a bare date counts only below the title."""
    known = Metadata()
    for i in sorted({*range(min(HEAD, len(found))), *range(max(0, len(found) - FOOT), len(found))}):
        line = found[i]
        if said := byline(line.text):
            dated = said.published if i > title_at and (i < HEAD or not iso_date(line.text)) else None
            known = known | Metadata(author=said.author, published=dated, publisher=said.publisher)
        elif boilerplate(line.text) == "address" and (site := _SITE.fullmatch(line.text.strip("<>"))):
            known = known | Metadata(publisher=site[1].lower())
        elif len(line.text) >= LONG and i < HEAD and (date := dateline(line.text)):
            known = known | Metadata(published=date)
    return known
