"""What all tests have in common: the folder beside the repository that some of them are about."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """`../shared`: published articles and public data that are not ours to keep in the repository.

    Whatever uses it is marked `shared` and runs by `make test-shared` alone; where the folder is missing, it fails."""
    if not SHARED.is_dir():
        pytest.fail(f"{SHARED} is missing: these tests are about what lies in it", pytrace=False)
    return SHARED


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("shared")
