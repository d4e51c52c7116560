"""`verify`: every check with what it must catch and what it must let pass."""

import pytest

import rag
from rag.types import Article, Passage, Support
from rag.verification import verify_words as verify

SOURCE = """Northline accused the harbour office of hiding 22,000 damaged containers. \
The head of the office, Marta Olsen, said on 15 August 2025 that the figure was wrong. \
“We counted every single box twice,” Olsen told reporters. The insurer reportedly refused to pay. \
Prices rose by 3.23 billion euros in the spring, about 40 percent more than a year before.

Seaward was sued by Northline in Tallvik. Peter Lund, who leads Seaward, may appeal. \
The pier is not just a monument, says Berg. \
The court did not accept the first report. The new pier will open before the winter."""


def kinds(sentence: str) -> set[str]:
    return {reason.kind for reason in verify(sentence, [SOURCE]).reasons} - {"missing"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Northline accused the harbour office of hiding 22 thousand damaged containers.",
        "The harbour office was accused by Northline of hiding over 20,000 damaged containers.",
        "The figure was wrong, said Olsen on August 15, 2025.",
        "According to Marta Olsen, the figure was wrong.",
        "Prices rose by €3.2 billion in the spring.",
        "In the spring of the year, prices increased by 3.23bn euros.",
        "Olsen told reporters: “We counted every single box twice.”",
        'Olsen told reporters that they "counted every single box".',
        "Northline sued Seaward in Tallvik.",
        "In 2025 Olsen said that the figure was wrong.",
        "Reportedly the insurer has refused to pay.",
        "The pier isn't just a monument, says Berg.",
        "The court didn't accept the first report.",
        "The court refused to accept the first report.",
        "Mr Lund, the leader of Seaward, might appeal.",
        "The new pier will open before winter [2].",
    ],
)
def test_what_the_passage_says_in_other_words_is_supported(sentence: str) -> None:
    verdict = verify(sentence, [SOURCE])
    assert verdict.kind is Support.SUPPORTED, verdict.reasons
    assert not verdict.reasons


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("Northline accused the harbour office of hiding 25,000 damaged containers.", "number", "22,000, not 25,000"),
        ("Prices rose by 3.23 billion dollars in the spring.", "number", "3.23 billion"),
        ("Prices rose by about 60 percent in the spring.", "number", "40"),
        ("Olsen said on 16 August 2025 that the figure was wrong.", "date", "15 August 2025, not 16 August 2025"),
        ("Olsen said in July that the figure was wrong.", "date", "not July"),
        ("Seaward was sued by Northline in Dalsund.", "name", "Tallvik, not Dalsund"),
        ("Northline accused the Coastal Bank of hiding damaged containers.", "name", "Coastal Bank"),
        ("Peter Lund said on 15 August 2025 that the figure was wrong.", "speaker", "Marta Olsen, not Peter Lund"),
        ("According to Lund, the figure was wrong.", "speaker", "Marta Olsen, not Lund"),
        ("“We counted every single box twice,” Lund told reporters.", "speaker", "Olsen, not Lund"),
        ("The pier is just a monument, says Berg.", "negation", "not so"),
        ("The court did accept the first report.", "negation", "not so"),
        ("The court accepted the first report.", "negation", "not so"),
        ("The new pier will not open before the winter.", "negation", "without the negation"),
        ("Prices fell by 3.23 billion euros in the spring.", "direction", '"rose", not "fell"'),
        ("The new pier will close before the winter.", "direction", '"open", not "close"'),
        ("The new pier will open after the winter.", "direction", '"before", not "after"'),
        ("Seaward sued Northline in Tallvik.", "role", "the other way round"),
        ("The court did not accept the last report.", "direction", '"first", not "last"'),
        ("The head of the office said that the figure was right.", "direction", '"wrong", not "right"'),
        ("Northline was sued by Seaward in Tallvik.", "role", "the other way round"),
        ("The insurer refused to pay.", "hedge", "reportedly"),
        ("Peter Lund, who leads Seaward, will appeal.", "hedge", "may"),
        ("“We counted every box twice,” Olsen told reporters.", "quotation", "We counted every box twice"),
    ],
)
def test_what_the_passage_says_otherwise_is_told_in_words(sentence: str, kind: str, words: str) -> None:
    verdict = verify(sentence, [SOURCE])
    assert not verdict.supported
    assert any(reason.kind == kind and words in reason.text for reason in verdict.reasons), verdict.reasons


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Northline accused the harbour office of hiding 25,000 damaged containers.", Support.CONTRADICTED),
        ("The insurer refused to pay.", Support.PARTLY),
        ("Marta Olsen loves ripe bananas, bright comets and the loud choir of Brakvik.", Support.NOT_FOUND),
        ("Bananas ripen slowly.", Support.NOT_FOUND),
        ("Who sued Seaward?", Support.UNVERIFIABLE),
        ("“Who sued Seaward?”", Support.UNVERIFIABLE),
        ("Hello!", Support.UNVERIFIABLE),
        ("Here is a summary.", Support.UNVERIFIABLE),
        ("It was so.", Support.UNVERIFIABLE),
        ("", Support.UNVERIFIABLE),
        ("?!…", Support.UNVERIFIABLE),
        ("[1][2]", Support.UNVERIFIABLE),
    ],
)
def test_each_kind_of_verdict_has_its_sentences(sentence: str, kind: Support) -> None:
    assert verify(sentence, [SOURCE]).kind is kind


def test_nothing_is_supported_by_nothing() -> None:
    for passages in ([], [""], [" "]):
        verdict = verify("Northline sued Seaward.", passages)
        assert verdict.kind is Support.NOT_FOUND
        assert "northline" in verdict.reasons[-1].text


def test_a_quotation_of_another_article_is_misattributed() -> None:
    other = Article(id="b.md", text="“Nobody knows the depth of that harbour,” said Anna Berg.", title="The depths")
    verdict = verify("Olsen said: “Nobody knows the depth of that harbour.”", [SOURCE], elsewhere=[_whole(other)])
    assert [reason.text for reason in verdict.reasons if reason.kind == "misattributed"] == [
        'the words "Nobody knows the depth of that harbour." stand in another article: The depths'
    ]
    assert not verdict.supported


def test_an_altered_quotation_is_no_misattribution() -> None:
    verdict = verify("“We counted no box,” said Olsen.", [SOURCE], elsewhere=["“We counted all boxes.”"])
    assert "quotation" in {reason.kind for reason in verdict.reasons}


def test_a_pronoun_may_stand_for_the_name_said_before_the_passage() -> None:
    text = "Marta Olsen runs the harbour. She closed the old pier in June."
    article = Article(id="a.md", text=text, title="Harbour")
    after = Passage(article, text.index("She"), len(text))
    assert verify("Marta Olsen closed the old pier in June.", [after]).supported
    assert not verify("The old pier was closed in June by Peter Lund.", [after]).supported


def test_he_said_is_whoever_was_named_last() -> None:
    source = "Peter Lund leads Seaward. He said the pier is safe. Nobody else spoke."
    assert verify("Lund said the pier is safe.", [source]).supported
    other = verify("Anna Berg said the pier is safe.", [source])
    assert "speaker" in {reason.kind for reason in other.reasons}


def test_a_value_belongs_to_what_stands_beside_it() -> None:
    source = "The north pier cost 40 million euros to build. The south pier cost 70 million euros to build."
    assert verify("The south pier cost 70 million euros to build.", [source]).supported
    assert not verify("The south pier cost 40 million euros to build.", [source]).supported


def test_the_sentences_it_was_held_against_come_closest_first() -> None:
    verdict = verify("Lund of Seaward may appeal.", [SOURCE])
    assert verdict.passages[0].text == "Peter Lund, who leads Seaward, may appeal."
    assert all(passage.text in SOURCE for passage in verdict.passages)


def test_passages_of_an_article_are_named_by_their_own_offsets() -> None:
    article = Article(id="a.md", text=f"Harbour news\n\n{SOURCE}", title="Harbour")
    verdict = rag.verify("Northline sued Seaward in Tallvik.", [_whole(article)])
    assert verdict.passages[0].article is article
    assert verdict.passages[0].text == "Seaward was sued by Northline in Tallvik."


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("3) The pier was closed in June.", "The pier was closed in June by Olsen."),
        ("- The pier was closed in June.", "The pier was closed in June by Olsen."),
        ("The article says that the pier was closed in June.", "The pier was closed in June by Olsen."),
        ("Furthermore, the pier was closed in June.", "The pier was closed in June by Olsen."),
        ("Lastly, the pier was closed in June.", "The pier was closed in June by Olsen."),
        ("The Demon 170 comes in 14 colours.", "It comes in 14 colours. Nobody needs a Demon 170 to go shopping."),
        ("The ferry cost 5 million dollars.", "The ferry cost 5 mln dollars."),
        ("Ann paid $299 for the boat and $999 for the pier.", "Ann paid $999 for a pier. The boat was $299."),
    ],
)
def test_what_stands_around_a_claim_or_in_its_names_is_not_held_against_it(claim: str, source: str) -> None:
    verdict = verify(claim, [source])
    assert verdict.supported, verdict.reasons


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The Demon 180 comes in 14 colours.", "The Demon 170 comes in 14 colours."),
        ("The Demon 170 comes in 12 colours.", "The Demon 170 comes in 14 colours."),
        ("3) The pier was closed by 4 men in June.", "3) The pier was closed by 7 men in June."),
        ("The ferry cost 7 million dollars.", "The ferry cost 5 mln dollars."),
    ],
)
def test_but_another_number_is(claim: str, source: str) -> None:
    assert "number" in {reason.kind for reason in verify(claim, [source]).reasons}


def _whole(article: Article) -> Passage:
    return Passage(article, 0, len(article.text))
