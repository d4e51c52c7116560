"""Answers phrased by a language model, as the service gives them and as they are written into the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.errors import GeneratorError
from rag.library import Library
from rag.streams import collect, result
from rag.types import Answer, Article, LeftOut, Passage, Reason, ReasonKind, Statement, Support, Verdict
from rag.web.api import Api
from rag.web.render import announcement, transcript
from rag.web.service import Service, Status, open_library
from rag.web.turns import Exchange, add_question
from tests.generation.scripted import Scripted

from . import phrased
from .phrased import KEEPER, TRUE
from .plain import Reading
from .test_markup import HOSTILE

ARTICLE = Article("a.txt", "Anna left.", "A")
ANSWER = Answer("Who left?", (Statement("It was Anna who left.", (Passage(ARTICLE, 0, 10),), 0.9),), generator="small")
VERDICT = Verdict(
    Support.CONTRADICTED,
    0.2,
    (Reason(ReasonKind.NAME, "the article says Anna"), Reason(ReasonKind.DATE, "no day is given")),
)
STATUS = Status("ready", "5 articles.", 5, generator="small")


def show(answer: Answer, status: Status = STATUS) -> Reading:
    return Reading(transcript((add_question((), "Who?")[1].finished(answer),), status))


@pytest.fixture
def service(tmp_path: Path) -> Service:
    library: Any = phrased.library(tmp_path)
    service = Service(tmp_path, None, lambda _: library)
    service.prepare()
    assert service.wait(180)
    return service


def folded(shown: Reading) -> list[dict[str, str]]:
    """What is folded up of an answer."""
    return [given for given in shown.all("details") if given["class"] != "fn-copy"]


def test_the_service_streams_what_holds_and_says_what_was_left_out(service: Service) -> None:
    shown, answer = collect(service.stream(KEEPER, []))
    assert [statement.text for statement in shown] == [TRUE]
    assert answer.statements == tuple(shown)
    assert answer.generator == "tiny <b>model</b>"
    assert len(answer.left_out) == 2
    assert "evil" not in str(answer.to_dict()["left_out"])
    for cited in answer.citations:
        assert cited.article.text[cited.start : cited.end] == cited.text


def test_the_service_says_who_phrases(service: Service) -> None:
    assert service.status.generator == "tiny <b>model</b>"
    assert service.status.text == (
        "4 articles. Every sentence is checked and links to its source. Phrased by tiny <b>model</b>."
    )


def test_the_api_gives_the_same_answer(service: Service) -> None:
    told = Api(service).ask(KEEPER, [])
    assert [statement["text"] for statement in told["statements"]] == [TRUE]
    assert told["generator"] == "tiny <b>model</b>"
    assert [sentence["kind"] for sentence in told["left_out"]]


def test_examples_are_found_without_the_model(tmp_path: Path) -> None:
    """A model asked for every question that an update tries would take all day."""
    asked: list[Any] = []

    class Watching(Scripted):
        def stream(self, *given: Any, **named: Any) -> Any:
            asked.append(given)
            return super().stream(*given, **named)

    from tests.fakes import HashEncoder

    library = Library(tmp_path / "index", encoder=HashEncoder(), generator=Watching("No."))
    library.update(phrased.corpus.write(tmp_path / "articles"))
    assert library.examples
    assert asked == []


def test_a_model_that_cannot_be_loaded_does_not_keep_the_articles_from_being_asked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Scripted):
        def load(self) -> None:
            raise GeneratorError("broken could not be loaded", retryable=False)

        def stream(self, *given: Any, **named: Any) -> Any:
            self.load()

    from tests.fakes import HashEncoder

    library: Any = Library(tmp_path / "index", encoder=HashEncoder(), generator=Broken(""))
    library.update(phrased.corpus.write(tmp_path / "articles"))
    service = Service(tmp_path, None, lambda _: library)
    service.prepare()
    assert service.ready() is library
    assert "broken could not be loaded" in caplog.text
    told = Api(service).ask(KEEPER, [])
    assert told["answered"]
    assert told["generator"] == ""
    assert told["note"] == (
        "The model did not answer (broken could not be loaded): the articles’ own words are shown instead."
    )


def test_the_real_library_is_opened_with_the_generator(tmp_path: Path) -> None:
    assert open_library(tmp_path, generator=Scripted("")).generator == "scripted"
    assert open_library(tmp_path).generator == ""


def test_an_answer_says_who_phrased_it_and_an_extractive_one_does_not() -> None:
    assert "1 passage from 1 article · phrased by small" in show(ANSWER).text
    assert "phrased by" not in show(replace(ANSWER, generator="")).text
    assert not folded(show(ANSWER))


def test_what_was_left_out_is_counted_folded_up_and_says_why() -> None:
    answer = replace(ANSWER, left_out=(LeftOut("Bert left on Monday.", VERDICT),))
    html = transcript((add_question((), "Who?")[1].finished(answer),), STATUS)
    (given,) = folded(Reading(html))
    assert "open" not in given
    inside = Reading(html[html.index("<details") : html.index("</details>") + 10])
    assert inside.text == (
        "1 sentence was left out because the articles do not support it."
        "Bert left on Monday. Contradicted: the article says Anna; no day is given"
    )
    assert "Bert left" not in html[: html.index("<details")].replace(answer.to_dict()["text"], "")


def test_the_articles_own_words_are_there_before_the_model_has_written_and_folded_up_after() -> None:
    own = Answer("Who left?", (Statement("Anna left.", (Passage(ARTICLE, 0, 10),)),))
    waiting = Reading(transcript((Exchange(1, "Who left?").streaming((), own),), STATUS))
    (beside,) = folded(waiting)
    assert "open" in beside
    assert "In the articles’ own words" in waiting.text
    assert "Anna left." in waiting.text
    assert "small reads the passages that were found…" in waiting.text
    counted = Exchange(1, "Who left?").streaming((), own, reads=6)
    assert "small reads 6 passages…" in Reading(transcript((counted,), STATUS)).text
    done = show(replace(ANSWER, own_words=own))
    (beside,) = folded(done)
    assert "open" not in beside
    assert "Anna left." in done.text


def test_the_service_tells_the_answer_in_the_articles_own_words_first(service: Service) -> None:
    told: list[Answer] = []
    reads: list[int] = []
    stream = service.stream(KEEPER, [], aside=told.append, reads=reads.append)
    first = next(stream)
    assert len(reads) == 1
    assert reads[0] >= 1
    assert told[0].answered
    assert told[0].generator == ""
    assert first.text == TRUE
    assert result(stream).own_words == told[0]


def test_who_phrases_can_be_chosen_for_each_answer_where_there_is_a_choice() -> None:
    status = replace(STATUS, generators=("small", "<b>big</b>"))
    asked = Exchange(1, "Who left?", generator="<b>big</b>").finished(ANSWER)
    page = Reading(transcript((asked,), status))
    choices = [button for button in page.all("button") if "data-by" in button]
    assert [(button["data-by"], button["aria-pressed"]) for button in choices] == [
        ("", "false"), ("small", "false"), ("<b>big</b>", "true"),
    ]  # fmt: skip
    assert "<b>" in page.text
    assert not [button for button in show(ANSWER).all("button") if "data-by" in button]


def test_a_new_question_is_phrased_by_whom_the_last_one_was_and_one_asked_again_by_whom_it_is_told() -> None:
    turns, _ = add_question((), "Who left?", generator="")
    turns, again = add_question(turns, "", 1, generator="small")
    assert again.generator == "small"
    _, fresh = add_question(turns, "When?")
    assert fresh.generator == "small"


def test_one_answer_can_be_in_the_articles_own_words_or_another_models(tmp_path: Path) -> None:
    library: Any = phrased.library(tmp_path)

    class Other(Scripted):
        name = "other"

    service = Service(tmp_path, None, lambda _: library, offered=[Other(f"{TRUE} [1]")])
    service.prepare()
    assert service.wait(180)
    assert service.status.generators == ("tiny <b>model</b>", "other")
    told = {by: result(service.stream(KEEPER, [], generator=by)) for by in ("", "other", "unheard of")}
    assert [answer.generator for answer in told.values()] == ["", "other", "tiny <b>model</b>"]
    assert told[""].own_words is None


def test_a_note_is_shown_and_announced() -> None:
    answer = replace(ANSWER, note="The model did not finish (it fell asleep).")
    assert "The model did not finish (it fell asleep)." in show(answer).text
    done = Exchange(1, "Who?").finished(answer)
    assert (
        announcement(done, STATUS)
        == "Answer ready: 1 passage from 1 article. The model did not finish (it fell asleep)."
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_model_wrote_or_is_called_is_shown_as_text(text: str) -> None:
    verdict = Verdict(Support.NOT_FOUND, 0.0, (Reason(ReasonKind.MISSING, text),))
    answer = replace(ANSWER, generator=text, note=text, left_out=(LeftOut(text, verdict),))
    plain = replace(ANSWER, generator="x", note="x", left_out=(LeftOut("x", Verdict(Support.NOT_FOUND, 0.0)),))
    assert show(answer).tags == show(plain).tags
    status = replace(STATUS, generator=text)
    assert Reading(transcript((), status)).tags == Reading(transcript((), STATUS)).tags


def test_the_page_says_who_is_at_work_before_the_first_question_and_while_it_works() -> None:
    assert "small phrases the answers. Every sentence is checked" in Reading(transcript((), STATUS)).text
    assert "Answers quote the articles." in Reading(transcript((), replace(STATUS, generator=""))).text
    assert "Searching 5 articles; small phrases the answer…" in Reading(transcript((Exchange(1, "Who?"),), STATUS)).text
