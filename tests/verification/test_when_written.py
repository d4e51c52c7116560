"""What an article's own date says of "this year", "on Monday" and of claims that name a year.

The oracle is the calendar: 20 August 2025 is a Wednesday."""

from datetime import date, timedelta

import pytest

from rag.english.dates import dated, moments, published_day
from rag.types import Article, Passage, Support
from rag.verification import verify, verify_words

TEXT = (
    "The council bought a ferry this year. Last year it sold the old pier to Tallvik. On Monday Olsen resigned. "
    "On 15 August the mayors met in Tallvik. A museum opens next month. Brandt painted the lighthouse."
)


def judged(claim: str, published: str | None = "2025-08-20") -> set[Support]:
    """With the judge and without: both must say the same of dates."""
    article = Article("a", TEXT, "A", published=published)
    passage = Passage(article, 0, len(TEXT))
    return {check(claim, [passage]).kind for check in (verify_words, verify)}


@pytest.mark.parametrize(
    "claim",
    [
        "In 2025 the council bought a ferry.",
        "The council bought a ferry in 2025.",
        "In 2024, the council sold the old pier to Tallvik.",
        "Olsen resigned on 18 August 2025.",
        "Olsen resigned in August 2025.",
        "On 15 August 2025 the mayors met in Tallvik.",
        "The mayors met in Tallvik on Friday.",
        "A museum opens in September 2025.",
        "Brandt painted the lighthouse in 2025.",
    ],
)
def test_a_date_that_follows_from_the_articles_own_is_not_doubted(claim: str) -> None:
    assert judged(claim) == {Support.SUPPORTED}
    assert judged(claim, "2019-03-02") != {Support.SUPPORTED}


@pytest.mark.parametrize(
    "claim",
    [
        "In 2024 the council bought a ferry.",
        "In 2025, the council sold the old pier to Tallvik.",
        "In 2023, the council sold the old pier to Tallvik.",
        "Olsen resigned on 19 August 2025.",
        "Olsen resigned on Tuesday.",
        "On 15 August 2024 the mayors met in Tallvik.",
        "On 15 August 1999 the mayors met in Tallvik.",
        "The mayors met in Tallvik on Saturday.",
        "A museum opens in October 2025.",
        "Brandt painted the lighthouse in 2021.",
    ],
)
def test_another_date_is(claim: str) -> None:
    assert Support.SUPPORTED not in judged(claim)


def test_a_year_that_the_text_itself_gives_goes_before_that_of_the_article() -> None:
    text = "The ferry was bought in 2019. In March the council had asked for it."
    passage = Passage(Article("a", text, "A", published="2025-08-20"), 0, len(text))
    assert verify_words("The ferry was bought in 2019.", [passage]).supported
    assert not verify_words("The ferry was bought in 2025.", [passage]).supported
    assert verify_words("The council asked for it in March 2019.", [passage]).supported


def test_articles_of_different_days_say_nothing_of_this_year() -> None:
    texts = [Article(day, "The council bought a ferry this year.", "A", published=day) for day in ("2019", "2025")]
    passages = [Passage(article, 0, len(article.text)) for article in texts]
    assert not verify_words("The council bought a ferry in 2025.", passages).supported


@pytest.mark.parametrize("written", [date(2025, 8, 20), date(2026, 1, 1), date(2024, 2, 29), date(2025, 12, 31)])
def test_days_are_those_of_the_calendar(written: date) -> None:
    for step, word in ((-1, "yesterday"), (0, "today"), (1, "tomorrow")):
        (found,) = dated(f"It rained {word}.", written.isoformat())
        then = written + timedelta(days=step)
        assert (found.year, found.month, found.day) == (then.year, then.month, then.day)
    for moment in dated("It rained on Monday.", written.isoformat()):
        then = date(moment.year or 0, moment.month or 0, moment.day or 0)
        assert then.weekday() == 0
        assert abs(then - written) <= timedelta(days=7)
    (month,) = dated("It rained last month.", written.isoformat())
    last = written.replace(day=1) - timedelta(days=1)
    assert (month.year, month.month) == (last.year, last.month)


@pytest.mark.parametrize("published", ["", "unknown", "2025-13-40", "2025-02-30", "0001-01-01", "9999-12-31", "2025-8"])
def test_a_date_that_is_none_changes_nothing_or_is_read_as_far_as_it_goes(published: str) -> None:
    text = "It rained on Monday, on 3 May, in 2019, yesterday and last year."
    assert [moment.text for moment in moments(text)] <= [moment.text for moment in dated(text, published)]
    day = published_day(published)
    assert day is None or str(day.year).zfill(4) == published[:4]
    if day is None:
        assert dated(text, published) == moments(text)


def test_moments_are_slices_in_order() -> None:
    text = "Earlier this year, on 3 May, and a year ago; next month or on Friday, 22 August 2025."
    found = dated(text, "2025-08-20")
    assert all(text[moment.start : moment.end] == moment.text for moment in found)
    assert [moment.start for moment in found] == sorted(moment.start for moment in found)
