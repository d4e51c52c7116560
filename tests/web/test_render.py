"""The conversation: what is shown in each state, and that it is shown as text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.types import Answer, Article, Difference, Manner, Passage, QuestionKind, ReasonKind, Speaker, Statement, Voice
from rag.web.render import CARDS, KINDS, announcement, status_line, transcript
from rag.web.service import Status
from rag.web.turns import Exchange, add_question, find, history, replace_turn

from .plain import Reading
from .test_markup import HOSTILE

READY = Status("ready", "5 articles. Every sentence links to its source.", 5)
FIRST = Article("news/a.txt", "One fact. Two facts. A list:\n- of\n- things", "First", published="2026-02-10")
SECOND = Article("news/b.txt", "Another fact.", "Second", publisher="Daily")


def statement(article: Article, words: str, *more: Passage) -> Statement:
    start = article.text.index(words)
    return Statement(words, (Passage(article, start, start + len(words)), *more))


ANSWER = Answer(
    "What is known?",
    (
        statement(FIRST, "Two facts."),
        statement(SECOND, "Another fact.", Passage(FIRST, 0, 9)),
        statement(FIRST, "A list:\n- of\n- things"),
    ),
)


def asked(state: str = "searching") -> Exchange:
    return replace(add_question((), "What is known?")[1], state=state)


def show(turn: Exchange, status: Status = READY) -> Reading:
    return Reading(transcript((turn,), status))


def test_every_statement_carries_its_numbers_as_links() -> None:
    reading = show(asked().finished(ANSWER))
    cites = [given for given in reading.all("a") if given["class"] == "cite"]
    first = [(given["href"], given["aria-label"]) for given in cites[:4]]
    assert first == [
        (f"#s/{FIRST.key}/10-20", "Source 1: First"),
        (f"#s/{SECOND.key}/0-13", "Source 2: Second"),
        (f"#s/{FIRST.key}/0-9", "Source 3: First"),
        (f"#s/{FIRST.key}/21-42", "Source 4: First"),
    ]
    assert [given["data-quote"] for given in cites[:4]] == [passage.text for passage in ANSWER.citations]
    assert cites[0]["data-source"] == "First · 10 February 2026"
    assert "Two facts.1" in reading.text


def test_an_answer_says_how_much_it_rests_on() -> None:
    text = show(asked().finished(ANSWER)).text
    assert "4 passages from 2 articles" in text
    assert "%" not in text
    one = Answer("?", (statement(SECOND, "Another fact."),))
    assert "1 passage from 1 article" in show(asked().finished(one)).text


def test_each_cited_article_is_listed_once_with_its_numbers() -> None:
    html = transcript((asked().finished(ANSWER),), READY)
    sources = Reading(html[html.index('<ul class="fn-cards"') : html.index("</ul>") + 5])
    words = " ".join(sources.text.split())
    assert words == "134 10 February 2026 FirstTwo facts.2 Daily · no date SecondAnother fact."


def test_more_sources_than_are_seen_at_once_are_folded_up() -> None:
    articles = [replace(SECOND, id=str(number), title=f"No. {number}") for number in range(CARDS + 2)]
    answer = Answer("?", tuple(statement(article, "Another fact.") for article in articles))
    html = transcript((asked().finished(answer),), READY)
    seen, _, folded = html.partition('<details class="fn-more-cards"')
    assert [f"<bdi>No. {number}</bdi>" in seen for number in range(CARDS + 2)] == [*[True] * CARDS, False, False]
    assert "2 more articles" in folded
    assert "more article" not in show(asked().finished(ANSWER)).text


def test_how_many_articles_say_it_is_said_once_where_they_are_copies() -> None:
    both = statement(SECOND, "Another fact.", Passage(FIRST, 0, 9))
    assert "2 articles say so" in show(asked().finished(Answer("?", (both,)))).text
    text = show(asked().finished(Answer("?", (replace(both, origins=1),)))).text
    assert "2 articles, 1 origin" in text
    assert "say so" not in text


def test_the_first_sentence_leads_or_the_count_does_but_not_in_doubt() -> None:
    def leads(answer: Answer) -> list[str]:
        return re.findall(r'class="[^"]*fn-lead"', transcript((asked().finished(answer),), READY))

    assert leads(ANSWER) == ['class="fn-statement fn-lead"']
    assert leads(replace(ANSWER, kind=QuestionKind.LIST)) == ['class="fn-lead"']
    assert "3 points from 2 articles" in show(asked().finished(replace(ANSWER, kind=QuestionKind.LIST))).text
    assert leads(replace(ANSWER, doubtful=True)) == []


def test_points_stand_under_their_headings_as_text() -> None:
    hostile = replace(FIRST, title="<b>First</b>")
    points = [statement(article, "Another fact.") for article in (SECOND, replace(SECOND, title="Third"))]
    answer = Answer("?", (*points, statement(hostile, "Two facts.")), kind=QuestionKind.OVERVIEW)
    html = transcript((asked().finished(answer),), READY)
    assert re.findall(r'<h3[^>]*><span dir="auto">(.*?)</span>', html) == [
        "Second",
        "Third",
        "&lt;b&gt;First&lt;/b&gt;",
    ]
    below = Reading(html).text.partition("Third")[2]
    assert below.index("Another") < below.index("Two")


def test_a_comparison_shows_at_a_glance_who_differs_and_what_one_alone_says() -> None:
    first, second = statement(FIRST, "Two facts."), statement(SECOND, "Another fact.")
    second = replace(second, differs=(Difference(first.citations[0], ReasonKind.NUMBER),))
    alone = statement(FIRST, "One fact.")
    answer = Answer("?", (first, second, alone), kind=QuestionKind.COMPARE)
    reading = show(asked().finished(answer))
    relations = [given["data-relation"] for given in reading.all("section") if "data-relation" in given]
    assert relations == ["differ", "only one says"]
    assert "They differ: number" in reading.text
    assert "Daily · no date" in reading.text


def test_a_title_leads_where_its_first_number_leads_and_is_no_further_stop_of_the_keyboard() -> None:
    links = show(asked().finished(ANSWER)).all("a")
    titles = [given for given in links if given["class"] == "fn-source"]
    assert [given["href"] for given in titles] == [f"#s/{FIRST.key}/10-20", f"#s/{SECOND.key}/0-13"]
    assert {given["tabindex"] for given in titles} == {"-1"}


def test_the_clipboard_gets_the_prose_and_its_sources() -> None:
    buttons = show(asked().finished(ANSWER)).all("button")
    text, footnotes, copy = [given["data-copy"] for given in buttons if given.get("data-do") == "copy"]
    assert copy == ANSWER.to_markdown("/")
    assert "Two facts.[1]" in copy
    assert f"[passage](/#s/{FIRST.key}/10-20)" in copy
    assert text == "Two facts.\n\nAnother fact.\n\nA list:\n- of\n- things\n"
    assert "Another fact.[2][3]\n\nA list:" in footnotes
    assert footnotes.endswith("[4] “A list: - of - things” First, 10 February 2026\n")


def test_while_it_streams_only_whole_statements_are_shown() -> None:
    part = asked().streaming(ANSWER.statements[:1])
    reading = show(part)
    assert "Two facts.1" in reading.text
    assert "Searching 5 articles…" in reading.text
    assert not reading.all("button")
    assert reading.all("section")[0]["aria-busy"] == "true"


def test_what_the_articles_do_not_say_has_no_answer_text() -> None:
    silent = Answer("What?", nearest=(Passage(SECOND, 0, 13),))
    reading = show(asked().finished(silent))
    assert "Not in these articles." in reading.text
    assert "Closest passage, only loosely related: 1 Second" in reading.text
    assert "Another fact." not in reading.text
    done = [given["data-do"] for given in reading.all("button") if given["type"] == "button"]
    assert done == ["reword", *["as"] * (len(KINDS) - 1), "reword", "again", "judge", "judge"]
    assert "Closest" not in show(asked().finished(Answer("What?"))).text


@pytest.mark.parametrize("kind", QuestionKind)
def test_the_kind_of_an_answer_is_the_one_that_is_pressed(kind: QuestionKind) -> None:
    reading = show(asked().finished(replace(ANSWER, kind=kind)))
    pressed = [given["data-as"] for given in reading.all("button") if given.get("aria-pressed") == "true"]
    assert pressed == [kind.value for _ in range(kind in KINDS)]


def test_a_greeting_is_no_refusal_and_what_to_ask_is_text() -> None:
    hostile = "Who is <img src=x onerror=alert(1)>?"
    reading = show(
        asked().finished(Answer("Hi", kind=QuestionKind.GREETING, explanation="Ask.", follow_ups=(hostile,)))
    )
    assert "Not in these articles." not in reading.text
    assert [given["data-ask"] for given in reading.all("button") if "data-ask" in given] == [hostile]
    assert hostile in reading.text
    assert not reading.all("img")


def test_what_only_the_metadata_say_is_marked_so() -> None:
    known = replace(ANSWER.statements[0], metadata="by <b>Ida</b>, Daily")
    reading = show(asked().finished(Answer("Who?", (known,), kind=QuestionKind.COLLECTION)))
    assert "by <b>Ida</b>, Daily (from the article's metadata)" in reading.text


def test_a_failure_says_why_and_keeps_the_question() -> None:
    reading = show(asked().failed("The model is gone."))
    assert "What is known?" in reading.text
    assert "The model is gone." in reading.text
    assert "Try again" in reading.text


def test_a_waiting_question_says_what_it_waits_for() -> None:
    preparing = Status("preparing", "Preparing the articles… 2 of 5")
    assert "Preparing the articles… 2 of 5" in show(asked("waiting"), preparing).text


@pytest.mark.parametrize(
    ("status", "examples", "said"),
    [
        (READY, ("Who?",), ["Ask a question about the articles", "Who?"]),
        (READY, (), ["Ask a question about the articles"]),
        (Status("ready", "0 articles.", 0), (), ["No articles yet. Add text files to start.", "Add articles"]),
        (Status("preparing", "Preparing the articles… 1 of 2"), (), ["Preparing the articles… 1 of 2"]),
        (Status("failed", "x", 0, "The index is damaged."), (), ["The index is damaged.", "Try again"]),
    ],
)
def test_before_the_first_question_the_page_says_what_can_be_done(
    status: Status, examples: tuple[str, ...], said: list[str]
) -> None:
    text = Reading(transcript((), status, examples)).text
    assert all(words in text for words in said)


def test_start_and_end_are_announced() -> None:
    turn = asked()
    assert announcement(turn, READY) == "Searching 5 articles…"
    assert announcement(turn.finished(ANSWER), READY) == "Answer ready: 4 passages from 2 articles."
    assert announcement(turn.finished(Answer("?")), READY) == "Not in these articles."
    assert "gone" in announcement(turn.failed("gone"), READY)
    assert Reading(status_line("a <b>")).text == "a <b>"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_add_no_markup(text: str) -> None:
    pages = []
    for words in ("harmless", text):
        article = Article(words, f"{words} said.", words, publisher=words, url=words)
        answer = Answer(words, (statement(article, f"{words} said."),))
        silent = Answer(words, nearest=(Passage(article, 0, 3),))
        turns = (
            Exchange(1, words).finished(answer),
            Exchange(2, words).finished(silent),
            Exchange(3, words).failed(words),
        )
        pages.append(Reading(transcript(turns, READY) + transcript((), READY, (words,))))
    assert pages[0].tags == pages[1].tags
    assert text in pages[1].text


def test_asking_again_takes_the_old_place() -> None:
    turns, first = add_question((), "First?")
    turns, second = add_question(turns, "Second?")
    turns = replace_turn(turns, second.finished(ANSWER))
    again, fresh = add_question(turns, "", 1)
    assert [turn.question for turn in again] == ["First?", "Second?"]
    assert (fresh.number, fresh.state) == (1, "searching")
    assert find(again, 2) == turns[1]
    assert find(again, "2") is None
    assert history(again, fresh) == []
    assert [turn.answer for turn in history(again, add_question(again, "Third?")[1])] == [ANSWER.text]
    assert first.number == 1


def test_a_long_conversation_does_not_grow_for_ever() -> None:
    turns: tuple[Exchange, ...] = ()
    for _ in range(210):
        turns, _turn = add_question(turns, "Again?")
    assert (len(turns), turns[-1].number) == (200, 210)


def shown(words: str, text: str = "It cost <b>9</b> euros, more or less.") -> str:
    article = Article("news/c.txt", text, "Third")
    start = text.index(words)
    exact = Passage(article, start, start + len(words))
    told = Answer("How much?", (Statement(text, (Passage(article, 0, len(text)),), answer=exact),)).to_dict()
    return transcript((replace(add_question((), "How much?")[1], state="done", answer=told),), READY)


def test_the_words_that_answer_are_strong() -> None:
    assert "<strong>9</strong>" in shown("9")
    assert "<strong>euros</strong>" in shown("euros")


def test_words_that_run_into_the_last_word_are_strong_on_both_sides_of_it() -> None:
    assert '<strong>more or </strong><span class="fn-tail"><strong>less.</strong>' in shown("more or less.")
    assert '<span class="fn-tail"><strong>less</strong>.' in shown("less")


def test_an_answer_that_may_be_none_looks_like_none() -> None:
    """In a box as a refusal is, under words as plain; nothing in bold claims to be what was asked for."""
    article = Article("news/c.txt", "It cost 9 euros.", "Third")
    exact = Statement("It cost 9 euros.", (Passage(article, 0, 16),), answer=Passage(article, 8, 9))
    unsure = Answer("How much?", (exact,), note="It is not certain <i>.", doubtful=True)
    pages = {
        doubtful: transcript((asked().finished(replace(unsure, doubtful=doubtful)),), READY)
        for doubtful in (True, False)
    }
    box = pages[True][: pages[True].index('<div class="fn-sources">')]
    assert (
        box.index("fn-notice") < box.index("Perhaps not in these articles.") < box.index("It is not certain &lt;i&gt;")
    )
    assert box.index("It is not certain") < box.index("It cost")
    assert "<strong>9</strong>" not in pages[True]
    assert "<strong>9</strong>" in pages[False]
    assert "fn-notice" not in pages[False]
    assert "Perhaps" not in pages[False]
    assert announcement(asked().finished(unsure), READY) == "Perhaps not in these articles. It is not certain <i>."


def test_marking_an_answer_lets_no_markup_through() -> None:
    page = shown("<b>9</b>")
    assert "<b>" not in page
    assert page.count("<strong>") == 1


def test_a_refusal_says_why_as_text() -> None:
    told = Answer("Who?", explanation="The articles do not mention <i>Zoe</i>.").to_dict()
    turn = replace(add_question((), "Who?")[1], state="done", answer=told)
    page = transcript((turn,), READY)
    assert "Zoe" in page
    assert "<i>" not in page
    assert announcement(turn, READY).endswith("do not mention <i>Zoe</i>.")


def test_what_to_know_of_an_answer_stands_before_it() -> None:
    turn = replace(
        add_question((), "What is known?")[1], state="done", answer=replace(ANSWER, note="Not certain.").to_dict()
    )
    page = transcript((turn,), READY)
    assert page.index("Not certain.") < page.index("Two facts.")


def test_statements_that_disagree_say_so_both_of_them_once_the_answer_is_whole() -> None:
    first, second = statement(FIRST, "Two facts."), statement(SECOND, "Another fact.")
    second = replace(second, differs=(Difference(first.citations[0], ReasonKind.NUMBER),))
    reading = show(asked().finished(Answer("What is known?", (first, second))))
    assert "differs from 2: number" in reading.text
    assert "differs from 1: number" in reading.text
    assert reading.text.index("differs from 2") < reading.text.index("Another fact.")
    assert "differs" not in show(asked().streaming((first, second))).text


def test_what_was_searched_for_in_place_of_a_misspelt_word_is_said() -> None:
    corrected = replace(ANSWER, corrections=(("arkipov", "Arkhipov"),))
    for answer in (corrected, replace(corrected, statements=())):
        turn = asked().finished(answer)
        assert "Searched for Arkhipov." in show(turn).text
        assert "Searched for Arkhipov." in announcement(turn, READY)
    assert "Searched for" not in show(asked().finished(ANSWER)).text


def test_how_something_is_said_stands_beside_it() -> None:
    said = Voice(Manner.REPORTED, (Speaker("The <b>Courier</b>"), Speaker("Karin Falk")))
    first = replace(statement(FIRST, "Two facts."), voice=said, corrects=True)
    reading = show(asked().finished(Answer("What is known?", (first,))))
    assert "corrects the question" in reading.text
    assert "Karin Falk, reported by The <b>Courier</b>" in reading.text
