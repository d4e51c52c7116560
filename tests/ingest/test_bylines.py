"""Bylines and dates are recognised as whole lines; a sentence never is one."""

import pytest

from rag.ingest.bylines import Byline, byline, dateline, is_name, people, without_date


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("By Jane Roe", Byline(author="Jane Roe")),
        ("by Jane van der Roe - River News Editor", Byline(author="Jane van der Roe")),
        ("By JANE ROE and John Doe", Byline(author="JANE ROE and John Doe")),
        ("Written by Jane Roe in Geneva", Byline(author="Jane Roe")),
        ("Author: Jane Roe", Byline(author="Jane Roe")),
        ("By Jane Roe. Translated from the Danish", Byline(author="Jane Roe")),
        ("By Jane Roe, translated by John Doe", Byline(author="Jane Roe")),
        ("A column by Jane Roe", Byline(author="Jane Roe")),
        ("Guest column by Jane Roe, mayor until 2019", Byline(author="Jane Roe")),
        ("Interview by Jane Roe (translated from the Danish)", Byline(author="Jane Roe")),
        (
            "By Jane Roe, Founder of the River Institute (<https://rivers.example/>), a body of engineers.",
            Byline(author="Jane Roe"),
        ),
        ("By Jane Roe | March 4, 2026 | 5 min read", Byline(author="Jane Roe", published="2026-03-04")),
        ("March 4, 2026 by Jane Roe", Byline(author="Jane Roe", published="2026-03-04")),
        ("Published: 4 March 2026", Byline(published="2026-03-04")),
        ("Posted on March 4, 2026 at 10:15 am", Byline(published="2026-03-04")),
        ("4 March 2026", Byline(published="2026-03-04")),
        ("Published 4 March 2026 · Updated 6 March 2026", Byline(published="2026-03-04")),
        ("Source: River Agency", Byline(publisher="River Agency")),
        ("By Jane Roe, Oslo", Byline(author="Jane Roe")),
        ("By Jane Roe, New York", Byline(author="Jane Roe")),
        ("By Jane Roe, John Doe", Byline(author="Jane Roe, John Doe")),
        ("By Jane Roe, River Courier", Byline(author="Jane Roe")),
        ("By Jane Roe-Doe, editor of the Courier", Byline(author="Jane Roe-Doe")),
        ("Jane Roe | 4 March 2026", Byline(author="Jane Roe", published="2026-03-04")),
        ("Jane Roe, Staff Writer", Byline(author="Jane Roe")),
        ("By Admin", Byline()),
        ("By Staff Reporter | 4 March 2026", Byline(published="2026-03-04")),
        ("Author: Die Redaktion", Byline()),
    ],
)
def test_a_line_of_credits_says_who_and_when(line: str, said: Byline) -> None:
    assert byline(line) == said


def test_the_day_of_a_change_is_not_the_day_of_publication() -> None:
    assert byline("Last updated: 6 March 2026") == Byline()


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday",
        "By March 2026, the river had left its bed.",
        "By contrast, the dam held.",
        "By New Year he must arrive",
        "By Jane Roe's account, the dam was safe.",
        "By Jane Roe, who said that the analyst is wrong.",
        "by the river",
        "The report was written by Jane Roe",
        "2026",
        "On Tuesday",
        "Updated",
        "River news",
        "Middle East | 4 March 2026",
        "Abu Dhabi | 4 March 2026",
        "River Police, Chief of Staff",
        "Jane Roe, who is the editor",
        "Source: of the river that runs for a thousand miles through the plains and the hills",
        "By " + "Jane " * 100,
    ],
)
def test_a_sentence_is_no_line_of_credits(line: str) -> None:
    assert byline(line) is None


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ("GENEVA, March 4, 2026 (River Agency) - ", Byline(published="2026-03-04", publisher="River Agency")),
        ("NEW YORK, 4 March 2026 — ", Byline(published="2026-03-04")),
        ("SAN TELMO, Spain, 4 March 2026 (AFP) – ", Byline(published="2026-03-04", publisher="AFP")),
        ("TROMSØ, March 4 (River Press) - ", Byline(publisher="River Press")),
        ("GENEVA (AP) — ", Byline(publisher="AP")),
        ("GENEVA, Oct. 31 (the new town) - ", Byline()),
        ("GENEVA, March 99, 2026 (River Agency) - ", Byline(publisher="River Agency")),
        ("GENEVA - ", Byline()),
        ("The river rose on March 4, 2026 - ", Byline()),
        ("Its dam (River Agency) - ", Byline()),
        ("(AP) - ", Byline()),
        ("", Byline()),
    ],
)
def test_the_opening_of_an_agency_gives_a_day_only_with_a_year(opening: str, said: Byline) -> None:
    assert dateline(f"{opening}The river rose at night.") == said


def test_a_date_before_a_headline_is_no_part_of_it() -> None:
    assert without_date("date 2026-03-04 Rivers rise") == ("Rivers rise", "2026-03-04")
    assert without_date("2026-03-04: Rivers rise") == ("Rivers rise", "2026-03-04")
    assert without_date("2026-99-04 Rivers rise") == ("2026-99-04 Rivers rise", None)
    assert without_date("2026-03-04") == ("2026-03-04", None)
    assert without_date("2026 rivers rise") == ("2026 rivers rise", None)


def test_a_name_begins_with_a_capital_and_holds_no_day() -> None:
    assert is_name("Jane de la Roe")
    assert is_name("Reuters Staff")
    assert not is_name("jane Roe")
    assert not is_name("Jane rows")
    assert not is_name("Jane Roe 2")
    assert not is_name("Friday Morning")
    assert not is_name("")


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("March 5, 2024 / 7:12 AM EST / Island Post", "2024-03-05"),
        ("5 March 2024 | 07:12 GMT", "2024-03-05"),
        ("By Jane Roe / 5 March 2024 / 7:12 a.m.", "2024-03-05"),
    ],
)
def test_a_byline_may_tell_the_time_and_the_paper(line: str, published: str) -> None:
    said = byline(line)
    assert said is not None
    assert said.published == published


@pytest.mark.parametrize(
    ("written", "people_of"),
    [
        ("Jane Roe; Email the author", "Jane Roe"),
        ("By Jane Roe; Tom de Vries; Jane Roe", "Jane Roe, Tom de Vries"),
        ("Jane Roe, Staff Writer", "Jane Roe"),
        ("Jane Roe, Oslo", "Jane Roe"),
        ("Roe, Jane", "Roe, Jane"),
        ("admin", None),
        ("Staff Writer", None),
        ("Online-Redaktion", None),
        ("Jane Roe; Special", "Jane Roe"),
        ("News Desk, Updated", "News Desk"),
        ("Email the author", None),
        ("", None),
        ("张伟", "张伟"),
    ],
)
def test_only_what_may_be_a_name_is_an_author(written: str, people_of: str | None) -> None:
    assert people(written) == people_of
