"""What a sentence's voices are worth beside its label."""

import pytest

from benchmarks.voices import LABELS, OWN, outcome
from rag.types import Identity, Manner, Speaker, Voice

FALK, MOE = Voice(Manner.QUOTED, (Speaker("Karin Falk"),)), Voice(Manner.REPORTED, (Speaker("Pär Moe"),))
ITSELF, UNKNOWN = Voice(Manner.OWN, ()), Voice(Manner.QUOTED, (Speaker("", Identity.UNKNOWN),))
SOURCE = Voice(Manner.REPORTED, (Speaker("a source close to the talks", Identity.ANONYMOUS),))


@pytest.mark.parametrize(
    ("label", "voices", "expected"),
    [
        ("Falk", (FALK,), "right"),
        ("Falk", (MOE,), "named"),
        ("Falk", (ITSELF,), "wrong"),
        ("Falk", (UNKNOWN,), "untold"),
        ("Falk", (MOE, FALK), "right"),
        ("source", (SOURCE,), "right"),
        ("anonymous", (SOURCE,), "right"),
        ("anonymous", (FALK,), "named"),
        (OWN, (ITSELF,), "right"),
        (OWN, (MOE,), "named"),
        (OWN, (UNKNOWN,), "untold"),
    ],
)
def test_a_sentences_voices_are_held_against_its_label(label: str, voices: tuple[Voice, ...], expected: str) -> None:
    assert outcome(label, voices) == expected


def test_the_labels_hold_places_and_hashes_and_no_sentences() -> None:
    rows = [line.split("\t") for line in LABELS.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 150
    assert {len(row) for row in rows} == {5}
    assert max(len(row[4]) for row in rows) < 60
