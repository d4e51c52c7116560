"""Which splitter ends sentences where readers do: the product's, nupunkt alone, and others that are installed.

    python -m benchmarks.sentences FOLDER...

FOLDER holds affairs: NAME/articles/ and NAME/questions.jsonl, whose `evidence` and `points` are sentences, or parts of
them, that people marked. `whole` is the share of them that lie in one sentence; `ends` and `starts` the share of those
edges that look like a sentence's and are one; `F1` holds the ends found against the ends cut inside of what was marked
(some marked two sentences, so none reaches 1). `by hand` counts the lines of tests/english/sentence_ends.txt that come
out right. Prints a table; pip install sentencex pysbd syntok adds theirs.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import nupunkt

from rag.english.sentences import sentence_spans
from rag.ingest.front_matter import read_source
from rag.ingest.layout import layout
from rag.ingest.load import read

HAND = Path(__file__).parents[1] / "tests" / "english" / "sentence_ends.txt"
Spans = list[tuple[int, int]]
Splitter = Callable[[str], Spans]
_ENDED = re.compile(r"[.!?…][\"”’)]*$")
_AFTER_END = re.compile(r"(?:^|[\n.!?…][\"”’)*]*)\s+$")


@dataclass(frozen=True, slots=True)
class Marked:
    """An article's paragraphs and what of it people marked, as spans of its text."""

    text: str
    paragraphs: tuple[tuple[int, int], ...]
    marked: Spans


def main() -> None:
    """Measure every splitter on the folders of the command line and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    folders = parser.parse_args().folders
    held = [one for folder in folders for file in sorted(folder.glob("*/questions.jsonl")) for one in articles(file)]
    if not held:
        parser.error("no NAME/questions.jsonl below these folders")
    print("| splitter | sentences | whole | starts | ends | F1 | by hand | s |\n|---|---|---|---|---|---|---|---|")
    for name, splitter in splitters().items():
        print(f"| {name} | {' | '.join(row(splitter, held))} |")


def splitters() -> dict[str, Splitter]:
    """The splitters by name; of the libraries that the product does not use, those that are installed."""
    found: dict[str, Splitter] = {"ours": sentence_spans, "nupunkt alone": nupunkt.sent_spans}
    for name, make in (("sentencex", _sentencex), ("pysbd", _pysbd), ("syntok", _syntok)):
        try:
            found[name] = make(import_module(f"{name}.segmenter" if name == "syntok" else name))
        except ImportError:
            continue
    return {name: _on_one_line(splitter) for name, splitter in found.items()}


def articles(questions: Path) -> Iterator[Marked]:
    """The articles of an affair in which something is marked."""
    marked: dict[str, set[str]] = {}
    for line in questions.read_text("utf-8").splitlines():
        asked = json.loads(line)
        for span in [*asked["evidence"], *(span for point in asked["points"] for span in point)]:
            marked.setdefault(span["article"], set()).add(span["text"])
    for name, texts in sorted(marked.items()):
        loaded = read(questions.parent / "articles" / name, name).articles[0]
        # Markdown is read without its marks: what had some in it is not found, and is left out.
        places = ((loaded.text.find(text), text) for text in sorted(texts))
        spans = [(place, place + len(text)) for place, text in places if place >= 0]
        yield Marked(loaded.text, layout(read_source(loaded.text), loaded.title).content, spans)


def row(splitter: Splitter, held: list[Marked]) -> list[str]:
    """The figures of a splitter, as the table shows them."""
    began = time.process_time()
    cut = [[(a + x, a + y) for a, b in one.paragraphs for x, y in splitter(one.text[a:b])] for one in held]
    seconds = time.process_time() - began
    whole: list[bool] = []
    starts: list[bool] = []
    ends: list[bool] = []
    inside = 0
    for one, sentences in zip(held, cut, strict=True):
        first, last = {start for start, _ in sentences}, {end for _, end in sentences}
        for start, end in one.marked:
            whole.append(any(a <= start and end <= b + 1 for a, b in sentences))
            inside += sum(start < place < end - 1 for place in last)
            if _ENDED.search(one.text[start:end]):
                ends.append(end in last)
            if _AFTER_END.search(one.text[max(0, start - 6) : start]):
                starts.append(start in first)
    f1 = 2 * sum(ends) / (sum(ends) + inside + len(ends))
    shares = [f"{sum(part) / len(part):.4f}" for part in (whole, starts, ends)]
    return [f"{sum(map(len, cut)):,}", *shares, f"{f1:.4f}", by_hand(splitter), f"{seconds:.2f}"]


def by_hand(splitter: Splitter) -> str:
    """How many of the lines with ends set by hand come out right, of how many."""
    lines = HAND.read_text("utf-8").splitlines()
    right = 0
    for line in lines:
        sentences = line.lstrip("=").split("|")
        text = ("" if line.startswith("=") else " ").join(sentences)
        right += [text[start:end] for start, end in splitter(text)] == sentences
    return f"{right} of {len(lines)}"


def _on_one_line(splitter: Splitter) -> Splitter:
    """The splitter over text whose line ends are blanks, as paragraphs are read, with blanks trimmed off."""

    def split(text: str) -> Spans:
        found = splitter(re.sub(r"\s", " ", text))
        return [(b - len(text[a:b].lstrip()), a + len(text[a:b].rstrip())) for a, b in found if text[a:b].strip()]

    return split


def _sentencex(library: Any) -> Splitter:
    return lambda text: [(s["start_index"], s["end_index"]) for s in library.get_sentence_boundaries("en", text)]


def _pysbd(library: Any) -> Splitter:
    segmenter = library.Segmenter(language="en", clean=False, char_span=True)
    return lambda text: [(span.start, span.end) for span in segmenter.segment(text)]


def _syntok(library: Any) -> Splitter:
    def split(text: str) -> Spans:
        found = (sentence for paragraph in library.analyze(text) for sentence in paragraph)
        return [(tokens[0].offset, tokens[-1].offset + len(tokens[-1].value)) for tokens in found]

    return split


if __name__ == "__main__":
    main()
