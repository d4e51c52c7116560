"""The question files: well-formed, no question twice, and every piece of evidence where the file says it is.

Messages name the file and the line only, so that a failure does not show questions that are kept apart."""

import hashlib
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "benchmarks" / "questions"
SAMPLES = ROOT / "articles"
FILES = sorted(path.name for path in FOLDER.glob("*.jsonl"))
FIELDS = {"kind", "question", "history", "answerable", "evidence", "terms"}
ANSWERABLE = {
    "fact", "attribution", "number", "when", "who", "why", "conflict", "list", "followup", "keyword", "misspelt",
}  # fmt: skip
KINDS = ANSWERABLE | {"unanswerable", "offtopic"}


@cache
def questions(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def text_of(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


@pytest.fixture
def real_texts(shared: Path) -> list[str]:
    """The five published articles, which are not part of the repository."""
    return [text_of(path) for path in sorted((shared / "articles").glob("*.txt"))]


def bad_lines(name: str, is_good: Any) -> list[int]:
    return [number for number, item in enumerate(questions(name), 1) if not is_good(item)]


def plain(words: str) -> str:
    return " ".join(words.lower().split()).rstrip("?.! ")


def evidence_with(key: str, name: str) -> list[tuple[int, dict[str, Any]]]:
    return [
        (number, piece) for number, item in enumerate(questions(name), 1) for piece in item["evidence"] if key in piece
    ]


def test_the_files_named_in_the_readme_exist() -> None:
    assert {"dev.jsonl", "samples.jsonl"} <= set(FILES)


@pytest.mark.parametrize("name", FILES)
class TestEveryFile:
    def test_has_the_same_fields_in_every_line(self, name: str) -> None:
        assert not bad_lines(name, lambda item: set(item) == FIELDS)

    def test_knows_every_kind(self, name: str) -> None:
        assert not bad_lines(name, lambda item: item["kind"] in KINDS)

    def test_asks_in_plain_strings(self, name: str) -> None:
        def is_plain(item: dict[str, Any]) -> bool:
            said = [item["question"], *item["history"], *item["terms"]]
            return all(isinstance(words, str) and words and words == words.strip() for words in said)

        assert not bad_lines(name, is_plain)

    def test_has_evidence_exactly_where_there_is_an_answer(self, name: str) -> None:
        assert not bad_lines(name, lambda item: item["answerable"] is bool(item["evidence"]))

    def test_agrees_with_its_kinds_on_what_is_answerable(self, name: str) -> None:
        assert not bad_lines(name, lambda item: item["answerable"] is (item["kind"] in ANSWERABLE))

    def test_gives_followups_something_to_follow(self, name: str) -> None:
        assert not bad_lines(name, lambda item: item["kind"] != "followup" or item["history"])

    def test_names_no_place_twice(self, name: str) -> None:
        def is_distinct(item: dict[str, Any]) -> bool:
            places = [json.dumps(piece, sort_keys=True) for piece in item["evidence"]]
            return len(set(places)) == len(places)

        assert not bad_lines(name, is_distinct)


def test_no_question_is_asked_twice_in_any_file() -> None:
    places: dict[tuple[str, ...], list[str]] = {}
    for name in FILES:
        for number, item in enumerate(questions(name), 1):
            asked = tuple(map(plain, [*item["history"], item["question"]]))
            places.setdefault(asked, []).append(f"{name}:{number}")
    assert not [where for where in places.values() if len(where) > 1]


def test_evidence_about_samples_stands_exactly_once_in_its_article() -> None:
    pieces = evidence_with("text", "samples.jsonl")
    texts = {path.name: text_of(path) for path in SAMPLES.glob("*.md")}
    assert len(pieces) == sum(len(item["evidence"]) for item in questions("samples.jsonl"))
    assert not [
        (number, piece["article"])
        for number, piece in pieces
        if texts.get(piece["article"], "").count(piece["text"]) != 1
    ]


def test_evidence_about_samples_lies_below_the_front_matter_and_in_one_line() -> None:
    for number, piece in evidence_with("text", "samples.jsonl"):
        _, _, body = text_of(SAMPLES / piece["article"]).split("---\n", 2)
        assert piece["text"] in body, f"line {number}"
        assert "\n" not in piece["text"], f"line {number}"


def test_every_sample_article_answers_something() -> None:
    used = {piece["article"] for _, piece in evidence_with("text", "samples.jsonl")}
    assert used == {path.name for path in SAMPLES.glob("*.md")}


@pytest.mark.parametrize("name", FILES)
def test_evidence_by_offset_carries_no_words(name: str) -> None:
    for number, piece in evidence_with("start", name):
        assert set(piece) == {"article", "start", "end", "digest"}, f"line {number}"
        assert 0 <= piece["start"] < piece["end"], f"line {number}"
        assert len(piece["digest"]) == 16, f"line {number}"


@pytest.mark.parametrize("name", FILES)
def test_evidence_by_offset_resolves_in_the_published_articles(name: str, real_texts: list[str]) -> None:
    digests = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in real_texts]
    for number, piece in evidence_with("start", name):
        assert piece["digest"] == digests[piece["article"]], f"line {number}"
        quote = real_texts[piece["article"]][piece["start"] : piece["end"]]
        assert len(quote) == piece["end"] - piece["start"], f"line {number} ends behind the article"
        assert quote == quote.strip() != "", f"line {number} begins or ends with a blank"
        assert "\n" not in quote, f"line {number}"


def test_dev_questions_do_not_repeat_the_articles_phrases(real_texts: list[str]) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[^\W_]+", text.lower())
        return {tuple(words[start : start + 4]) for start in range(len(words) - 3)}

    known = set().union(*map(runs, real_texts))

    def is_fresh(item: dict[str, Any]) -> bool:
        return not any(runs(asked) & known for asked in [item["question"], *item["history"]])

    assert not bad_lines("dev.jsonl", is_fresh)


def test_dev_evidence_holds_the_terms_it_promises(real_texts: list[str]) -> None:
    def is_kept(item: dict[str, Any]) -> bool:
        quotes = " ".join(
            real_texts[piece["article"]][piece["start"] : piece["end"]] for piece in item["evidence"]
        ).lower()
        return all(term.lower() in quotes for term in item["terms"])

    assert not bad_lines("dev.jsonl", is_kept)


def test_sample_evidence_holds_the_terms_it_promises() -> None:
    def is_kept(item: dict[str, Any]) -> bool:
        quotes = " ".join(piece["text"] for piece in item["evidence"]).lower()
        return all(term.lower() in quotes for term in item["terms"])

    assert not bad_lines("samples.jsonl", is_kept)


@pytest.mark.parametrize(
    ("name", "total", "least"),
    [
        ("samples.jsonl", 60, {"unanswerable": 15, "offtopic": 6, "followup": 5, "keyword": 4, "misspelt": 4}),
        ("dev.jsonl", 70, {"unanswerable": 20, "offtopic": 6, "followup": 8, "keyword": 5, "misspelt": 5}),
    ],
)
def test_the_mixture_is_the_one_promised(name: str, total: int, least: dict[str, int]) -> None:
    counts = Counter(item["kind"] for item in questions(name))
    assert counts.total() >= total
    assert set(counts) == KINDS
    assert not {kind: counts[kind] for kind, wanted in least.items() if counts[kind] < wanted}
