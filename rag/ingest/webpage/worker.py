"""The process that parses web pages (see process.py).

It reads pages from standard input and writes replies to standard output, each as eight bytes of length and then
UTF-8: the page itself, and JSON with "text" and "known" or with "error". An empty page asks whether it is there.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from rag.ingest.webpage.choice import choose, mark, marks, prose_size, stands_aside, unhide, unmarked
from rag.ingest.webpage.pieces import Piece, flat, pieces

IDLE_SECONDS = 120
"""When nobody has asked for so long, the process ends."""
_HIDDEN = (
    "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')"
    " or contains(translate(@style, ' ', ''), 'visibility:hidden')]"
)
_STATES_DATE = "//meta | //script[@type='application/ld+json'] | //article//time | //main//time | //header//time"
_MARKS = {f"h{level}": "#" * level + " " for level in range(1, 7)} | {"li": "- "}


def extract(html: str) -> dict[str, Any]:
    """What a page says: "text", a paragraph, heading ("## "), list item ("- ") or row ("| ") on each line, what is
    "known" of it, and as "lost" how many characters of prose were left out where that is more than was read."""
    import trafilatura
    from lxml.html import document_fromstring  # type: ignore[import-untyped]  # it ships no types

    tree = trafilatura.load_html(html)
    if tree is None:
        tree = document_fromstring(html)
    known = {"language": tree.get("lang") or next(iter(tree.xpath("//html/@lang")), None)}
    known["published"] = _published(tree)
    for hidden in tree.xpath(_HIDDEN):
        if hidden.getparent() is not None and hidden.tag not in ("html", "body"):
            hidden.drop_tree()
    body = tree.find("body")
    found = pieces(tree if body is None else body)
    unhide(found)
    mark(found)
    document: Any = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    if document is None:
        numbers = [number for number in range(len(found)) if not stands_aside(found[number].element)]
        return {"text": _written([found[number] for number in numbers]), "known": known, "lost": 0}
    for key, value in (("title", document.title), ("author", document.author), ("url", document.url)):
        known[key] = unmarked(value or "")
    known["publisher"] = document.sitename or document.hostname
    kept = marks("".join(document.body.itertext()))
    if not kept:  # the page keeps its text where no reader sees it, for a script to show
        return {"text": "\n\n".join(filter(None, map(flat, document.body.itertext()))), "known": known, "lost": 0}
    chosen = choose(found, kept, known["title"] or "")
    read, all_of_it = (prose_size(found, numbers) for numbers in (chosen, range(len(found))))
    lost = all_of_it - read if all_of_it > 2 * read else 0
    return {"text": _written([found[number] for number in chosen]), "known": known, "lost": lost}


def _written(found: Sequence[Piece]) -> str:
    """The pieces below one another, those of one list or table without a blank line between them."""
    text = ""
    for i, piece in enumerate(found):
        together = i > 0 and piece.kind in ("li", "tr") and found[i - 1].kind == piece.kind
        text += ("\n" if together else "\n\n" if i else "") + _MARKS.get(piece.kind, "") + piece.text
    return text


def _published(tree: Any) -> str | None:
    """The day of publication where the page states it; not from just any number in it that looks like a date."""
    from htmldate import find_date
    from lxml.html import tostring

    stated = "".join(tostring(element, encoding="unicode", with_tail=False) for element in tree.xpath(_STATES_DATE))
    try:
        found: str | None = find_date(f"<html><body>{stated}</body></html>", original_date=True, extensive_search=False)
    except ValueError:
        return None
    return found


def _reply(html: bytes, longest: int) -> dict[str, Any]:
    if not html:
        return {"ready": True}
    try:
        reply = extract(html.decode("utf-8"))
    except MemoryError:
        return {"error": "needs too much memory to be parsed as a web page"}
    except Exception as error:  # noqa: BLE001 - whatever a parser raises, the page cannot be read and the next one may
        return {"error": f"cannot be parsed as a web page ({type(error).__name__})"}
    if not reply["text"].strip():
        return {"error": "is a web page in which no article's text was found"}
    if len(reply["text"]) > longest:
        return {"error": f"gives more than the {longest:,} characters that are read from a web page"}
    return reply


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # there is none on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _alarm(seconds: int) -> None:
    """End this process after so many seconds, also when the one that started it is gone."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def main(megabytes: int, seconds: int, longest: int) -> None:
    """Serve pages until standard input ends, nobody asks for a while, or a limit is hit."""
    _limit(megabytes)
    # A parser that prints must not write between the replies.
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        _alarm(IDLE_SECONDS)
        size = int.from_bytes(requests.read(8), "big")
        html = requests.read(size)
        if len(html) < size or requests.closed:
            return
        _alarm(seconds)
        reply = json.dumps(_reply(html, longest)).encode("utf-8")
        replies.write(len(reply).to_bytes(8, "big") + reply)
        replies.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
