"""Archives and mailboxes give an article for each file in them, and nothing in them stops the rest."""

import zipfile
from pathlib import Path

import pytest

from rag.ingest import Loaded, read, scan
from tests.ingest.archives import archive, docx, word_paragraph
from tests.ingest.test_documents import ONE, TWO, mailed


def loaded(tmp_path: Path, name: str, data: bytes) -> Loaded:
    (tmp_path / name).write_bytes(data)
    return read(tmp_path / name, f"news/{name}")


def test_every_file_of_an_archive_is_an_article_named_after_it(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        "pack.zip",
        archive(
            {"one.txt": ONE, "sub/two.docx": docx(word_paragraph(TWO)), "song.mp3": b"x", "__MACOSX/._one.txt": b"x"}
        ),
    )
    assert [(article.id, article.text) for article in found.articles] == [
        ("news/pack.zip#one.txt", ONE),
        ("news/pack.zip#sub/two.docx", TWO),
    ]
    assert [(one.source, one.reason) for one in found.skipped] == [
        ("news/pack.zip#song.mp3", ".mp3 files in an archive are not read")
    ]
    assert not found.failures


def test_a_name_in_an_archive_is_no_path(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    found = loaded(inside, "pack.zip", archive({"../outside.txt": ONE, "/tmp/absolute.txt": TWO}))
    assert [article.id for article in found.articles] == [
        "news/pack.zip#../outside.txt",
        "news/pack.zip#/tmp/absolute.txt",
    ]
    assert [path.name for path in tmp_path.rglob("*")] == ["inside", "pack.zip"]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    data = bytearray(archive({"bad.txt": ONE * 3, "good.txt": TWO}))
    data[60] ^= 0xFF  # inside of the first file's packed bytes
    found = loaded(tmp_path, "pack.zip", bytes(data))
    assert [failure.source for failure in found.failures] == ["news/pack.zip#bad.txt"]
    assert [article.text for article in found.articles] == [TWO]


def test_an_archive_inside_of_an_archive_is_not_unpacked(tmp_path: Path) -> None:
    found = loaded(tmp_path, "pack.zip", archive({"inner.zip": archive({"one.txt": ONE}), "two.txt": TWO}))
    assert [article.text for article in found.articles] == [TWO]
    assert [one.source for one in found.skipped] == ["news/pack.zip#inner.zip"]


def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.ingest.containers._MAX_TEXT", 1_000_000)
    bomb = loaded(tmp_path, "bomb.zip", archive({"bomb.txt": b" " * 2_000_000, "two.txt": TWO}))
    assert ["unpacks to 2,000,000 bytes" in failure.reason for failure in bomb.failures] == [True]
    monkeypatch.setattr("rag.ingest.containers._MAX_UNPACKED", 1_500_000)
    many = loaded(tmp_path, "many.zip", archive({"one.txt": ONE, "a.txt": b"a" * 1_500_000, "two.txt": TWO}))
    assert [article.text for article in many.articles] == [ONE]
    assert len(many.skipped) == 2
    monkeypatch.setattr("rag.ingest.containers._MAX_MEMBERS", 2)
    assert "more than 2 files" in loaded(tmp_path, "3.zip", archive({"a": b"", "b": b"", "c": b""})).failures[0].reason


def test_a_text_that_unpacks_to_a_hundred_times_its_size_is_none(tmp_path: Path) -> None:
    line = b"The ferry of Orsk sank on Monday. "
    bomb = loaded(
        tmp_path, "bomb.zip", archive({"bomb.txt": line * 60_000, "bomb.html": line * 60_000, "two.txt": TWO})
    )
    assert ["as no text does" in failure.reason for failure in bomb.failures] == [True, True]
    assert [article.text for article in bomb.articles] == [TWO]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and no more", archive({"one.txt": ONE})[:-10]])
def test_a_broken_archive_says_so(data: bytes, tmp_path: Path) -> None:
    (failure,) = loaded(tmp_path, "pack.zip", data).failures
    assert "broken ZIP archive" in failure.reason


def test_a_locked_file_in_an_archive_says_so(tmp_path: Path) -> None:
    data = bytearray(archive({"one.txt": ONE}))
    for place in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[place] |= 1
    (failure,) = loaded(tmp_path, "pack.zip", bytes(data)).failures
    assert "password" in failure.reason
    assert zipfile.is_zipfile(tmp_path / "pack.zip")


def test_every_mail_of_a_mailbox_is_an_article(tmp_path: Path) -> None:
    mails = (mailed(f"Mail {n}").as_bytes() for n in (1, 2))
    box = b"".join(b"From cleo@varde.example Tue Feb 10 23:30:00 2026\n" + mail + b"\n" for mail in mails)
    found = loaded(tmp_path, "all.mbox", box)
    assert [(one.id, one.title) for one in found.articles] == [
        ("news/all.mbox#1", "Mail 1"),
        ("news/all.mbox#2", "Mail 2"),
    ]
    assert loaded(tmp_path, "none.mbox", b"no mail").failures


def test_what_a_browser_saves_beside_a_page_is_no_article(tmp_path: Path) -> None:
    for name in ("page.html", "page_files/frame.html", "Seite.htm", "Seite-Dateien/ad.html", "old_files/own.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    listing = scan(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in listing.files] == [
        "Seite.htm",
        "old_files/own.txt",
        "page.html",
    ]
    assert [path.name for path, _ in listing.skipped] == ["Seite-Dateien", "page_files"]
