"""What a file itself says about its article. What it does not say stays unknown: nothing is taken from its age."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import yaml

from rag.ingest.boilerplate import furniture
from rag.ingest.credits import credits, dateline, without_date
from rag.ingest.dates import iso_date
from rag.ingest.lines import LONG, Line, lines
from rag.ingest.scripts import foreign, language, main_script

_FRONT = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n?|\n)(?P<yaml>[A-Za-z_][\w -]*[ \t]*:.*?)(?:\r\n?|\n)(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|$)",
    re.DOTALL,
)
_FRONT_LIMIT = 64_000
"""Characters that front matter may take."""
_HEADER = re.compile(r"(?P<key>[A-Za-z][A-Za-z ]{1,20}?)\s*:\s+(?P<value>\S.*)")
_KEYS = {
    "title": ("title", "headline"),
    "published": ("published", "date", "publication date", "published_at", "date_published", "datepublished"),
    "author": ("author", "authors", "by", "byline"),
    "publisher": ("publisher", "outlet", "source", "site", "sitename", "publication"),
    "url": ("url", "link", "canonical"),
    "language": ("language", "lang"),
}
_FIELD = {key: field for field, keys in _KEYS.items() for key in keys}
_SITE = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/?", re.IGNORECASE)
_NAMED_TAIL = re.compile(r"\s[|–—-]\s[^|–—-]{2,40}$")
_CRUMB = re.compile(r".*\s[»›>]\s")

HEAD, FOOT = 15, 10
"""How many lines at the beginning and at the end of a text may hold credits and titles."""
MAX_TITLE = 200
_CLIP = 90
"""Characters of a title that is made of a first sentence."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article; None is unknown."""

    title: str | None = None
    published: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None

    def __or__(self, other: Known) -> Known:
        """This, completed by what `other` knows beyond it."""
        return Known(*(getattr(self, field.name) or getattr(other, field.name) for field in fields(Known)))


def front_matter(text: str) -> tuple[Known, int]:
    """What the YAML before a text says, and where the text itself begins (0 without front matter)."""
    found = _FRONT.match(text[:_FRONT_LIMIT])
    if not found:
        return Known(), 0
    try:
        # A loader as safe as safe_load that makes nothing but strings: "no" is Norwegian, and no day is out of range.
        values = yaml.load(found["yaml"], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        values = None
    return from_mapping(values if isinstance(values, dict) else {}), found.end()


def from_mapping(values: Mapping[object, object]) -> Known:
    """What the fields of front matter, of a header or of a JSON object say; fields of other kinds are passed over."""
    known: dict[str, str] = {}
    for key, value in values.items():
        field = _FIELD.get(key.strip().lower()) if isinstance(key, str) else None
        written = _plain(value) if field else ""
        if field == "published":
            written = iso_date(written) or ""
        elif field == "language":
            written = written[:2].lower() if re.fullmatch(r"[A-Za-z]{2}(?:[-_]\w+)*", written) else ""
        elif field == "url" and not re.match(r"https?://\S+$", written):
            written = ""
        if field and written:
            known.setdefault(field, written)
    return Known(**known)


def header(found: Sequence[Line]) -> tuple[Known, int]:
    """What lines such as "Title: ..." and "Date: ..." at the very beginning say, and how many lines that are."""
    values: dict[object, object] = {}
    for line in found[:HEAD]:
        match = _HEADER.fullmatch(line.text)
        if line.mark or not match or match["key"].strip().lower() not in _FIELD:
            break
        values.setdefault(match["key"].strip().lower(), match["value"])
    return (from_mapping(values), len(values)) if len(values) >= 2 or "title" in values else (Known(), 0)


def from_text(text: str) -> Known:
    """What a text says about itself: its headline, the lines of credits around it, the name of its site."""
    stated, start = front_matter(text)
    found = list(lines(text, start))
    head, count = header(found)
    script = main_script(text[start:])
    place, title = _headline(found[count:], script)
    known = stated | head | Known(title=title[0], published=title[1]) | _credited(found, count + place)
    return known | Known(language=language(text[start:]))


def _headline(found: Sequence[Line], script: str | None) -> tuple[int, tuple[str | None, str | None]]:
    """Where the headline stands, what it is, and the date written before it."""
    short: tuple[int, tuple[str | None, str | None]] | None = None
    marked = next((i for i, line in enumerate(found[:HEAD]) if line.mark == "#"), None)
    if marked is not None:
        return marked, without_date(found[marked].text)
    for i, line in enumerate(found[:HEAD]):
        if (
            furniture(line.text)
            or credits(line.text)
            or line.mark in ("-", ">")
            or (script and foreign(line.text, script))
        ):
            continue
        words, date = without_date(line.text)
        if len(words) > MAX_TITLE or (line.is_prose and not words.endswith("?") and words[-1] not in "!…"):
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
        if furniture(line.text) == "breadcrumb":
            return 0, (_CRUMB.sub("", line.text), None)
    first = next((line.text for line in found if not furniture(line.text) and not credits(line.text)), None)
    if first is None:
        return 0, (None, None)
    sentence = re.split(r"(?<=[.!?])\s", first, maxsplit=1)[0]
    clipped = sentence if len(sentence) <= _CLIP else sentence[:_CLIP].rpartition(" ")[0] or sentence[:_CLIP]
    return 0, (clipped.rstrip(".,;: ") + ("…" if clipped != sentence else ""), None)


def _credited(found: Sequence[Line], title_at: int) -> Known:
    """What bylines, dates and site names at the edges say; a bare date counts only below the title."""
    known = Known()
    for i in sorted({*range(min(HEAD, len(found))), *range(max(0, len(found) - FOOT), len(found))}):
        line = found[i]
        if said := credits(line.text):
            dated = said.published if i > title_at and (i < HEAD or not iso_date(line.text)) else None
            known = known | Known(author=said.author, published=dated, publisher=said.publisher)
        elif furniture(line.text) == "address" and (site := _SITE.fullmatch(line.text.strip("<>"))):
            known = known | Known(publisher=site[1].lower())
        elif len(line.text) >= LONG and i < HEAD and (date := dateline(line.text)):
            known = known | Known(published=date)
    return known


def _plain(value: object) -> str:
    """A value as one line of printable text; "" for what is no text, number or list of texts."""
    if isinstance(value, list):
        # Lists in lists are passed over: a few aliases can make them grow without end.
        return ", ".join(filter(None, (_plain(item) for item in value[:20] if not isinstance(item, list))))
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    shown = "".join(char for char in str(value) if char.isprintable() or char.isspace())
    return " ".join(shown.split())[:500]
