"""What a browser gets before the page is there: the outline before anything it would have to wait for."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rag.web.server import application
from rag.web.skeleton import outlined

from .fake import FakeLibrary, ready


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return TestClient(application(ready(FakeLibrary(), tmp_path), "127.0.0.1"), base_url="http://127.0.0.1")


@pytest.mark.parametrize("path", ["/", "/check"])
def test_the_outline_comes_before_every_style_and_the_blocks(client: TestClient, path: str) -> None:
    with client:
        sent = client.get(path, headers={"accept-language": "de"})
    page = sent.text
    assert int(sent.headers["content-length"]) == len(sent.content)
    outline, style, blocks = (page.index(part) for part in ('id="fn-skeleton"', "assets/index-", "<gradio-app"))
    assert outline < page.index('rel="stylesheet"', outline) < blocks
    assert page.count('rel="stylesheet" crossorigin') == 1
    assert style, "the script stays in the head"
    assert "Diese Seite braucht JavaScript." in page


def test_gradio_says_nothing_of_itself_to_whoever_shows_a_link(client: TestClient) -> None:
    with client:
        page = client.get("/").text
    assert "og:title" not in page
    assert "twitter:" not in page
    assert "<title>" not in page or "Gradio" not in page.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("page", [b"", b"{}", b'<link rel="stylesheet" href="a.css"><p>Not shared</p>'])
def test_what_is_not_the_page_stays_as_it_is(page: bytes) -> None:
    assert outlined(page) == page
