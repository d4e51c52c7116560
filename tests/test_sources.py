"""Addresses that were added, or that a folder lists: fetched, indexed, refreshed, and never lost by a bad day."""

from pathlib import Path

import pytest

from rag import Changes, Library, LoadError
from tests.command import run, settle
from tests.fakes import HashEncoder
from tests.ingest.feeds import DREDGER, FERRY, rss
from tests.ingest.sites import Site, site

__all__ = ["site"]

BRIDGE = "The bridge in Riga was closed on Monday. Engineers found a crack in its second pillar."
HEAD = "<html lang='en'><head><title>The report</title><link rel='canonical' href='https://other.test/'></head><body>"


def page(text: str) -> str:
    return f"{HEAD}<article><h1>The report</h1><p>{text}</p></article></body></html>"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "index", encoder=HashEncoder())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "own.txt").write_text(BRIDGE)
    return folder


def listing(folder: Path, *urls: str) -> None:
    (folder / "sources.toml").write_text(f"addresses = {list(urls)}")


def texts(library: Library) -> dict[str, str]:
    return {article.id: article.text for article in library.articles}


def test_an_added_page_is_an_article_known_by_where_it_was_found(library: Library, site: Site) -> None:
    site.page("/moved", status=301, Location="/report")
    site.page("/report", page(DREDGER))
    url = site.url("/moved")
    assert library.add_url(url) == Changes(added=1)
    (article,) = library.articles
    assert article.id == f"uploads/sources.toml#{url}"
    assert (article.title, article.text) == ("The report", DREDGER)
    assert article.url == site.url("/report")  # whatever the page says it is


def test_what_was_added_is_fetched_anew_on_demand(library: Library, site: Site) -> None:
    url, other = site.page("/a", page(DREDGER)), site.page("/b", page(FERRY))
    library.add_url(url)
    library.add_url(other)
    site.page("/a", page(BRIDGE))
    assert library.update() == Changes(changed=1, unchanged=1)
    assert BRIDGE in texts(library)[f"uploads/sources.toml#{url}"]


def test_nothing_is_fetched_anew_where_nothing_was_added(library: Library) -> None:
    with pytest.raises(LoadError, match="no address was added"):
        library.update()


@pytest.mark.parametrize("kind", ["image/png", "text/html", "text/xml", "application/pdf"])
def test_what_cannot_be_read_is_told_and_not_kept(kind: str, library: Library, site: Site) -> None:
    url = site.page("/a", b"\x89PNG\r\n\x1a\n" + bytes(100), Content_Type=kind)
    changes = library.add_url(url)
    assert [failure.source for failure in changes.failed] == [url]
    assert not library.articles
    with pytest.raises(LoadError):
        library.update()


def test_an_address_of_this_machine_is_not_read(library: Library) -> None:
    (failure,) = library.add_url("http://127.0.0.1:9/").failed
    assert "private network" in failure.reason


def test_a_removed_address_is_forgotten(library: Library, site: Site) -> None:
    url = site.page("/a", page(DREDGER))
    library.add_url(url)
    library.remove(f"uploads/sources.toml#{url}")
    assert library.update() == Changes()
    assert library.add_url(url) == Changes(added=1)


def test_a_folder_may_list_pages_documents_texts_and_feeds(library: Library, folder: Path, site: Site) -> None:
    listing(
        folder,
        site.page("/page", page(DREDGER)),
        site.page("/text", FERRY.encode("utf-16"), Content_Type="text/plain; charset=utf-16"),
        site.page("/feed", rss(("one", f"<p>{FERRY} It is blue.</p>")), Content_Type="text/html"),
        site.page("/note.md", f"# A note\n\n**{BRIDGE}** It is new.", Content_Type="application/octet-stream"),
    )
    assert library.update(folder) == Changes(added=5)
    assert [id.partition(str(site.port))[2] for id in texts(library) if "#" in id] == [
        "/feed#one",
        "/note.md",
        "/page",
        "/text",
    ]
    assert library.update(folder) == Changes(unchanged=5)
    listing(folder)
    assert library.update(folder) == Changes(removed=4, unchanged=1)


def test_entries_that_a_feed_no_longer_has_stay(library: Library, folder: Path, site: Site) -> None:
    listing(folder, url := site.page("/feed", rss(("one", DREDGER), ("two", FERRY)), Content_Type="text/xml"))
    library.update(folder)
    site.page(
        "/feed", rss(("three", BRIDGE + " So it stays."), ("two", FERRY + " It is late.")), Content_Type="text/xml"
    )
    assert library.update(folder) == Changes(added=1, changed=1, unchanged=2)
    found = texts(library)
    assert found[f"news/sources.toml#{url}#one"] == DREDGER
    assert found[f"news/sources.toml#{url}#two"] == FERRY + " It is late."


def test_what_did_not_change_is_neither_sent_nor_read_again(library: Library, folder: Path, site: Site) -> None:
    listing(folder, site.page("/page", page(DREDGER), ETag='"7"'))
    library.update(folder)
    site.page("/page", status=304)
    assert library.update(folder) == Changes(unchanged=2)
    assert site.asked[-1][1]["If-None-Match"] == '"7"'


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, page("Not here. It was moved to another place."), "text/html"),
        (500, "", "text/html"),
        (200, "", "text/html"),
        (200, "<html><body><nav><a href='/'>Home</a></nav></body></html>", "text/html"),
        (200, b"\x89PNG", "image/png"),
        (302, "", "text/html"),
    ],
)
def test_a_bad_answer_leaves_what_the_good_one_gave(
    status: int, body: str | bytes, kind: str, library: Library, folder: Path, site: Site
) -> None:
    listing(folder, url := site.page("/page", page(DREDGER)), site.page("/other", page(FERRY)))
    library.update(folder)
    before = texts(library)
    site.page("/page", body, status, Content_Type=kind, Location="http://127.0.0.1:9/")
    site.page("/other", page(FERRY + " It is late."))
    changes = library.update(folder)
    assert [failure.source for failure in changes.failed] == [f"news/sources.toml#{url}"]
    assert "could not be refreshed" in changes.failed[0].reason
    assert (changes.changed, changes.removed) == (1, 0)
    assert texts(library)[f"news/sources.toml#{url}"] == before[f"news/sources.toml#{url}"]


@pytest.mark.parametrize("written", ["addresses = [", "addresses = 7", 'addresses = ["a", 7]', "\x00"])
def test_a_list_that_cannot_be_read_loses_nothing(written: str, library: Library, folder: Path, site: Site) -> None:
    listing(folder, site.page("/page", page(DREDGER)))
    library.update(folder)
    before = texts(library)
    (folder / "sources.toml").write_text(written)
    changes = library.update(folder)
    assert [failure.source for failure in changes.failed] == ["news/sources.toml"]
    assert texts(library) == before


def test_an_uploaded_file_that_is_no_feed_is_told(library: Library) -> None:
    (failure,) = library.add("data.json", b'{"rows": [1]}').failed
    assert (failure.source, failure.reason[:10]) == ("data.json", "is no feed")
    assert library.add("feed.xml", rss(("one", DREDGER)).encode()) == Changes(added=1)


def test_a_damaged_copy_is_fetched_again(library: Library, folder: Path, site: Site, tmp_path: Path) -> None:
    listing(folder, site.page("/page", page(DREDGER), ETag='"7"'))
    library.update(folder)
    (copy,) = (tmp_path / "index" / "fetched").iterdir()
    copy.write_bytes(copy.read_bytes()[:40])
    assert library.update(folder) == Changes(unchanged=2)
    assert "If-None-Match" not in site.asked[-1][1]


def test_the_command_tells_what_it_could_not_fetch(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(tmp_path, monkeypatch)
    good, bad = site.page("/good", page(DREDGER)), site.url("/missing")
    assert run("add", good) == (0, f"{good}: 1 added\n", "")
    assert run("add", bad) == (3, f"{bad}: nothing could be read\n", f"not read: {bad}: answers 404 Not Found\n")
    assert run("update") == (0, "added addresses: 1 unchanged\n", "")
