"""Bytes become exactly the text they are, or a reason."""

import random

import pytest

from rag.ingest.decode import NoText, whole_characters
from rag.ingest.decode import decode as decoded


def decode(data: bytes, *, html: bool = False) -> str:
    return decoded(data, html=html)[0]


TEXT = "Die Mühle am Fluss – „alt“ – gehört niemandem.\r\nDer Müller ist über achtzig und möchte sie verkaufen.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_comes_back_unchanged_from_any_encoding(encoding: str) -> None:
    assert decode((TEXT * 5).encode(encoding)) == TEXT * 5


def test_nothing_is_normalised() -> None:
    text = "½ ﬁ e\u0301 ‘’ Ã¼ \r\n\r \u2028\u200b end\n"
    assert decode(text.encode()) == text


def test_other_scripts_are_found_out() -> None:
    russian = "Плотина над городом держит больше воды, чем любая другая плотина в долине. Её построили инженеры. " * 5
    assert decode(russian.encode("cp1251")) == russian


def test_a_web_page_may_name_its_encoding() -> None:
    page = '<html><head><meta charset="iso-8859-7"></head>Το ποτάμι</html>'
    assert decode(page.encode("iso-8859-7"), html=True) == page


@pytest.mark.parametrize("charset", ["no-such-thing", "hex", "utf-8", "idna", "zip"])
def test_a_wrong_or_strange_name_of_an_encoding_does_no_harm(charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head>{TEXT * 5}</html>'
    assert decode(page.encode("cp1252"), html=True) == page


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        ("\u00a0\u2003\n".encode(), "nothing but blanks"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "Office"),
        (b"\x89PNG\r\n", "PNG"),
        (b"{\\rtf1 text}", "RTF"),
        (bytes(range(256)) * 20, "no text"),
        (b"\x00\x01\x02\x03" * 500, "no text"),
        (random.Random(7).randbytes(20_000), "no text"),
    ],
)
def test_what_is_no_text_has_a_reason_that_says_what_to_do(data: bytes, reason: str) -> None:
    with pytest.raises(NoText, match=reason) as caught:
        decode(data)
    assert "save" in str(caught.value) or "put" in str(caught.value)


def test_a_stray_control_character_does_not_make_a_text_binary() -> None:
    text = TEXT * 5 + "\x00"
    assert decode(text.encode()) == text


def test_halves_of_pairs_are_replaced_one_for_one() -> None:
    assert whole_characters("a\ud800b\udc00😀") == "a\ufffdb\ufffd😀"
    whole_characters("\ud83d\ude00").encode("utf-8")


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xe2\x80"])
def test_a_byte_that_is_no_utf8_spoils_nothing_but_its_place_and_is_told(bad: bytes) -> None:
    lines = TEXT.encode().split(b"\n")
    text, unsure = decoded(lines[0] + b"\n" + lines[1][:10] + bad + lines[1][10:])
    assert text == TEXT.split("\n")[0] + "\n" + lines[1][:10].decode() + "\ufffd" + lines[1][10:].decode()
    assert "in line 2" in unsure


def test_one_byte_in_a_plain_text_is_no_reason_to_guess_an_encoding() -> None:
    text, unsure = decoded(b"The dam of Orsk holds \x9c much water.\n" * 1 + b"It leaks.\n")
    assert text.startswith("The dam of Orsk holds \ufffd much water.")
    assert "1 of its bytes is no UTF-8" in unsure


def test_a_guess_is_told() -> None:
    polish = "Władze miasta zamknęły most na Wiśle, a mieszkańcy muszą jeździć objazdem przez wieś Żółwin. " * 4
    _, unsure = decoded(polish.encode("cp1250"))
    assert "says nothing of its encoding and was read as" in unsure
    assert decoded(polish.encode())[1] == "" == decoded(polish.encode("utf-16"))[1]
