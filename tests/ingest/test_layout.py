"""Cleaning takes away what is around an article, and nothing of the article itself."""

import pytest

from rag.ingest.parse import parse_text
from tests.ingest.pages import PROSE, headings, layout, left_out, sentences

TWO = "Nobody in the town remembers a spring in which the river rose so fast and so far."


def page(*lines: str) -> str:
    return "\n\n".join(lines)


def test_a_scraped_page_keeps_its_article_and_nothing_else() -> None:
    text = page(
        "Skip to content",
        "Home » World » Rivers rise in the valley",
        "Rivers rise in the valley",
        "By Jane Roe",
        "March 4, 2026",
        "Share this article",
        "Photo: Jane Roe",
        PROSE,
        "Advertisement",
        TWO,
        "www.rivers.example",
        "© 2026 River News. All rights reserved.",
    )
    assert sentences(text, "Rivers rise in the valley") == [PROSE, TWO]
    assert headings(text, "Rivers rise in the valley") == ["Rivers rise in the valley"]


def test_every_character_is_content_heading_left_out_or_a_mark() -> None:
    text = page("Menu", "# Rivers", "- " + PROSE, "> " + TWO, "Share")
    known = layout(text)
    spans = sorted([*known.content, *known.headings, *((start, end) for start, end, _ in known.left_out)])
    rest = "".join(
        text[end:start] for (_, end), (start, _) in zip([(0, 0), *spans], [*spans, (len(text), 0)], strict=True)
    )
    assert set(rest) <= set("\n #->")


def test_front_matter_is_no_content() -> None:
    text = f"---\ntitle: Rivers rise\nnote: |\n  {TWO}\n---\n\n{PROSE}\n"
    assert sentences(text, "Rivers rise") == [PROSE]


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert sentences(f"---\n{TWO}\n---\n{PROSE}") == [TWO, PROSE]


def test_lines_that_name_title_and_date_are_no_content() -> None:
    text = f"Title: Rivers rise\nDate: 2026-03-04\nSource: River News\n\n{PROSE}"
    assert sentences(text, "Rivers rise") == [PROSE]
    assert set(left_out(text, "Rivers rise").values()) == {"header"}


def test_a_line_that_begins_like_a_name_later_on_is_content() -> None:
    text = page(PROSE, "Source: the river was measured by nobody, and the date: unknown to all of them.", TWO)
    assert len(sentences(text)) == 3


# --- the title ---------------------------------------------------------------


def test_the_title_is_never_content_however_often_it_stands_there() -> None:
    text = page("Rivers – Rising in the Valley?", PROSE, "rivers, rising in the valley?", TWO)
    assert sentences(text, "Rivers – Rising in the Valley?") == [PROSE, TWO]


def test_a_date_before_the_title_goes_with_it() -> None:
    assert sentences(page("date 2026-03-04 Rivers rise again", PROSE), "Rivers rise again") == [PROSE]


def test_a_cut_off_title_and_one_with_the_name_of_the_site_are_left_out() -> None:
    title = "Why the river rises so fast"
    text = page("Why the river rises so fast | River News", title, "Why the river", PROSE)
    assert left_out(text, title) == {
        "Why the river rises so fast | River News": "title again",
        "Why the river": "title again",
    }


def test_what_stands_above_the_title_is_left_out_but_no_sentence_is() -> None:
    text = page("News", "Valley", TWO, "Rivers rise in the valley", PROSE)
    assert sentences(text, "Rivers rise in the valley") == [TWO, PROSE]
    assert left_out(text, "Rivers rise in the valley") == {"News": "above the title", "Valley": "above the title"}


def test_a_sentence_with_the_words_of_the_title_stays() -> None:
    assert sentences(page("The rivers rise again.", PROSE), "The rivers rise again") == [
        "The rivers rise again.",
        PROSE,
    ]


def test_a_second_headline_below_the_title_is_a_heading() -> None:
    deck = (
        "The minister speaks of a flood that nobody could see coming – engineers in the valley beg to differ with her"
    )
    text = page("Rivers rise in the valley", deck, PROSE)
    assert headings(text, "Rivers rise in the valley") == ["Rivers rise in the valley", deck]


def test_a_text_of_one_line_is_a_text_and_not_only_a_title() -> None:
    assert sentences("The river rose", "The river rose") == ["The river rose"]


# --- what comes and goes with its neighbours ---------------------------------


def test_short_lines_in_another_script_around_the_text_are_left_out() -> None:
    text = page("Τελευταία", PROSE, TWO, "Ρoή", "Σχετικά θέματα")
    assert left_out(text) == dict.fromkeys(["Τελευταία", "Ρoή", "Σχετικά θέματα"], "other script")


def test_another_script_within_the_text_and_whole_sentences_in_it_stay() -> None:
    greek = "Το ποτάμι ανέβηκε πολύ γρήγορα."
    text = page(PROSE, "Πάντα ῥεῖ", TWO, "«Πάντα ῥεῖ», he said,", TWO, greek)
    assert headings(text) == ["Πάντα ῥεῖ"]
    assert greek in sentences(text)
    assert "«Πάντα ῥεῖ», he said" in sentences(text)


def test_a_text_in_another_script_is_no_boilerplate() -> None:
    greek = ["Το ποτάμι ανέβηκε πολύ γρήγορα αυτή την άνοιξη.", "Κανείς δεν θυμάται κάτι παρόμοιο στην κοιλάδα μας."]
    assert sentences(page(*greek)) == greek


def test_comments_of_readers_go_with_their_heading() -> None:
    text = page(
        PROSE, TWO, PROSE, "2 comments", "Bob", "I have seen this river rise higher than that in my youth.", "Reply"
    )
    assert sentences(text) == [PROSE, TWO, PROSE]


def test_a_comment_count_at_the_top_takes_nothing_with_it() -> None:
    assert sentences(page("12 comments", PROSE, TWO)) == [PROSE, TWO]


def test_a_leave_a_comment_before_most_of_the_text_takes_nothing_with_it() -> None:
    assert sentences(page(PROSE, "Leave a comment", PROSE, TWO)) == [PROSE, PROSE, TWO]


def test_headlines_below_related_articles_go_with_it_until_a_sentence_comes() -> None:
    text = page(PROSE, "Related articles", "- Dams of the valley", "- Mills", "Boats for sale", TWO, "Energy", PROSE)
    assert sentences(text) == [PROSE, TWO, PROSE]
    assert headings(text) == ["Energy"]


def test_a_list_without_such_a_heading_stays() -> None:
    assert sentences(page(PROSE, "- Dams of the valley", "- Mills", TWO)) == [PROSE, "Dams of the valley", "Mills", TWO]


def test_a_byline_counts_at_the_edges_only() -> None:
    middle = [PROSE] * 20
    text = page("By Jane Roe", *middle, "By John Doe", *middle, "Written by Ann Poe")
    assert left_out(text) == {"By Jane Roe": "byline", "Written by Ann Poe": "byline"}


# --- images ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ('She called it "a flood of lies."3_845.jpg', ['She called it "a flood of lies."']),
        ("The dam gives real safety.1_1472.JPG", ["The dam gives real safety."]),
        ("The dam is safe.”dam-1.webp Nobody believes it.", ["The dam is safe.”", "Nobody believes it."]),
        ("The dam is safe (for now).12.png", ["The dam is safe (for now)."]),
        ("Open holiday.photo.jpg to see the dam.", ["Open holiday.photo.jpg to see the dam."]),
        ("The file dam.jpg shows the dam.", ["The file dam.jpg shows the dam."]),
    ],
)
def test_an_image_name_glued_to_a_sentence_is_cut_off(line: str, kept: list[str]) -> None:
    assert sentences(page(PROSE, line))[1:] == kept


# --- headings ----------------------------------------------------------------


def test_short_lines_between_paragraphs_are_headings() -> None:
    text = page("Energy war", PROSE, "Over 22,000 mills", TWO, "Who pays?", PROSE, 'The valley and "the rest"', TWO)
    assert headings(text) == ["Energy war", "Over 22,000 mills", "Who pays?", 'The valley and "the rest"']


def test_headings_of_markdown_are_found_without_their_marks() -> None:
    text = f"# Rivers #\n\n{PROSE}\n\nDams\n====\n\n{TWO}\n\n**Mills**\n\n{PROSE}\n\nLong. And ended.\n---\n"
    assert headings(text) == ["Rivers", "Dams", "Mills"]


def test_a_marked_heading_may_end_as_a_sentence() -> None:
    assert headings(f"## It rose. It fell.\n\n{PROSE}") == ["It rose. It fell."]


def test_a_hash_without_a_blank_is_no_heading() -> None:
    assert sentences(page(PROSE, "#rivers are rising all over the valley this year, people say."))[1:] == [
        "#rivers are rising all over the valley this year, people say."
    ]


def test_a_call_between_long_paragraphs_is_a_heading_where_others_are() -> None:
    long = f"{PROSE} {TWO}"
    text = page("Energy", long, "Mills", long, "Boats", long, '"Let us build it!"', long, "And then...", long)
    assert headings(text) == ["Energy", "Mills", "Boats", '"Let us build it!"', "And then..."]


@pytest.mark.parametrize(
    "lines",
    [
        (f"{PROSE} {TWO}", '"Let us build it!"', f"{PROSE} {TWO}"),
        (
            "Energy",
            f"{PROSE} {TWO}",
            "Mills",
            "Boats",
            f"{PROSE} {TWO} She put it so:",
            '"Let us build it!"',
            f"{PROSE} {TWO}",
        ),
        ("Energy", f"{PROSE} {TWO}", "Mills", "Boats", PROSE, '"Let us build it!"', PROSE),
    ],
    ids=["no headings elsewhere", "after a colon", "between short paragraphs"],
)
def test_a_short_quoted_sentence_stays(lines: tuple[str, ...]) -> None:
    assert '"Let us build it!"' in sentences(page(*lines))


def test_a_call_on_the_line_below_a_paragraph_is_part_of_it() -> None:
    long = f"{PROSE} {TWO}"
    text = page("Energy", long, "Mills", long, "Boats", f"{long}\nLet us build it!", long)
    assert "Let us build it!" in sentences(text)


def test_a_quoted_question_and_an_inner_question_stay() -> None:
    text = page(PROSE, "“Who pays for the dam?”", TWO, "Who pays? Nobody knows, does anybody?", PROSE)
    assert len(sentences(text)) == 6


def test_short_lines_after_the_last_sentence_are_left_out() -> None:
    assert left_out(page(PROSE, "Rivers", "Dams")) == {"Rivers": "nothing follows", "Dams": "nothing follows"}


def test_a_stack_of_short_lines_within_a_text_is_content() -> None:
    poem = ["The river runs", "The mill stands still", "The dam is high", "The night is long"]
    assert sentences(page(PROSE, *poem, TWO)) == [PROSE, *poem, TWO]


def test_a_text_of_nothing_but_short_lines_is_content() -> None:
    assert sentences("The river runs\nThe mill stands still\nThe dam is high") == [
        "The river runs",
        "The mill stands still",
        "The dam is high",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "- Dams and mills",
        "1. Dams and mills",
        "Dams and mills,",
        "Dams and mills:",
        "dams and mills",
        "| Dams | Mills |",
        "Dams and mills.",
    ],
)
def test_items_rows_and_beginnings_of_sentences_are_no_headings(line: str) -> None:
    assert headings(page(PROSE, line, TWO)) == []


def test_tables_give_their_rows_without_the_edges() -> None:
    assert sentences(f"{PROSE}\n\n| Dam | Height |\n|---|---|\n| Upper | 80 m |\n")[1:] == [
        "Dam | Height",
        "Upper | 80 m",
    ]


def test_a_byline_that_says_who_the_author_is_can_be_cited() -> None:
    byline = "By Jane Roe, Founder and Director of the River Institute, a group of engineers that studies floods."
    text = page("Why rivers rise", byline, "The river rose by two metres on Monday. The bridge was closed.")
    assert sentences(text)[0] == byline


@pytest.mark.parametrize(
    "trailer", ["", " (AFP)", "[1]", "[^a]", "¹²", " 🚢", " 🚢\ufe0f", "</p>", "\u00a0»", " Read more", ".” [2] (AP)"]
)
def test_a_sentence_is_no_heading_for_what_stands_behind_its_end(trailer: str) -> None:
    line = f"The board voted 7 to 2 for a new pier, its chair said.{trailer}"
    text = f"Board backs pier\n\n{PROSE}\n\n{line}\n\n{PROSE}\n"
    assert headings(text, "Board backs pier") == ["Board backs pier"]
    assert any(sentence.startswith("The board voted") for sentence in sentences(text, "Board backs pier"))


@pytest.mark.parametrize(
    "line",
    [
        "The harbour board voted 7 to 2 on Thursday for a new pier with two cranes and a hotel",
        "Seven ships lay idle, the harbour master said",
        "THE CHAIR (ADA HOLM): Who closed the upper gate on the night of the flood?",
        "Q: Who closed the gate?",
        "ADA HOLM: Nobody did",
    ],
)
def test_what_tells_something_is_content_though_nothing_ends_it(line: str) -> None:
    assert line in sentences(f"# Dams\n\n{PROSE}\n\n{line}\n\n{PROSE}\n")


def test_a_sentence_that_is_boilerplate_is_taken_out_of_its_paragraph() -> None:
    text = f"Dams of the valley\n\n{PROSE}\n\nJane Roe writes about rivers. Follow her on X @jroe.\n"
    assert [one.text for one in parse_text("a.txt", text).sentences] == [PROSE, "Jane Roe writes about rivers."]
