"""Answers about the articles themselves, from what is known of each: which there are, by whom, from where and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.english.sentence_features import sentence
from rag.english.tokens import terms
from rag.question.about_articles import AboutArticles, falls_on, read
from rag.question.outlets import spoken
from rag.types import Article, Passage, Statement
from rag.types.retrieval import RetrievalResult

MOST = 20
"""Articles that are named at most."""
NAMED = 8
"""So many outlets are named."""
_LACKING = {"author": "with no named author", "publisher": "with no named outlet", "published": "without a date"}


class Shelf(Protocol):
    """The articles, and the sentences of each."""

    def articles(self) -> Sequence[Article]:
        """All articles."""
        ...

    def sentences(self, article: Article) -> tuple[Passage, ...]:
        """The sentences of one of them, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """What is said of the articles, or of the people in them, that a question asks for."""

    note: str
    """How many there are, and what is known of how many."""
    statements: tuple[Statement, ...]
    """None where nothing is known of what is asked."""


MOSTLY = 0.6
"""The one article that a question asks for holds at least so much of what the question says it is about."""


def listed(found: RetrievalResult, shelf: Shelf) -> Listed | None:
    """The articles that the query asks for, with what it asks of them; None where no article is known to be one.

    `found` holds what was found for the query: an article that is not among it is about something else."""
    asked = read(found.query)
    if not asked.asked:
        return None
    articles = shelf.articles()
    named = _named(asked, found.query, articles)
    chosen = _about(asked, found, named)
    chosen = [article for article in chosen if falls_on(article.published, asked.dates)]
    if not chosen:
        return None
    told = _ordered(asked, [article for article in chosen if not asked.field or getattr(article, asked.field)])
    where = {} if asked.field or asked.single else _mentions(asked.topics - named[0], found)
    entries = (_entry(asked, article, shelf, where.get(article.id)) for article in told[:MOST])
    statements = tuple(filter(None, entries))
    return Listed(_note(asked, told if asked.order else chosen, articles), statements)


def _named(asked: AboutArticles, query: str, articles: Sequence[Article]) -> tuple[frozenset[str], list[Article]]:
    """The articles whose outlet, author or title the query names, with the stems that do; else all of them."""
    said = [(words, article) for article in articles if (words := spoken(query.removesuffix(asked.about), article))]
    stems = frozenset(stem for words, _ in said for stem in terms(words))
    return stems, [article for _, article in said] or list(articles)


def _about(
    asked: AboutArticles, found: RetrievalResult, named: tuple[frozenset[str], Sequence[Article]]
) -> list[Article]:
    """Of the articles that were named those that hold all that the question is about: where it asks for the one
    article, those that have it in the title, or that speak of it the most."""
    stems, articles = named
    topics = asked.topics - stems
    if not topics:
        return list(articles)
    titles = {article.id: topics & frozenset(terms(article.title)) for article in articles}
    counts: dict[str, Counter[str]] = {}
    for hit in found.hits:
        for passage in hit.chunk.sentences:
            counts.setdefault(hit.chunk.article.id, Counter()).update(topics & sentence(passage.text).stems)
    shares = {a.id: len(titles[a.id] | counts.get(a.id, Counter()).keys()) / len(topics) for a in articles}
    held = [article for article in articles if shares[article.id] == 1]
    if not asked.single:
        return held
    if not held:
        best = max(shares.values())
        held = [article for article in articles if shares[article.id] == best >= MOSTLY]
    titled = [article for article in held if topics <= titles[article.id]]
    often = {article.id: counts[article.id].total() for article in held if article.id in counts}
    most = max(often.values(), default=0)
    return titled or [article for article in held if 2 * often.get(article.id, 0) >= most]


def _mentions(topics: frozenset[str], found: RetrievalResult) -> dict[str, Passage]:
    """Of each article that was found the sentence that holds the most of what is asked about, by the article's id."""
    best: dict[str, tuple[int, Passage]] = {}
    for hit in found.hits:
        for passage in hit.chunk.sentences:
            held = len(topics & sentence(passage.text).stems)
            if held > best.get(passage.article.id, (0, passage))[0]:
                best[passage.article.id] = held, passage
    return {id: passage for id, (_, passage) in best.items()}


def _ordered(asked: AboutArticles, articles: Sequence[Article]) -> list[Article]:
    """The newest first, those without a date last; where the newest or the oldest is asked for, only that."""
    dated = sorted((a for a in articles if a.published), key=lambda a: (a.published or "", a.id), reverse=True)
    undated = sorted((article for article in articles if not article.published), key=lambda article: article.id)
    if not asked.order or not dated:
        return dated + undated
    wanted = dated[0 if asked.order == "newest" else -1].published
    return [article for article in dated if article.published == wanted]


def _entry(asked: AboutArticles, article: Article, shelf: Shelf, mention: Passage | None) -> Statement | None:
    """One article: the words of its text that say what is asked for, else where it mentions that, else its title, else
    its first sentence, its front matter being text too; beside it what its metadata say. None for an article without a
    sentence."""
    # A question of another kind does not wait for what reads articles to be imported.
    from rag.ingest.stated import stated, stated_in_front

    places = stated(article)
    anywhere = stated_in_front(article) | places
    opening = anywhere.get("title") or next(iter(shelf.sentences(article)), None)
    shown = anywhere.get(asked.field, mention or opening)
    if shown is None:
        return None
    others = [places[field] for field in ("title", "author", "publisher", "published") if field in places]
    cited = tuple(dict.fromkeys([shown, *(passage for passage in others if not _within(passage, shown))]))
    return Statement(shown.text, cited, answer=_exact(asked, article, shown), metadata=_known(article, shown))


def _within(one: Passage, other: Passage) -> bool:
    return other.start <= one.start and one.end <= other.end


def _exact(asked: AboutArticles, article: Article, shown: Passage) -> Passage | None:
    """The author's name in the line that states it."""
    name = article.author if asked.field == "author" else None
    at = shown.text.find(name) if name else -1
    start = shown.start + at
    return Passage(article, start, start + len(name)) if name and at >= 0 else None


def _known(article: Article, shown: Passage) -> str:
    """What is known of an article in one line, without what is shown."""
    told = {
        article.title: f"“{article.title}”",
        article.author: f"by {article.author}",
        article.publisher: article.publisher,
        article.published: article.published,
    }
    return ", ".join(words for known, words in told.items() if known and words and known not in shown.text)


def _note(asked: AboutArticles, chosen: Sequence[Article], articles: Sequence[Article]) -> str:
    """How many articles there are, of which outlets and what time, and how many lack what is asked for."""
    of = f" of {len(articles):,}" if len(chosen) < len(articles) else ""
    lines = [f"{len(chosen):,}{of} article{'' if len(articles if of else chosen) == 1 else 's'}."]
    if len(chosen) > 1:
        lines += [*_outlets(chosen), *_period(chosen)]
    field = "published" if asked.order or asked.dates else asked.field
    among = articles if asked.order or asked.dates else chosen
    lacking = sum(not getattr(article, field) for article in among) if field else 0
    if lacking:
        lines.append(f"{lacking:,} of {len(among):,} {_LACKING[field]}.")
    if len(chosen) > MOST:
        lines.append(f"The first {MOST} are shown.")
    return " ".join(lines)


def _outlets(articles: Sequence[Article]) -> Iterator[str]:
    counts = Counter(article.publisher for article in articles if article.publisher)
    named = [f"{name} ({count:,})" if count > 1 else name for name, count in counts.most_common(NAMED)]
    if named:
        yield f"Outlets: {', '.join(named)}{' and others' if len(counts) > NAMED else ''}."


def _period(articles: Sequence[Article]) -> Iterator[str]:
    days = sorted(article.published for article in articles if article.published)
    if days:
        yield f"Published {days[0]}." if days[0] == days[-1] else f"Published {days[0]} to {days[-1]}."
