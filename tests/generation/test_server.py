"""A model behind a server: a real OpenAI-compatible one, and real sockets with all that can come through them."""

from __future__ import annotations

import itertools
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from rag.errors import GeneratorError
from rag.generation import Message, parse
from rag.generation.local import Transformers
from rag.generation.server import KEY, Server

from .conftest import SAYS
from .serving import DONE, Answering, Scripted, dripping, endless, event, free_port, hanging, send, transformers_serve

SECRET = "sk-very-secret-0123456789"
GOOD = send(200, event("It ") + event("works [1].", finish_reason="stop") + DONE)
Starting = Callable[..., Scripted]


@pytest.fixture
def scripted() -> Iterator[Starting]:
    servers: list[Scripted] = []

    def start(*answers: Answering) -> Scripted:
        servers.append(Scripted(*answers))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


class Pauses(Event):
    """A stop that nobody asks for: waiting for it is written down, and moves the clock instead of taking time."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def clock(self) -> float:
        return sum(self.pauses)

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout or 0.0)
        return False


def told(server: Server, asked: list[Message], seconds: float = 120, stop: Event | None = None) -> str:
    return "".join(server.stream(asked, seconds=seconds, stop=stop or Event()))


def failure(server: Server, asked: list[Message], seconds: float = 120, stop: Event | None = None) -> GeneratorError:
    with pytest.raises(GeneratorError) as caught:
        told(server, asked, seconds, stop)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.fixture(scope="module")
def real(taught: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with transformers_serve(taught, tmp_path_factory.mktemp("serve") / "log") as (base, _):
        yield base


@pytest.mark.slow
def test_a_real_server_streams_what_the_model_says(real: str, taught: Path, messages: list[Message]) -> None:
    server = parse(f"{real}#{taught}")
    assert isinstance(server, Server)
    pieces = list(server.stream(messages, seconds=600, stop=Event()))
    assert "".join(pieces) == SAYS == "".join(Transformers(str(taught)).stream(messages, seconds=600, stop=Event()))
    assert len(pieces) > 5


@pytest.mark.slow
def test_a_real_servers_refusals_are_said(real: str, taught: Path, messages: list[Message]) -> None:
    assert "refused the question (404)" in str(failure(Server(f"{real}/nowhere", str(taught)), messages))
    assert "write one behind the address, as URL#MODEL" in str(failure(Server(real), messages))


@pytest.mark.slow
def test_a_real_server_that_dies_in_the_middle_is_noticed(
    endless: Path, messages: list[Message], tmp_path: Path
) -> None:
    with transformers_serve(endless, tmp_path / "log") as (base, process):
        stream = iter(Server(base, str(endless)).stream(messages, seconds=600, stop=Event()))
        assert next(stream)
        process.kill()
        process.wait()
        with pytest.raises(GeneratorError, match="broke off in the middle") as caught:
            list(stream)
        assert caught.value.retryable


def test_the_question_is_sent_as_the_api_wants_it(scripted: Starting, messages: list[Message]) -> None:
    server = scripted(GOOD)
    assert told(Server(server.base, "small"), messages) == "It works [1]."
    [(path, headers, body)] = server.requests
    assert path == "/v1/chat/completions"
    assert "authorization" not in headers
    assert (body["model"], body["stream"], body["temperature"]) == ("small", True, 0)
    assert body["messages"] == [{"role": m.role, "content": m.content} for m in messages]


def test_without_a_name_the_servers_first_model_is_asked_and_named(scripted: Starting, messages: list[Message]) -> None:
    server = scripted(GOOD)
    asked = Server(server.base)
    host = server.base.removeprefix("http://").removesuffix("/v1")
    assert asked.name == f"a model on {host}"
    told(asked, messages)
    assert server.requests[-1][2]["model"] == "first"
    assert asked.name == f"first on {host}"


@pytest.mark.parametrize("tail", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
def test_an_address_may_be_written_in_several_ways(scripted: Starting, messages: list[Message], tail: str) -> None:
    server = scripted(GOOD)
    told(Server(server.base.removesuffix("/v1") + tail, "m"), messages)
    assert server.requests[0][0] == "/v1/chat/completions"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_a_busy_server_is_asked_again_after_growing_pauses(
    scripted: Starting, messages: list[Message], status: int
) -> None:
    busy, stop = send(status, b""), Pauses()
    server = scripted(busy, busy, busy, GOOD)
    assert told(Server(server.base, "m", clock=stop.clock), messages, stop=stop) == "It works [1]."
    assert stop.pauses == [0.5, 1.0, 2.0]


def test_retry_after_is_kept_to_as_seconds_and_as_a_date(scripted: Starting, messages: list[Message]) -> None:
    stop, day = Pauses(), format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)
    server = scripted(send(429, b"", retry_after="7"), send(429, b"", retry_after=day), GOOD)
    asked = Server(server.base, "m", clock=stop.clock)
    assert told(asked, messages, seconds=100_000, stop=stop) == "It works [1]."
    seven, until_then = stop.pauses
    assert seven == 7
    assert 86_400 - 3_600 < until_then <= 86_400


@pytest.mark.parametrize(
    ("headers", "pauses"),
    [({"retry_after": "3600"}, []), ({"retry_after": "50"}, [50, 50]), ({}, [0.5, 1, 2, 4, 8, 16, 32])],
)
def test_a_server_that_stays_busy_is_given_up_before_the_time_is(
    scripted: Starting, messages: list[Message], headers: dict[str, str], pauses: list[float]
) -> None:
    stop = Pauses()
    server = scripted(send(503, b'{"error": {"message": "loading the model"}}', "application/json", **headers))
    error = failure(Server(server.base, "m", clock=stop.clock), messages, seconds=120, stop=stop)
    assert error.retryable
    assert "is not ready (503: loading the model)" in str(error)
    assert stop.pauses == pauses
    assert len(server.requests) == len(pauses) + 1


def test_a_server_that_is_not_there_is_tried_again_and_said(messages: list[Message]) -> None:
    stop = Pauses()
    asked = Server(f"http://127.0.0.1:{free_port()}", "m", clock=stop.clock)
    error = failure(asked, messages, seconds=4, stop=stop)
    assert stop.pauses == [0.5, 1.0, 2.0]
    assert error.retryable
    assert "cannot be reached (ConnectError): is the server running?" in str(error)


@pytest.mark.parametrize("status", [400, 404, 413, 422])
def test_a_question_that_is_refused_is_not_sent_again(scripted: Starting, messages: list[Message], status: int) -> None:
    server = scripted(send(status, b'{"error": "no such\\nmodel"}', "application/json"))
    error = failure(Server(server.base, "m"), messages)
    assert (len(server.requests), error.retryable) == (1, False)
    assert f"refused the question ({status}: no such model)" in str(error)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_is_sent_elsewhere(scripted: Starting, messages: list[Message], status: int) -> None:
    other = scripted(GOOD)
    server = scripted(send(status, b"", location=f"{other.base}/chat/completions"))
    failure(Server(server.base, "m"), messages)
    assert other.requests == []


BROKEN = {
    "garbage bytes": (send(200, b"data: \xff\xfe\x00\n\n"), "bytes that are no text"),
    "nothing": (send(200, b""), "nothing that reads as an answer"),
    "a web page": (send(200, b"<html>Welcome</html>", "text/html"), "nothing that reads as an answer"),
    "no JSON": (send(200, b"data: {oops\n\n"), "no JSON"),
    "a list": (send(200, b"data: [1]\n\n"), "JSON of another kind"),
    "a number": (send(200, b"data: 1\n\n"), "JSON of another kind"),
    "choices of another kind": (send(200, b'data: {"choices": {"a": 1}}\n\n'), "JSON of another kind"),
    "a choice of another kind": (send(200, b'data: {"choices": [3]}\n\n'), "JSON of another kind"),
    "a number for text": (send(200, b'data: {"choices": [{"delta": {"content": 3}}]}\n\n'), "no text"),
    "an error among the events": (
        send(200, event("It ") + b'data: {"error": {"message": "oom"}}\n\n'),
        "an error of its own",
    ),
    "a broken document": (send(200, b"{", "application/json"), "no JSON"),
    "an end in the middle": (send(200, event("It wor")), "broke off in the middle"),
    "a body that is too short": (send(200, event("It wor"), content_length="9999"), "broke off in the middle"),
    "a line without an end": (send(200, b"data: " + b"x" * 1_200_000), "line without an end"),
    "compressed garbage": (send(200, b"\x00\x01garbage", content_encoding="gzip"), "cannot be read"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_an_answer_is_an_error_in_one_line(
    scripted: Starting, messages: list[Message], name: str
) -> None:
    answer, said = BROKEN[name]
    assert said in str(failure(Server(scripted(answer).base, "m"), messages))


ODD = {
    "comments and other fields": b": ping\n\nevent: message\nid: 1\n" + event("It works.") + DONE,
    "line ends of Windows": (event("It works.") + DONE).replace(b"\n", b"\r\n"),
    "no blank after the colon": event("It works.").replace(b"data: ", b"data:") + b"data:[DONE]\n\n",
    "a count of tokens at the end": event("It works.")
    + b'data: {"choices": [], "usage": {"total_tokens": 3}}\n\n'
    + DONE,
    "no DONE, but a reason": event("It works.", finish_reason="stop"),
    "an empty first delta": b'data: {"choices": [{"delta": {"role": "assistant", "content": null}}]}\n\n'
    + event("It works.")
    + DONE,
    "thoughts apart": b'data: {"choices": [{"delta": {"reasoning_content": "Hm."}}]}\n\n' + event("It works.") + DONE,
    "no line end at the end": event("It works.") + DONE.strip(),
}


@pytest.mark.parametrize("name", ODD)
def test_servers_differ_and_are_understood(scripted: Starting, messages: list[Message], name: str) -> None:
    assert told(Server(scripted(send(200, ODD[name])).base, "m"), messages) == "It works."


def test_a_server_that_does_not_stream_is_understood(scripted: Starting, messages: list[Message]) -> None:
    whole = b'{"choices": [{\n "message": {"content": "It works."}}]}\n'
    assert told(Server(scripted(send(200, whole, "application/json")).base, "m"), messages) == "It works."


def test_text_is_taken_as_it_is_wherever_the_network_cuts_it(scripted: Starting, messages: list[Message]) -> None:
    text = "Zürich\u2028pays\u0085 1 € 😀"
    body = event(text) + DONE
    parts = [body[i : i + 1] for i in range(len(body))]
    assert told(Server(scripted(dripping(*parts)).base, "m"), messages) == text


def test_a_server_that_hangs_or_drips_is_left_at_the_deadline(scripted: Starting, messages: list[Message]) -> None:
    hung = failure(Server(scripted(hanging).base, "m"), messages, seconds=0.5)
    for part in (b": wait\n", b"x"):
        ticks = map(float, itertools.count())
        dripped = failure(Server(scripted(endless(part)).base, "m", clock=ticks.__next__), messages, seconds=30)
        for error in (hung, dripped):
            assert error.retryable
            assert "in time" in str(error)


@pytest.mark.parametrize("answer", [endless(event("a ")), send(503, b"", retry_after="3600")])
def test_it_ends_when_it_is_told_to(scripted: Starting, messages: list[Message], answer: Answering) -> None:
    stop, ended, server = Event(), Event(), scripted(answer)
    stream = Server(server.base, "m").stream(messages, seconds=6_000, stop=stop)

    def read() -> None:
        with suppress(GeneratorError):
            list(stream)
        ended.set()

    Thread(target=read, daemon=True).start()
    assert server.asked.wait(120)
    stop.set()
    assert ended.wait(120)


@pytest.mark.parametrize(
    ("models", "tokens"),
    [
        ('{"data": [{"id": "other", "meta": {"n_ctx": 512}}, {"id": "m", "meta": {"n_ctx": 8192}}]}', 8_192),
        ('{"data": [{"id": "m", "max_model_len": 4096}]}', 4_096),
        ('{"data": [{"id": "m", "context_length": 2048}]}', 2_048),
        ('{"data": [{"id": "m"}]}', None),
        ('{"data": [{"id": "m", "meta": {"n_ctx": "many"}, "max_model_len": -1}]}', None),
        ('{"data": [7, null]}', None),
        ('{"data": {"id": "m"}}', None),
        ("[", None),
    ],
)
def test_how_much_a_model_holds_is_what_its_server_says(scripted: Starting, models: str, tokens: int | None) -> None:
    server = scripted(GOOD)
    server.models = models.encode()
    assert Server(server.base, "m").context_tokens() == tokens


def test_a_server_that_is_not_there_says_nothing_of_its_models() -> None:
    assert Server(f"http://127.0.0.1:{free_port()}/v1", "m").context_tokens() is None


def test_the_key_is_sent_and_never_seen(
    scripted: Starting, messages: list[Message], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(KEY, SECRET)
    caplog.set_level(logging.DEBUG)
    echo = f'{{"error": {{"message": "Incorrect API key provided: {SECRET}"}}}}'.encode()
    seen: list[Any] = []
    for status in (200, 400, 401, 403, 500):
        server = scripted(GOOD if status == 200 else send(status, echo, "application/json", retry_after="9999"))
        asked = Server(server.base, "m")
        seen += [repr(asked), asked.name, vars(asked)]
        if status == 200:
            told(asked, messages)
        else:
            error = failure(asked, messages)
            seen += [str(error), repr(error), "".join(traceback.format_exception(error))]
        assert server.requests[0][1]["authorization"] == f"Bearer {SECRET}"
    shown = str(seen) + caplog.text
    assert SECRET not in shown
    assert SECRET[-8:] not in shown
    assert "does not accept the key in FOOTNOTE_API_KEY (401)" in shown


def test_a_server_that_somebody_else_named_never_gets_the_key(
    scripted: Starting, messages: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, SECRET)
    server = scripted(GOOD)
    told(Server(server.base, "m", keyed=False), messages)
    assert SECRET not in str(server.requests)


def test_a_key_is_never_sent_where_others_can_read_it(messages: list[Message], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, SECRET)
    for host in ("192.0.2.1", "models.example", "localhost.example"):
        error = failure(Server(f"http://{host}/v1", "m"), messages)
        assert f"is not sent over http to {host}" in str(error)
        assert not error.retryable


@pytest.mark.parametrize("key", ["sk\nX-Evil: 1", "clé", "sk\x00"])
def test_a_key_that_cannot_be_sent_is_not_repeated_in_the_complaint(
    scripted: Starting, messages: list[Message], monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    server = scripted(GOOD)
    if "\0" in key:
        monkeypatch.setattr("rag.generation.server.os.environ", {KEY: key})
    else:
        monkeypatch.setenv(KEY, key)
    error = failure(Server(server.base, "m"), messages)
    assert f"the key in {KEY} has characters" in str(error)
    assert key not in str(error)
    assert server.requests == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://host/v1", "http:// or https://"),
        ("http://", "names a host"),
        ("http://user:pass@host/v1", "no password into the address"),
        ("http://host:99999/", "and its port"),
        ("http://[::1", "no address"),
    ],
)
def test_an_address_that_is_none_is_refused_at_once(address: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        Server(address)
    assert "pass@" not in str(caught.value)
