"""From an article's bytes to the article and its sentences: whatever is known of a text is found here, once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import rag.ingest.isolated as isolated
from rag.english.sentences import sentence_spans
from rag.ingest.boilerplate import boilerplate
from rag.ingest.decode import NoText, whole_characters
from rag.ingest.front_matter import Metadata, from_mapping, read_source
from rag.ingest.layout import layout
from rag.ingest.lines import lines
from rag.ingest.metadata import infer_metadata
from rag.ingest.paragraphs import Paragraphs
from rag.ingest.reading import Reading
from rag.types import Article, Passage

_TAGGED = re.compile(r"</(?:p|div|a|li|h[1-6]|b|i|em|strong|span|td|blockquote)>|<br ?/?>", re.IGNORECASE)
"""What shows that a "text" is HTML."""
_BLOCK = re.compile(r"<(?:p|div|li|h[1-6]|td|blockquote|br)\b", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?|\n")
_ON_A_LINE = 'put one whole object on each line, such as {"title": "...", "text": "..."}'


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article, what can be cited of it, and what of its text is no part of it."""

    article: Article
    sentences: tuple[Passage, ...]
    """In order; without the headings (`Article.headings`) and what is left out."""
    left_out: tuple[tuple[int, int, str], ...] = ()
    """Spans of the text, each with the name of the rule that says so."""
    incomplete: str = ""
    """What of the article could not be read, or is unsure; empty where all is."""


def parse_reading(id: str, reading: Reading, name: str) -> ParsedArticle:
    """The article in what a file gave; `name` is its title if it states none.

    Raises `NoText` where there is none, and says why."""
    stated = from_mapping(reading.known)
    parsed = parse_text(id, reading.text, stated, name, pages=tuple(reading.pages), marked=reading.marked)
    return replace(_with_sentences(parsed), incomplete="; ".join(filter(None, (reading.incomplete, parsed.incomplete))))


def parse_json(id: str, line: bytes, name: str) -> ParsedArticle:
    """The article in a line of a .jsonl file, as `parse_reading` gives it. Raises `NoText`."""
    try:
        values = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise NoText("is not UTF-8; save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise NoText(f"is no JSON from character {error.pos + 1} on; {_ON_A_LINE}") from None
    except (ValueError, RecursionError):
        raise NoText(f"is nested too deeply or has a number too long to read; {_ON_A_LINE}") from None
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        raise NoText(f'is no object with a "text"; {_ON_A_LINE}')
    text = whole_characters(values["text"])
    if not text.strip():
        raise NoText('has an empty "text"; put the article\'s text into it')
    stated = from_mapping(values)
    if _TAGGED.search(text):
        html = text if _BLOCK.search(text) else _LINE_END.sub("<br>", text)
        reading = isolated.read("web page", html.encode("utf-8"))
        written = {key: value for key, value in asdict(stated).items() if value}
        return parse_reading(id, replace(reading, known=reading.known | written), name)
    return _with_sentences(parse_text(id, text, stated, name))


def parse_text(
    id: str,
    text: str,
    stated: Metadata | None = None,
    name: str = "",
    *,
    pages: tuple[int, ...] = (),
    marked: bool = False,
) -> ParsedArticle:
    """The article of a text, which may have no sentence at all.

    What is `stated` about it beside the text comes before what the text says itself; its `pages` begin at offsets.
    Where its headings are `marked` no other line is taken for one."""
    source = read_source(text)
    known = (stated or Metadata()) | infer_metadata(source)
    title = known.title or name
    page = layout(source, title, marked=marked)
    article = Article(
        id=id,
        text=text,
        title=title,
        published=known.published,
        author=known.author,
        publisher=known.publisher,
        url=known.url,
        language=known.language,
        headings=page.headings,
        pages=pages,
    )
    cut = [(sentence, boilerplate(sentence.text)) for sentence in sentences(article, page.content)]
    others = [(sentence.start, sentence.end, rule) for sentence, rule in cut if rule]
    kept = tuple(sentence for sentence, rule in cut if not rule)
    return ParsedArticle(article, kept, tuple(sorted([*page.left_out, *others])), source.unread)


def sentences(article: Article, content: Iterable[tuple[int, int]]) -> tuple[Passage, ...]:
    """The sentences of the spans `content` of an article, in order, without the blanks and marks around them."""
    return tuple(
        Passage(article, begin + start, begin + end)
        for begin, stop in content
        for start, end in sentence_spans(article.text[begin:stop])
    )


def text_sentences(text: str) -> tuple[Passage, ...]:
    """The sentences of a text that is no article (another chatbot's answer, say), in order, all of it content.

    Its headings are known to `Passage.article`."""
    found = list(lines(text))
    headings = tuple((line.start, line.end) for line in found if line.mark.startswith("#"))
    article = Article(id="", text=text, title="", headings=headings)
    return sentences(article, Paragraphs(text, found, (), markdown=False).spans())


def _with_sentences(parsed: ParsedArticle) -> ParsedArticle:
    if not parsed.sentences:
        raise NoText("holds no sentence, only headings, links and the like; save the article's own text")
    return parsed
