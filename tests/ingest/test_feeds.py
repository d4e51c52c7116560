"""Each entry of a feed is an article: RSS, Atom and JSON Feed, whatever state they are in."""

from pathlib import Path

import pytest

from rag.ingest import Loaded, read
from tests.ingest.feeds import ATOM, DREDGER, FERRY, json_feed, rss


def loaded(tmp_path: Path, name: str, written: str | bytes) -> Loaded:
    (tmp_path / name).write_bytes(written.encode() if isinstance(written, str) else written)
    return read(tmp_path / name, f"news/{name}")


def test_every_entry_of_rss_is_an_article(tmp_path: Path) -> None:
    found = loaded(tmp_path, "wire.rss", rss(("a", f"<p>{DREDGER}</p><p>AT&amp;T agreed too.</p>"), ("b", FERRY)))
    first, second = found.articles
    assert (first.id, first.title, first.publisher) == ("news/wire.rss#a", "Report a", "Baltic Wire")
    assert (first.url, first.published) == ("https://news.test/a", "2026-03-03")  # the day where it was written
    assert first.text == f"{DREDGER}\n\nAT&T agreed too."
    assert (second.id, second.text) == ("news/wire.rss#b", FERRY)
    assert not found.failures


def test_atom_gives_the_whole_text_and_who_wrote_it(tmp_path: Path) -> None:
    (article,) = loaded(tmp_path, "wire.atom", ATOM).articles
    assert article.text == DREDGER
    assert (article.title, article.author) == ("A second dredger", "Ada Holm, Jon Kask")
    assert (article.publisher, article.published, article.language) == ("Baltic & North", "2026-03-04", "en")


def test_a_json_feed_may_hold_html_or_text(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        "wire.json",
        json_feed(
            {"id": 1, "content_html": f"<p>{DREDGER}</p>", "authors": [{"name": "Ada Holm"}, 7]},
            {"id": "2", "content_text": f"{FERRY} 5 < 6 & 7 > 6.", "date_published": "2026-03-04T00:30:00+02:00"},
        ),
    )
    assert [(one.id, one.text, one.author, one.published) for one in found.articles] == [
        ("news/wire.json#1", DREDGER, "Ada Holm", None),
        ("news/wire.json#2", f"{FERRY} 5 < 6 & 7 > 6.", None, "2026-03-04"),
    ]


def test_an_entry_without_a_text_does_not_stop_the_others(tmp_path: Path) -> None:
    found = loaded(tmp_path, "wire.xml", rss(("a", ""), ("b", "<script>alert(1)</script>"), ("c", FERRY)))
    assert [one.id for one in found.articles] == ["news/wire.xml#c"]
    assert [failure.source for failure in found.failures] == ["news/wire.xml#a", "news/wire.xml#b"]


def test_a_feed_that_is_cut_off_gives_what_is_left(tmp_path: Path) -> None:
    whole = rss(("a", DREDGER), ("b", FERRY))
    found = loaded(tmp_path, "wire.xml", whole[: whole.index("<guid>b")])
    assert [one.id for one in found.articles] == ["news/wire.xml#a"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("data.xml", "<?xml version='1.0'?><data><row>1</row></data>"),
        ("page.xml", "<html><body><p>Hello</p></body></html>"),
        ("data.json", '{"rows": [1, 2]}'),
        ("list.json", "[1, 2]"),
        ("broken.json", '{"version": "https://jsonfeed.org/version/1.1", '),
        ("deep.json", "[" * 100_000),
        ("odd.json", '{"version": "https://jsonfeed.org/version/1.1", "items": {"id": 1}}'),
        ("empty.xml", ""),
        ("path.xml", "/etc/passwd"),
        ("address.xml", "http://127.0.0.1:9/feed"),
        ("bomb.xml", rss(("a", "x"), head='<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>')),
        ("file.xml", rss(("a", "x"), head='<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>')),
    ],
)
def test_what_is_no_feed_is_passed_over_with_the_reason(name: str, written: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, name, written)
    assert not found.parsed
    assert [one.source for one in found.skipped] == [f"news/{name}"]
