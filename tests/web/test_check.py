"""Checking a text on the page, without a browser: what is shown at each step, and that it is shown as text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.errors import IndexDamaged
from rag.types import Article, CheckedSentence, CheckedText, Passage, Reason, ReasonKind, Support, Verdict
from rag.web import check, report
from rag.web.check import check_text
from rag.web.service import MAX_TEXT, Service
from rag.web.translation import speaking

from .fake import FakeLibrary, opener, ready
from .plain import Reading
from .test_markup import HOSTILE
from .test_service import SlowLibrary

BRIDGE = Article("news/bridge.txt", "The mayor opened the bridge. The band played at the bridge.", "Bridge")
TEXT = "The band played at the bridge. The mayor fell."


def steps(service: Service, text: Any) -> list[tuple[str, str]]:
    return [(Reading(html).text, Reading(line).text) for html, line in check_text(service, text)]


def report_of(kind: Support, *reasons: str, text: str = "The mayor fell.", article: Article = BRIDGE) -> CheckedText:
    passage = Passage(article, 0, len(article.text))
    verdict = Verdict(kind, 0.4, tuple(Reason(ReasonKind.MISSING, reason) for reason in reasons), (passage,))
    return CheckedText(text, (CheckedSentence(text, 0, len(text), verdict),))


def test_a_text_is_checked_and_only_the_end_says_how_much(tmp_path: Path) -> None:
    shown = steps(ready(FakeLibrary([BRIDGE]), tmp_path), TEXT)
    assert shown[0] == ("Checking…", "Checking…")
    assert shown[-1][1] == "2 sentences checked: 1 supported, 1 not in the articles."
    for part in ("2 sentences checked", "Supported 1", "The mayor fell.", "The band played at the bridge."):
        assert part in " ".join(shown[-1][0].split())


def test_long_work_shows_what_is_done_so_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "EVERY", -1.0)
    shown = steps(ready(FakeLibrary([BRIDGE]), tmp_path), TEXT)
    assert "1 sentence checked, 65 % of the text…" in shown[1][0]
    assert "The mayor fell." not in shown[1][0]
    assert "2 sentences checked, 100 % of the text…" in shown[2][0]
    assert {line for _, line in shown[:-1]} == {"Checking…"}


def stopped_after(service: Service, looks: int) -> list[tuple[Reading, str]]:
    """The steps of a check that is stopped once it has looked so often whether it is."""
    asked = iter([False] * looks)
    return [(Reading(html), Reading(line).text) for html, line in check_text(service, TEXT, lambda: next(asked, True))]


def test_what_is_checked_stays_when_it_is_stopped(tmp_path: Path) -> None:
    page, line = stopped_after(ready(FakeLibrary([BRIDGE]), tmp_path), 1)[-1]
    assert "Stopped. The rest of the text was not checked." in " ".join(page.text.split())
    assert "The band played at the bridge." in page.text
    assert "The mayor fell." not in page.text
    assert page.all("button") == [], "half a report is not for keeping"
    assert line == "Stopped. 1 sentence checked: 1 supported."


def test_stopped_before_the_first_sentence_it_says_so(tmp_path: Path) -> None:
    page, line = stopped_after(ready(FakeLibrary([BRIDGE]), tmp_path), 0)[-1]
    assert "Stopped. No sentence was checked." in " ".join(page.text.split())
    assert line == "Stopped. No sentence was checked."


def test_waiting_for_the_articles_can_be_stopped_too(tmp_path: Path) -> None:
    library = SlowLibrary()
    service = Service(tmp_path / "index", tmp_path, opener(library))
    service.prepare()
    shown = stopped_after(service, 1)
    library.go.set()
    assert [line for _, line in shown][1:] == ["Stopped. No sentence was checked."]


@pytest.mark.parametrize("text", ["", "  \n\t", None, 7, ["The mayor fell."]])
def test_without_a_text_it_says_so(tmp_path: Path, text: Any) -> None:
    ((html, line),) = steps(ready(FakeLibrary([BRIDGE]), tmp_path), text)
    assert line == "Paste a text first."
    assert line in html


def test_an_over_long_text_is_refused_in_words(tmp_path: Path) -> None:
    ((_, line),) = steps(ready(FakeLibrary([BRIDGE]), tmp_path), "x" * (MAX_TEXT + 1))
    assert line == "A text has at most 50,000 characters: check it in parts."


def test_a_failure_is_said_plainly_and_the_text_is_kept(tmp_path: Path) -> None:
    library = FakeLibrary([BRIDGE])
    library.trouble = IndexDamaged("The index cannot be read; delete it and start again.")
    html, line = steps(ready(library, tmp_path), TEXT)[-1]
    assert "The index cannot be read; delete it and start again. Your text was kept." in " ".join(html.split())
    assert line.startswith("The text could not be checked.")
    library.trouble = RuntimeError("secret path /home/x")
    assert "secret" not in "".join(steps(ready(library, tmp_path), TEXT)[-1])


def test_without_articles_there_is_nothing_to_check_against(tmp_path: Path) -> None:
    assert "No articles yet." in steps(ready(FakeLibrary(), tmp_path), TEXT)[-1][1]


def test_while_the_articles_are_prepared_it_waits_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text("The band played at the bridge.")
    library = SlowLibrary()
    service = Service(tmp_path / "index", tmp_path, opener(library))
    service.prepare()
    running = check_text(service, TEXT)
    assert "Preparing the articles…" in next(running)[0]
    library.go.set()
    assert "1 supported" in list(running)[-1][1]


@pytest.mark.parametrize("kind", list(Support))
def test_every_verdict_is_in_words_with_a_sign_and_not_by_colour_alone(kind: Support) -> None:
    page = Reading(report.finished(report_of(kind, "the article does not say: fell")))
    sign, words = report.MARKS[kind]
    assert page.text.count(words) == 2, "in the counts and at the sentence"
    assert sign in page.text
    assert [link["href"] for link in page.all("a")] == (
        [] if kind is Support.UNVERIFIABLE else [f"#s/{BRIDGE.key}/0-{len(BRIDGE.text)}"]
    )
    assert ("Closest passage:" in page.text) is (kind is Support.NOT_FOUND)


def test_the_signs_and_words_are_all_different() -> None:
    assert len({sign for sign, _ in report.MARKS.values()}) == len({w for _, w in report.MARKS.values()}) == 5


@pytest.mark.parametrize("text", HOSTILE)
def test_what_others_wrote_is_shown_as_text(text: str) -> None:
    article = Article("news/x.txt", text, text, publisher=text, published=text)
    page = Reading(report.finished(report_of(Support.PARTLY, text, text=text, article=article)))
    assert set(page.tags) <= set("h2 ul li ol p span strong div button a q bdi".split())
    assert not {name for _, attributes in page.attributes for name in attributes if name.startswith("on")}
    wanted = text.replace("\0", "\ufffd")
    if not any("\ud800" <= char <= "\udfff" for char in wanted):
        assert page.text.count(wanted) >= 3


def test_the_same_passage_has_one_number() -> None:
    checked = report_of(Support.PARTLY)
    twice = CheckedText(checked.text, checked.sentences * 2)
    assert [link["aria-label"] for link in Reading(report.finished(twice)).all("a")] == ["Source 1: Bridge"] * 2


def test_what_is_kept_is_the_report_itself() -> None:
    checked = report_of(Support.CONTRADICTED, "the article says rose, not fell")
    buttons = Reading(report.finished(checked)).all("button")
    assert [button["data-do"] for button in buttons] == ["copy", "download", "download"]
    assert buttons[0]["data-copy"] == buttons[1]["data-content"] == checked.to_markdown()
    assert json.loads(buttons[2]["data-content"]) == checked.to_dict()


def test_what_is_kept_is_in_the_language_of_the_page_and_what_programs_read_is_not() -> None:
    checked = report_of(Support.CONTRADICTED, "the article says rose, not fell")
    with speaking("de"):
        _, kept, plain = Reading(report.finished(checked)).all("button")
    assert kept["data-content"].startswith("# An den Artikeln geprüft\n\n1 Widerspruch\n\n> ")
    assert "- der Artikel sagt rose, nicht fell\n" in kept["data-content"]
    assert f"Zeichen 0-{len(BRIDGE.text)})" in kept["data-content"]
    assert json.loads(plain["data-content"]) == checked.to_dict()
