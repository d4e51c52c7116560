"""The page in other languages: every message of it is in each catalogue, and what is told in one is told right."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from starlette.testclient import TestClient

import rag
import rag.types.sources as sources
from rag.types import Answer, Article, Passage, QuestionKind, Statement
from rag.types.voices import Identity, Manner, Speaker, Stance, Voice
from rag.web import export, told
from rag.web.markup import from_template
from rag.web.server import application
from rag.web.translation import FOLDER, LANGUAGES, day, gettext, ngettext, number, on_page, preferred, speaking
from rag.web.turns import Exchange

from .fake import FakeLibrary, ready
from .plain import Reading
from .test_told_errors import messages as errors

WEB = Path(rag.__file__).parent / "web"
KINDS = {"*.py": "python", "static/*.js": "javascript", "templates/*.html": "jinja2.ext:babel_extract"}
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "marked": None, "ngettext": (1, 2)}
PLACE = re.compile(r"\{\w+\}")
OTHERS = [code for code in LANGUAGES if code != "en"]
Message = str | tuple[str, ...]


def messages() -> dict[Message, str]:
    """Every message that the page's sources hold, and a file that does."""
    found: dict[Message, str] = {}
    for pattern, method in KINDS.items():
        for path in sorted(WEB.glob(pattern)):
            for _, message, _, _ in extract_from_file(method, path, keywords=KEYWORDS):
                found.setdefault(message, path.name)
    return found


def entries(code: str) -> list[Any]:
    with (FOLDER / f"{code}.po").open("rb") as file:
        return [entry for entry in read_po(file) if entry.id]


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_every_message_of_the_page_and_no_other(code: str) -> None:
    held = {entry.id for entry in entries(code) if not entry.context}
    asked = messages()
    assert len(asked) > 200
    assert {message: file for message, file in asked.items() if message not in held} == {}
    assert held - asked.keys() == set()


@pytest.mark.parametrize("code", OTHERS)
def test_what_a_message_holds_is_in_each_of_its_forms(code: str) -> None:
    for entry in entries(code):
        forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        assert (len(forms), all(forms), entry.fuzzy) == (len(ids), True, False), entry.id
        places = set(PLACE.findall(ids[-1]))
        for form in forms:
            # The number may be left out of one, and what a field is called: "höchstens 200 Zeichen".
            assert (
                places - ({"{name}"} if entry.context else {"{n}"} if form != forms[-1] else set())
                <= set(PLACE.findall(form))
                <= places
            ), entry.id
            assert re.findall(r"^\s|\s$", form) == re.findall(r"^\s|\s$", ids[0]), entry.id


def said_in(path: Path) -> Iterator[str]:
    """Every text in a source, what is put into it being anything."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield ".*".join(re.escape(part) for part in re.split(r"\{\w*\}", node.value))


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_told_in_a_catalogue_is_what_the_library_says(code: str) -> None:
    sources_of = [path for path in WEB.parent.rglob("*.py") if "english" not in path.parts]
    texts = {text for path in sources_of for text in said_in(path)}
    said = {
        part
        for text in texts
        for part in (text, *text.split(r";\ "))
        if ".*" not in part or len(re.findall("[A-Za-z]", part)) >= 5
    }
    whole = re.compile("|".join(sorted(said, key=len, reverse=True)), re.DOTALL)
    alone = {entry.id for entry in entries(code) if entry.context}
    assert len(alone) > 100
    lost = [message for message in alone if not whole.fullmatch(PLACE.sub("7", message))]
    failing = errors()
    lost = [message for message in lost if not any(told.pattern(message).search(text) for text in failing)]
    # These are put together of several texts.
    assert [
        message for message in lost if not re.match(r"From |p\. |\{told\}, |\{name\}, |according to |\d? ?\{n", message)
    ] == []


def test_no_template_has_words_of_its_own() -> None:
    for path in sorted((WEB / "templates").glob("*.html")):
        text = re.sub(r"<(style|script)\b.*?</\1>|<!doctype html>", "", path.read_text("utf-8"), flags=re.DOTALL)
        bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
        named = re.findall(r'\b(?:aria-label|title|placeholder|alt)="([^"]*[a-zA-Z][^"]*)"', bare)
        shown = re.sub(r"<[^<>]*>", " ", bare).replace("Footnote", "").replace('lang=""', "")
        assert (named, re.findall(r"[^\W\d_]{2,}", shown)) == ([], []), path.name
        for expression in re.findall(r"\{\{(.*?)\}\}", text, re.DOTALL):
            loose = re.sub(r'\b(?:_|ngettext)\((?:\s*"[^"]*",?)+|"[\w-]*"', "", expression)
            assert [one for one in re.findall(r'"([^"]*)"', loose) if re.search("[A-Za-z]{2} ", one)] == [], expression


def test_no_script_has_words_of_its_own() -> None:
    for path in sorted((WEB / "static").glob("*.js")):
        code = re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
        code = re.sub(r'\b_\(\s*"[^"]*"', "", code)
        for shown in (
            r"\bsay\(\s*[\"'`]",
            r"textContent[=:]\s*[\"'`]\w",
            r"\btext: [\"'`]",
            r"<button[^>]*>\w",
            r"<p[^>]*>\w",
        ):
            assert not re.search(shown, code), f"{path.name}: {shown}"
        assert not re.findall(r'"[A-Z][a-z]+(?: [a-z]+)+[.…]?"', code), path.name


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "en"),
        ({"accept-language": "de-AT,de;q=0.9,en;q=0.5"}, "de"),
        ({"accept-language": "en-US,en;q=0.9,de;q=0.8"}, "en"),
        ({"accept-language": "fr-FR,de;q=0.3,en;q=0.2"}, "de"),
        ({"accept-language": "en;q=0.2, de;q=0.7"}, "de"),
        ({"accept-language": "de;q=0"}, "en"),
        ({"accept-language": "fr,*;q=0.1"}, "en"),
        ({"accept-language": ";;q=,,=\0" * 99}, "en"),
        ({"accept-language": "de", "cookie": "footnote-language=en"}, "en"),
        ({"accept-language": "en", "cookie": "a=b; footnote-language=de"}, "de"),
        ({"accept-language": "de", "cookie": "footnote-language=../../etc"}, "de"),
    ],
)
def test_the_language_is_what_was_chosen_or_the_browsers(headers: dict[str, str], code: str) -> None:
    assert preferred(headers) == code


def test_numbers_days_and_pages_are_written_as_the_language_does() -> None:
    assert ngettext("{n} article", "{n} articles", 1200) == "1,200 articles"
    assert [day(one) for one in ("2026-02-10", None)] == ["10 February 2026", "no date"]
    with speaking("de"):
        assert [ngettext("{n} question", "{n} questions", n) for n in (0, 1, 2)] == ["0 Fragen", "1 Frage", "2 Fragen"]
        assert (number(1200), on_page(3), on_page(None)) == ("1.200", "S. 3", "")
        given = ("2026-02-10", "2026-02-01T10:00:00Z", "2026-03", "2026", "--02-10", "--05", None, "2026-13-40", "?")
        shown = ["10. Februar 2026", "1. Februar 2026", "März 2026", "2026", "10. Februar", "Mai"]
        assert [day(one) for one in given] == [*shown, "ohne Datum", "2026-13-40", "?"]
    assert gettext("Close") == "Close", "only as long as it is spoken"


@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("Not in these articles.", "Nicht in diesen Artikeln."),
        ("3 of 1,041 articles", "3 von 1.041 Artikeln"),
        (
            "The articles mention Lavrov and “salary”, but not 2019 or Oslo. What comes closest gives no figure.",
            "Die Artikel erwähnen Lavrov und „salary“, aber nicht 2019 oder Oslo."
            " Was dem am nächsten kommt, nennt keine Zahl.",
        ),
        (
            "From 3 articles, of BBC, RT and others, published 2026-02-10 to 2026-03.",
            "Aus 3 Artikeln (BBC, RT und andere), erschienen: 10. Februar 2026 bis März 2026.",
        ),
        (
            "4 of 9 articles. Published 2026. The first 3 are shown.",
            "4 von 9 Artikeln. Erschienen: 2026. Gezeigt werden die ersten 3.",
        ),
        ("Lavrov, quoted by RT and BBC, opinion", "Lavrov, wörtlich bei RT und BBC, Meinung"),
        ("Said by nobody here. Searched for Witkoff.", "Said by nobody here. Gesucht wurde nach Witkoff."),
        ("the article says {0}, not ${x}", "der Artikel sagt {0}, nicht ${x}"),
        ("Nobody says this.", "Nobody says this."),
        ("", ""),
    ],
)
def test_what_the_library_says_is_told_sentence_by_sentence(said: str, german: str) -> None:
    assert told.told(said) == said
    with speaking("de"):
        assert told.told(said) == german


def answered() -> dict[str, Any]:
    article = Article(
        "a.txt", "The bridge fell. It rained. Nobody came. All sang.", "They differ", published="2026-02-10"
    )
    spans = ((0, 16), (17, 27), (28, 40), (41, 50))
    voice = Voice(Manner.QUOTED, (Speaker("Ann", Identity.NAMED),), Stance.OPINION)
    statements = tuple(
        Statement(article.text[start:end], (Passage(article, start, end),), voice=voice, when=f"2026-02-1{place}")
        for place, (start, end) in enumerate(spans)
    )
    return Answer("What happened when?", statements, kind=QuestionKind.TIMELINE).to_dict()


def test_an_answer_is_told_in_the_language_and_its_articles_stay_as_they_are() -> None:
    given = answered()
    assert told.answer(given) == given
    with speaking("de"):
        shown = told.answer(given)
    assert shown["lead"] == "4 Ereignisse, davon 4 datiert"
    assert [group["heading"] for group in shown["groups"]] == [f"1{place}. Februar 2026" for place in range(4)]
    assert shown["statements"][0]["remarks"] == ["Ann, wörtlich, Meinung"]
    assert shown["citations"] == given["citations"]
    assert [one["text"] for one in shown["statements"]] == [one["text"] for one in given["statements"]]
    assert sources.day("2026-02-10") == given["groups"][0]["heading"]


def test_what_is_known_of_an_article_is_told_with_its_title_as_it_is() -> None:
    given = answered()
    given["statements"][0]["metadata"] = "“Seen by Ann, 2026-02”, by Ben Ode, The Day, 2026-02-10"
    with speaking("de"):
        shown = told.answer(given)["statements"]
    assert shown[0]["metadata"] == "„Seen by Ann, 2026-02“, von Ben Ode, The Day, 10. Februar 2026"
    assert shown[1]["metadata"] == ""


def test_a_title_that_reads_like_a_message_stays_a_title() -> None:
    given = answered() | {"groups": [{"heading": "quoted", "statements": [0], "relation": None}]}
    with speaking("de"):
        assert told.answer(given)["groups"][0]["heading"] == "quoted"


def test_what_stands_in_a_message_is_text_whatever_it_holds() -> None:
    with speaking("de"):
        html = from_template(
            "list_page.html",
            facets=[],
            narrowed=False,
            found=1,
            more=0,
            next=1,
            editable=True,
            articles=[(Article("a", "Text.", '"><script>alert(1)</script>{n}'), 1, False, False)],
        )
    reading = Reading(html)
    assert "script" not in reading.tags
    assert any(
        given.get("aria-label") == '„"><script>alert(1)</script>{n}“ entfernen' for given in reading.all("button")
    )


def test_an_answer_is_copied_and_a_conversation_saved_in_the_language_of_the_page() -> None:
    given = answered()
    differing = [dict(one) for one in given["statements"]]
    differing[0]["differs"] = [{"citation": 2, "in": "number"}]
    answer = given | {"statements": differing}
    turn = Exchange(1, "What happened when?", state="done", answer=answer, scope="3 of 9 articles", verdict="helpful")

    def saved(form: str) -> str:
        return export.conversation("Named", (turn,), form, "http://x/")[1]

    markdown, page, json = map(saved, ("md", "html", "json"))
    assert [words in markdown for words in ("differs from [2]: number", "[passage](http://x/#", "helpful")] == [
        True
    ] * 3
    assert '<html lang="en"' in page
    with speaking("de"):
        markdown, page, same = map(saved, ("md", "html", "json"))
    told_in = ("weicht ab von [2]: Zahl", "[Stelle](http://x/#", "hilfreich", "Nur aus 3 von 9 Artikeln.")
    assert [words for words in told_in if words not in markdown] == []
    assert [
        words for words in ('<html lang="de"', "im Artikel", "Nur aus 3 von 9 Artikeln.") if words not in page
    ] == []
    assert same == json, "programs read it"


def test_the_page_is_sent_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    app = application(ready(FakeLibrary(), tmp_path), "127.0.0.1")
    with TestClient(app, base_url="http://127.0.0.1") as client:
        german = client.get("/", headers={"accept-language": "de"})
        english = client.get("/", headers={"accept-language": "de", "cookie": "footnote-language=en"})
        gone = client.get(f"/shared/{'0' * 32}", headers={"accept-language": "de"})
        configured = client.get("/config", headers={"accept-language": "de"}).json()
    assert (german.headers["content-language"], english.headers["content-language"]) == ("de", "en")
    assert "cookie" in german.headers["vary"]
    assert "accept-language" in german.headers["vary"]
    assert ("Neue Frage" in german.text, "Your question" in german.text) == (True, False)
    assert ("Neue Frage" in english.text, "Your question" in english.text) == (False, True)
    assert "Diese Antwort wird nicht oder nicht mehr geteilt." in gone.text
    (box,) = (one for one in configured["components"] if one["props"].get("elem_id") == "fn-question")
    assert box["props"]["placeholder"] == "Frage auf Englisch"
    with speaking("de"):
        login = from_template("login.html", static="static", onward="/", user="", problem="")
    assert '<html lang="de"' in login
    assert "Anmelden" in login
