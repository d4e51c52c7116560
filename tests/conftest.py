"""What all tests have in common: no clock over drawn examples, and the folder beside the repository some are about."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("shared")
