"""The fitted numbers that are shipped, and the script that fits them."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from rag.answering import abstention, features, rerank
from rag.answering.weights import FILE, Weights, load, vector
from rag.types import Article
from tests.answering.toy import sentences
from tests.answering.toy import vector as toy_vector
from training import fit_evidence
from training.corpora import Corpus, Question, cut, squad
from training.examples import examples
from training.index import SmallIndex
from training.rewording import Rewording

SUBJECTS = ("whale", "glacier", "harbour", "violin", "comet", "orchid")


def test_the_shipped_weights_fit_the_code_and_say_where_they_come_from() -> None:
    weights = load()
    assert vector(weights.evidence, features.NAMES).shape == (len(features.NAMES),)
    assert vector(weights.confidence, abstention.NAMES).shape == (len(abstention.NAMES),)
    assert 0 < weights.threshold < weights.doubt < 1
    assert set(weights.provenance) == {
        "made by", "encoder", "data", "corpora", "held back", "questions", "threshold",
        "measured on what was held back", "reading against features alone", "reliability", "dial",
    }  # fmt: skip
    assert {"squad", "qed", "qamr", "clapnq", "news"} == set(weights.provenance["data"])
    assert sum(weights.provenance["questions"].values()) > 5_000


@pytest.mark.parametrize(
    ("held", "names", "signs"),
    [
        ("evidence", features.NAMES, features.SIGNS),
        ("reading", rerank.READING, rerank.SIGNS),
        ("confidence", abstention.NAMES, abstention.SIGNS),
    ],
)
def test_no_weight_has_a_sign_it_may_not_have(held: str, names: tuple[str, ...], signs: tuple[int, ...]) -> None:
    for number, sign in zip(vector(getattr(load(), held), names), signs, strict=True):
        assert sign == 0 or number * sign >= 0


def test_weights_for_other_features_are_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"python -m training\.fit_evidence"):
        vector({"something": 1.0}, features.NAMES)


def test_a_squad_article_becomes_a_corpus_whose_gold_sentences_hold_the_answers(tmp_path: Path) -> None:
    context = "The Fram left Oslo in 1910. It came back in 1914."
    asked = [
        {"question": "When did it come back?", "answers": [{"text": "1914", "answer_start": context.find("1914")}]},
        {"question": "Who built it?", "answers": [], "is_impossible": True},
    ]
    paragraphs = [{"context": "Nothing here.", "qas": []}, {"context": context, "qas": asked}]
    for version in ("1.1", "2.0"):
        file = tmp_path / "squad" / f"squad_v{version}_dev_handout.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps({"data": [{"title": "Fram", "paragraphs": paragraphs}]}))
    [corpus] = squad(tmp_path)
    assert [corpus.articles[a][i].text for a, i in corpus.questions[0].gold] == ["It came back in 1914."]
    assert corpus.questions[1].gold == frozenset()


def test_the_reader_ships_because_it_beats_the_features_where_neither_learnt() -> None:
    paired = load().provenance["reading against features alone"]
    assert paired["first right with reading"] > paired["first right by features"]
    assert paired["gained"] > paired["lost"]
    assert paired["p"] < 0.01


def test_a_stricter_dial_refuses_more_and_answers_less() -> None:
    lines = load().provenance["dial"]
    assert len(lines) > 2
    for lax, strict in pairwise(lines):
        assert lax["least confidence"] < strict["least confidence"]
        assert lax["answered"] >= strict["answered"]
        assert lax["refused"] <= strict["refused"]


def test_sentences_taken_away_are_as_good_as_never_indexed() -> None:
    corpus = _corpus("whale")
    index = SmallIndex(corpus.articles, _vectors)
    gone = frozenset(corpus.articles[0][:1])
    found = index.retrieve("whale 0", toy_vector("whale 0"), 20, gone)
    assert not gone & {sentence for hit in found.hits for sentence in hit.chunk.sentences}
    assert "0" in found.unknown
    assert "0" not in index.retrieve("whale 0", toy_vector("whale 0"), 20).unknown


def test_examples_hold_every_kind_and_only_the_answerable_have_evidence() -> None:
    corpora = [_corpus(subject) for subject in SUBJECTS]
    sizes = {"answerable": 6, "removed": 3, "unanswerable": 2, "near miss": 2, "other": 2}
    made = list(
        examples(
            corpora[0], _vectors, Rewording(["whale"], np.eye(1, 4)), corpora[1].questions[:6], sizes=sizes, seed=0
        )
    )
    assert {example.kind for example in made} == {
        "squad", "removed sentence", "removed chunk", "squad unanswerable", "foreign name", "foreign question",
        "other name", "foreign year", "other subject",
    }  # fmt: skip
    assert all(bool(example.gold) == (example.kind == "squad") for example in made)


def test_a_question_about_another_name_of_the_corpus_is_split_with_the_one_it_was_made_of() -> None:
    corpus = _corpus("whale")
    sizes = {"answerable": 12, "removed": 0, "unanswerable": 0, "near miss": 6, "other": 0}
    made = list(examples(corpus, _vectors, Rewording(["whale"], np.eye(1, 4)), (), sizes=sizes, seed=0))
    texts = {question.text for question in corpus.questions}
    others = [example for example in made if example.kind == "other name"]
    assert len(others) == 6
    assert {example.original for example in made} <= texts
    assert not any(example.wanted.text == example.original for example in others)


def test_the_fit_runs_and_writes_what_the_code_reads(capsys: pytest.CaptureFixture[str]) -> None:
    corpora = [_corpus(subject) for subject in SUBJECTS]
    sizes = {"answerable": 8, "removed": 4, "unanswerable": 2, "near miss": 2, "other": 2}
    reword = Rewording(["whale"], np.eye(1, 4))
    made = [
        example
        for corpus, other in zip(corpora, corpora[1:] + corpora[:1], strict=True)
        for example in examples(corpus, _vectors, reword, [q for q in other.questions if q.gold], sizes=sizes, seed=0)
    ]
    held = json.loads(json.dumps(fit_evidence.fit(corpora, made)))
    weights = Weights(**held)
    assert vector(weights.confidence, abstention.NAMES) @ np.ones(len(abstention.NAMES)) != 0
    assert "first right" in capsys.readouterr().out
    assert set(held) == set(json.loads((fit_evidence.TARGET.parent / FILE).read_text("utf-8")))


def _vectors(texts: list[str]) -> np.ndarray:
    return np.stack([toy_vector(text) for text in texts])


def _corpus(subject: str) -> Corpus:
    text = "\n\n".join(f"The {subject} of Captain {_name(subject, n)} was number {n} in port{n}." for n in range(12))
    articles = (cut(Article(f"squad/{subject}", text, subject)),)
    assert [s.text for s in articles[0]] == [s.text for s in sentences(articles[0][0].article)]
    asked = [
        Question(f"Which port had the {subject} of {_name(subject, n)}?", frozenset({(0, n)}), "squad")
        for n in range(12)
    ]
    strange = [Question(f"Who painted the {subject} {n}?", frozenset(), "squad unanswerable") for n in range(3)]
    return Corpus(f"squad {subject}", articles, (*asked, *strange), unread=SUBJECTS.index(subject) % 2 == 0)


def _name(subject: str, number: int) -> str:
    return f"{subject}{'abcdefghijkl'[number]}ov".capitalize()
