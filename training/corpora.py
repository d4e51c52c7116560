"""The named public data, read as small corpora: a few articles, and questions with the sentences that answer them.

One SQuAD article is one corpus, so that every candidate is about the same subject, as in a folder of articles about
one affair; passages of QED, CLAPnq and QAMR are put together by the dozen. Nothing of it is shipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from rag.english.sentences import line_sentence_spans
from rag.english.tokens import terms
from rag.search.embed import MiniLMEncoder
from rag.types import Article, Passage
from training.labelled_news import AFFAIRS, READ_KINDS, Affair, affairs
from training.reader_data import held_back

SQUAD = "squad/squad_v{}_dev_handout.json"
POOL = "training_pools/reader_span_pool.jsonl"
CLAPNQ = "clapnq/clapnq_dev_{}.jsonl"
WORDS_OF_A_QUESTION = 3
"""QAMR questions with fewer content words ("Who argued something?") name nothing that could be looked up."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the sentences that answer it as (article, sentence) numbers; none: the corpus does not say."""

    text: str
    gold: frozenset[tuple[int, int]]
    kind: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """A few articles cut into sentences, and what was asked about them."""

    name: str
    articles: tuple[tuple[Passage, ...], ...]
    questions: tuple[Question, ...]
    unread: bool = False
    """Whether the evidence reader learnt nothing from it."""


def read(root: Path, sample: float = 1.0) -> list[Corpus]:
    """Every corpus of the data under `root`; `sample` is the share of each source that is read (for quick runs)."""
    makers = (
        squad(root),
        clapnq(root),
        pool(root, "qed", 30, 1_200),
        pool(root, "qed", 30, 600, unread=True),
        pool(root, "qamr", 90, 1_500),
        news(),
    )
    corpora = [list(found) for found in makers]
    return [corpus for found in corpora for corpus in found[: max(1, round(len(found) * sample))]]


def squad(root: Path) -> Iterator[Corpus]:
    """SQuAD 2.0 development articles, then those that only SQuAD 1.1 has: one corpus each, by name."""
    seen: set[str] = set()
    for version in ("2.0", "1.1"):
        for entry in json.loads((root / SQUAD.format(version)).read_text("utf-8"))["data"]:
            if entry["title"] not in seen:
                seen.add(entry["title"])
                yield _squad_article(entry)


def _squad_article(entry: dict) -> Corpus:
    title = entry["title"].replace("_", " ")
    paragraphs = entry["paragraphs"]
    text = "\n\n".join(paragraph["context"] for paragraph in paragraphs)
    sentences = cut(Article(id=f"squad/{entry['title']}", text=text, title=title))
    questions, offset = [], 0
    for paragraph in paragraphs:
        for asked in paragraph["qas"]:
            spans = [(offset + a["answer_start"], len(a["text"])) for a in asked["answers"]]
            gold = frozenset((0, i) for start, length in spans for i in _covering(sentences, start, start + length))
            kind = "squad unanswerable" if asked.get("is_impossible") else "squad"
            questions.append(Question(asked["question"].strip(), gold, kind))
        offset += len(paragraph["context"]) + 2
    asked = tuple(q for q in questions if q.gold or "un" in q.kind)
    return Corpus(f"squad {title}", (sentences,), asked, held_back(entry["title"]))


def clapnq(root: Path) -> Iterator[Corpus]:
    """CLAPnq passages by thirty, answerable and not."""
    rows = [
        json.loads(line)
        for kind in ("answerable", "unanswerable")
        for line in (root / CLAPNQ.format(kind)).read_text("utf-8").splitlines()
    ]
    rows.sort(key=lambda row: str(row["id"])[::-1])
    for number, batch in enumerate(_batches(rows, 30)):
        articles, questions = [], []
        for index, row in enumerate(batch):
            passage = row["passages"][0]
            sentences = cut(Article(f"clapnq/{row['id']}", _detokenised(passage["text"]), passage["title"]))
            selected = [_detokenised(s) for s in row["output"][0]["selected_sentences"]]
            gold = frozenset((index, i) for i, s in enumerate(sentences) if any(_same(s.text, t) for t in selected))
            articles.append(sentences)
            if gold or not selected:
                questions.append(Question(row["input"], gold, "clapnq" if gold else "clapnq unanswerable"))
        yield Corpus(f"clapnq {number}", tuple(articles), tuple(questions), unread=True)


def pool(root: Path, source: str, size: int, count: int, unread: bool = False) -> Iterator[Corpus]:
    """At most `count` questions of one source of the span pool, over corpora of `size` contexts."""
    rows = [json.loads(line) for line in (root / POOL).read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["src"] == source and len(set(terms(row["question"]))) >= WORDS_OF_A_QUESTION]
    if source == "qed":
        rows = [row for row in rows if held_back(sha256(row["context"].encode()).hexdigest()) == unread]
    step = max(1, len(rows) // count)
    by_context: dict[str, list[dict]] = {}
    for row in rows[::step]:
        by_context.setdefault(row["context"], []).append(row)
    for number, batch in enumerate(_batches(list(by_context.items()), size)):
        articles, questions = [], []
        for index, (context, asked) in enumerate(batch):
            sentences = cut(Article(f"{source}/{asked[0]['id']}", context, title=""))
            articles.append(sentences)
            for row in asked:
                answer = row["answers"][0]
                gold = _covering(sentences, answer["start"], answer["start"] + len(answer["text"]))
                if gold:
                    questions.append(Question(row["question"], frozenset((index, i) for i in gold), source))
        name = f"{source} {'unread ' if unread else ''}{number}"
        yield Corpus(name, tuple(articles), tuple(questions), unread)


def news() -> Iterator[Corpus]:
    """The affairs of `dev`, which the reader does not learn from: one corpus each, questions in both wordings. What
    asks for an overview or a timeline is told by another rule, and follow-ups need their history: left out."""
    for affair in affairs(AFFAIRS / "dev", MiniLMEncoder()):
        articles = tuple(affair.sentences.values())
        places = {name: number for number, name in enumerate(affair.sentences)}
        questions = []
        for row in affair.rows("questions.jsonl"):
            spans = [*row["evidence"], *(span for point in row["points"] for span in point)]
            gold = frozenset((places[span["article"]], i) for span in spans for i in _holding(affair, span))
            if row["kind"] in READ_KINDS and (gold or row["kind"] == "nearmiss"):
                kind = "news near miss" if row["kind"] == "nearmiss" else "news"
                plain = row.get("plain") or row["question"]
                questions.append(Question(plain, gold, kind))
                if row["question"] != plain:
                    questions.append(Question(row["question"], gold, f"{kind} in other words"))
        yield Corpus(f"news {affair.folder.name}", articles, tuple(questions), unread=True)


def _holding(affair: Affair, span: dict) -> list[int]:
    """The sentences of an article that a labelled span covers, in part or whole."""
    sentences = affair.sentences[span["article"]]
    start = sentences[0].article.text.find(span["text"]) if sentences else -1
    return _covering(sentences, start, start + len(span["text"])) if start >= 0 else []


def cut(article: Article) -> tuple[Passage, ...]:
    """The sentences of an article of one of these sets, each line a paragraph."""
    return tuple(Passage(article, start, end) for start, end in line_sentence_spans(article.text))


def _covering(sentences: Iterable[Passage], start: int, end: int) -> list[int]:
    return [i for i, s in enumerate(sentences) if s.start < end and start < s.end][:1]


def _same(one: str, other: str) -> bool:
    left, right = set(terms(one)), set(terms(other))
    return len(left & right) >= 0.8 * max(1, len(left), min(len(left), len(right)))


def _detokenised(text: str) -> str:
    text = re.sub(r"`` ?| ?''", '"', text).replace("-LRB-", "(").replace("-RRB-", ")")
    text = re.sub(r" ([.,;:!?%)\]]|'s\b|n't\b)", r"\1", re.sub(r"([(\[$]) ", r"\1", text))
    return re.sub(r"\s+", " ", text).strip()


def _batches(items: list, size: int) -> Iterator[list]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
