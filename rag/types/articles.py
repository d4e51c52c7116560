"""Articles, and runs of their characters: what is read, stored, found and cited.

Offsets count code points of `Article.text` and are half-open. A `Passage` never carries text of its own:
its text *is* the slice, so a quotation cannot drift from its source.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

KEY_LENGTH = 16


def key_of(id: str, digest: str) -> str:
    """`Article.key` of the article of this id, whose text has this digest."""
    return sha256(f"{id}\0{digest}".encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` is what was decoded, stored once and never rewritten; unknown stays None."""

    id: str
    """Where it was found: folder name and relative path ("articles/summit.md"), or a URL."""
    text: str
    title: str
    published: str | None = None
    """ISO 8601, as precise as the evidence in the file: "2026-02-10", "2026-02" or "2026"."""
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    """ISO 639-1 code ("en")."""
    headings: tuple[tuple[int, int], ...] = ()
    """Spans (start, end) of `text` that are headings: shown as such, never cited."""
    pages: tuple[int, ...] = ()
    """Offsets of `text` at which its pages begin, that of the first one too; none where it has no pages."""
    digest: str = field(init=False)
    """sha256 of `text`: the content, as `id` is the identity."""

    def __post_init__(self) -> None:
        # A lone surrogate cannot be encoded strictly; such text must still have a digest.
        object.__setattr__(self, "digest", sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest())

    @property
    def key(self) -> str:
        """Sixteen hex digits naming this content under this id: what citation links carry.

        A changed article has another key, so an old link says "no longer here" instead of marking wrong words."""
        return key_of(self.id, self.digest)

    @property
    def ref(self) -> str:
        """The stateless link to this article, `a/<key>`."""
        return f"a/{self.key}"

    def to_dict(self) -> dict[str, Any]:
        """What is known of it, without its text, as plain JSON."""
        known = ("id", "title", "published", "author", "publisher", "url", "language", "digest", "ref")
        return {name: getattr(self, name) for name in known} | {"characters": len(self.text)}


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of characters of one article: `article.text[start:end]`, never empty."""

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(
                f"no passage {self.start}-{self.end} in {self.article.id!r} of {len(self.article.text)} characters"
            )

    @property
    def text(self) -> str:
        """The quoted characters themselves."""
        return self.article.text[self.start : self.end]

    @property
    def page(self) -> int | None:
        """The page of its article on which it begins, counted from 1; None where the article has no pages."""
        return max(1, bisect_right(self.article.pages, self.start)) if self.article.pages else None

    @property
    def ref(self) -> str:
        """The stateless link to this passage, `s/<article key>/<start>-<end>`."""
        return f"s/{self.article.key}/{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of sentences of one article, in order, without overlap; what is embedded and found."""

    sentences: tuple[Passage, ...]

    @property
    def article(self) -> Article:
        """The article that its sentences are of."""
        return self.sentences[0].article

    @property
    def start(self) -> int:
        """Where its first sentence begins."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Where its last sentence ends."""
        return self.sentences[-1].end

    @property
    def text(self) -> str:
        """Its sentences joined by spaces. For searching; a citation is always a `Passage`."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a query; a higher score is better."""

    chunk: Chunk
    score: float

    def to_dict(self) -> dict[str, Any]:
        """The chunk's text, its article, where it stands there, and the score to six digits, as plain JSON."""
        article, start, end = self.chunk.article, self.chunk.start, self.chunk.end
        return {
            "score": round(float(self.score), 6),
            "article": article.id,
            "title": article.title,
            "published": article.published,
            "publisher": article.publisher,
            "url": article.url,
            "ref": Passage(article, start, end).ref,
            "page": Passage(article, start, end).page,
            "start": start,
            "end": end,
            "text": self.chunk.text,
        }
