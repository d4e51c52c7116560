"""Checking somebody's text: every sentence in its place, with the verdict of the passage that is about the same thing.

The oracle is made by hand: two short articles of our own, and for each sentence what they say to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

import rag.verification.report as report
from rag import CheckedText, Library, Support
from rag.errors import IndexMissing
from rag.ingest import text_sentences
from rag.types import Passage, Verdict
from rag.types.retrieval import RetrievalResult
from rag.verification.verdict import verify_sentences
from rag.web.service import MAX_TEXT
from tests.fakes import HashEncoder

BRIDGE = """Anna Brandt opened the bridge in Riga on Monday. The mayor praised the engineers for their work.

The bridge cost 41,000 euros and took three years to build, Brandt told reporters. “We waited too long,” she said.
"""
HARBOUR = """Bert Lund closed the harbour in Oslo on Friday after a storm had damaged the pier.

Lund said that the repair of the pier will cost 22 million crowns. He hopes that the ferries sail again in May.

The town of Oslo sold 300 million crowns of bonds to pay for other works. It was a nice evening for the sailors.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Over the shipped encoder: which passage is about the same thing is a matter of meaning."""
    return filled(tmp_path_factory.mktemp("checked"), Library)


def filled(root: Path, make: type[Library], **options: object) -> Library:
    (root / "news").mkdir()
    (root / "news/bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (root / "news/harbour.txt").write_text(HARBOUR, encoding="utf-8")
    made = make(root / "index", **options)  # type: ignore[arg-type]
    made.update(root / "news")
    return made


def hold(checked: CheckedText) -> None:
    """What is true of every checked text: slices in order, passages that are slices of their articles, plain JSON."""
    assert all(checked.text[one.start : one.end] == one.text for one in checked.sentences)
    ends = [0, *(one.end for one in checked.sentences)]
    assert all(before <= one.start < one.end for before, one in zip(ends, checked.sentences, strict=False))
    for one in checked.sentences:
        assert all(p.article.text[p.start : p.end] == p.text for p in one.verdict.passages)
        assert one.verdict.kind is not Support.UNVERIFIABLE or not one.verdict.passages
    assert sum(checked.counts.values()) == len(checked.sentences)
    assert len(json.loads(json.dumps(checked.to_dict()))["sentences"]) == len(checked.sentences)


def kinds(library: Library, text: str) -> list[str]:
    checked = library.check(text)
    hold(checked)
    return [one.verdict.kind.value for one in checked.sentences]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Anna Brandt opened the bridge in Riga on Monday.", "supported"),
        ("On Monday the bridge in Riga was opened by Anna Brandt.", "supported"),
        ("The harbour in Oslo was closed by Bert Lund.", "supported"),
        ("Anna Brandt opened the bridge in Riga on Sunday.", "contradicted"),
        ("The bridge cost 90,000 euros to build.", "contradicted"),
        ("Anna Brandt closed the harbour in Oslo on Friday.", "contradicted"),
        ("Emperor penguins raise their chicks in Antarctica.", "not found"),
        ("What did the bridge cost?", "unverifiable"),
        ("Thank you!", "unverifiable"),
    ],
)
def test_a_sentence_gets_the_verdict_that_the_articles_give_it(library: Library, sentence: str, kind: str) -> None:
    assert kinds(library, sentence) == [kind]


PIER = """Olsen denied that the pier had been sold. A report said that the ferry was unsafe. On Monday the council
bought a ferry for 9 million crowns.

Last year the town had lent the money to Tallvik. The council praised the crew of the ferry.
"""


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """One article that says when it was written: Wednesday, 20 August 2025."""
    root = tmp_path_factory.mktemp("dated")
    (root / "pier.md").write_text(f"---\ntitle: The pier\npublished: 2025-08-20\n---\n\n{PIER}", encoding="utf-8")
    made = Library(root / "index")
    made.update(root / "pier.md")
    return made


@pytest.mark.parametrize(
    ("sentence", "supported"),
    [
        ("The pier had been sold.", False),
        ("The pier was sold.", False),
        ("Olsen denied that the pier was sold.", True),
        ("The ferry was unsafe.", False),
        ("A report said the ferry was unsafe.", True),
        ("In 2025 the council bought a ferry for 9 million crowns.", True),
        ("In 2024 the council bought a ferry for 9 million crowns.", False),
        ("The town lent the money to Tallvik in 2024.", True),
        ("The town lent the money to Tallvik in 2025.", False),
        ("The council bought a ferry for 9 million crowns on 18 August 2025.", True),
        ("The council bought a ferry for 9 million crowns on 19 August 2025.", False),
    ],
)
def test_what_is_denied_or_dated_is_read_as_the_article_means_it(
    dated: Library, sentence: str, supported: bool
) -> None:
    assert (kinds(dated, sentence) == ["supported"]) is supported, dated.check(sentence).sentences[0].verdict


def test_words_that_are_all_there_do_not_go_before_a_passage_that_says_the_opposite(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Lund refuses to give up the harbour of Oslo.\n\nHe stays.", encoding="utf-8")
    (tmp_path / "two.txt").write_text(
        "Brandt agreed to a loan. To give money to Lund was hard, she said. Not to give up is her way. "
        "A harbour is more than a pier. Oslo has both.",
        encoding="utf-8",
    )
    library = Library(tmp_path / "index")
    library.update(tmp_path)
    assert kinds(library, "Lund agreed to give up the harbour of Oslo.") == ["contradicted"]


def test_sentences_keep_their_place_and_order(library: Library) -> None:
    text = "  The mayor praised the engineers.\n\n\tBert Lund closed the harbour. Did he?  Yes.\r\n"
    checked = library.check(text)
    hold(checked)
    assert [one.text for one in checked.sentences] == [
        "The mayor praised the engineers.",
        "Bert Lund closed the harbour.",
        "Did he?",
        "Yes.",
    ]


def test_they_come_one_by_one_and_add_up_to_the_whole(library: Library) -> None:
    text = "Bert Lund closed the harbour. The mayor praised the engineers."
    stream = library.stream_check(text)
    came = (next(stream), next(stream))
    with pytest.raises(StopIteration) as end:
        next(stream)
    assert end.value.value == CheckedText(text, came) == library.check(text)


def test_where_a_number_is_wrong_the_passage_shows_the_right_one(library: Library) -> None:
    for claim, right in (
        ("The repair of the pier will cost 300 million crowns.", "22 million"),
        ("Oslo sold bonds of 22 million crowns.", "300 million"),
        ("Building the bridge took nine years.", "three years"),
    ):
        (one,) = library.check(claim).sentences
        assert one.verdict.kind is Support.CONTRADICTED, claim
        assert right in one.verdict.passages[0].text
        assert "missing" not in {reason.kind for reason in one.verdict.reasons}


@pytest.mark.parametrize("pleasantry", ["Have a nice day!", "Nice work.", "Good evening.", "The long years.", "Pier!"])
def test_a_few_words_found_here_and_there_support_nothing(library: Library, pleasantry: str) -> None:
    assert kinds(library, pleasantry)[0] in ("not found", "unverifiable")


def test_what_is_found_nowhere_shows_the_closest_passage_only_where_one_is_close(library: Library) -> None:
    near, far = library.check(
        "The pier in Oslo will be painted green by volunteers. Gluons bind quarks together."
    ).sentences
    assert {near.verdict.kind, far.verdict.kind} <= {Support.NOT_FOUND, Support.PARTLY}
    assert "pier" in near.verdict.passages[0].text
    assert far.verdict.passages == ()


def test_a_sentence_that_points_back_is_looked_for_with_the_one_before(library: Library) -> None:
    asked: list[str] = []

    def retrieve(query: str) -> RetrievalResult:
        asked.append(query)
        return library._index.retrieve(query, report.CANDIDATES)

    list(report.check("Bert Lund closed the harbour. He blames a storm.", text_sentences, retrieve))
    assert asked == ["Bert Lund closed the harbour.", "Bert Lund closed the harbour. He blames a storm."]


def test_lists_headings_and_markup_are_read_as_a_reader_reads_them(library: Library) -> None:
    text = """# The bridge in Riga

Here is what they say:

- **Anna Brandt** opened the bridge in Riga on Monday.
* _Bert Lund_ closed the harbour in `Oslo` on Friday.
3) The mayor praised the engineers. [1]

> “We waited too long,” Brandt said.
"""
    checked = library.check(text)
    hold(checked)
    by_kind = {kind: [one.text for one in checked.sentences if one.verdict.kind is kind] for kind in Support}
    assert len(by_kind[Support.SUPPORTED]) == 4, by_kind
    assert any("The bridge in Riga" in text for text in by_kind[Support.UNVERIFIABLE])
    assert not by_kind[Support.CONTRADICTED]


def test_lines_that_are_wrapped_are_one_sentence(library: Library) -> None:
    text = """Bert Lund closed the harbour in Oslo on Friday after a storm had damaged
the pier. Anna Brandt opened the bridge in Riga on Monday, and the mayor of
the town praised the engineers for their work.
"""
    assert kinds(library, text)[0] == "supported"
    assert library.check(text).sentences[0].text.endswith("damaged\nthe pier.")


@pytest.mark.parametrize("blank", ["", "   ", "\n\t\r\n", "\u2028\u00a0"])
def test_a_blank_text_is_refused(library: Library, blank: str) -> None:
    with pytest.raises(ValueError, match="blank"):
        library.check(blank)


def test_an_over_long_text_is_refused_in_words(library: Library) -> None:
    with pytest.raises(ValueError, match="50,001 characters"):
        library.check("x" * (report.LONGEST + 1))
    with pytest.raises(ValueError, match="at most 1,000"):
        library.check("The mayor came.\n\n" * (report.MOST + 1))
    assert report.LONGEST == MAX_TEXT, "the page says another limit"


@pytest.mark.parametrize(
    "nasty",
    [
        "🙂🙂🙂",
        "…",
        "-\n-\n-",
        "\0\x1b[31m\ud800",
        "<script>alert(1)</script> ${x} {{y}} [a](javascript:x)",
        "“",
        "'''\"\"\"```",
        "Das Boot ist voll. Ελλάδα και Ρωσία. 東京は日本の首都です。 روسيا تريد السلام.",
        "a" * 6_000,
        "The tailor of Bergen, " * 230 + "left.",
        "word\n" * 400,
    ],
    ids=range(11),
)
def test_any_text_at_all_is_checked(library: Library, nasty: str) -> None:
    checked = library.check(nasty)
    hold(checked)
    assert Support.SUPPORTED not in {one.verdict.kind for one in checked.sentences}


def test_checking_changes_nothing_and_says_the_same_again(library: Library) -> None:
    text = "Bert Lund closed the harbour. The bridge cost 90,000 euros. Have a nice day!"
    before = library._index.generation
    assert library.check(text).to_dict() == library.check(text).to_dict()
    assert library._index.generation == before


def test_any_encoder_will_do(tmp_path: Path) -> None:
    library = filled(tmp_path, Library, encoder=HashEncoder())
    text = "Anna Brandt opened the bridge in Riga on Monday. The bridge cost 90,000 euros."
    assert kinds(library, text) == ["supported", "contradicted"]


def test_before_the_first_update_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        Library(tmp_path / "index", encoder=HashEncoder()).check("Bert Lund closed the harbour.")


def test_no_two_articles_are_added_up(library: Library) -> None:
    """Half of it stands in one article and half in the other: neither says it."""
    assert kinds(library, "Anna Brandt opened the bridge in Oslo on Friday after a storm.") != ["supported"]


def counted(asked: list[tuple[Passage, ...]], verify: report.Verify = verify_sentences) -> report.Verify:
    """The same verdicts, and what they were asked about."""

    def counting(claim: str, sentences: Sequence[Passage], *, context: str = "") -> Verdict:
        asked.append(tuple(sentences))
        return verify(claim, sentences, context=context)

    return counting


CLAIMS = """Bert Lund closed the harbour in Oslo on Friday. The bridge cost 90,000 euros. The ferries will not sail.
Emperor penguins raise their chicks in Antarctica."""


def test_a_sentence_is_verified_once_against_each_candidate_and_read_against_the_best(library: Library) -> None:
    for claim in CLAIMS.splitlines():
        words: list[tuple[Passage, ...]] = []
        read: list[tuple[Passage, ...]] = []
        given = library._index.retrieve(claim, report.CANDIDATES)
        list(report.check(claim, text_sentences, lambda _, given=given: given, counted(words), counted(read)))
        sentences = len(text_sentences(claim))
        assert len(words) == sentences * len(given.hits)
        assert len(set(words)) == len(given.hits)
        assert len(read) <= sentences * report.READ
        assert set(read) <= set(words)


def test_the_slower_verdict_has_the_last_word(library: Library) -> None:
    def decide(claim: str, sentences: Sequence[Passage], *, context: str = "") -> Verdict:
        return Verdict(Support.PARTLY, 0.3)

    def retrieve(query: str) -> RetrievalResult:
        return library._index.retrieve(query, report.CANDIDATES)

    claim = "Bert Lund closed the harbour in Oslo on Friday."
    (one,) = report.check(claim, text_sentences, retrieve, decide=decide)
    assert one.verdict.kind is Support.PARTLY


def test_over_real_articles_the_number_stands_in_the_passage_that_is_shown(tmp_path: Path, shared: Path) -> None:
    library = Library(tmp_path / "index")
    library.update(shared / "articles")
    text = """The EU froze 500 billion euros of Russian assets. Western aid to Kyiv exceeded 250 billion dollars.
About 5,000 restrictive measures were imposed on Russia. Have a nice day!"""
    frozen, aid, measures, day = library.check(text).sentences
    assert frozen.verdict.kind is not Support.SUPPORTED
    assert "300 billion" in frozen.verdict.passages[0].text
    for one, right in ((aid, "175 billion"), (measures, "22,000")):
        assert one.verdict.kind is Support.CONTRADICTED
        assert right in one.verdict.passages[0].text
    assert day.verdict.kind in (Support.NOT_FOUND, Support.UNVERIFIABLE)
