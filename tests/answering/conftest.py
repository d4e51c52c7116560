"""A real library over the few articles that a test file holds in `ARTICLES`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag import Library


@pytest.fixture(scope="module")
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in request.module.ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    library = Library(tmp_path_factory.mktemp("index"))
    library.update(folder)
    yield library
    library.close()
