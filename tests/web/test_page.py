"""What happens between a question and the page, without a browser: Gradio's events, the API, the script's calls."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gradio.utils import get_upload_folder

from rag.answering.answer import LONGEST
from rag.errors import IndexDamaged
from rag.types import Article, Turn
from rag.web.api import endpoints
from rag.web.calls import server_functions
from rag.web.conversations import Desk
from rag.web.events import ask_and_show, event_data, record_verdict
from rag.web.reader import GONE_ARTICLE
from rag.web.render import MAX_REMARK
from rag.web.service import DIAL, MAX_QUESTION, Service
from rag.web.turns import Conversation, add_question

from .fake import FakeLibrary, opener, ready
from .plain import Reading

BRIDGE = Article("news/bridge.txt", "The mayor opened the bridge. The band played at the bridge.", "Bridge")


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary([BRIDGE])


def steps(service: Service, turns: Conversation, question: Any, again: Any = None) -> list[Any]:
    return list(ask_and_show(service, turns, question, None if again is None else {"again": again}))


def test_statements_arrive_one_by_one_and_only_start_and_end_are_announced(service: Service) -> None:
    shown = steps(service, (), "  Who opened the bridge, and which band played?  ")
    assert [html.count('class="cite"') for _, html, _, _ in shown] == [0, 1, 2, 4]
    said = [Reading(line).text for _, _, line, _ in shown]
    assert said == ["Searching 1 article…"] * 3 + ["Answer ready: 2 passages from 1 article."]
    assert shown[0][0] == ""
    assert shown[-1][3][0].question == "Who opened the bridge, and which band played?"


@pytest.mark.parametrize("question", ["", "   \n", None, 7, ["Who?"]])
def test_a_blank_question_adds_nothing(service: Service, library: FakeLibrary, question: Any) -> None:
    ((_, _, _, turns),) = steps(service, (), question)
    assert turns == ()
    assert library.asked == []


def test_an_over_long_question_is_refused_in_words(service: Service, library: FakeLibrary) -> None:
    ((_, _, line, turns),) = steps(service, (), "x" * (MAX_QUESTION + 1))
    assert "at most 4,000 characters" in line
    assert MAX_QUESTION == LONGEST, "the page says another limit"
    assert (turns, library.asked) == ((), [])


def test_a_follow_up_is_asked_with_what_came_before(service: Service, library: FakeLibrary) -> None:
    turns = steps(service, (), "Who opened the bridge?")[-1][3]
    steps(service, turns, "And which band played there?")
    assert library.asked[1][1] == [Turn("Who opened the bridge?", turns[0].answer["text"])]


def test_asking_again_replaces_the_old_answer(service: Service, library: FakeLibrary) -> None:
    library.trouble = IndexDamaged("The index is damaged.")
    turns = steps(service, (), "Who opened the bridge?")[-1][3]
    assert (turns[0].state, turns[0].reason) == ("failed", "The index is damaged.")
    library.trouble = None
    turns = steps(service, turns, "", 1)[-1][3]
    assert [(turn.state, turn.question) for turn in turns] == [("done", "Who opened the bridge?")]
    assert len(steps(service, turns, "", 99)) == 1
    assert library.asked[-1][1] == []


def test_a_turn_is_asked_again_as_another_kind_and_stays_it(service: Service, library: FakeLibrary) -> None:
    turns = steps(service, (), "Who opened the bridge?")[-1][3]
    assert turns[0].answer["kind"] == "fact"
    for given in (
        {"again": 1, "kind": "list"},
        {"again": 1},
        {"again": 1, "kind": "<b>"},
        {"again": 1, "kind": ["list"]},
    ):
        turns = list(ask_and_show(service, turns, None, given))[-1][3]
        assert [turn.answer["kind"] for turn in turns] == ["list"]


def test_a_turn_is_asked_again_in_other_words_as_the_question_that_it_is_now(service: Service) -> None:
    turns = steps(service, (), "Who opened the bridge?")[-1][3]
    turns = list(ask_and_show(service, turns, None, {"again": 1, "kind": "list"}))[-1][3]
    reworded = {"again": 1, "question": "Which band played at the bridge?"}
    turns = list(ask_and_show(service, turns, reworded["question"], reworded))[-1][3]
    assert [(turn.question, turn.kind, turn.answer["kind"]) for turn in turns] == [
        ("Which band played at the bridge?", None, "fact")
    ]
    too_long = {"again": 1, "question": "x" * (MAX_QUESTION + 1)}
    assert list(ask_and_show(service, turns, too_long["question"], too_long))[-1][3] == turns


def test_the_main_points_of_an_article_are_asked_of_it_alone(service: Service, library: FakeLibrary) -> None:
    opened = Article("opened.txt", "The mayor opened the bridge.", "The mayor opened it")
    library.held["opened.txt"] = opened
    sent = {"article": opened.key}
    turns = list(ask_and_show(service, (), None, sent))[-1][3]
    assert (turns[0].question, turns[0].scope) == ("What are the main points of “The mayor opened it”?", "this article")
    assert {citation["article"] for citation in turns[0].answer["citations"]} == {opened.id}
    again = list(ask_and_show(service, turns, "Who opened the bridge?", {"again": 1}))[-1][3]
    assert {citation["article"] for citation in again[0].answer["citations"]} == {opened.id}, "in other words too"
    library.remove(opened.id)
    gone = list(ask_and_show(service, turns, None, {"again": 1}))[-1][3]
    assert (gone[0].state, gone[0].reason) == ("failed", GONE_ARTICLE)
    assert list(ask_and_show(service, (), None, sent))[-1][3] == (), "an article that is gone is no question"


def test_how_sure_an_answer_has_to_be_is_set_for_one_browser(
    calls: dict[str, Any], service: Service, library: FakeLibrary
) -> None:
    ann, ben = ({"owner": letter * 32, "conversation": letter * 32} for letter in "ab")
    said = calls["settings"](ann | {"dial": "sure"})
    assert said["dial"] == "sure"
    assert said["by"].startswith("Phrased by: The articles’ own words.")
    assert (calls["settings"](ann)["dial"], calls["settings"](ben)["dial"]) == ("sure", "")
    asked = list(ask_and_show(service, (), "Who opened the bridge?", desk=Desk.of(ann)))[-1][3]
    assert (library.least, asked[0].dial) == (DIAL["sure"], "sure")
    list(ask_and_show(service, (), "Who opened the bridge?", desk=Desk.of(ben)))
    assert library.least is None
    for sent in (None, {}, ben | {"dial": 3}, ben | {"dial": "<b>"}, {"owner": "x", "dial": "sure"}):
        assert calls["settings"](sent)["dial"] == ""
    refused = list(ask_and_show(service, (), "Why?", desk=Desk.of(ann)))[-1][1]
    assert "more likely right than not" in refused, "it is said where that may be why"


def test_help_offers_five_questions_of_different_kinds_once_they_can_be_asked(tmp_path: Path) -> None:
    library = FakeLibrary([BRIDGE])
    library.examples = ("Who opened the <b>bridge</b>?", "Who spoke?", "How many came?")
    html = {function.__name__: function for function in server_functions(ready(library, tmp_path))}["help_panel"]({})
    asked = [given["data-ask"] for given in Reading(html).all("button")]
    assert asked[:2] == ["Who opened the <b>bridge</b>?", "How many came?"]
    assert len(asked) == 5
    early = {function.__name__: function for function in server_functions(Service(tmp_path, None))}["help_panel"]({})
    assert not Reading(early).all("button")
    assert Reading(early).tags.count("kbd") == 8


def test_without_articles_the_page_says_what_to_do(tmp_path: Path) -> None:
    service = Service(tmp_path, None, opener(FakeLibrary()))
    service.prepare()
    assert "No articles yet. Add text files to start." in steps(service, (), "Who?")[-1][1]


def test_an_unexpected_failure_is_told_without_its_insides(service: Service, library: FakeLibrary) -> None:
    library.trouble = KeyError("secret")
    html = steps(service, (), "Who opened the bridge?")[-1][1]
    assert "Something went wrong" in html
    assert "secret" not in html


def test_a_verdict_is_kept_once_and_nonsense_never(service: Service, tmp_path: Path) -> None:
    turns = steps(service, (), "Who opened the bridge?")[-1][3]
    for given in ({}, {"turn": 1}, {"turn": 9, "verdict": "helpful"}, {"turn": 1, "verdict": "<b>"}, {"turn": [1]}):
        assert record_verdict(service, None, turns, given) == turns
    judged = record_verdict(service, None, turns, {"turn": 1, "verdict": "helpful"})
    assert judged[0].verdict == "helpful"
    assert record_verdict(service, None, judged, {"turn": 1, "verdict": "helpful"}) == judged
    why = "  It names\nher " + "x" * 900
    reasoned = record_verdict(service, None, judged, {"turn": 1, "verdict": "helpful", "remark": why})
    assert reasoned[0].remark == ("It names her " + "x" * 900)[:MAX_REMARK]
    assert record_verdict(service, None, reasoned, {"turn": 1, "verdict": "helpful"}) == reasoned, "it stays"
    lines = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text().splitlines()]
    assert [line.get("remark", "")[:8] for line in lines] == ["", "It names"]
    assert record_verdict(service, None, reasoned, {"turn": 1, "verdict": "wrong source"})[0].remark == ""


def test_an_unanswered_turn_takes_no_verdict(service: Service) -> None:
    turns, _ = add_question((), "Who?")
    assert record_verdict(service, None, turns, {"turn": 1, "verdict": "helpful"}) == turns


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_an_event_with_odd_data_is_an_event_without(data: Any) -> None:
    assert event_data(SimpleNamespace(_data=data)) == {}  # type: ignore[arg-type]
    assert event_data(SimpleNamespace(_data={"again": 1})) == {"again": 1}  # type: ignore[arg-type]


@pytest.fixture
def calls(service: Service) -> dict[str, Any]:
    return {function.__name__: function for function in server_functions(service)}


def test_only_a_file_uploaded_a_moment_ago_is_added(calls: dict[str, Any], tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("Not for you.")
    folder = Path(get_upload_folder())
    (folder / "abc").mkdir(parents=True, exist_ok=True)
    link = folder / "abc" / "link.txt"
    link.unlink(missing_ok=True)
    link.symlink_to(outside)
    for given in (
        None,
        "x",
        {},
        {"name": "a.txt"},
        {"name": "a.txt", "path": str(outside)},
        {"name": "a.txt", "path": str(link)},
        {"name": "a.txt", "path": f"{folder}/../../etc/passwd"},
        {"name": "a.txt", "path": str(folder)},
        {"name": "a.txt", "path": "a\0b"},
        {"name": "a.txt", "path": "x" * 10_000},
        {"name": 3, "path": 4},
    ):
        assert calls["add_article"](given)["state"] == "failed"
    assert outside.exists()
    good = folder / "abc" / "good.txt"
    good.write_text("The river rose.")
    assert calls["add_article"]({"name": "good.txt", "path": str(good)}) == {
        "state": "added",
        "text": "added with 1 sentence",
    }
    assert not good.exists()


@pytest.mark.parametrize("key", [None, 3, "", "../../x", "0" * 17, ["0" * 16]])
def test_only_a_key_removes(calls: dict[str, Any], service: Service, key: Any) -> None:
    desk = {"owner": "a" * 32, "conversation": "b" * 32}
    assert calls["remove_articles"]({**desk, "key": key}) == "No such article."
    assert calls["remove_articles"]({"key": BRIDGE.key}) == calls["remove_articles"](key) == "No such article."
    assert service.status.count == 1


def test_before_the_index_is_open_the_reader_says_so(tmp_path: Path) -> None:
    calls = {function.__name__: function for function in server_functions(Service(tmp_path, None))}
    assert "Preparing the articles…" in calls["open_reference"]("articles")
    assert calls["preparation"]({}) == {
        "state": "preparing",
        "text": "Preparing the articles…",
        "version": -1,
        "run": calls["preparation"]({})["run"],
        "scope": "All 0 may answer. Tick some to ask only these.",
        "limited": False,
        "asked": "",
    }


@pytest.mark.parametrize(
    "sent", [None, 3, {}, {"words": 1, "start": 0}, {"words": "x", "start": "0"}, {"words": None, "start": [0]}]
)
def test_the_list_is_narrowed_by_words_and_a_place_and_nothing_else(calls: dict[str, Any], sent: Any) -> None:
    assert calls["list_articles"](sent) == ""
    assert "Bridge" in calls["list_articles"]({"words": "bridge", "start": -7})
    assert "Bridge" not in calls["list_articles"]({"words": "bridge " * 100_000 + "x" * 10, "start": 10**30})


def test_the_api_answers_searches_and_lists(service: Service, library: FakeLibrary) -> None:
    ask, check, search, sources = endpoints(service)
    names = [function.__name__ for function in (ask, check, search, sources)]
    assert names == ["ask", "check", "search", "sources"]
    assert [one["kind"] for one in check("The mayor opened the bridge. He fell.")["sentences"]] == [
        "supported",
        "not found",
    ]
    answer = ask("Who opened the bridge?", ["Hello?", "Hello.", "Who?"])
    assert answer["citations"][0]["quote"] == "The mayor opened the bridge."
    assert library.asked[-1][1] == [Turn("Hello?", "Hello."), Turn("Who?", "")]
    assert search("bridge", 1)[0]["ref"] == f"s/{BRIDGE.key}/0-28"
    assert search("bridge", 1)[0] == library.search("bridge", 1)[0].to_dict()
    assert sources() == [BRIDGE.to_dict() | {"sentences": 2}]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ask", ("", [])),
        ("ask", ("x" * 4001, [])),
        ("ask", ({"a": 1}, [])),
        ("ask", ("Who?", "Who?")),
        ("ask", ("Who?", [1])),
        ("ask", ("Who?", ["a"] * 41)),
        ("check", ("",)),
        ("check", ("x" * 50_001,)),
        ("check", (["The mayor came."],)),
        ("search", ("Who?", 0)),
        ("search", ("Who?", 51)),
        ("search", ("Who?", 10**9)),
        ("search", ("Who?", "5")),
        ("search", (" ", 5)),
    ],
)
def test_the_api_refuses_what_is_out_of_bounds(service: Service, name: str, arguments: tuple[Any, ...]) -> None:
    function = {function.__name__: function for function in endpoints(service)}[name]
    with pytest.raises(ValueError, match=r"question|query|history|text is|k is"):
        function(*arguments)
