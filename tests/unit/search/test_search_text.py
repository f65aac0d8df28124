"""How texts are made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.talk.search_text import compile_vocabulary, fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ﾏｲﾅﾝﾊﾞｰ", "まいなんばー"),
        ("ＰＤＦ", "pdf"),
        ("Certidão", "certidao"),
        ("Đăng ký", "dang ky"),
        ("がぎぐ", "がぎぐ"),
        ("犬・猫", "犬 猫"),
    ],
)
def test_letters_are_made_comparable(typed: str, folded: str):
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str):
    assert fold(fold(text)) == fold(text)


def test_kanji_are_read_by_the_longest_word_that_is_known():
    vocabulary = compile_vocabulary({"市": "し", "市町村": "しちょうそん"}, [], [])
    assert vocabulary.read("市町村と市と村") == "しちようそんとしと村"


def test_small_kana_and_large_ones_are_the_same():
    assert fold("じゅうみんひょう") == fold("ジュウミンヒヨウ")


def test_a_word_and_its_synonym_share_a_concept():
    vocabulary = compile_vocabulary({"旦那": "だんな"}, [["夫", "旦那"]], [])
    concepts = [
        {one for one in vocabulary.features(text) if one[0] == "#"} for text in ("夫が", "ダンナが", "旦那")
    ]
    assert concepts == [{"#0"}, {"#0"}, {"#0"}]


def test_politeness_is_left_out_unless_nothing_else_is_said():
    vocabulary = compile_vocabulary({}, [], ["教えてください"])
    assert vocabulary.features("教えてください") != set()
    assert vocabulary.features("犬 教えてください") == vocabulary.features("犬")
