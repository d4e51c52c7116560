"""Dates are read as precisely as they are written, and not at all where they could be two."""

import pytest

from rag.ingest.dates import iso_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-03-04", "2026-03-04"),
        ("2026-03-04T10:15:00Z", "2026-03-04"),
        ("2026-03-04T10:15:00.123+01:00", "2026-03-04"),
        ("2026-03-04 10:15", "2026-03-04"),
        ("2026/03/04", "2026-03-04"),
        ("4 March 2026", "2026-03-04"),
        ("4th of March, 2026", "2026-03-04"),
        ("March 4, 2026", "2026-03-04"),
        ("Mar. 4th 2026", "2026-03-04"),
        ("Wednesday, 4 March 2026, 10:15 am GMT", "2026-03-04"),
        ("4 SEPT 2026", "2026-09-04"),
        ("04.03.2026", "2026-03-04"),
        ("March 2026", "2026-03"),
        ("2026-03", "2026-03"),
        ("2026", "2026"),
        ("25/03/2026", "2026-03-25"),
        ("03/25/2026", "2026-03-25"),
        ("05/05/2026", "2026-05-05"),
        ("29 February 2024", "2024-02-29"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(written: str, iso: str) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        "",
        "03/04/2026",
        "31 February 2026",
        "29 February 2025",
        "2026-13-01",
        "on , center",
        "4 March",
        "in 2026",
        "yesterday",
        "1234",
        "20260304",
        "March",
        "4 Marching 26",
        "2" * 100,
        "4 March 2026 was a cold day",
    ],
)
def test_what_is_no_date_or_two_stays_unknown(written: str) -> None:
    assert iso_date(written) is None
