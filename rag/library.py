"""The façade: everything a caller does with a folder of articles goes through `Library`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache, cachedmethod

import rag.by_hand as by_hand
import rag.prepared as prepared
from rag.answering import respond
from rag.answering.hearing import voice_in
from rag.by_hand import Removed
from rag.examples import WANTED, follow_ups
from rag.generation import Generator as LanguageModel
from rag.generation import parse
from rag.prepared import Find
from rag.question import decompose
from rag.search.embed import Encoder, load_encoder
from rag.search.index import Index
from rag.streams import result
from rag.types import (
    Answer,
    Article,
    Changes,
    CheckedSentence,
    CheckedText,
    Hit,
    Passage,
    QuestionKind,
    Statement,
    Turn,
    Where,
)

# A question needs neither what reads articles nor what checks a language model's sentences, so that these packages are
# imported where they are used: together they take longer than the search.
if TYPE_CHECKING:
    from rag.ingest import Sources
    from rag.update import Progress

CANDIDATES = 20  # chunks an answer is chosen from
SURVEYED = 300  # chunks that an overview is told from: a small collection whole, of a large one what is nearest
SELECTIONS = 8  # choices of articles that are remembered
FETCHED = "fetched"
MAX_HITS = 50


class Library:
    """An index of articles, open for updates, searches and questions.

    It may be shared between threads. Errors: `IndexMismatch` and `IndexDamaged` on opening, `IndexMissing` on asking
    before anything was indexed, `IndexBusy` on updating while somebody else does, `IndexUnreachable` where a database
    does not answer, `ModelMissing` where the encoder's weights are not on this machine."""

    def __init__(
        self,
        index: str | Path = "index",
        *,
        encoder: Encoder | str | None = None,
        generator: LanguageModel | str | None = None,
        least_confidence: float | None = None,
    ) -> None:
        """Open the index in a folder or, given "postgresql://…", in a database; the first update makes it.

        `encoder` is a sentence-transformers model by its folder or name, or anything that is an `Encoder`; an index is
        opened with the one it was made with. Without one it is all-MiniLM-L6-v2, which comes with the package.
        With a `generator` ("transformers:FOLDER", "http://localhost:11434/v1#MODEL", or anything with its two members)
        a language model phrases the answers; without one they are the articles' own sentences.
        `least_confidence` is the one dial: questions whose `Answer.confidence` is lower are not answered. Unset, it is
        the threshold that came with the weights; training/README.md tells what other values mean."""
        self._encoder = load_encoder(encoder) if isinstance(encoder, str) else encoder or load_encoder()
        self._generator = parse(generator) if isinstance(generator, str) else generator
        self._least = least_confidence
        self._index = Index(index, self._encoder)
        self.folder = self._index.folder
        self._selections: LRUCache[tuple[int, Where], Library] = LRUCache(SELECTIONS)
        self._selecting = Lock()

    @property
    def generator(self) -> str:
        """The name of the language model that phrases the answers; empty where they are the articles' own words."""
        return self._generator.name if self._generator else ""

    @property
    def articles(self) -> list[Article]:
        """Every article of the index, sorted by id; none where nothing was indexed yet."""
        return self._index.articles() if self._index.exists else []

    @property
    def added(self) -> list[str]:
        """The ids of the articles, the one that was added or changed last first."""
        return self._index.added() if self._index.exists else []

    @property
    def generation(self) -> int:
        """Counts the changes of the index, whoever makes them: the same number means the same articles and answers."""
        return self._index.generation if self._index.exists else 0

    @property
    def examples(self) -> tuple[str, ...]:
        """Up to four questions to start with that these articles answer, found at the last update."""
        return tuple(made.question for made in prepared.suggestions(self._index)[:WANTED])

    @property
    def near_copies(self) -> dict[str, str]:
        """For each article that is much like an earlier one, as one agency's story in several papers, its id."""
        return prepared.near_copies(self._index)

    def article(self, key: str) -> Article | None:
        """The article with this `Article.key`, or None: it was removed, or its text has changed."""
        return self._index.article(key) if self._index.exists else None

    def sentences(self, article: Article) -> tuple[Passage, ...]:
        """The sentences of an article of this index, in order: all that can be cited of it."""
        return self._index.sentences(article)

    def only(self, articles: Where | Collection[str]) -> Library:
        """The library of these articles, or those of these ids, alone: it answers as if no others had been indexed.

        It is there to be asked, not to be changed, and the same one until the articles change; it is closed with this
        one. Raises `NoArticle` or, for an unknown id, `LoadError`."""
        return self._only(
            self.generation, articles if isinstance(articles, Where) else Where(articles=frozenset(articles))
        )

    @cachedmethod(attrgetter("_selections"), lock=attrgetter("_selecting"))
    def _only(self, generation: int, where: Where) -> Library:
        made = copy(self)
        made._index = self._index.only(where.among(self._index.facts()))
        made._selections, made._selecting = LRUCache(SELECTIONS), Lock()
        return made

    def update(self, source: str | Path | None = None, progress: Progress | None = None) -> Changes:
        """Make the index hold what the folder `source` holds, or one file of it, and say what changed.

        Unchanged files are not read again. The addresses in a folder's `sources.toml` are fetched anew, without a
        `source` those added by `add_url`; where that fails, what they gave before is used. `Changes.failed` lists what
        cannot be read or fetched. Raises `LoadError` where there is no such source, or no address was added."""
        import rag.ingest as ingest
        import rag.uploads as uploads

        source = uploads.source(self.folder, source)
        return self._update(source, ingest.sources_of(source, self.folder / FETCHED), progress)

    def _update(self, source: Path, sources: Sources | None = None, progress: Progress | None = None) -> Changes:
        from rag.update import update

        with self._index.writer() as writer:
            changes = update(source, writer, self._encoder, progress, sources)
        if changes.added or changes.changed or changes.renamed or changes.removed:
            self._look_through()
        return changes

    def remove(self, *ids: str) -> Removed:
        """Take articles out of the index; updating their folder does not bring them back while they are unchanged.

        A file stays where it is, unless it was added by itself: then it is deleted, and an address is forgotten.
        `restore` puts back what this returns. Raises `LoadError` for an unknown id, and then removes none."""
        removed = by_hand.remove(self._index, ids)
        self._look_through()
        return removed

    def restore(self, removed: Removed) -> None:
        """Put back what `remove` took out, unless it has come back in another way."""
        by_hand.restore(self._index, removed)
        self._look_through()

    @property
    def edited(self) -> dict[str, dict[str, str | None]]:
        """For each article that was edited, by its id, what its source has in the place of each edited fact."""
        return by_hand.originals(self._index)

    def edit(self, id: str, facts: Mapping[str, str | None]) -> None:
        """Change what is known of an article: "title", "published", "author", "publisher", "url"; None: it is unknown.

        It stays when the article is read again; given as its source has it, it is edited no longer. Raises `LoadError`
        for an unknown id, `ValueError` for what is no such fact."""
        by_hand.edit(self._index, id, facts)
        prepared.find_copies(self._index)

    def add(self, name: str, data: bytes) -> Changes:
        """Add an uploaded file: kept under `uploads/` in `folder`, read and indexed.

        Only the last part of `name` is used. What is already in the index counts as unchanged and is not kept twice;
        what cannot be read is listed in `Changes.failed` and not kept."""
        import rag.uploads as uploads

        held = {article.digest for article in self.articles}
        if isinstance(file := uploads.keep_file(self.folder, name, data, held), Changes):
            return file
        if not (changes := self._update(file)).added:
            file.unlink()
        return changes

    def add_url(self, url: str) -> Changes:
        """Fetch an http or https address, index the page, document or feed that it gives; `update()` does so again.

        Only public hosts are asked, and only for what their robots.txt lets programs read. What cannot be fetched or
        read is listed in `Changes.failed` and not kept."""
        import rag.uploads as uploads

        sources = uploads.keep_address(self.folder, self.folder / FETCHED, url)
        return sources if isinstance(sources, Changes) else self._update(sources.path, sources)

    def search(self, query: str, k: int = 5, *, where: Where | None = None) -> list[Hit]:
        """The k best chunks for a query (1 to 50), best first; of a query of several questions, the best for any.

        With `where`, as `only` finds them. Raises `ValueError` for a blank query or another k, and `IndexMissing`."""
        if where:
            return self.only(where).search(query, k)
        if not query.strip():
            raise ValueError("the query is blank; write what to look for")
        if not 1 <= k <= MAX_HITS:
            raise ValueError(f"k is {k}; ask for 1 to {MAX_HITS} hits")
        parts = decompose.clauses(query)[: decompose.MOST]
        return list(decompose.merged(self._index.search(part.query, k) for part in parts)[:k])

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        kind: str | None = None,
        stop: Event | None = None,
        aside: Callable[[Answer], None] | None = None,
        reads: Callable[[int], None] | None = None,
        generator: LanguageModel | str | None = None,
        least_confidence: float | None = None,
    ) -> Generator[Statement, None, Answer]:
        """Yield the answer's statements as they are found, each verified; return the whole `Answer`.

        Nothing that was yielded is withdrawn. It is answered as a question of this `kind`, or of the one it is told to
        be, and phrased by this `generator` ("extractive": nobody), or the library's. `aside` is told what a language
        model is to phrase, `reads` how many passages it reads; setting `stop` ends it; `least_confidence` is the
        library's. Raises `ValueError` for a blank or over-long question or no kind."""
        stream = self._extractive(question, self._index.retrieve, history, kind or "", least_confidence)
        if given := parse(generator) if isinstance(generator, str) else generator or self._generator:
            from rag.generation.phrase import compose

            voice = partial(voice_in, self._index)
            stream = compose(stream, given, prepared.verify, voice=voice, aside=aside, reads=reads, stop=stop)
        answer, asked = (yield from stream), [turn.question for turn in history]
        return replace(answer, follow_ups=follow_ups(prepared.suggestions(self._index), answer, asked))

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, kind: str | None = None, where: Where | None = None
    ) -> Answer:
        """The answer to a question, after the turns of a conversation; `Answer.answered` is False where the articles
        do not say. The same question over the same index gives the same answer, byte for byte (not of every model).
        With `where`, `only` those articles answer."""
        return result((self.only(where) if where else self).stream(question, history, kind=kind))

    def check(self, text: str) -> CheckedText:
        """Every sentence of a text (another chatbot's answer, say) with what the articles say to it.

        Raises `ValueError` for a blank or over-long text, `IndexMissing` where nothing was indexed yet."""
        return result(self.stream_check(text))

    def stream_check(self, text: str) -> Generator[CheckedSentence, None, CheckedText]:
        """Yield the sentences of a text as they are checked, in order; return the whole: what `check` gives."""
        import rag.ingest as ingest
        import rag.verification.report as report

        return report.check(text, ingest.text_sentences, lambda query: self._index.retrieve(query, report.CANDIDATES))

    def warm(self) -> None:
        """Load the networks and a language model on this machine now rather than at the first question."""
        prepared.warm(self._encoder, self._generator)

    def close(self) -> None:
        """Close the index's files; what `only` gave is closed with them, and by itself not at all."""
        self._index.close()

    def _extractive(
        self, question: str, find: Find, history: Sequence[Turn] = (), kind: str = "", least: float | None = None
    ) -> Generator[Statement, None, Answer]:
        return respond(
            question,
            history,
            lambda query: find(query, CANDIDATES),
            prepared.verify,
            survey=lambda query: find(query, SURVEYED),
            shelf=self._index,
            least=self._least if least is None else least,
            kind=QuestionKind.of(kind) if kind else None,
        )

    def _look_through(self) -> None:
        """Find what can be told of the articles beforehand, whenever they have changed."""
        prepared.prepare(self._index, lambda asked, find: result(self._extractive(asked, find)), self._least)
