"""What reaches the server and means no good: paths that leave it, far too much at once, questions that are code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.serving.gate import BUSY
from rag.serving.settings import Settings
from rag.types import Article
from rag.web.service import MAX_QUESTION

from .fake import FakeLibrary
from .test_markup import HOSTILE

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of pandas, which Gradio counts its calls with
SECRET = "The key lies under the third stone of the bridge."
ASKED = 100
TOWNS = [f"Town{number:03d}" for number in range(ASKED)]
LIBRARY = [Article(f"news/{town}.txt", f"The mayor of {town} opened bridge {town} on Monday.", town) for town in TOWNS]
Serve = Callable[..., str]


async def call(client: httpx.AsyncClient, url: str, *data: object) -> tuple[int, Any]:
    """What the function `ask` gives for `data`: the status and what came, which after 200 is the answer or an error."""
    begun = await client.post(f"{url}gradio_api/call/ask", json={"data": data})
    if begun.status_code != 200:
        return begun.status_code, begun.text
    ended = await client.get(f"{url}gradio_api/call/ask/{begun.json()['event_id']}")
    kind, _, sent = ended.text.strip().rpartition("event: ")[2].partition("\ndata: ")
    return ended.status_code, json.loads(sent)[0] if kind == "complete" else kind


def ask(url: str, *questions: str) -> list[tuple[int, Any]]:
    """What the questions give, all asked at once."""

    async def all_of_them() -> list[tuple[int, Any]]:
        async with httpx.AsyncClient(timeout=180) as client:
            return await asyncio.gather(*(call(client, url, question, [], "") for question in questions))

    return asyncio.run(all_of_them())


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/file={secret}",
        "gradio_api/file={secret.parent}/x/../secret.txt",
        "gradio_api/file=..%2f..%2f..%2f..%2f..%2f..%2f{secret}",
        "gradio_api/file=file://{secret}",
        "file={secret}",
        "static/..%2f..%2f..%2f..%2f{secret}",
        "static/%2e%2e/%2e%2e/%2e%2e{secret}",
        "assets/../../../../../../../../{secret}",
        "gradio_api/proxy=http://127.0.0.1:1/",
        "custom_component/..%2f..{secret}/x/y",
    ],
)
def test_no_path_leads_out_of_the_server(stand_in: Serve, tmp_path: Path, path: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    got = httpx.get(stand_in(FakeLibrary()) + path.format(secret=secret))
    assert SECRET not in got.text
    assert got.status_code >= 400


def test_a_question_of_a_megabyte_is_refused_and_the_next_is_answered(stand_in: Serve) -> None:
    url = stand_in(FakeLibrary(LIBRARY[:1]))
    assert ask(url, "x" * 1_000_000)[0][0] == 413
    assert ask(url, "x" * (MAX_QUESTION + 1)) == [(200, "error")]
    ((_, answer),) = ask(url, f"Who opened bridge {TOWNS[0]}?")
    assert LIBRARY[0].text in answer["text"]


def test_of_a_hundred_at_once_each_gets_its_own_answer(stand_in: Serve) -> None:
    url = stand_in(FakeLibrary(LIBRARY), settings=Settings(at_once=ASKED))
    got = ask(url, *(f"opened {town}?" for town in TOWNS))
    assert [status for status, _ in got] == [200] * ASKED
    for (_, answer), article in zip(got, LIBRARY, strict=True):
        assert article.text in answer["text"]
        assert answer["question"] == f"opened {article.title}?"


def test_of_more_than_are_taken_at_once_each_gets_its_own_answer_or_is_told_to_come_again(stand_in: Serve) -> None:
    url = stand_in(FakeLibrary(LIBRARY), settings=Settings(at_once=5))
    got = dict(zip(TOWNS, ask(url, *(f"opened {town}?" for town in TOWNS)), strict=True))
    assert {status for status, _ in got.values()} == {200, 503}
    for town, (status, answer) in got.items():
        if status == 200:
            assert answer["question"] == f"opened {town}?"
        else:
            assert json.loads(answer)["error"] == BUSY
    assert ask(url, f"opened {TOWNS[0]}?")[0][0] == 200, "afterwards there is room again"
    refused = httpx.get(f"{url}metrics").text
    assert f"footnote_busy_total {sum(status == 503 for status, _ in got.values())}.0" in refused
    assert "footnote_questions_in_flight 0.0" in refused


def test_a_question_that_is_code_is_asked_as_it_is(stand_in: Serve) -> None:
    library = FakeLibrary(LIBRARY[:1])
    got = ask(stand_in(library), *HOSTILE)
    assert [(code, answer["question"]) for code, answer in got] == [(200, text) for text in HOSTILE]
    assert sorted(question for question, _ in library.asked) == sorted(HOSTILE)
