"""The process that parses web pages (see webpage.py). It is run as a file and imports nothing of this package.

It reads pages from standard input and writes replies to standard output, each as eight bytes of length and then
UTF-8: the page itself, and JSON with "text" and "known" or with "error". An empty page asks whether it is there.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from typing import Any

IDLE_SECONDS = 120
"""When nobody has asked for so long, the process ends."""
_BLOCKS = "h1,h2,h3,h4,h5,h6,p,li,blockquote,pre,td,th,figcaption"
_NOISE = "script,style,noscript,template,nav,header,footer,aside,form,button,iframe,svg"
_HIDDEN = (
    "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')"
    " or contains(translate(@style, ' ', ''), 'visibility:hidden')]"
)
_STATES_DATE = "//meta | //script[@type='application/ld+json'] | //article//time | //main//time | //header//time"
_HEADS = {f"h{level}": "#" * level + " " for level in range(1, 7)}


def extract(html: str) -> dict[str, Any]:
    """The text of a page, a paragraph, heading ("## ") or list item ("- ") on each line, and what is known of it."""
    import trafilatura

    tree = trafilatura.load_html(html)
    if tree is None:
        return {"text": "\n\n".join(_plain_blocks(html)), "known": {}}
    known = {"language": tree.get("lang") or next(iter(tree.xpath("//html/@lang")), None)}
    published = _published(tree)
    for hidden in tree.xpath(_HIDDEN):
        if hidden.getparent() is not None and hidden.tag not in ("html", "body"):
            hidden.drop_tree()
    document: Any = trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
    )
    text = ""
    if document is not None:
        known |= {"title": document.title, "author": document.author, "url": document.url}
        known |= {"published": published, "publisher": document.sitename or document.hostname}
        text = "\n\n".join(filter(None, _blocks(document.body)))
    return {"text": text or "\n\n".join(_plain_blocks(html)), "known": known}


def _published(tree: Any) -> str | None:
    """The day of publication where the page states it; not from just any number in it that looks like a date."""
    from htmldate import find_date
    from lxml.html import tostring  # type: ignore[import-untyped]  # it ships no types

    stated = "".join(tostring(element, encoding="unicode", with_tail=False) for element in tree.xpath(_STATES_DATE))
    try:
        found: str | None = find_date(f"<html><body>{stated}</body></html>", original_date=True, extensive_search=False)
    except ValueError:
        return None
    return found


def _blocks(body: Any) -> Iterator[str]:
    """The text of trafilatura's tree, a block at a time."""
    yield _flat(body.text or "")
    for block in body:
        if block.tag == "head":
            level = block.get("rend", "h2")
            yield _HEADS.get(level, "## ") + _flat("".join(block.itertext()))
        elif block.tag == "list":
            yield "\n".join(f"- {item}" for child in block if (item := _flat("".join(child.itertext()))))
        elif block.tag == "table":
            rows = ([_flat("".join(cell.itertext())) for cell in row] for row in block)
            yield "\n".join(f"| {' | '.join(cells)} |" for cells in rows if any(cells))
        elif block.tag in ("quote", "div") and len(block):
            yield from _blocks(block)
        elif block.tag not in ("graphic", "comment"):
            for broken in block.iter("lb"):
                broken.text = "\n"
            yield "\n".join(filter(None, map(_flat, "".join(block.itertext()).split("\n"))))
        yield _flat(block.tail or "")


def _plain_blocks(html: str) -> Iterator[str]:
    """The text of a page that trafilatura finds nothing in: its paragraphs, by another parser."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(html)
    for noise in page.css(_NOISE):
        noise.decompose()
    root = page.css_first("article") or page.css_first("main") or page.body
    if root is None:
        return
    found = [(node.tag, _flat(node.text())) for node in root.css(_BLOCKS)] or [("p", _flat(root.text(separator=" ")))]
    for tag, text in found:
        if text:
            yield _HEADS.get(tag or "", "- " if tag == "li" else "") + text


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


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
