"""What a question asks for, what a sentence holds, and which sentence comes first."""

from dataclasses import replace

import numpy as np
import pytest

from rag.answering import abstention, features, rerank
from rag.answering.candidates import find_candidates
from rag.answering.weights import load
from rag.english.sentence_features import sentence
from rag.english.tokens import stem
from rag.models.reader import read
from rag.models.word_vectors import likeness
from rag.question import analysis
from rag.types import Article
from tests.answering.toy import article, retrieve, texts

FRAM = article(
    "The Fram left Oslo on 9 August 1910. Amundsen told the crew that the pole was their goal. "
    "He paid 108,000 kroner for the dogs.\n\n"
    "Amundsen named three reasons:\n- the ice was thick\n- the dogs were strong\n- the crew was small\n\n"
    "Scott chose ponies because he trusted them.",
    title="Race to the pole",
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who led the crew?", "entity"),
        ("Which company built the ship?", "entity"),
        ("When did the Fram leave?", "time"),
        ("On which day did the Fram leave?", "time"),
        ("How long did the voyage take?", "time"),
        ("How much did the dogs cost?", "money"),
        ("What was the price of the dogs?", "money"),
        ("What is Roald Amundsen’s salary?", "money"),
        ("How many dogs were there?", "number"),
        ("What percentage of the crew came back?", "number"),
        ("Where did the ship sail from?", "place"),
        ("In which country was it built?", "place"),
        ("Why did Scott take ponies?", "reason"),
        ("What was the reason for the delay?", "reason"),
        ("What did Amundsen say about the ice?", "saying"),
        ("How did Scott respond?", "saying"),
        ("What is the Fram?", ""),
        ("In Scott's eyes, what is a pole worth when nobody sees it?", ""),
        ("fram oslo departure", ""),
        ("", ""),
    ],
)
def test_the_sort_of_answer_is_read_off_the_first_question_word(question: str, kind: str) -> None:
    assert analysis.kind(question) == kind


def test_names_are_capitalised_words_that_no_sentence_begins_with() -> None:
    assert sentence("Yesterday the Norwegian explorer met Robert Scott.").names == {
        stem("norwegian"),
        "robert",
        "scott",
    }
    assert sentence("Roald Amundsen left.").names == {"roald", stem("amundsen")}
    assert sentence("Where did the US send ice?").names == {"us"}
    assert sentence("nobody wrote a capital here").names == frozenset()


@pytest.mark.parametrize(
    ("text", "shape", "holds"),
    [
        ("It sailed on 9 August.", "time", True),
        ("It sailed in May 1910.", "time", True),
        ("It may sail.", "time", False),
        ("There were ninety-seven, or 97, dogs.", "number", True),
        ("There were many dogs.", "number", False),
        ("They cost 3 million.", "money", True),
        ("They cost three apples.", "money", False),
        ("He stayed because of the ice.", "reason", True),
        ("“Onwards,” was all.", "saying", True),
    ],
)
def test_shapes_of_answers(text: str, shape: str, holds: bool) -> None:
    assert (shape in sentence(text).shapes) is holds


def test_coverage_is_the_weighted_share_of_the_words_found() -> None:
    weights = {"a": 3.0, "b": 1.0, "c": 4.0}
    assert features.coverage(("a", "b", "c"), frozenset("ac"), weights) == pytest.approx(7 / 8)
    assert features.coverage(("a",), frozenset(), weights) == 0
    assert features.coverage((), frozenset("a"), weights) == 1


def test_soft_coverage_equals_the_sum_by_hand() -> None:
    wanted = analysis.read("soldiers in Oslo", {stem("soldiers"): 2.0, "oslo": 1.0})
    held = ("troop", "bread")
    near = float(likeness(wanted.stems, held)[0].max())
    assert features.Likeness(wanted, held).coverage(held) == pytest.approx(2 * near / 3)
    assert features.Likeness(wanted, held).coverage(()) == 0


def test_likeness_knows_synonyms_and_tells_strangers_apart() -> None:
    table = likeness([stem("soldiers"), "exxon", "zzxqy"], [stem("troops"), stem("population"), "exxonmobil", "zzxqy"])
    assert table[0, 0] > 0.8
    assert table[0, 1] == 0
    assert table[1, 2] == 1
    assert list(table[2]) == [0, 0, 0, 1]
    assert likeness([], ["a"]).shape == (0, 1)


def test_every_sentence_of_the_hits_is_a_candidate_once_and_a_list_stays_whole() -> None:
    found = retrieve(FRAM)("reasons")
    candidates = list(find_candidates(found))
    assert (
        len(candidates)
        == len({(candidate.first, candidate.passage.start) for candidate in candidates})
        == len(found.sentences["toy/toy.txt"])
    )
    lead = next(candidate for candidate in candidates if candidate.text.endswith("reasons:"))
    assert lead.passage.text.endswith("the crew was small")
    assert "the crew was small" in texts([candidate.passage for candidate in candidates])


def test_vectors_of_neighbours_are_those_of_the_same_chunk() -> None:
    for candidate in find_candidates(retrieve(FRAM)("dogs")):
        for row in (candidate.vector, candidate.with_previous, candidate.with_next, candidate.context):
            assert np.linalg.norm(row) == pytest.approx(1, abs=1e-4)
    first = next(candidate for candidate in find_candidates(retrieve(FRAM)("dogs")) if candidate.first == 0)
    assert np.array_equal(first.with_previous, first.vector)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When did the Fram leave Oslo?", "9 August 1910"),
        ("How much did Amundsen pay for the dogs?", "108,000 kroner"),
        ("Why did Scott choose ponies?", "because he trusted them"),
        ("fram oslo", "9 August 1910"),
    ],
)
def test_the_sentence_that_answers_comes_first(question: str, answer: str) -> None:
    found = retrieve(FRAM)(question)
    ranked = rerank.rank(analysis.read(question, found.idf), found, load())
    assert answer in ranked[0].candidate.text
    assert [s.value for s in ranked] == sorted((s.value for s in ranked), reverse=True)


def test_confidence_falls_when_a_name_is_asked_about_that_no_article_mentions() -> None:
    known, strange = confidence("When did the Fram leave Oslo?"), confidence("When did the Endurance leave Oslo?")
    assert known > strange
    assert confidence("When did the Fram leave Oslo in 1911?") < known


def test_a_year_that_no_article_mentions_counts_as_unknown_but_for_those_it_need_not_name() -> None:
    columns = [abstention.NAMES.index(name) for name in ("years unknown", "numbers missing")]

    def told(question: str, published: str | None = None) -> list[float]:
        found = retrieve(replace(FRAM, published=published))(question)
        wanted = analysis.read(question, found.idf)
        return abstention.describe(wanted, found, rerank.rank(wanted, found, load()), read)[columns].tolist()

    assert told("When did the Fram leave Oslo?") == [0, 0]
    assert told("Did the Fram leave Oslo in 1910?") == [0, 0]
    assert told("Did the Fram leave Oslo in 1935?") == [1, 1]
    assert told("Did the Fram leave Oslo in 1935?", "1935-06-01") == [0, 0]
    assert told("Did the Fram leave Oslo in 1935?", "1936-02") == [0, 0], "it may be what “last autumn” means"
    assert (
        told("Did the Fram leave Oslo in 1935?", "1937") == told("Did the Fram leave Oslo in 1935?", "1934") == [1, 1]
    )
    assert told("Did the Fram leave Oslo on the 9th of August?") == [0, 0]
    assert told("Did Amundsen pay 108000 kroner?") == [0, 0]
    assert told("Did Amundsen pay 17 kroner for 3 dogs?") == [0, 2], "another number may be told in another way"


def test_names_asked_about_that_stand_nowhere_near_are_elsewhere() -> None:
    column = abstention.NAMES.index("names elsewhere")
    near = article("Oslo paid for the ship. It was paid in May. It cost 300,000 kroner.")
    far = article("Bergen paid for the dogs. They were paid in June. They cost 108,000 kroner.", "far.txt")

    def told(question: str, answer: str, source: Article) -> float:
        found = retrieve(source, size=1)(question)
        wanted = analysis.read(question, found.idf)
        ranked = sorted(rerank.rank(wanted, found, load()), key=lambda one: one.candidate.text != answer)
        return float(abstention.describe(wanted, found, ranked, read)[column])

    assert told("What did Oslo pay?", "It cost 300,000 kroner.", near) == 0, "named two sentences before"
    assert told("What did Oslo pay?", "They cost 108,000 kroner.", far) == 1
    assert told("What did Oslo and Bergen pay?", "They cost 108,000 kroner.", far) == 0.5
    assert told("What did Oslo pay?", "They cost 108,000 kroner.", replace(far, author="Oslo Reis")) == 0
    assert told("What was paid?", "They cost 108,000 kroner.", far) == 0


def test_nothing_found_is_no_confidence() -> None:
    found = retrieve()("anything")
    assert abstention.confidence(analysis.read("anything", found.idf), found, [], read, load()) == 0


def confidence(question: str) -> float:
    found = retrieve(FRAM)(question)
    wanted = analysis.read(question, found.idf)
    return abstention.confidence(wanted, found, rerank.rank(wanted, found, load()), read, load())


def test_a_question_in_an_article_is_no_candidate() -> None:
    asking = article("Why did the Fram leave Oslo? Amundsen wanted to reach the pole before Scott did.", title="Fram")
    found = retrieve(asking)("Why did the Fram leave Oslo?")
    assert [one.text for one in find_candidates(found)] == ["Amundsen wanted to reach the pole before Scott did."]


def test_what_follows_the_answer_before_comes_before_its_like_in_another_article() -> None:
    ships = [
        article("The Alma took 34 people out of the water. She lost boats.", "alma"),
        article("The Berta took 20 people out of the water. She lost boats.", "berta"),
    ]
    found = retrieve(*ships)("How many boats were lost?")
    wanted = analysis.read(found.query, found.idf)
    for ship in ships:
        told = frozenset(passage for run in found.sentences.values() for passage in run[:1] if passage.article is ship)
        first = rerank.rank(replace(wanted, told=told), found, load())[0].candidate
        assert (first.passage.article.id, first.text) == (ship.id, "She lost boats.")
