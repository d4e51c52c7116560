"""The source reader as HTML: the list of articles, or one article whole with the cited passage marked.

What the browser sends is a reference and nothing else: it is matched against a pattern and looked up by
`Article.key`, so no path and no offset of its own making reaches anything.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from rag.types import KEY_LENGTH, Article, Failure, Passage
from rag.web.markup import about, address, day, escape, isolated, language, plural

GONE = "This passage is no longer in the collection."
GONE_ARTICLE = "This article is no longer in the collection."
LIST = "articles"
SHOWN = 100
"""Articles that the list shows at once."""
FEW = 20
"""Up to so many articles are found by looking: nothing to narrow the list by."""
ACCEPTED = (".txt", ".md", ".html", ".htm", ".jsonl")
KEY = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}")
_REFERENCE = re.compile(rf"s/([0-9a-f]{{{KEY_LENGTH}}})/([0-9]{{1,10}})-([0-9]{{1,10}})")
_WHOLE = re.compile(rf"a/([0-9a-f]{{{KEY_LENGTH}}})")
_LINE = re.compile(r"[^\n]*\n*")
_BACK = (
    '<button type="button" class="fn-back" data-do="close">'
    '<span class="fn-on-ask">Back to answer</span><span class="fn-on-check">Back to report</span></button>'
)
_ADD = f"""<label class="fn-button" title="Text, Markdown, HTML or JSON lines, up to 10 MB each">Add articles
<input type="file" id="fn-files" class="fn-unseen" multiple accept="{",".join(ACCEPTED)}"></label>"""
_FILTER = """<input type="search" id="fn-filter" aria-label="Find articles by title, publisher, author or date"
placeholder="Find articles" autocomplete="off" spellcheck="false" maxlength="200">"""
Span = tuple[int, int]


class Shelf(Protocol):
    """What the reader reads from; a `Library` is one."""

    @property
    def articles(self) -> list[Article]: ...
    def article(self, key: str) -> Article | None: ...
    def sentences(self, article: Article) -> tuple[Passage, ...]: ...


def view(reference: object, shelf: Shelf, failures: Sequence[Failure] = ()) -> str:
    """What the reader shows for a fragment: "articles", "a/<key>" or "s/<key>/<start>-<end>"; never fails."""
    if not isinstance(reference, str) or reference == LIST:
        return listing(shelf, failures)
    if whole := _WHOLE.fullmatch(reference):
        article = shelf.article(whole[1])
        return _page(reference, _article(article, shelf)) if article else _gone(reference, GONE_ARTICLE)
    if found := _REFERENCE.fullmatch(reference):
        article, start, end = shelf.article(found[1]), int(found[2]), int(found[3])
        if article and start < end <= len(article.text):
            return _page(reference, _article(article, shelf, Passage(article, start, end)))
    return _gone(reference[:100], GONE)


def listing(shelf: Shelf, failures: Sequence[Failure] = ()) -> str:
    """Every article with what is known of it, how to remove it, and how to add more."""
    articles = shelf.articles
    listed = f'<div id="fn-list">{_part(articles, shelf)}</div>'
    if not articles:
        listed = '<p class="fn-none">No articles yet. Add text files to start.</p>'
    elif len(articles) > FEW:
        listed = f"{_FILTER}{listed}"
    return f"""<div class="fn-view" data-view="{LIST}"><div class="fn-bar">{_BACK}</div>
<div class="fn-top"><h2 id="fn-reader-title" tabindex="-1">Articles</h2>{_ADD}</div>
<ul id="fn-uploads" aria-label="Added files"></ul>{_failures(failures)}{listed}</div>"""


def part(shelf: Shelf, words: str = "", start: int = 0) -> str:
    """The articles that have each of the words somewhere in what is known of them, `SHOWN` of them from `start` on."""
    wanted = words.casefold().split()
    known = ((article, _known(article)) for article in shelf.articles)
    return _part([article for article, facts in known if all(word in facts for word in wanted)], shelf, start)


def _part(articles: Sequence[Article], shelf: Shelf, start: int = 0) -> str:
    if not articles:
        return '<p class="fn-none">No article has these words in its title, publisher, author, date or file name.</p>'
    shown, more = articles[start : start + SHOWN], len(articles) - start - SHOWN
    items = "".join(_item(article, len(shelf.sentences(article))) for article in shown)
    button = (
        f'<p class="fn-more"><button type="button" class="fn-button" data-do="more" data-start="{start + SHOWN}">'
        f"{more:,} more</button></p>"
    )
    return f'<ul class="fn-list">{items}</ul>{button if more > 0 else ""}'


def _known(article: Article) -> str:
    known = (article.title, article.publisher, article.author, article.published, day(article.published), article.id)
    return "\n".join(fact for fact in known if fact).casefold()


def waiting(text: str) -> str:
    """The reader before the index is open."""
    return f"""<div class="fn-view" data-view="waiting"><div class="fn-bar">{_BACK}</div>
<h2 id="fn-reader-title" tabindex="-1">Articles</h2><p class="fn-progress">{escape(text)}</p></div>"""


def _item(article: Article, sentences: int) -> str:
    title = escape(article.title)
    return f"""<li data-key="{article.key}">
<h3><a class="fn-title" href="#a/{article.key}">{isolated(article.title)}</a></h3>
<p class="fn-meta">{about(article, sentences)}</p>
<p class="fn-row">
<button type="button" class="fn-quiet" data-do="remove" aria-label="Remove {title}">Remove</button></p>
<p class="fn-confirm" hidden><span>Remove? Past answers will lose these links.</span>
<button type="button" class="fn-button fn-danger" data-do="remove-now" aria-label="Remove {title} now">Remove</button>
<button type="button" class="fn-button" data-do="keep" aria-label="Keep {title}">Keep</button></p></li>"""


def _failures(failures: Sequence[Failure]) -> str:
    if not failures:
        return ""
    rows = "".join(f"<li>{isolated(failure.source)}: {isolated(failure.reason)}</li>" for failure in failures)
    return f'<div class="fn-notice"><p>{plural(len(failures), "file")} could not be read:</p><ul>{rows}</ul></div>'


def _page(reference: str, body: str) -> str:
    return f"""<div class="fn-view" data-view="{escape(reference)}">
<div class="fn-bar">{_BACK}<a class="fn-all" href="#{LIST}">All articles</a></div>{body}</div>"""


def _gone(reference: str, message: str) -> str:
    return _page(reference, f'<h2 id="fn-reader-title" tabindex="-1" class="fn-gone">{message}</h2>')


def _article(article: Article, shelf: Shelf, passage: Passage | None = None) -> str:
    sentences = [(sentence.start, sentence.end) for sentence in shelf.sentences(article)]
    text, left_out = body(article.text, sentences, article.headings, (passage.start, passage.end) if passage else None)
    legend = ['<span class="fn-key fn-key-hit">Cited passage</span>'] if passage else []
    if left_out:
        legend.append('<span class="fn-key fn-left-out">Greyed: page furniture, never cited</span>')
    source = address(article.url)
    return f"""<article class="fn-article" aria-labelledby="fn-reader-title"{language(article)}>
<h2 id="fn-reader-title" tabindex="-1" dir="auto">{escape(article.title)}</h2>
<p class="fn-meta">{about(article, len(sentences))}</p>{f'<p class="fn-meta fn-url">{source}</p>' if source else ""}
<p class="fn-meta fn-legend">{"".join(legend)}</p><span id="fn-hit-note" hidden>Cited passage</span>
<div class="fn-text">{text}</div></article>"""


def body(text: str, sentences: Sequence[Span], headings: Sequence[Span], hit: Span | None) -> tuple[str, bool]:
    """The whole text as paragraphs, one a line, and whether something in it is left out of answers.

    Taken without its tags the HTML is exactly `text`: nothing is dropped, moved or added."""
    hits = [hit] if hit else []
    is_hit, is_heading, is_kept = _within(hits), _within(headings), _within(sentences)
    edges = sorted({edge for span in (*sentences, *headings, *hits) for edge in span})
    blocks, left_out, marked, blank_lines = [], False, False, "\n\n" in text

    def kind(span: Span) -> tuple[bool, bool]:
        start, end = span
        kept = is_kept(start) or is_heading(start) or is_hit(start) or not text[start:end].strip()
        return is_hit(start), kept

    for start, end in _lines(text):
        heading = any(is_heading(low) for low, _ in _cut(start, end, edges))
        pieces = []
        for (cited, kept), spans in groupby(_cut(start, end, edges), key=kind):
            shown = escape("".join(text[low:high] for low, high in spans))
            pieces.append(_piece(shown, cited, kept, first=not marked))
            left_out, marked = left_out or not kept, marked or cited
        # Where blank lines part the paragraphs, a single line feed parts the items of a list.
        tight = blank_lines and not heading and not text[start:end].endswith("\n\n")
        blocks.append(_block("".join(pieces), heading, tight))
    return "".join(blocks), left_out


def _block(shown: str, heading: bool, tight: bool) -> str:
    if heading:
        return f'<h3 dir="auto">{shown}</h3>'
    return f'<p class="fn-tight" dir="auto">{shown}</p>' if tight else f'<p dir="auto">{shown}</p>'


def _piece(shown: str, cited: bool, kept: bool, first: bool) -> str:
    if not cited:
        return shown if kept else f'<span class="fn-left-out">{shown}</span>'
    hit = ' id="fn-hit" tabindex="-1" aria-describedby="fn-hit-note"' if first else ""
    return f"<mark{hit}>{shown}</mark>"


def _lines(text: str) -> Iterator[Span]:
    """The lines of the text, each with the line feeds that end it."""
    return (line.span() for line in _LINE.finditer(text) if line.group())


def _cut(start: int, end: int, edges: Sequence[int]) -> Iterator[Span]:
    """The interval start-end cut at every edge inside it."""
    position = bisect_right(edges, start)
    while start < end:
        stop = min(edges[position], end) if position < len(edges) else end
        yield start, stop
        start, position = stop, position + 1


def _within(spans: Sequence[Span]) -> Callable[[int], bool]:
    """Whether an offset lies in one of the spans, which do not overlap."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]

    def inside(offset: int) -> bool:
        position = bisect_right(starts, offset) - 1
        return position >= 0 and offset < ordered[position][1]

    return inside
