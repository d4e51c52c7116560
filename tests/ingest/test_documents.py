"""Word, OpenDocument, EPUB, e-mail and RTF: their text is read, and what attacks or breaks a reader is refused."""

import plistlib
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from rag.ingest import read
from rag.ingest.decode import NoText
from rag.ingest.documents import epub as epub_reader
from rag.ingest.documents import mail, opendocument, rtf, word
from tests.ingest.archives import archive, docx, epub, odt, word_paragraph

ONE = "The council of Varde opened the new bridge over the river on Monday, after nine years of work."
TWO = "Fishermen had asked for a higher arch. Their boats cannot pass below it when the river is high."
TEXT_FIELD = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def mailed(subject: str = "The bridge", html: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Cleo Holm <cleo@varde.example>"
    message["Subject"] = subject
    message["Date"] = "Tue, 10 Feb 2026 23:30:00 +0100"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(html or f"{ONE}\n\n{TWO}\n", subtype="html" if html else "plain")
    return message


def web_archive(html: str, format: plistlib.PlistFormat = plistlib.FMT_BINARY) -> bytes:
    page = {"WebResourceData": html.encode("utf-16"), "WebResourceTextEncodingName": "UTF-16"}
    return plistlib.dumps({"WebMainResource": page | {"WebResourceURL": "https://varde.example/a"}}, fmt=format)


@pytest.mark.parametrize("format", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_web_archive_gives_its_page_and_where_it_was(format: plistlib.PlistFormat, tmp_path: Path) -> None:
    data = web_archive(
        f"<html><head><title>The bridge</title></head><body><p>{ONE}</p><p>{TWO}</p></body></html>", format
    )
    (tmp_path / "a.webarchive").write_bytes(data)
    (article,) = read(tmp_path / "a.webarchive", "news/a.webarchive").articles
    assert (article.title, article.text, article.url) == ("The bridge", f"{ONE}\n\n{TWO}", "https://varde.example/a")


@pytest.mark.parametrize(
    "data", [b"bplist00", b"<plist", plistlib.dumps([1]), plistlib.dumps({"WebMainResource": {"WebResourceData": 7}})]
)
def test_a_broken_web_archive_says_so(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.webarchive").write_bytes(data)
    (failure,) = read(tmp_path / "a.webarchive", "news/a.webarchive").failures
    assert "broken web archive" in failure.reason


WHOLE = {
    "a.docx": docx(word_paragraph("The bridge", "Title") + word_paragraph(ONE) + word_paragraph(TWO)),
    "a.odt": odt(f"<text:h text:outline-level='1'>The bridge</text:h><text:p>{ONE}</text:p><text:p>{TWO}</text:p>"),
    "a.epub": epub({"1.xhtml": f"<h1>The bridge</h1><p>{ONE}</p>", "2.xhtml": f"<p>{TWO}</p>"}),
    "a.eml": mailed().as_bytes(),
    "a.rtf": rf"{{\rtf1\ansi {{\fonttbl\f0 Times;}}\b The bridge\b0\par {ONE}\par {TWO}\par}}".encode(),
}


@pytest.mark.parametrize("name", WHOLE)
def test_every_kind_is_read_from_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(WHOLE[name])
    (parsed,) = read(tmp_path / name, f"news/{name}").parsed
    assert parsed.article.title == "The bridge"
    assert " ".join(sentence.text for sentence in parsed.sentences) == f"{ONE} {TWO}"


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("broken", ["cut off", "another kind", "nothing inside"])
def test_a_broken_file_says_so(name: str, broken: str, tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    data = {"cut off": WHOLE[name][:60], "another kind": picture, "nothing inside": archive({})}
    (tmp_path / name).write_bytes(data[broken])
    loaded = read(tmp_path / name, name)
    assert loaded.failures or " ".join(ONE.split()[:3]) not in loaded.parsed[0].article.text


def test_a_word_document_keeps_headings_lists_tables_and_inserted_text() -> None:
    cell = "<w:tc>{}</w:tc>"
    rows = (("Bridge", "Length"), ("Varde", "410 m"))
    table = "".join(f"<w:tr>{''.join(cell.format(word_paragraph(c)) for c in row)}</w:tr>" for row in rows)
    changed = "<w:p><w:r><w:t>It is </w:t></w:r><w:ins><w:r><w:t>not </w:t></w:r></w:ins><w:del><w:r><w:delText>quite "
    changed += "</w:delText></w:r></w:del><w:r><w:t>open.</w:t></w:r></w:p>"
    body = word_paragraph("In figures", "Heading1") + f"<w:tbl>{table}</w:tbl>" + changed
    text = word.read(docx(body)).text
    assert text.startswith("# In figures\n\n")
    assert text.endswith("\n\nIt is not open.")
    assert re.search(r"Varde.*410 m", text)


def test_title_and_author_of_a_word_document_are_those_that_its_text_says_too() -> None:
    body = word_paragraph("The bridge") + word_paragraph("By Cleo Holm") + word_paragraph(ONE)
    assert word.read(docx(body, "The bridge", "Cleo Holm")).known == {"title": "The bridge", "author": "Cleo Holm"}
    assert word.read(docx(body, "draft3", "user17")).known == {"title": None, "author": None}


def test_an_open_document_keeps_lists_and_leaves_out_what_is_deleted_or_a_remark() -> None:
    body = f"""<text:tracked-changes><text:p>Deleted words.</text:p></text:tracked-changes>
    <text:p>The<text:s/>bridge <text:span>is open</text:span><office:annotation><text:p>Sure?</text:p>
    </office:annotation>.</text:p><text:list><text:list-item><text:p>an arch</text:p></text:list-item>
    <text:list-item><text:p>a path</text:p></text:list-item></text:list><text:p>{ONE}</text:p>"""
    assert opendocument.read(odt(body)).text == f"The bridge is open.\n\n- an arch\n- a path\n\n{ONE}"


def test_a_locked_document_says_so() -> None:
    with pytest.raises(NoText, match="password"):
        opendocument.read(odt("", "<encryption-data/>"))
    with pytest.raises(NoText, match="password"):
        word.read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_an_epub_says_what_it_is() -> None:
    metadata = "<dc:title>Bridges</dc:title><dc:creator>Cleo Holm</dc:creator><dc:date>2026-02-10</dc:date>"
    found = epub_reader.read(epub({"2.xhtml": f"<p>{TWO}</p>", "1.xhtml": f"<p>{ONE}</p>"}, metadata))
    assert found.text == f"{TWO}\n\n{ONE}"
    known = {name: value for name, value in found.known.items() if value}
    assert known == {"title": "Bridges", "author": "Cleo Holm", "published": "2026-02-10"}


def test_a_chapter_that_is_named_outside_of_the_book_is_not_looked_for() -> None:
    data = epub({"../../../../etc/passwd": "<p>inside</p>"})
    with pytest.raises(NoText, match="cannot be unpacked"):
        epub_reader.read(data)


# --- e-mail ----------------------------------------------------------------------------


def test_an_email_says_who_wrote_it_and_when() -> None:
    found = mail.read(mailed("=?utf-8?q?The_bridge_=C3=B8?=").as_bytes())
    assert found.known == {"title": "The bridge ø", "author": "Cleo Holm", "published": "2026-02-10"}
    assert found.text == f"{ONE}\n\n{TWO}\n"


def test_the_plain_text_of_an_email_is_taken_before_its_html_and_what_is_attached_is_told() -> None:
    message = mailed()
    message.add_alternative(f"<p>{TWO}</p>", subtype="html")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="../report.pdf")
    found = mail.read(message.as_bytes())
    assert found.text.startswith(ONE)
    assert found.incomplete == "attached, and not read: ../report.pdf"


def test_a_page_saved_as_one_file_is_read_as_a_page() -> None:
    page = f"<html><head><title>The bridge</title></head><body><article><p>{ONE}</p><p>{TWO}</p></article></body>"
    saved = mailed("x", page, Snapshot_Content_Location="https://varde.example/bridge")
    found = mail.read(saved.as_bytes())
    assert ONE in found.text
    assert (found.known["url"], found.known["title"]) == ("https://varde.example/bridge", "The bridge")


@pytest.mark.parametrize("charset", ["nonsense", "utf-8", "unknown-8bit"])
def test_bytes_that_are_not_of_the_stated_charset_do_not_lose_the_rest(charset: str) -> None:
    data = f"From: a@b.example\nContent-Type: text/plain; charset={charset}\n\n{ONE} ".encode() + b"\xff\xfe."
    assert mail.read(data).text.startswith(ONE)


# --- what attacks ----------------------------------------------------------------------

ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


def test_entities_are_refused() -> None:
    with pytest.raises(NoText, match="declares entities"):
        word.read(docx(word_paragraph("&b;"), before=ENTITIES))
    hostile = archive({"content.xml": f"{ENTITIES}<office:body xmlns:office='o'>&b;</office:body>"})
    with pytest.raises(NoText, match="declares entities"):
        opendocument.read(hostile)


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.ingest.documents.packed._MAX_UNPACKED", 5_000_000)
    bomb = archive({"word/document.xml": b" " * 6_000_000})
    assert len(bomb) < 20_000
    with pytest.raises(NoText, match="unpacks to more"):
        word.read(bomb)
    monkeypatch.setattr("rag.ingest.documents.packed._MAX_MEMBERS", 100)
    many = archive({"word/document.xml": "", **{f"{n}": "" for n in range(101)}})
    with pytest.raises(NoText, match="unpacks to more"):
        word.read(many)


def test_rich_text_gives_letters_of_its_code_page_and_no_objects() -> None:
    data = rb"{\rtf1\ansi\ansicpg1252 Caf\'e9 \u8364? 5.\par{\*\generator secret;}{\pict 89504e47}End.}"
    assert rtf.read(data).text == "Café € 5.\n\nEnd."
