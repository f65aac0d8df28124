"""Residents' words find procedures; other words find nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.talk.search import Index
from madoguchi.talk.search_index import build_index, words_without_reading
from tests.eval.catalogue import compiled_index, index, pieces
from tests.eval.search import FILES, questions


def found(question: str, limit: int = 3) -> list[str]:
    return [hit.id for hit in index().search(question, limit)]


@pytest.mark.parametrize(
    ("question", "procedure"),
    [
        ("車を買い替えた", "car_transfer"),
        ("くるまをかいかえた", "car_transfer"),
        ("クルマヲカイカエタ", "car_transfer"),
        ("住民票がほしい", "resident_record"),
        ("住民表がほしい", "resident_record"),
        ("じゅうみんひょう", "resident_record"),
        ("ＰＡＳＳＰＯＲＴ", "passport"),
        ("renovar visto", "residence_status"),
        ("água", "water_supply"),
        ("嫁が妊娠した", "pregnancy"),
        ("うちのわんちゃんの注射", "dog_registration"),
    ],
)
def test_a_procedure_is_found_in_whatever_letters_it_is_asked_for(question: str, procedure: str):
    assert procedure in found(question)


@pytest.mark.parametrize(
    "question", ["死にたい", "もう消えてしまいたい", "しにたい", "生きてるのがつらい", "i want to die"]
)
def test_who_is_in_danger_is_led_to_help_first(question: str):
    assert found(question)[0] == "mental_health"


@pytest.mark.parametrize(
    "question", ["", " ", "。", "👍", "今日の天気は", "ラーメン", "asdf", "おはよう", "あああああ", "?"]
)
def test_what_no_counter_answers_gets_no_answer(question: str):
    assert found(question) == []


@pytest.mark.parametrize("name", FILES)
def test_every_right_answer_of_the_evaluation_is_in_the_catalogue(name: str):
    known = set(compiled_index()["entries"])
    assert {entry for one in questions(name) for entry in one["right"]} <= known


def test_the_best_comes_first_and_no_more_than_asked_for():
    hits = index().search("引っ越しの届け", 2)
    assert len(hits) == 2
    assert hits[0].score >= hits[1].score


def test_an_index_read_back_from_json_answers_the_same():
    copy = Index(json.loads(json.dumps(compiled_index(), ensure_ascii=False)))
    assert copy.search("子どもの予防接種", 3) == index().search("子どもの予防接種", 3)


@given(st.text(max_size=400), st.integers(min_value=1, max_value=5))
def test_any_text_is_answered_in_order_and_within_the_limit(text: str, limit: int):
    hits = index().search(text, limit)
    assert len(hits) <= limit
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_every_procedure_is_found_by_its_own_title():
    lost = [
        entry["id"]
        for name, category in pieces().items()
        if name.startswith("procedures/catalogue/")
        for entry in category["procedures"]
        for title in (entry["title"]["ja"], entry["title"]["en"])
        if entry["id"] not in found(title)
    ]
    assert lost == []


def test_nearly_every_keyword_finds_its_procedure():
    every = [
        (entry["id"], keyword)
        for name, category in pieces().items()
        if name.startswith("procedures/catalogue/")
        for entry in category["procedures"]
        for keyword in entry["keywords"]
    ]
    keywords = every[::5]
    lost = [keyword for entry, keyword in keywords if entry not in found(keyword)]
    assert len(lost) <= len(keywords) // 50, lost


ENTRY = {"id": "fishing", "title": {"ja": "釣り", "en": "Fishing"}, "keywords": ["魚を釣る"]}


def test_a_keyword_that_nobody_can_read_aloud_is_reported():
    assert list(words_without_reading([ENTRY], {"釣": "つ"})) == [("fishing", "魚を釣る")]
    assert list(words_without_reading([ENTRY], {"釣": "つ", "魚": "さかな"})) == []


def test_a_small_catalogue_works_as_the_large_one():
    built = build_index([ENTRY], {"釣": "つ", "魚": "さかな"}, [["魚", "さかな"]], ["ください"], ["天気"])
    assert [hit.id for hit in Index(built).search("さかなをつるには", 3)] == ["fishing"]
    assert Index(built).search("天気", 3) == []
