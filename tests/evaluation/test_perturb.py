"""Corruptions: false in the one way they name, the same each time, and none where the kind does not apply."""

import pytest

from rag.english.dates import moments
from rag.english.quantities import quantities
from rag.evaluation.paraphrase import KINDS as REWORDINGS
from rag.evaluation.paraphrase import paraphrase
from rag.evaluation.perturb import KINDS, Names, corrupt

STORY = (
    "Marta Olsen, who runs the harbour of Brakvik, said on 4 March 2024 that 2,300 containers were lost. "
    "The Northline Group sued the Seaward Company over the accident. Prices rose sharply in the spring. "
    "The insurer may cover the damage. “We counted every single box twice that night,” Olsen said."
)
OTHERS = Names.of(["Peter Lund met Anna Berg of the Coastal Bank in Tallvik, says Rune Dahl.", "Dalsund Group, Oslo"])
HERE = OTHERS.beside(STORY)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("number", "The storm cost 2,300 containers."),
        ("number", "Twelve ships were held for seven weeks."),
        ("negation", "The harbour was closed for a week."),
        ("negation", "The captain did not see the light."),
        ("negation", "The company announced a new route."),
        ("name", "The harbour belongs to Marta Olsen."),
        ("role", "The Northline Group sued the Seaward Company."),
        ("role", "Seaward was sued by Northline."),
        ("antonym", "The ministry will permit the sale in spring."),
        ("speaker", "Marta Olsen said that the boxes were lost."),
        ("speaker", "According to Marta Olsen, the boxes were lost."),
        ("date", "It happened on 4 March 2024."),
        ("date", "It happened last Tuesday."),
        ("quotation", "“We counted every single box twice that night,” Olsen said."),
        ("hedge", "The insurer may cover the damage."),
        ("hedge", "The captain was reportedly asleep."),
    ],
)
def test_each_kind_changes_a_sentence_it_applies_to(kind: str, sentence: str) -> None:
    made = [corrupt(kind, sentence, HERE, seed) for seed in range(4)]
    assert all(made)
    assert sentence not in made
    assert made == [corrupt(kind, sentence, HERE, seed) for seed in range(4)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", " ", "?", "and so on", "“”", '"', "Ж" * 300, "a " * 5_000, "\x00\ud800"])
def test_nothing_to_corrupt_gives_none(kind: str, text: str) -> None:
    assert corrupt(kind, text, HERE) is None


def test_a_changed_number_is_further_away_than_rounding() -> None:
    for seed in range(30):
        made = corrupt("number", "The storm cost 2,300 containers.", HERE, seed)
        assert made is not None
        (value,) = (quantity.value for quantity in quantities(made))
        assert abs(value / 2300 - 1) > 0.25


def test_the_number_of_a_date_is_left_to_the_dates() -> None:
    assert corrupt("number", "It happened on 4 March 2024.", HERE) is None
    made = corrupt("date", "It happened on 4 March 2024.", HERE)
    assert made is not None
    assert moments(made) != moments("It happened on 4 March 2024.")


def test_a_new_name_is_none_that_the_article_knows() -> None:
    for seed in range(30):
        made = corrupt(
            "name", "The harbour belongs to Marta Olsen.", OTHERS.beside(STORY + " Peter Lund came, too."), seed
        )
        assert made is not None
        assert "Lund" not in made
        assert "Olsen" not in made


def test_swapped_roles_keep_every_word() -> None:
    sentence = "The Northline Group sued the Seaward Company over the accident."
    made = corrupt("role", sentence, HERE)
    assert made == "The Seaward Company sued the Northline Group over the accident."


def test_mutual_verbs_are_not_swapped() -> None:
    assert corrupt("role", "Marta Olsen met Peter Lund.", HERE) is None


def test_a_quotation_is_not_touched_by_other_kinds() -> None:
    sentence = "He said: “Prices rose by 40 percent.”"
    assert corrupt("number", sentence, HERE) is None
    assert corrupt("antonym", sentence, HERE) is None


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        ("number", "Some 22,000 ships came.", "Some 22 thousand ships came."),
        ("number", "It cost 3.2 billion euros.", "It cost 3.2bn euros."),
        ("shorter name", "Then Marta Olsen left.", "Then Olsen left."),
        ("adverb", "It was also very late.", "It was very late."),
        ("passive", "Northline sued Seaward in May.", "Seaward was sued by Northline in May."),
        ("contraction", "It did not sink.", "It didn't sink."),
        ("date", "It sank on March 4, 2024.", "It sank on 4 March 2024."),
        ("attribution", "Marta Olsen said that it sank.", "According to Marta Olsen, it sank."),
    ],
)
def test_a_rewording_keeps_the_meaning(kind: str, sentence: str, expected: str) -> None:
    assert paraphrase(kind, sentence) == expected


@pytest.mark.parametrize("kind", REWORDINGS)
@pytest.mark.parametrize("text", ["", "?", "“22,000 boxes did not get very wet, big time”", "Ж" * 300])
def test_nothing_to_reword_gives_none(kind: str, text: str) -> None:
    assert paraphrase(kind, text) is None
