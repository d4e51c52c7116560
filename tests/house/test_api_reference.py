"""docs/api.md says what the docstrings say."""

import rag
from docs.api import PAGE, reference


def test_the_reference_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run python -m docs.api"


def test_every_public_name_is_in_it() -> None:
    page = reference()
    assert not [name for name in rag.__all__ if f"rag.{name}" not in page and f"`{name}(" not in page]
