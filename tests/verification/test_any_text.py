"""Whatever is asked: no error, the same verdict twice, and a slice of the source is supported."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.types import Support
from rag.verification import verify_words as verify
from rag.verification.alignment import align

NASTY = [
    "",
    " ",
    '"' * 10_000,
    "“" * 10_000,
    "a " * 5_000,
    "1,000 " * 2_000,
    "1,000 " * 330,
    "Olsen sued Lund. " * 110,
    "Marta Olsen said " * 600,
    "Olsen accused Lund of " * 500,
    "not " * 2_500,
    "Ж是é" * 3_000,
    "“Olsen said: “it sank” and “that” “",
    "\x00\ud800 Olsen \u202e said 5 \u200b%",
    "." * 10_000,
    "A.B.C." * 1_500,
    "(((((((" * 1_000,
    "May may May may 31 31 31 may",
]
WORDS = st.sampled_from(
    """The harbour Olsen Northline sued accused Seaward not never 22,000 forty percent May 2025 rose fell said “we
    count” reportedly may before after Lund of by the a and, was . : - ( ) boxes! pier; « » Tallvik's don't U.S. Ж
    是""".split()
)
LEADING = {"not", "never", "don't", "reportedly", "may", "May", "said", "accused"}
"""What stands behind one of these is denied, hedged or somebody's word in a passage, and said by nobody in a slice."""
TEXTS = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)


@pytest.mark.parametrize("sentence", NASTY)
@pytest.mark.parametrize(
    "passage", ["", "Olsen said that 22,000 boxes were not lost.", "“" * 5_000, "Olsen said. " * 800]
)
def test_any_text_gets_a_verdict(sentence: str, passage: str) -> None:
    verdict = verify(sentence, [passage])
    assert 0 <= verdict.support <= 1
    assert verdict.kind is not Support.SUPPORTED or not verdict.reasons


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.data())
def test_a_slice_is_doubted_only_where_the_passage_does_not_say_it_itself(text: str, data: st.DataObject) -> None:
    words = text.split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    verdict = verify(" ".join(words[first:last]), [text])
    if verdict.reasons:
        assert LEADING & set(words[:first])
        assert "reported" in {reason.kind for reason in verdict.reasons}
    else:
        assert verdict.kind in (Support.SUPPORTED, Support.UNVERIFIABLE)


@pytest.mark.parametrize(
    ("leading", "rest"),
    [
        ("Olsen said", "Northline hid 22,000 boxes"),
        ("Olsen said that", "Northline hid 22,000 boxes"),
        ("Olsen accused Northline of", "hiding 22,000 boxes"),
        ("Northline did not", "hide 22,000 boxes"),
        ("Northline never", "hid 22,000 boxes"),
        ("They don't", "hide 22,000 boxes"),
        ("Northline reportedly", "hid 22,000 boxes"),
        ("Northline may", "hide 22,000 boxes"),
    ],
)
def test_the_rest_of_a_sentence_behind_a_leading_word_is_doubted(leading: str, rest: str) -> None:
    verdict = verify(f"{rest}.", [f"{leading} {rest}."])
    assert verdict.kind in (Support.PARTLY, Support.CONTRADICTED)
    assert {reason.kind for reason in verdict.reasons} & {"reported", "negation", "hedge"}


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_the_same_question_gets_the_same_verdict(claim: str, text: str) -> None:
    assert verify(claim, [text]) == verify(claim, [text])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_is_too_strange(claim: str, text: str) -> None:
    verdict = verify(claim, [text])
    assert verdict.supported == (verdict.kind is Support.SUPPORTED)
    assert all(passage.text in text for passage in verdict.passages)


def test_the_claim_is_held_against_the_sentence_that_shares_most_of_it() -> None:
    sentences = ["The pier is old.", "Olsen closed the pier in June.", "Nobody complained.", "The choir sang in June."]
    assert align("In June the pier was closed by Olsen.", sentences)[0] == 1
    assert align("anything", []) == []
    assert all(0 <= place < len(sentences) for place in align("the and of", sentences))


def test_an_alignment_is_no_longer_than_a_judge_can_read() -> None:
    sentences = [f"The pier number {i} was closed by Olsen in June after a long storm." for i in range(60)]
    chosen = align("Olsen closed 60 piers after storms.", sentences)
    assert len(chosen) <= 5
    assert len(set(chosen)) == len(chosen)
    assert sum(len(sentences[i].split()) for i in chosen) <= 110
