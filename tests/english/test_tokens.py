"""The words everybody matches by."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from rag.english.tokens import stem, terms, words

NONSENSE = [a + b + c for a in ("ba", "cro", "fli", "stu", "gre") for b in "bdlmnr" for c in ("ate", "ish", "on", "el")]


@pytest.mark.parametrize("name", ["US", "U.S.", "USA", "U.S.A.", "the United States", "United States of America", "us"])
def test_the_united_states_are_one_word_however_written(name: str) -> None:
    assert words(f"Has {name} agreed?")[-2:] == ["us", "agreed"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow's and Lavrov’s", ["moscow", "and", "lavrov"]),
        ("the senators' plan", ["the", "senators", "plan"]),
        ("over 22,000 of 12.5 per cent", ["over", "22000", "of", "12.5", "per", "cent"]),
        ("Sakhalin-1", ["sakhalin", "1"]),
        ("They don’t. O'Brien didn't", ["they", "don't", "o'brien", "didn't"]),
        ("ﬁnance ＡＢＣ", ["finance", "abc"]),
        ("", []),
        ("?! — …", []),
    ],
)
def test_words_are_read_as_a_person_would(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_terms_drop_function_words_and_inflection() -> None:
    assert terms("What were the negotiations about, and who is negotiating?") == [stem("negotiations")] * 2


def test_a_question_of_function_words_has_no_terms() -> None:
    assert terms("What is it about, and why don’t they?") == []


@given(st.text())
def test_any_text_gives_terms_that_are_single_lower_case_words(text: str) -> None:
    for term in terms(text):
        assert term
        assert not any(char.isspace() for char in term)
        assert term == term.casefold()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("海口机场取消了一百四十个航班。", ["海口", "机场", "取消", "了", "一百", "四十", "个航", "航班"]),
        ("航班", ["航班"]),
        ("台風で便を欠航した。", ["台風", "で", "便", "を", "欠航", "した"]),
        ("หน่วยงานยกเลิกเที่ยวบิน", ["หน่วย", "งาน", "ยกเลิก", "เที่ยว", "บิน"]),
        ("उड़ानें रद्द कीं।", ["उड़ानें", "रद्द", "कीं"]),
        ("항공편을 취소했다.", ["항공", "공편", "편을", "취소", "소했", "했다"]),
        ("אֱלֹהִים", ["אלהים"]),
        ("أَلْغَى المَطَارُ", ["ألغى", "المطار"]),
        ("羽田空港", ["羽田", "田空", "空港"]),
        ("The EU and 欧盟 agreed", ["the", "eu", "and", "欧盟", "agreed"]),
    ],
)
def test_words_of_other_scripts_are_whole(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(("pointed", "plain"), [("שָׁלוֹם", "שלום"), ("الرَّئِيسُ", "الرئيس"), ("الـــرئيس", "الرئيس")])
def test_points_and_vowel_signs_make_no_other_word(pointed: str, plain: str) -> None:
    assert words(pointed) == words(plain)


@pytest.mark.parametrize(
    ("asked", "written"), [("مطار", "المطار"), ("उड़ान", "उड़ानें"), ("공항", "공항은"), ("航班", "个航班")]
)
def test_a_word_asked_for_is_found_as_it_is_written(asked: str, written: str) -> None:
    assert set(terms(asked)) <= set(terms(written))


def test_threads_that_stem_at_once_get_what_one_gets() -> None:
    asked = [f"{word}{end}" for word in NONSENSE for end in ("ations", "ingly", "fulness", "ities")]
    alone = snowballstemmer.stemmer("english")
    right = [alone.stemWord(word) for word in asked]
    stem.cache_clear()
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(stem, asked, chunksize=8))
    finally:
        sys.setswitchinterval(usual)
    assert found == right
