"""Any number of articles out of a few, and vectors for them, without running the network over each.

An *affair* is what one event's articles say and what is asked about it. An *edition* of it has its own names in the
place of the affair's; an article of an edition is some of the affair's sentences, and a question of one has its names.
Everything is drawn with fixed seeds.

Vectors are real ones, recombined: that of a sentence is its original's, moved by each of its names towards the
difference of two other sentences. So editions of one affair lie near each other, and articles of one edition nearest.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

import rag.ingest as ingest
from benchmarks import data, shelf

AFFAIRS = Path(__file__).parents[1] / "training" / "affairs" / "train"
ARTICLES = 10
"""Articles of one edition."""
SENTENCES = 23
"""Sentences of an article, three to a paragraph."""
MOVED = 0.25
"""How far one name moves a vector of length 1."""
WORD = re.compile(r"[^\W\d_]+")
"""What can be a name."""
_CALENDAR = frozenset((*calendar.month_name, *calendar.day_name))
_SENTENCE_END = re.compile(r"(?<=[.!?”\"’])\s+(?=[^\W\d_a-z]|[“\"‘])")
_ONSETS = "b br c d dr f g gr h j k kl l m n p pr r s st t tr v w z".split()
_RIMES = "a ad al an ar ek el en er et im in ir ob ol on or ost ul un ur us".split()
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Affair:
    """What is said in one event's articles, each sentence once, and what is asked about it."""

    sentences: tuple[str, ...]
    questions: tuple[str, ...]


def affairs(folder: Path | None = None) -> list[Affair]:
    """The affairs that the repository has for training; with `folder` also the public data's SQuAD and SummHay."""
    found = [_affair(place) for place in sorted(AFFAIRS.iterdir()) if place.is_dir()]
    if folder:
        for article in (held := data.squad(folder, "1.1")).articles:
            asked = tuple(question.text for question in held.questions if question.group.startswith(f"{article.id} "))
            found.append(Affair(tuple(_said(article.text)), asked))
        for topic in data.summhay(folder):
            said = dict.fromkeys(text for article in topic.shelf.articles for text in _said(article.text))
            found.append(Affair(tuple(said), tuple(question.text for question in topic.shelf.questions)))
    return [affair for affair in found if len(affair.sentences) > SENTENCES and affair.questions]


def _affair(folder: Path) -> Affair:
    read = (parsed for file in ingest.files(folder / "articles") for parsed in ingest.read(file, file.name).parsed)
    said = dict.fromkeys(" ".join(sentence.text.split()) for parsed in read for sentence in parsed.sentences)
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    asked = (row for row in map(json.loads, lines) if row["answerable"] and not row["history"])
    return Affair(tuple(said), tuple(row["plain"] for row in asked))


def _said(text: str) -> Iterator[str]:
    return (" ".join(sentence.text.split()) for sentence in ingest.text_sentences(text))


class Press:
    """Prints the articles and questions of any edition, and knows their vectors; itself an `Encoder`."""

    name, dimension = "recombined", 384

    def __init__(self, held: Sequence[Affair], encoder: shelf.Remembering) -> None:
        self._affairs = held
        texts = [text for affair in held for text in (*affair.sentences, *affair.questions)]
        self._lower = frozenset(word for text in texts for word in WORD.findall(text) if word.islower())
        self._rows = encoder.encode(texts)
        self._places = {self._key(text): place for place, text in enumerate(texts)}

    def article(self, number: int, edition: int | None = None) -> str:
        """The text of the article of this number, from 0: its title, a blank line, and paragraphs."""
        own = number // ARTICLES if edition is None else edition
        affair, draw = self._affairs[own % len(self._affairs)], Random(number)
        picked = sorted(draw.sample(range(len(affair.sentences)), SENTENCES))
        said = [self._renamed(affair.sentences[place], own) for place in picked]
        title = " ".join(draw.choice(said).rstrip('.!?”"').split()[:8])
        return "\n\n".join([title, *(" ".join(said[i : i + 3]) for i in range(0, len(said), 3))]) + "\n"

    def questions(self, articles: int, count: int) -> list[str]:
        """So many questions about the first so many articles."""
        draw = Random(articles)
        editions = [draw.randrange(-(-articles // ARTICLES)) for _ in range(count)]
        return [self._renamed(draw.choice(self._affairs[e % len(self._affairs)].questions), e) for e in editions]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The mean of the vectors of a text's sentences, at length 1; a text that it knows none of has a random one."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            known = [moved for part in _SENTENCE_END.split(text) if (moved := self._vector(part)) is not None]
            row[:] = np.sum(known, axis=0) if known else _random(crc32(text.encode()))
        found: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return found

    def count_tokens(self, text: str) -> int:
        """About as many as the real encoder's."""
        return len(text.split()) * 4 // 3

    def _vector(self, sentence: str) -> Vectors | None:
        place = self._places.get(self._key(sentence))
        if place is None:
            return None
        row = self._rows[place].copy()
        for name in sorted({word for word in WORD.findall(sentence) if self.is_name(word)}):
            row += MOVED * self._direction(name)
        found: Vectors = row / np.linalg.norm(row)
        return found

    def _direction(self, name: str) -> Vectors:
        first, second = np.random.default_rng(crc32(name.encode())).integers(len(self._rows), size=2)
        away = self._rows[first] - self._rows[second]
        found: Vectors = away / (np.linalg.norm(away) or 1)
        return found

    def _key(self, text: str) -> str:
        """A text without its names: the same for every edition."""
        return WORD.sub(lambda word: "_" if self.is_name(word[0]) else word[0], text)

    def _renamed(self, text: str, edition: int) -> str:
        return WORD.sub(lambda word: _made(word[0], edition) if self.is_name(word[0]) else word[0], text)

    def is_name(self, word: str) -> bool:
        """Whether a word stands for a name, which is another in every edition."""
        return len(word) > 2 and word[0].isupper() and word not in _CALENDAR and word.lower() not in self._lower


def _made(name: str, edition: int) -> str:
    """The name that stands for this one in an edition."""
    draw = Random(f"{edition} {name}")
    return "".join(draw.choice(_ONSETS) + draw.choice(_RIMES) for _ in range(2 + len(name) % 2)).capitalize()


def _random(seed: int) -> Vectors:
    row = np.random.default_rng(seed).standard_normal(Press.dimension).astype(np.float32)
    found: Vectors = row / np.linalg.norm(row)
    return found


def write(press: Press, numbers: Iterable[int], folder: Path, edition: int | None = None) -> None:
    """Write the articles of these numbers as files, a thousand to a folder."""
    for number in numbers:
        place = folder / f"{number // 1000:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.txt").write_text(press.article(number, edition), "utf-8")
