"""The source reader as HTML: the list of articles, or one article whole with the cited passage marked.

What the browser sends is a reference and nothing else: it is matched against a pattern and looked up by
`Article.key`, so no path and no offset of its own making reaches anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from textwrap import shorten

from rag.types import KEY_LENGTH, Article, Failure, Passage
from rag.web.listing import LIST, Articles, article_list
from rag.web.markup import from_template
from rag.web.paragraphs import paragraphs
from rag.web.told import told
from rag.web.translation import marked

GONE = "This passage is no longer in the collection."
GONE_ARTICLE = "This article is no longer in the collection."
FACTS = {
    "title": marked("Title"),
    "publisher": marked("Outlet"),
    "author": marked("Author"),
    "published": marked("Date"),
    "url": marked("Address"),
}
"""What can be edited of an article, and what it is called on the page."""
BESIDE = 300
"""Characters of a sentence beside the one that is cited."""
KEY = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}")
_PASSAGE = re.compile(rf"s/([0-9a-f]{{{KEY_LENGTH}}})/([0-9]{{1,10}})-([0-9]{{1,10}})")
_WHOLE = re.compile(rf"a/([0-9a-f]{{{KEY_LENGTH}}})")


def view(
    reference: object,
    library: Articles,
    failures: Sequence[Failure] = (),
    chosen: Set[str] = frozenset(),
    *,
    editable: bool = True,
) -> str:
    """What the reader shows for a fragment: "articles", "a/<key>" or "s/<key>/<start>-<end>"; never fails.

    What changes the articles is shown if they are `editable` for whoever looks."""
    if not isinstance(reference, str) or reference == LIST:
        return article_list(library, failures, chosen, editable=editable)
    if whole := _WHOLE.fullmatch(reference):
        article = library.article(whole[1])
        return _article(reference, article, library, editable) if article else _gone(reference, GONE_ARTICLE)
    if found := _PASSAGE.fullmatch(reference):
        article, start, end = library.article(found[1]), int(found[2]), int(found[3])
        if article and start < end <= len(article.text):
            return _article(reference, article, library, editable, Passage(article, start, end))
    return _gone(reference[:100], GONE)


def around(reference: object, library: Articles) -> list[str]:
    """The sentence before a passage and the one after it, each empty where there is none; nothing for what is no
    passage."""
    found = _PASSAGE.fullmatch(reference) if isinstance(reference, str) else None
    article = library.article(found[1]) if found else None
    if not found or not article:
        return []
    start, end = int(found[2]), int(found[3])
    sentences = library.sentences(article)
    before = [sentence for sentence in sentences if sentence.end <= start][-1:]
    after = [sentence for sentence in sentences if sentence.start >= end][:1]
    return [" ".join(_beside(sentence.text) for sentence in some) for some in (before, after)]


def _beside(text: str) -> str:
    """A sentence on one line, cut where it is long."""
    return shorten(text, BESIDE, placeholder=" …")


def waiting(text: str) -> str:
    """The reader before the index is open."""
    return from_template("waiting.html", reference="waiting", text=text)


def _gone(reference: str, message: str) -> str:
    return from_template("gone.html", reference=reference, message=told(message))


def _article(
    reference: str, article: Article, library: Articles, editable: bool, passage: Passage | None = None
) -> str:
    sentences = [(sentence.start, sentence.end) for sentence in library.sentences(article)]
    cited = (passage.start, passage.end) if passage else None
    text = paragraphs(article.text, sentences, article.headings, cited)
    return from_template(
        "article.html",
        reference=reference,
        article=article,
        sentences=len(sentences),
        cited=cited,
        paragraphs=text,
        left_out=any(not piece.kept for paragraph in text for piece in paragraph.pieces),
        facts=FACTS if editable else {},
        edited=library.edited.get(article.id, {}),
    )
