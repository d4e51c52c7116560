"""Feeds as sites write them."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

DREDGER = "The harbour board of Tallin bought a second dredger in March. It will start work in the autumn."
FERRY = "The ferry to Visby sails twice a day again. Its crew had been on strike for three weeks."


def rss(*entries: tuple[str, str], head: str = "") -> str:
    """RSS 2.0 whose entries have an id and HTML, escaped as most do."""
    items = "".join(
        f"<item><title>Report {id}</title><guid>{id}</guid><link>https://news.test/{id}</link>"
        f"<pubDate>Tue, 03 Mar 2026 23:30:00 -0500</pubDate><description>{escape(html)}</description></item>"
        for id, html in entries
    )
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>Baltic Wire</title>{items}</channel></rss>'


ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Baltic &amp; North</title><id>urn:feed</id>
<entry><title type="html">A &lt;i&gt;second&lt;/i&gt; dredger</title><id>urn:1</id><link href="https://news.test/1"/>
<author><name>Ada Holm</name></author><author><name>Jon Kask</name></author>
<published>2026-03-04T00:30:00+02:00</published><updated>2026-05-01T00:00:00Z</updated>
<summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{DREDGER}</p></div></content></entry>
</feed>"""


def json_feed(*items: dict[str, Any]) -> str:
    """A JSON Feed."""
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Baltic JSON", "items": items})
