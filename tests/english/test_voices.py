"""The ledger of voices, on texts in our own words whose speakers one reads at a glance."""

import re

import pytest

from rag.english.voices import voices
from rag.ingest.parse import parse_text
from rag.types import Identity, Stance, Voice
from tests.growth import grows_like_a_square


def told(text: str) -> list[str]:
    """For each sentence of a text, who speaks in it, as "manner: outer > speaker"."""
    return [" + ".join(_short(voice) for voice in row) for row in ledger(text)]


def ledger(text: str) -> list[tuple[Voice, ...]]:
    parsed = parse_text("article", text)
    spans = [(sentence.start, sentence.end) for sentence in parsed.sentences]
    return voices(text, spans, [start for start, _ in parsed.article.headings])


def _short(voice: Voice) -> str:
    return f"{voice.manner.value}: {' > '.join(speaker.name or speaker.identity.value for speaker in voice.chain)}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We sail at noon," said Karin Falk, the harbour master.', "quoted: Karin Falk"),
        ("Karin Falk, the harbour master, said the boat would sail.", "reported: Karin Falk"),
        ("The harbour master, Karin Falk, denied it.", "reported: Karin Falk"),
        ("The boat will sail, according to Karin Falk of Norrland Ferries.", "reported: Karin Falk"),
        ("In Karin Falk's view the boat should sail.", "reported: Karin Falk"),
        ('General secretary Pär Moe through a megaphone: "The boat will not sail tonight."', "quoted: Pär Moe"),
        ("A source close to the talks said the boat had been sold.", "reported: A source close to the talks"),
        ("It is rumoured that the boat has been sold.", "reported: anonymous"),
        ("The Courier writes that Falk said the boat had been sold.", "reported: Courier > Falk"),
        ('"It is sold and gone," Falk said, according to the Courier.', "quoted: Courier > Falk"),
        ("Falk said the boat was sold, but Moe denied it.", "reported: Falk + reported: Moe"),
        ("Falk does not believe that the boat was sold.", "reported: Falk"),
        ("The boat was sold in May.", "own: "),
        ("Falk did not say who had bought the boat.", "own: "),
        ("The boat is said by nobody to be safe.", "own: "),
        ("Whatever the owners say, the boat was sold.", "own: "),
    ],
)
def test_a_sentence_says_who_speaks_in_it(text: str, expected: str) -> None:
    assert told(f"The old boat\n\n{text}\n") == [expected]


def test_a_quotation_of_several_sentences_has_one_speaker() -> None:
    text = (
        'The old boat\n\n"It is sold. It was rotten. Nobody will miss it," Karin Falk told reporters. The sun shone.\n'
    )
    assert told(text) == ["quoted: Karin Falk"] * 3 + ["own: "]


def test_a_pronoun_is_followed_where_one_person_can_be_meant() -> None:
    text = "The old boat\n\nKarin Falk, the harbour master, looked tired on Monday. She said that the boat was sold.\n"
    assert told(text)[1] == "reported: Karin Falk"


def test_a_pronoun_that_may_mean_two_stays_unknown() -> None:
    text = "The old boat\n\nHarbour master Karin Falk met captain Anna Berg. She said that the boat was sold.\n"
    assert told(text)[1] == "reported: unknown"


def test_an_office_stands_for_who_holds_it() -> None:
    text = (
        "The old boat\n\nNorwegian transport minister Pär Moe came by train on Monday.\n\n"
        "It was raining hard in the town.\n\nThe transport minister promised a new boat.\n"
    )
    assert told(text)[2] == "reported: Pär Moe"


def test_an_office_that_two_hold_stays_an_office() -> None:
    text = "The old boat\n\nMinister Pär Moe met minister Karin Falk in town. The minister promised a new boat.\n"
    assert ledger(text)[1][0].chain[0].identity is Identity.ROLE


def test_a_turn_belongs_to_its_label_and_what_comes_after_the_talk_to_nobody() -> None:
    text = (
        "Talk with the harbour master\n\nKarin Falk spoke to us in Holm.\n\n"
        "INTERVIEWER: The boat is old and rotten, and it will never sail again.\n\n"
        "FALK: It will sail tonight. Mr Moe told me that it is safe.\n\n"
        "INTERVIEWER: We have heard of plans to sell it next year.\n\n"
        "FALK: We shall see.\n\nThe conversation took place on board.\n"
    )
    assert told(text) == [
        "own: ",
        "quoted: interviewer",
        "quoted: Karin Falk",
        "quoted: Karin Falk > Moe",
        "quoted: interviewer",
        "quoted: Karin Falk",
        "own: ",
    ]


def test_a_quotation_nobody_is_named_for_is_nobodys() -> None:
    text = "The old boat\n\nMany gathered in the harbour.\n\n“It is the end of an age. We shall miss it.”\n"
    assert told(text)[1:] == ["quoted: unknown"] * 2


def test_opinions_and_forecasts_are_told_from_claims() -> None:
    text = "The old boat\n\nFalk believes the boat is safe. Falk expects it to sail. Falk said it had sailed.\n"
    assert [row[0].stance for row in ledger(text)] == [Stance.OPINION, Stance.FORECAST, None]


@pytest.mark.parametrize("text", ['"', "“" * 50, 'Q: "', "A: :\nA: :\nA: :", "said said said", '," said', "«„“”»" * 9])
def test_any_text_has_a_voice_for_each_sentence(text: str) -> None:
    rows = voices(text, [(0, len(text))])
    assert [isinstance(voice, Voice) for row in rows for voice in row] == [True]


def test_time_grows_with_the_length_of_a_text_and_not_with_its_square() -> None:
    def read(size: int) -> None:
        lines = [f"Mr Moe{chr(97 + n % 26)}{n} said: \u201cThe boat Falk{n} sails.\u201d" for n in range(size)]
        text = "\n".join(lines)
        starts = [0, *(found.end() for found in re.finditer("\n", text))]
        voices(text, [(start, start + len(line)) for start, line in zip(starts, lines, strict=True)])

    assert not grows_like_a_square(read, 1_000)
