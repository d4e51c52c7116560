"""A long list of articles in a real browser, one that changes behind the page, and an answer that may be none."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from threading import Event
from typing import Any

import pytest

from rag.types import Answer, Article, Statement, Turn

from .chat import Chat, expect
from .fake import FakeLibrary
from .test_browser_access import NARROW, axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Chat]
Serve = Callable[[FakeLibrary], str]
ROWS = "li[data-key]"


def articles(number: int) -> list[Article]:
    return [Article(f"news/{n:05}.txt", f"The mayor opened bridge {n}.", f"Report {n}") for n in range(number)]


def until(chat: Chat, rows: int) -> None:
    """Wait until the list has so many rows."""
    chat.page.wait_for_function("rows => document.querySelectorAll('li[data-key]').length === rows", arg=rows)


@pytest.mark.parametrize("size", [{}, NARROW], ids=["wide", "narrow"])
def test_of_five_thousand_articles_some_are_listed_and_any_is_found(
    open_chat: Open, stand_in: Serve, size: dict[str, Any]
) -> None:
    chat = open_chat(stand_in(FakeLibrary(articles(5_000))), **size).open()
    if size:
        chat.page.get_by_role("link", name="Articles", exact=True).click()
    field = chat.page.get_by_role("searchbox")
    field.wait_for()
    expect(chat.page.locator(ROWS)).to_have_count(100)
    chat.page.get_by_role("button", name="4,900 more").click()
    until(chat, 200)
    assert chat.focused() == "Report 100"
    field.fill("report 4999 <img src=x onerror=window.PWN=1>")
    chat.page.get_by_text("No article has these words").wait_for()
    field.fill("rePORT  4999")
    until(chat, 1)
    assert axe(chat) == []
    expect(chat.page.locator("#fn-status")).to_have_text("1 articles shown.", use_inner_text=True)
    chat.page.get_by_role("link", name="Report 4999").click()
    chat.page.get_by_text("The mayor opened bridge 4999.").wait_for()
    chat.page.get_by_text("All articles").click()
    until(chat, 1)
    expect(field, "what it was narrowed by is still there").to_have_value("rePORT  4999")
    chat.page.get_by_role("button", name="Ask only this one").click()
    expect(chat.page.get_by_label("Ask Report 4999")).to_be_checked()
    field.focus()
    chat.page.keyboard.press("Escape")
    until(chat, 100)
    chat.page.get_by_label("Ask Report 0", exact=True).check()
    expect(field, "Escape clears the field and closes nothing").to_be_visible()
    if size:
        chat.page.get_by_role("button", name="Back to answer").click()
    scope = chat.page.locator("#fn-scope")
    expect(scope).to_contain_text("2 of 5,000 articles may answer.")
    assert axe(chat) == []
    expect(chat.ask("Which bridge was opened?")).to_contain_text("only 2 of 5,000 articles asked")
    expect(chat.cites()).to_have_count(2)
    scope.get_by_role("button", name="Ask all").click()
    expect(scope.get_by_role("button")).not_to_be_visible()


def test_an_article_that_is_removed_leaves_the_narrowed_list_narrowed(open_chat: Open, stand_in: Serve) -> None:
    chat = open_chat(stand_in(FakeLibrary(articles(120)))).open()
    chat.page.get_by_role("searchbox").fill("report 11")
    until(chat, 11)
    chat.page.get_by_role("button", name="Remove Report 115", exact=True).click()
    until(chat, 10)
    expect(chat.page.locator("#fn-count-line")).to_contain_text("119 articles.", use_inner_text=True)
    expect(chat.page.get_by_role("searchbox")).to_have_value("report 11")
    undo = chat.page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.click()
    until(chat, 11)
    chat.page.get_by_role("button", name="Ask only these 11").click()
    chat.page.get_by_role("button", name="Remove these").click()
    chat.page.get_by_text("No article has these words").wait_for()
    expect(chat.page.locator("#fn-count-line")).to_contain_text("109 articles.", use_inner_text=True)
    undo.click()
    until(chat, 11)


def test_what_is_known_of_an_article_is_edited_and_an_answer_says_it_so(open_chat: Open, stand_in: Serve) -> None:
    chat = open_chat(stand_in(FakeLibrary(articles(2)))).open()
    turn = chat.ask("Which mayor opened the bridge?")
    chat.follow(chat.cites().first)
    chat.page.get_by_role("button", name="Edit details").click()
    title = chat.page.get_by_label("Title")
    expect(title).to_be_focused()
    title.fill("")
    chat.page.get_by_label("Outlet").fill("The <b>Daily</b>")
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("alert")).to_have_text("an article has a title; write one")
    assert axe(chat) == []
    title.fill("The first bridge")
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("heading", name="The first bridge")).to_be_visible()
    expect(turn.locator(".fn-card").first).to_contain_text("The <b>Daily</b>")
    chat.hold_mark("The mayor opened bridge 0.")
    chat.page.get_by_role("button", name="Edit details").click()
    chat.page.get_by_role("button", name="Undo all edits").click()
    expect(turn.locator(".fn-card").first).to_contain_text("Report 0")


@pytest.mark.parametrize("way", ["focus", "question"])
def test_what_another_window_added_is_seen_on_coming_back_and_on_asking(
    open_chat: Open, stand_in: Serve, way: str
) -> None:
    library = FakeLibrary(articles(2))
    url = stand_in(library)
    one, two = open_chat(url).open(), open_chat(url).open()
    until(two, 2)
    one.page.set_input_files(
        "#fn-files", [{"name": "river.txt", "mimeType": "text/plain", "buffer": b"The river rose in June."}]
    )
    until(one, 3)
    if way == "focus":
        two.page.evaluate("dispatchEvent(new Event('focus'))")
    else:
        two.ask("Which river rose in June?")
    until(two, 3)
    expect(two.page.locator("#fn-count-line")).to_contain_text("3 articles.", use_inner_text=True)
    library.remove("uploads/river.txt")  # as `rag remove` does, without any window
    library.add("sea.txt", b"The sea was calm.")
    two.page.evaluate("dispatchEvent(new Event('focus'))")
    two.page.get_by_role("link", name="sea.txt").wait_for()
    until(two, 3)


def test_an_article_that_is_read_is_not_taken_away_by_a_change_elsewhere(open_chat: Open, stand_in: Serve) -> None:
    library = FakeLibrary(articles(2))
    chat = open_chat(stand_in(library)).open()
    chat.page.get_by_role("link", name="Report 1").click()
    chat.page.get_by_text("The mayor opened bridge 1.").wait_for()
    library.add("sea.txt", b"The sea was calm.")
    chat.page.evaluate("dispatchEvent(new Event('focus'))")
    chat.page.wait_for_function("document.getElementById('fn-count-line').textContent.startsWith('3 articles.')")
    expect(chat.page.get_by_text("The mayor opened bridge 1.")).to_be_visible()


class Unsure(FakeLibrary):
    """Marks the last word of what it finds as the answer, and is not certain of it."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, kind: str | None = None, stop: Event | None = None
    ) -> Generator[Statement, None, Answer]:
        found = yield from super().stream(question, history, kind=kind, stop=stop)
        return Answer(question, found.statements, note="It is not certain that they do.", doubtful=True)


@pytest.mark.parametrize(("scheme", "size"), [("light", {}), ("dark", NARROW)], ids=["light", "dark and narrow"])
def test_an_answer_that_may_be_none_says_so_before_its_first_sentence(
    open_chat: Open, stand_in: Serve, scheme: str, size: dict[str, Any]
) -> None:
    chat = open_chat(stand_in(Unsure(articles(3))), color_scheme=scheme, **size).open()
    turn = chat.ask("Who opened the bridge?")
    told = turn.inner_text()
    assert told.index("Perhaps not in these articles.") < told.index("It is not certain") < told.index("The mayor")
    tops = [turn.locator(part).first.bounding_box()["y"] for part in (".fn-doubt", ".fn-note", ".fn-statement")]
    assert tops == sorted(tops)
    boxes = [turn.locator(part).first.bounding_box() for part in (".fn-note", ".fn-answer")]
    assert boxes[1]["y"] - boxes[0]["y"] - boxes[0]["height"] >= 8, "the note sticks to the sentences"
    expect(chat.page.locator("#fn-status")).to_contain_text("Perhaps not in these articles.", use_inner_text=True)
    assert axe(chat) == []
    assert chat.follow(chat.cites().first) == "The mayor opened bridge 0."


def test_a_very_long_question_does_not_hide_its_answer(open_chat: Open, stand_in: Serve) -> None:
    chat = open_chat(stand_in(FakeLibrary(articles(2))), **NARROW).open()
    question = ("Which mayor opened the bridge? " * 120).strip()
    turn = chat.ask(question)
    assert turn.locator(".fn-question").text_content() == question
    assert turn.locator(".fn-statement").first.bounding_box()["y"] < 600
    chat.page.emulate_media(media="print")
    assert turn.locator(".fn-question").bounding_box()["height"] > 1_000, "on paper it is whole"
