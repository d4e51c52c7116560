"""The public data, read as articles and questions with the places that answer them. Nothing of it is in the repository.

Splits are by hash: `sampled` takes the same questions every time, `reported` those that no fitting has seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from rag.types import Article, Turn
from training import corpora
from training.fit_evidence import held_back as unfitted
from training.reader_data import held_back as unread

SQUAD = "squad/squad_v{}_dev_handout.json"
MTRAG = "mtrag/mtrag_reference_subset_with_human_evaluations.json"
MTRAG_MORE = "mtrag/mtragun_reference.jsonl"
REWRITES = "mtrag/retrieval_tasks"
Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, after what, and where the answer stands as (article, start, end); nowhere: the articles do not
    say. Questions of one `group` are drawn together."""

    id: str
    text: str
    group: str
    gold: tuple[Span, ...] = ()
    answers: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    rewrite: str = ""
    """The question as a person wrote it to stand alone."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Articles, and questions about them."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]

    @property
    def answerable(self) -> tuple[Question, ...]:
        """Its questions with evidence."""
        return tuple(question for question in self.questions if question.gold)

    @property
    def unanswerable(self) -> tuple[Question, ...]:
        """Its questions that nothing in it answers."""
        return tuple(question for question in self.questions if not question.gold)


def sampled(items: Iterable[Question], count: int) -> list[Question]:
    """At most `count`, the same each time whatever their order in the file."""
    return sorted(items, key=lambda item: sha256(f"{item.id} {item.text}".encode()).hexdigest())[:count]


def reported(questions: Iterable[Question]) -> list[Question]:
    """Those that fitted nothing: the half by hash that `training.fit_evidence` keeps for its figures."""
    return [question for question in questions if unfitted(question.text)]


def squad(folder: Path, wanted: str) -> Shelf:
    """SQuAD's articles, paragraphs apart by a blank line: "unread", those that `training.reader_data` holds back; or
    "1.1", those that only SQuAD 1.1 has, on which nothing about ranking was chosen."""
    merged: dict[str, dict[str, Any]] = {}
    for version in ("2.0", "1.1"):
        for entry in json.loads((folder / SQUAD.format(version)).read_text("utf-8"))["data"]:
            merged.setdefault(entry["title"], {"versions": []})
            merged[entry["title"]]["versions"].append((version, entry["paragraphs"]))
    chosen = {
        title: entry["versions"]
        for title, entry in merged.items()
        if (unread(title) if wanted == "unread" else [version for version, _ in entry["versions"]] == ["1.1"])
    }
    pairs = [_squad_article(title, versions) for title, versions in sorted(chosen.items())]
    questions = tuple(question for _, asked in pairs for question in asked)
    return Shelf(f"SQuAD, {len(pairs)} articles", tuple(article for article, _ in pairs), questions)


def _squad_article(title: str, versions: Sequence[tuple[str, list[Any]]]) -> tuple[Article, list[Question]]:
    contexts = list(dict.fromkeys(paragraph["context"] for _, paragraphs in versions for paragraph in paragraphs))
    starts, position = {}, 0
    for context in contexts:
        starts[context] = position
        position += len(context) + 2
    questions: dict[str, Question] = {}
    for _, paragraphs in versions:
        for paragraph in paragraphs:
            for asked in paragraph["qas"]:
                start = starts[paragraph["context"]]
                found = _squad_question(title, start, asked)
                questions.setdefault(asked["id"], found)
    return Article(title, "\n\n".join(contexts), title.replace("_", " ")), list(questions.values())


def _squad_question(title: str, offset: int, asked: dict[str, Any]) -> Question:
    told = [] if asked.get("is_impossible") else asked["answers"]
    spans = dict.fromkeys((offset + a["answer_start"], offset + a["answer_start"] + len(a["text"])) for a in told)
    answers = tuple(dict.fromkeys(answer["text"] for answer in told))
    gold = tuple((title, start, end) for start, end in spans)
    return Question(asked["id"], asked["question"].strip(), f"{title} {offset}", gold, answers)


def clapnq(folder: Path) -> Shelf:
    """CLAPnq's passages, an article each, with the sentences that people selected."""
    articles, questions = [], []
    for corpus in corpora.clapnq(folder):
        articles += [sentences[0].article for sentences in corpus.articles]
        for asked in corpus.questions:
            places = [corpus.articles[a][i] for a, i in sorted(asked.gold)]
            gold = tuple((place.article.id, place.start, place.end) for place in places)
            questions.append(Question(asked.text, asked.text, asked.text, gold))
    return Shelf("CLAPnq", tuple(articles), tuple(questions))


def mtrag(folder: Path) -> Shelf:
    """MTRAG's conversations up to a question, and the documents that people found relevant to one or another."""
    held = json.loads((folder / MTRAG).read_text("utf-8"))
    more = [json.loads(line) for line in (folder / MTRAG_MORE).read_text("utf-8").splitlines()]
    texts = {document["document_id"]: document["text"] for document in held["documents"]}
    for task in more:
        texts |= {context["document_id"]: context["text"] for context in task["contexts"]}
    articles = {
        id: Article(id, text, text.strip().partition("\n")[0][:120]) for id, text in texts.items() if text.strip()
    }
    rewrites = _rewrites(folder)
    questions = []
    for task in [*held["tasks"], *more]:
        kind = (task.get("Answerability") or task.get("answerability"))[0]
        known = [c["document_id"] for c in task["contexts"] if c["document_id"] in articles]
        if (kind == "ANSWERABLE" and known) or (kind == "UNANSWERABLE" and not known):
            gold = tuple((id, 0, len(articles[id].text)) for id in known)
            said = [turn["text"] for turn in task["input"]]
            turns = tuple(Turn(*pair) for pair in zip(said[:-1:2], said[1:-1:2], strict=False))
            id = task["task_id"]
            asked = Question(
                id, said[-1].strip(), id.partition("<")[0], gold, history=turns, rewrite=rewrites.get(id, "")
            )
            questions.append(asked)
    return Shelf("MTRAG", tuple(articles.values()), tuple(questions))


def _rewrites(folder: Path) -> dict[str, str]:
    found = {}
    for file in sorted((folder / REWRITES).glob("*/*_rewrite.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            found[row["_id"]] = row["text"].replace("|user|:", "").strip()
    return found


@dataclass(frozen=True, slots=True)
class Topic:
    """A hundred news articles of SummHay about one affair: their insights, and the questions that ask for several."""

    shelf: Shelf
    """Each insight as a question, its gold the whole articles that hold it."""
    raw: dict[str, Any]

    @property
    def insights(self) -> dict[str, str]:
        """Its insights by id."""
        return {question.id: question.text for question in self.shelf.questions}

    @property
    def holders(self) -> dict[str, frozenset[str]]:
        """Insight -> the articles that hold it."""
        return {question.id: frozenset(id for id, *_ in question.gold) for question in self.shelf.questions}


def summhay(folder: Path) -> Iterator[Topic]:
    """SummHay's news topics."""
    for file in sorted((folder / "summhay_news").glob("topic_*.json")):
        raw = json.loads(file.read_text("utf-8"))
        articles = {d["document_id"]: Article(d["document_id"], d["document_text"], "") for d in raw["documents"]}
        holding: dict[str, list[str]] = {}
        for document in raw["documents"]:
            for insight in document["insights_included"]:
                holding.setdefault(insight, []).append(document["document_id"])
        questions = []
        for subtopic in raw["subtopics"]:
            for insight in subtopic["insights"]:
                places = tuple((id, 0, len(articles[id].text)) for id in holding.get(insight["insight_id"], []))
                group = f"{file.stem} {subtopic['subtopic_id']}"
                questions.append(Question(insight["insight_id"], insight["insight"], group, places))
        kept = tuple(question for question in questions if question.gold)
        yield Topic(Shelf(f"SummHay {file.stem}", tuple(articles.values()), kept), raw)


@dataclass(frozen=True, slots=True)
class Snippets:
    """A question of RGB with snippets that answer it, and snippets that only look like it."""

    question: Question
    right: tuple[Article, ...]
    irrelevant: tuple[Article, ...]


def rgb(folder: Path) -> Iterator[Snippets]:
    """RGB's news questions; irrelevant snippets that hold the answer's words after all are left out."""
    for line in (folder / "rgb" / "en_fact.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        answers = tuple(row["answer"] if isinstance(row["answer"], list) else [row["answer"]])
        answers = tuple(str(answer) for answer in answers)
        wrong = [text for text in row["negative"] if not any(a.casefold() in text.casefold() for a in answers)]
        asked = Question(str(row["id"]), row["query"], str(row["id"]), answers=answers)
        yield Snippets(asked, _snippets("right", row["positive"]), _snippets("irrelevant", wrong))


def _snippets(kind: str, texts: Sequence[str]) -> tuple[Article, ...]:
    return tuple(Article(f"{kind}/{number}", text, "") for number, text in enumerate(texts) if text.strip())


def asked_elsewhere(questions: Iterable[Question]) -> list[Question]:
    """The same questions where nothing answers them."""
    return [replace(question, gold=(), answers=()) for question in questions]
