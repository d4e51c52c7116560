"""Which words of a question are taken for misspelt, and for what. The lists were written by hand."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from rag.english.tokens import terms
from rag.search import spelling
from tests.search.made import NEWS, article, chunks, filled

CORPUS = """
Lavrov Zelensky Sakhalin Anchorage Dmitriev Witkoff Kremlin ExxonMobil Macron Putin Trump Rosneft Lukoil Moscow Ukraine
Budapest Istanbul Donbass Luhansk Donetsk Ushakov Peskov Andrianov Arctic Rubio Vance Kushner Miami Washington Russia
Europe European sanctions negotiations governments government guarantees president ceasefire decree minister agreement
promises territory nuclear extension diplomatic submarine summit pipeline shareholder conflict elections frozen assets
must task talk talks note leader life hope wire wide role more mister sister fact pact trench public politics finish
hours house horse months mouth money order older border price prize peace piece weapon reason season treaty tank bank
coast goal coal board broad trade grade Western Alaska market marked marine senders sender oiled spoiled fired decrease
"""
MISSPELT = {
    "Lavrof": "Lavrov", "lavrof": "Lavrov", "Lavrow": "Lavrov", "Lavorv": "Lavrov", "Zelenskyy": "Zelensky",
    "Zelenskij": "Zelensky", "Zelenksy": "Zelensky", "Sakalin": "Sakhalin", "Sakhlin": "Sakhalin",
    "Sahkalin": "Sakhalin", "Ankorage": "Anchorage", "Anchorge": "Anchorage", "Anchorrage": "Anchorage",
    "Dmitrev": "Dmitriev", "Dimitriev": "Dmitriev", "Dmitryev": "Dmitriev", "Witkof": "Witkoff",
    "Wittkoff": "Witkoff", "Witcoff": "Witkoff", "Vitkoff": "Witkoff", "Kremln": "Kremlin", "Kremlim": "Kremlin",
    "Cremlin": "Kremlin", "ExonMobil": "ExxonMobil", "Macorn": "Macron", "Macrn": "Macron", "Puttin": "Putin",
    "Trmup": "Trump", "Rosnft": "Rosneft", "Lukoli": "Lukoil", "Moskow": "Moscow", "Urkaine": "Ukraine",
    "Budapst": "Budapest", "Istambul": "Istanbul", "Ushakof": "Ushakov", "Lugansk": "Luhansk", "Donetks": "Donetsk",
    "sanctons": "sanctions", "sanktions": "sanctions", "sanctoins": "sanctions", "negotations": "negotiations",
    "negociations": "negotiations", "goverment": "government", "garantees": "guarantees", "guarantes": "guarantees",
    "presidnt": "president", "ceasfire": "ceasefire", "decre": "decree", "minster": "minister",
    "Europeen": "European", "agrement": "agreement", "promisses": "promises", "territorry": "territory",
    "nucler": "nuclear", "extention": "extension", "diplomaic": "diplomatic", "shareholdr": "shareholder",
}  # fmt: skip
LEFT_ALONE = """
Pope hope wife pizza Naples giraffe penguin quantum photosynthesis mitochondria cricket Tokyo Merkel Meloni Starmer Modi
Tesla Musk Tusk Beyonce Ronaldo Messi recipe lasagna croissant kangaroo saxophone Everest dinosaur telescope vaccine
malaria bitcoin blockchain Netflix TikTok Shakira Wimbledon Olympics marathon sushi guitar violin chess poker sonnet
Hamlet Dracula Gandalf Hogwarts Pikachu Scholz Merz Duda Orban Lukashenko Netanyahu Erdogan Assad Maduro Bolsonaro Milei
Trudeau Carney Albanese Kishida lithium cobalt tungsten porridge marmalade zucchini archipelago cathedral butcher moose
mouse talc oats boats Rome Nome Peru Perm Mali Bali Oman Yemen Serbia Siberia Latvia Bolivia Kamala Novartis Lada lender
fender decrepit foiled Macarons marrow fraction faction traction putty putting wrench ukulele lemur Danish Polish radish
""".split()


def vocabulary() -> spelling.Vocabulary:
    return spelling.Vocabulary((word, 1) for word in CORPUS.split())


def corrected(question: str) -> dict[str, str]:
    known = set(terms(CORPUS))
    misspelt = [word for word, stem in spelling.suspects(question).items() if stem not in known]
    return spelling.correct(question, misspelt, vocabulary())[1]


@pytest.mark.parametrize(("typed", "meant"), MISSPELT.items())
def test_a_slip_is_corrected(typed: str, meant: str) -> None:
    assert corrected(f"what about {typed}?") == {typed: meant}


@pytest.mark.parametrize("word", LEFT_ALONE)
def test_a_word_the_articles_lack_is_left_alone(word: str) -> None:
    """Else "Who is the Pope?" would be answered with hope."""
    assert corrected(f"what about {word}?") == {}
    assert corrected(f"{word.lower()} today") == {}


@pytest.mark.parametrize("word", CORPUS.split())
def test_a_word_of_the_articles_is_never_changed(word: str) -> None:
    assert corrected(f"What of {word}, {word.upper()} and {word.lower()}?") == {}


def test_numbers_codes_and_short_words_are_never_changed() -> None:
    assert corrected("In 2025 the F16s, covid19, Su-35, 22,000 men, vodn't, Pu, Tru, EU") == {}


def test_the_rest_of_the_question_stays_as_typed() -> None:
    found, corrections = spelling.correct(
        "What  did\tLavrof's man say — about “Sakalin-1” and Lavrof?", ["Lavrof", "Sakalin"], vocabulary()
    )
    assert found == "What  did\tLavrov's man say — about “Sakhalin-1” and Lavrov?"
    assert corrections == {"Lavrof": "Lavrov", "Sakalin": "Sakhalin"}


def test_among_equally_near_words_the_more_frequent_then_the_alphabet_decides() -> None:
    def nearest(*counted: tuple[str, int]) -> str | None:
        return spelling.Vocabulary(iter(counted)).closest("stratgic", name=False)

    assert nearest(("stratagic", 1), ("strategic", 5)) == "strategic"
    assert nearest(("strategic", 1), ("stratagic", 1)) == "stratagic"
    assert nearest(("Strategic", 2), ("strategic", 3)) == "strategic"


def test_a_page_of_nonsense_asks_for_a_bounded_number_of_corrections() -> None:
    page = " ".join(f"Lavr{letter}{other}v" for letter in "bcdfghjk" for other in "bcdfghjk")
    counted = Counting()
    spelling.correct(page, spelling.suspects(page), counted)
    assert counted.asked == spelling.MAX_CORRECTIONS


class Counting(spelling.Vocabulary):
    def __init__(self) -> None:
        super().__init__(iter(()))
        self.asked = 0

    def closest(self, typed: str, *, name: bool) -> str | None:
        self.asked += 1
        return None


@given(st.text(max_size=80))
def test_any_text_can_be_looked_over(text: str) -> None:
    found, corrections = spelling.correct(text, spelling.suspects(text), vocabulary())
    assert (found == text) == (not corrections)


def test_the_index_reports_corrections_and_what_stays_unknown(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    found = index.retrieve("Did Zelenskyy or the Pope visit Sakalin?", 3)
    assert found.query == "Did Zelensky or the Pope visit Sakhalin?"
    assert found.corrections == {"Zelenskyy": "Zelensky", "Sakalin": "Sakhalin"}
    assert found.unknown == {"pope", "visit"}
    index.close()


def test_a_word_can_be_corrected_to_only_as_long_as_an_article_holds_it(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    with index.writer() as writer:
        writer.remove("press/bear.txt")
        new = article("press/new.txt", "Volcanologists went to Petropavlovsk.")
        writer.put(new, chunks(new), "")
    assert index.retrieve("Kamchatcka", 1).corrections == {}
    assert index.retrieve("Petropavlosk", 1).corrections == {"Petropavlosk": "Petropavlovsk"}
    index.close()


def test_the_list_of_english_words_is_read_without_torch() -> None:
    code = "import sys; from rag.search import spelling; spelling.suspects('lavrof'); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("word", ["summarise", "Summarising", "organisation", "harbour", "analyse", "apologise"])
def test_a_british_spelling_is_no_slip(word: str) -> None:
    assert not spelling.suspects(f"{word} the submarine articles")


@given(
    st.lists(st.text("abcdeABé", min_size=4, max_size=9), min_size=1, max_size=60, unique=True),
    st.text("abcdeé", min_size=4, max_size=9),
    st.booleans(),
)
def test_the_closest_is_that_of_holding_a_word_against_all(held: list[str], typed: str, name: bool) -> None:
    """Also where the slip is at the beginning, or two forms of a word are held."""
    made, slips = spelling.Vocabulary((form, len(form)) for form in held), 2 if len(typed) >= spelling.LONG else 1
    near = {form.casefold(): OSA.distance(typed, form.casefold()) for form in held}
    counts = Counter({form: len(form) for form in held})
    folded = {word: sum(counts[form] for form in held if form.casefold() == word) for word in near}
    plausible = [
        (distance, word[0] != typed[0], -folded[word], word)
        for word, distance in near.items()
        if distance <= slips and made._plausible(typed, word, distance, name)
    ]
    right = min(plausible)[-1] if plausible else None
    forms = sorted((form for form in held if form.casefold() == right), key=lambda form: (-len(form), form))
    assert made.closest(typed, name=name) == (forms[0] if forms else None)
