"""A web page can make a parser hang, swell or die; the process that reads it goes, and this one stays."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.ingest.decode import NoText
from rag.ingest.isolated import Parser
from rag.ingest.reading import Reading
from rag.ingest.webpage.reading import extract
from tests.ingest.pages import PROSE

GOOD = f"<html><body><article><p>One: {PROSE}</p><p>Two: {PROSE}</p><p>Three: {PROSE}</p></article></body></html>"


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """One for all tests: it starts a process of its own whenever it has none."""
    parser = Parser(seconds=60)  # a machine at work is slow
    yield parser
    parser.close()


def read(parser: Parser, page: str) -> Reading:
    return parser.read("web page", page.encode())


def pid(parser: Parser) -> int:
    assert parser._process
    return parser._process.pid


def test_one_process_reads_many_pages(parser: Parser) -> None:
    assert read(parser, GOOD).text.count(PROSE) == 3
    first = pid(parser)
    assert read(parser, GOOD).text.count(PROSE) == 3
    assert pid(parser) == first


HOSTILE = {
    "200,000 nested divisions": "<html><body>" + "<div>" * 200_000 + "text" + "</div>" * 200_000,
    "200,000 attributes": "<html><body><p " + " ".join(f'a{n}="x"' for n in range(200_000)) + ">text</p>",
    "100,000 links": "<html><body><p>" + "".join(f'<a href="/{n}">link {n}</a> ' for n in range(100_000)) + "</p>",
    "one paragraph of 20 MB": "<html><body><p>" + "word " * 4_000_000 + "</p>",
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_a_failure_and_the_next_page_is_read(parser: Parser, page: str) -> None:
    read(parser, GOOD)
    parser._seconds = 2
    with pytest.raises(NoText):
        read(parser, page)
    parser._seconds = 60
    assert read(parser, GOOD).text.count(PROSE) == 3


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="memory is limited where the system can")
def test_a_page_that_needs_too_much_memory_is_a_failure() -> None:
    parser = Parser(seconds=60, megabytes=350)
    try:
        with pytest.raises(NoText):
            read(parser, "<html><body>" + "<p>word</p>" * 1_500_000)
        assert read(parser, GOOD).text.count(PROSE) == 3
    finally:
        parser.close()


def test_a_process_that_was_killed_is_replaced(parser: Parser) -> None:
    read(parser, GOOD)
    first = pid(parser)
    os.kill(first, signal.SIGKILL)
    assert read(parser, GOOD).text.count(PROSE) == 3
    assert pid(parser) != first


def test_a_closed_parser_leaves_no_process_and_may_be_used_again(parser: Parser) -> None:
    read(parser, GOOD)
    first = pid(parser)
    parser.close()
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert read(parser, GOOD)


@pytest.mark.parametrize("page", ["", " ", "<html></html>", "<html><body><script>1</script></body></html>"])
def test_a_page_without_text_is_a_failure_that_says_so(parser: Parser, page: str) -> None:
    with pytest.raises(NoText, match=r"no article's text was found|cannot be parsed"):
        read(parser, page)


def test_modules_in_the_current_folder_are_none_of_ours(
    parser: Parser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit")
    (tmp_path / "trafilatura.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    assert read(parser, GOOD)


def test_entities_outside_the_page_are_not_read(parser: Parser) -> None:
    page = f'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>{PROSE} &x;</p></body></html>'
    assert "root:" not in read(parser, page).text


# --- what the process makes of a page ------------------------------------------------


def test_headings_lists_tables_and_quotes_keep_their_shape() -> None:
    page = f"""<html><body><article><h1>Rivers</h1><h2>Floods</h2><p>{PROSE}</p><h3>Dams</h3><ul><li>One <i>dam</i></li>
    <li>Two</li></ul><blockquote><p>She said.</p><p>He said.</p></blockquote><table><tr><th>Dam</th>
    <th>Height</th></tr>
    <tr><td>Upper</td><td>80 m</td></tr></table><p>Again: {PROSE}</p></article></body></html>"""
    assert extract(page).text.split("\n\n") == [
        "## Floods",
        PROSE,
        "### Dams",
        "- One dam\n- Two",
        "She said.",
        "He said.",
        "| Dam: Upper | Height: 80 m |",
        f"Again: {PROSE}",
    ]


def test_a_page_that_trafilatura_finds_nothing_in_is_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.bare_extraction", lambda *args, **kwargs: None)
    page = (
        f"<html><body><nav>Home</nav><h2>Dams</h2><p>{PROSE}</p><ul><li>One</li></ul><script>1</script></body></html>"
    )
    assert extract(page).text == f"## Dams\n\n{PROSE}\n\n- One"
    assert extract(f"<div>{PROSE}<br>End.</div>").text == f"{PROSE}\nEnd."
