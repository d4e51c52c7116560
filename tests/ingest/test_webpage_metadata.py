"""What a web page states about itself: its title without the site's name, its author, the day it was published."""

import pytest

from rag.ingest.webpage.reading import extract
from tests.ingest.pages import PROSE

GOOD = f"<html><body><article><p>One: {PROSE}</p><p>Two: {PROSE}</p><p>Three: {PROSE}</p></article></body></html>"


def titled(title: str, *headings: str, site: str = "") -> object:
    """The title that is read of a page with this one in its head."""
    name = f'<meta property="og:site_name" content="{site}">' if site else ""
    shown = "".join(f"<h1>{heading}</h1>" for heading in headings)
    page = GOOD.replace("<html>", f'<html><head><meta property="og:title" content="{title}">{name}</head>')
    return extract(page.replace("<article>", f"<article>{shown}")).known["title"]


@pytest.mark.parametrize(
    ("title", "headings", "site", "read"),
    [
        ("Why rivers rise - River News", ["Why rivers rise"], "", "Why rivers rise"),
        ("Opinion | Why rivers rise", ["Why rivers  rise"], "", "Why rivers rise"),
        ("River News | Ours: Why do our rivers rise?", ["x", "Why do our rivers rise?"], "", "Why do our rivers rise?"),
        ("Why rivers rise – River News – Water", [], "River News – Water", "Why rivers rise"),
        ("Why rivers rise | RIVER NEWS", [], "River News", "Why rivers rise"),
        ("Why rivers rise - The River News", ["The River News"], "The River News", "Why rivers rise"),
        ("Why do rivers rise - The River News", ["The River News"], "", "Why do rivers rise - The River News"),
        ("Rivers: why they rise, and fall again", ["Rivers"], "", "Rivers: why they rise, and fall again"),
        ("Well-known rivers rise", ["known rivers rise"], "", "Well-known rivers rise"),
        ("Menu", ["Menu", "Why rivers rise"], "", "Why rivers rise"),
        ("River News", ["River News", "Why rivers rise"], "River News", "Why rivers rise"),
        ("Rivers (why?) rise | River News", ["Rivers (why?) rise"], "", "Rivers (why?) rise"),
        ("Why rivers rise", [], "", "Why rivers rise"),
    ],
)  # fmt: skip
def test_the_title_is_that_of_the_article_without_the_site(
    title: str, headings: list[str], site: str, read: str
) -> None:
    assert titled(title, *headings, site=site) == read


def test_a_title_made_to_be_slow_is_read_like_any_other() -> None:
    assert titled("a - " * 20_000, "a - " * 15_000, site="c")
    assert titled("a - " * 120, *["a - " * 70] * 200, site="c")


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ('By <a href="/x">Jane Roe</a> | <a href="mailto:jr@a.example">Email the author</a>', "Jane Roe"),
        ('By <a href="/x">Jane Roe</a> | <a href="mailto:jr@a.example">Email Jane Roe</a>', "Jane Roe"),
        ('By <a href="mailto:jr@a.example">Jane Roe</a>', "Jane Roe"),
        ('By <a href="/x">Jane Roe</a> <a href="tel:+4912345">Call the desk</a>', "Jane Roe"),
        ('By <a href="/x">Jane Roe</a> <a href=" TEL:+4912345">+49 123 45</a>', "Jane Roe"),
    ],
)
def test_the_author_is_a_name_and_no_address(line: str, author: str) -> None:
    page = GOOD.replace("<article>", f'<article><div class="byline">{line}</div><p>jr@a.example</p>')
    assert extract(page).known["author"] == author


@pytest.mark.parametrize(
    "data",
    [
        '{"@context": {"@vocab": "http://schema.org"}, "@type": "NewsArticle", "author": AUTHOR}',
        '{"@type": "NewsArticle", "author": AUTHOR}',
        '{"@type": "NewsArticle", "headline": "Two\nlines", "author": AUTHOR}',
        '[7, {"@type": "NewsArticle", "author": AUTHOR}]',
    ],
)
def test_an_author_is_read_of_data_in_any_shape(data: str) -> None:
    data = data.replace("AUTHOR", '{"@type": "Person", "name": "Jane Roe"}')
    page = GOOD.replace("<html>", f'<html><head><script type="application/ld+json">{data}</script></head>')
    assert extract(page).known["author"] == "Jane Roe"


@pytest.mark.parametrize("data", ["", "{", "[" * 100_000, "null", '"x"', '{"a":' * 700 + "1" + "}" * 700])
def test_data_that_cannot_be_read_is_passed_over(data: str) -> None:
    page = GOOD.replace("<html>", f'<html><head><script type="application/ld+json">{data}</script></head>')
    assert extract(page).text.count(PROSE) == 3


def test_a_date_is_not_taken_from_just_any_number() -> None:
    assert not extract(GOOD.replace("</body>", "<footer>© 2026, 12.03.2025</footer></body>")).known["published"]


@pytest.mark.parametrize(
    "stated",
    [
        '<meta property="article:published_time" content="2026-03-04T10:00:00Z">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-03-04"}</script>',
        '<article><time datetime="2026-03-04">4 March</time></article>',
    ],
)
def test_a_date_is_taken_where_the_page_states_it(stated: str) -> None:
    assert extract(GOOD.replace("<body>", f"<body>{stated}")).known["published"] == "2026-03-04"


OWN = '<article><header><span class="byline">By Ann Lee, <time datetime="2026-03-04">4 March</time></span></header>'


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        (OWN, "2026-03-04"),
        ('<ul><li><a href="/x">Ferry <time datetime="2025-01-02">2 January</time></a></li></ul>', None),
        ('<aside><time datetime="2025-01-02">2 January</time></aside>', None),
        ('<div class="related"><time datetime="2025-01-02">2 January</time></div>', None),
        ('<meta property="article:modified_time" content="2026-05-06T10:00:00Z">', None),
        ('<time class="updated" datetime="2026-05-06">6 May</time>', None),
        (
            '<script type="application/ld+json">[{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", '
            '"datePublished": "2025-01-02"}]}, {"@graph": [{"@type": ["NewsArticle"], "datePublished": "2026-03-04"}]}]'
            "</script>",
            "2026-03-04",
        ),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2026-05-06"}</script>', None),
        ('<meta property="og:image" content="https://a.example/2016/04/05/dam.jpg">', None),
        ('<meta name="twitter:image" content="https://a.example/2016/04/05/dam.jpg">' + OWN, "2026-03-04"),
        (
            '<script type="application/ld+json; charset=utf-8">{"@type": "NewsArticle", '
            '"datePublished": "4 Mar 2026 08:02 GMT"}</script><meta name="image" content="/2016/04/05/dam.jpg">',
            "2026-03-04",
        ),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "0001-01-01"}</script>', None),
    ],
)
def test_the_day_is_that_of_this_article_and_of_its_publication(stated: str, day: str | None) -> None:
    assert extract(GOOD.replace("<body>", f"<body>{stated}")).known["published"] == day


@pytest.mark.parametrize(
    ("address", "stated", "day"),
    [
        ("2026/03/04/ferry", "", "2026-03-04"),
        ("2025/01/02/ferry", '<meta property="article:published_time" content="2026-03-04">', "2026-03-04"),
        ("2026/03/ferry", "", None),
        ("ferry-20260304999", "", None),
    ],
)
def test_the_address_tells_the_day_where_nothing_else_does(address: str, stated: str, day: str | None) -> None:
    page = GOOD.replace("<html>", f'<html><head><link rel="canonical" href="https://a.example/{address}"></head>')
    assert extract(page.replace("<body>", f"<body>{stated}")).known["published"] == day
