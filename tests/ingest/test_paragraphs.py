"""Lines that belong together are one passage again: wrapped ones, broken ones, and lists of fragments."""

from rag.english.lists import list_span
from rag.types import Passage
from tests.ingest.pages import PROSE, article, sentences, sentences_of

WRAPPED = """The dam above the town holds back more water than any
other dam in the valley. It was built by engineers from
Geneva, who never saw a flood of this size, and who are
now asked why. They say nothing."""


def spans(text: str) -> list[int]:
    found = sentences_of(article(text))
    return [list_span(found, i) for i in range(len(found))]


def test_wrapped_lines_are_one_paragraph() -> None:
    assert sentences(WRAPPED) == [
        "The dam above the town holds back more water than any\nother dam in the valley.",
        "It was built by engineers from\nGeneva, who never saw a flood of this size, and who are\nnow asked why.",
        "They say nothing.",
    ]


def test_a_narrow_column_is_one_paragraph() -> None:
    """Its lines may begin with a capital letter, as names do."""
    lines = ["Nobody in all of the valley but", "Ida Brandt and her old neighbour", "Oskar Lind saw it coming."]
    assert sentences("\n".join(lines)) == ["\n".join(lines)]


def test_headlines_below_one_another_are_no_paragraph() -> None:
    stack = ["Ferry sinks off Orsk in the night", "Council sells the old pier again", "Rivers rise in the whole valley"]
    text = f"{PROSE}\n\n" + "\n".join(stack)
    assert not [one for one in sentences(text) if any(line in one for line in stack)]


def test_lines_that_are_not_wrapped_stay_apart() -> None:
    """The second line would have had room for "Geneva": whoever broke it meant it."""
    lines = [
        "The dam above the town holds back more water than any,",
        "It was built in",
        "Geneva, by engineers of that city.",
    ]
    assert len(sentences(f"{PROSE}\n\n" + "\n".join(lines))) == 4


def test_markdown_joins_neighbouring_lines_unless_they_are_marked() -> None:
    text = "# R\n\nIt was built by\nEngineers of Geneva.\n- an item of\n  Two lines\n- other\n\n> They\n> No.\n"
    assert sentences(text) == [
        "It was built by\nEngineers of Geneva.",
        "an item of\n  Two lines",
        "other",
        "They\n> No.",
    ]


def test_a_sentence_broken_by_a_blank_line_is_joined() -> None:
    text = "The town is being cut\n\noff from the valley. Nobody minds.\n\nThe river\r\n\r\nrises."
    assert sentences(text) == [
        "The town is being cut\n\noff from the valley.",
        "Nobody minds.",
        "The river\r\n\r\nrises.",
    ]


def test_a_sentence_is_not_joined_over_boilerplate_a_heading_or_a_control_character() -> None:
    assert len(sentences(f"{PROSE}\n\nThe town is being cut,\n\nAdvertisement\n\noff from the valley.")) == 3
    assert len(sentences(f"{PROSE}\n\nThe town is being cut,\n\n## dams\n\noff from the valley.")) == 3
    assert len(sentences(f"{PROSE}\n\nThe town is being cut,\x00off from the valley.")) == 3


def test_an_ended_line_is_not_joined_even_before_a_lower_case_word() -> None:
    assert sentences("The river rose.\n\niPhones floated by.") == ["The river rose.", "iPhones floated by."]


# --- lists -------------------------------------------------------------------


def test_fragments_in_commas_belong_to_their_lead_in() -> None:
    text = "It rained. She gave three reasons:\n\nThe old dam,\n\nthe new mill,\n\nand the rain.\n\nNobody answered."
    assert sentences(text) == [
        "It rained.",
        "She gave three reasons:\n\nThe old dam,\n\nthe new mill,\n\nand the rain.",
        "Nobody answered.",
    ]


def test_marked_fragments_belong_to_their_lead_in() -> None:
    text = "She gave three reasons:\n\n- the old dam,\n- Mills,\n- the U.S. rain.\n\nNobody answered."
    assert sentences(text) == [
        "She gave three reasons:\n\n- the old dam,\n- Mills,\n- the U.S. rain.",
        "Nobody answered.",
    ]


def test_short_lines_right_below_a_lead_in_are_its_items_and_no_headings() -> None:
    text = f"{PROSE} She gave two reasons:\n\nThe old dam\nThe new mill\n\nEnergy\n\n{PROSE}"
    assert sentences(text)[1] == "She gave two reasons:\n\nThe old dam\nThe new mill"


def test_one_short_line_below_a_lead_in_is_no_list() -> None:
    text = f"{PROSE} She gave two reasons:\n\nThe old dam\n\n{PROSE}"
    assert sentences(text)[1] == "She gave two reasons:"


def test_items_that_are_sentences_stand_for_themselves() -> None:
    text = (
        "These were the answers:\n\n- Roe said that the dam is safe;\n"
        "- Doe praised the mill (!!). He wants another one;\n"
        "- Poe kept silent about all of it.\n\nThen it rained. And they left:\n"
    )
    assert sentences(text) == [
        "These were the answers:",
        "Roe said that the dam is safe",
        "Doe praised the mill (!!).",
        "He wants another one",
        "Poe kept silent about all of it.",
        "Then it rained.",
        "And they left:",
    ]
    assert spans(text) == [4, 0, 0, 0, 0, 0, 0]


def test_a_very_long_list_of_fragments_is_no_single_passage() -> None:
    items = "\n".join(f"- the dam number {n} of the valley" for n in range(40))
    text = f"These are the dams:\n{items}\n"
    assert len(sentences(text)) == 41
    assert spans(text)[0] == 40


def test_a_list_ends_at_its_last_item() -> None:
    text = (
        "These were the answers:\n1. Roe said that the dam is safe.\n2) Doe said that it is not.\n\n"
        "The rest kept silent.\n"
        "- Nobody asked them anything else then."
    )
    assert spans(text) == [2, 0, 0, 0, 0]


def test_without_a_colon_there_is_no_list() -> None:
    assert spans("These were the answers.\n- Roe said that the dam is safe.\n- Doe said it is not.") == [0, 0, 0]


def test_text_on_the_line_of_the_lead_in_is_no_item() -> None:
    text = 'She said: "It is safe." Then she left.\n\n- Roe said that the dam is safe.'
    found = sentences_of(article(text))
    assert all(list_span(found, i) == 0 for i in range(len(found)))


def test_a_heading_between_lead_in_and_items_parts_them() -> None:
    text = "# Dams\n\nThese were the answers:\n\n## Mills\n\n- Roe said that the dam is safe.\n"
    assert spans(text) == [0, 0]


def test_initials_and_years_are_no_marks_of_items() -> None:
    assert sentences("A. Smith built the dam.\n2026. It fell.") == ["A. Smith built the dam.", "2026.", "It fell."]


def test_items_with_full_stops_stand_for_themselves_and_those_of_a_few_words_with_semicolons_do_not() -> None:
    assert sentences("She gave two reasons:\n- Rain.\n- Old dams.\n") == ["She gave two reasons:", "Rain.", "Old dams."]
    joined = "She gave two reasons:\n- Rain;\n- Old dams in the valley of Roe."
    assert sentences(joined) == [joined]


def test_a_list_is_of_sentences_when_most_of_its_items_are() -> None:
    text = "She gave three reasons:\n- the rain fell every day;\n- Roe had built no dam;\n- The mill."
    assert sentences(text) == [text]


def test_an_item_leads_into_no_list_of_its_own() -> None:
    assert sentences("- These are:\n- the rain,\n- the dam,\n") == ["These are:", "the rain", "the dam"]


def test_what_follows_a_lead_in_on_its_own_line_is_no_item() -> None:
    found = article("She said: it holds.")
    assert list_span([Passage(found, 0, 9), Passage(found, 10, 19)], 0) == 0


def test_two_fragments_without_marks_are_a_list_too() -> None:
    text = "She gave two reasons:\n\nThe old dam,\n\nand the rain."
    assert sentences(text) == [text]
