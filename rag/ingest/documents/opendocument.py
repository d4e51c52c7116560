"""OpenDocument texts (.odt) to text, by way of the elements of HTML that stand for the same."""

from __future__ import annotations

from typing import Any

from lxml.html import Element  # type: ignore[import-untyped]  # it ships no types

from rag.ingest.decode import NoText
from rag.ingest.documents.packed import confirmed, stated, unpack, xml
from rag.ingest.reading import Reading
from rag.ingest.webpage.pieces import pieces
from rag.ingest.webpage.reading import written

_HTML = {
    "p": "p",
    "list": "ul",
    "list-item": "li",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
    "span": "span",
    "a": "a",
    "line-break": "br",
    "section": "div",
    "note": "div",
    "note-body": "div",
}
_LEFT_OUT = frozenset(
    "tracked-changes annotation annotation-end note-citation forms sequence-decls table-of-content image".split()
)


def read(data: bytes) -> Reading:
    """The text of an OpenDocument. Raises `NoText` where it is locked or broken."""
    with unpack(data, "OpenDocument", "content.xml") as archive:
        if "META-INF/manifest.xml" in archive.namelist():
            listed = xml(archive, "META-INF/manifest.xml")
            if any(_name(element) == "encryption-data" for element in listed.iter()):
                raise NoText("is an OpenDocument that is locked with a password; save it without one")
        content = xml(archive, "content.xml")
        known = xml(archive, "meta.xml") if "meta.xml" in archive.namelist() else None
    body = next((element for element in content.iter() if _name(element) == "body"), None)
    if body is None:
        raise NoText("is a broken OpenDocument: it has no body")
    page = Element("body")
    _copy(body, page)
    text = written(pieces(page))
    if known is None:
        return Reading(text)
    title, author = (confirmed(stated(known, name), text) for name in ("title", "creator"))
    return Reading(text, {"title": title, "author": author})


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _copy(source: Any, target: Any) -> None:
    """What `source` holds as elements of HTML in `target`; an element without a counterpart gives what it holds."""
    _say(target, source.text or "")
    for child in source:
        name = _name(child)
        if name in ("s", "tab"):
            _say(target, " ")
        elif name == "h":
            level = next((value for key, value in child.attrib.items() if key.endswith("outline-level")), "2")
            _copy(child, _under(target, f"h{level if level in '123456' else 6}"))
        elif name in _HTML:
            _copy(child, _under(target, _HTML[name]))
        elif name and name not in _LEFT_OUT:
            _copy(child, target)
        _say(target, child.tail or "")


def _under(target: Any, tag: str) -> Any:
    made = Element(tag)
    target.append(made)
    return made


def _say(target: Any, words: str) -> None:
    if len(target):
        target[-1].tail = (target[-1].tail or "") + words
    else:
        target.text = (target.text or "") + words
