"""What staff wrote: only names in force, every text looked at again in time, every mistake found at build."""

import copy
from datetime import timedelta

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from madoguchi.drill.edition import edition, town_name
from madoguchi.drill.schema import CONTENT, abolished_names, find_abolished
from madoguchi.runtime.clock import JST, now
from tests.moto_cloud import ROOT

FOLDER = ROOT / "layers" / "content"
PIECES = {
    path.relative_to(FOLDER).with_suffix("").as_posix(): yaml.safe_load(path.read_bytes())
    for path in sorted(FOLDER.rglob("*.yaml"))
}
EDITIONS = [name for name, piece in PIECES.items() if name.startswith("drills/") and "flow" in piece]


def reviews(piece, path=""):
    if isinstance(piece, dict):
        if "review_by" in piece:
            yield path, piece["review_by"]
        for key, value in piece.items():
            yield from reviews(value, f"{path}/{key}")


def check(name, piece):
    TypeAdapter(CONTENT[name]).validate_python(piece)


@pytest.mark.parametrize("name", [name for name in PIECES if name != "drills/glossary"])
def test_no_text_of_the_counter_uses_an_abolished_name(name):
    assert find_abolished(PIECES[name]) == []


def test_an_abolished_name_fails_the_build():
    wrong = copy.deepcopy(PIECES["drills/heavy_rain"])
    wrong["summary"]["ja"] += abolished_names()[0]
    with pytest.raises(ValidationError, match="abolished"):
        check("drills/heavy_rain", wrong)


def test_every_text_is_looked_at_again_in_time():
    today = now().astimezone(JST).date()
    due = {name: day for name, piece in PIECES.items() for _, day in reviews(piece, name)}
    assert due
    for name, day in sorted(due.items()):
        if today <= day < today + timedelta(days=30):
            print(f"{name}: review it by {day}")
    assert {name: str(day) for name, day in due.items() if day < today} == {}


@pytest.mark.parametrize("name", EDITIONS)
def test_every_text_of_an_edition_is_there_in_three_languages(name):
    lacking = [text for text in texts(PIECES[name]) if not {"ja", "easy", "en"} <= set(text)]
    assert lacking == []


def texts(piece):
    if isinstance(piece, dict):
        if "ja" in piece:
            yield piece
        for value in piece.values():
            yield from texts(value)
    elif isinstance(piece, list):
        for value in piece:
            yield from texts(value)


MISTAKES = {
    "a verdict that asks what nobody knows": ("asks about", {"field": "age", "is": "old"}),
    "a verdict for a value that never is": ("is never", {"field": "flood", "is": "deep"}),
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_condition_that_can_never_hold_fails_the_build(mistake):
    sentence, condition = MISTAKES[mistake]
    wrong = copy.deepcopy(PIECES["drills/heavy_rain"])
    question = wrong["flow"]["pages"][-1]["fields"][0]
    question["choices"][1]["data"]["verdicts"][0]["when"] = condition
    with pytest.raises(ValidationError, match=sentence):
        check("drills/heavy_rain", wrong)


def test_a_choice_without_a_last_word_fails_the_build():
    wrong = copy.deepcopy(PIECES["drills/heavy_rain"])
    verdicts = wrong["flow"]["pages"][-1]["fields"][0]["choices"][0]["data"]["verdicts"]
    verdicts[-1]["when"] = {"field": "must_leave", "is": True}
    with pytest.raises(ValidationError, match="no `when`"):
        check("drills/heavy_rain", wrong)


def test_questions_that_do_not_make_a_hundred_fail_the_build():
    wrong = copy.deepcopy(PIECES["drills/heavy_rain"])
    wrong["flow"]["pages"][-1]["fields"][0]["data"]["points"] = 14
    with pytest.raises(ValidationError, match="the dimensions need"):
        check("drills/heavy_rain", wrong)


@pytest.mark.parametrize("name", EDITIONS)
def test_the_questions_come_in_the_order_of_a_decision(name):
    questions = edition(name.removeprefix("drills/")).questions
    assert [question.data["dimension"] for question in questions] == [
        *("danger", "where", "when", "how", "information")
    ]


def test_every_town_of_the_prefecture_can_be_chosen_and_no_other():
    towns = edition().flow.field("municipality").choices
    assert len(towns) == 35
    assert town_name("10201") == towns[0].label
    assert town_name("13101") == ""


def test_thirteen_towns_get_river_warnings():
    towns = {town["id"] for town in PIECES["municipalities"]["municipalities"]}
    rivers = PIECES["drills/rivers"]["municipalities"]
    assert len(rivers) == 13
    assert set(rivers) <= towns
