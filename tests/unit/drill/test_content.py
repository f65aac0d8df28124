"""What staff wrote: only names in force, every text looked at again in time, every mistake found at build."""

import copy
from datetime import date

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from madoguchi.drill.edition import edition, town_name
from madoguchi.drill.names_schema import abolished_names, find_unknown
from madoguchi.drill.schema import CONTENT
from madoguchi.flow.text import LANGUAGES
from madoguchi.runtime.clock import JST, now
from tests.moto_cloud import ROOT, content_build

BUILD = content_build()
FOLDER = ROOT / "layers" / "content"
PIECES = {
    path.relative_to(FOLDER).with_suffix("").as_posix(): yaml.safe_load(path.read_bytes())
    for path in sorted(FOLDER.rglob("*.yaml"))
}
EDITIONS = [name for name, piece in PIECES.items() if name.startswith("drills/") and "keep_days" in piece]


def check(name, piece):
    TypeAdapter(CONTENT[name]).validate_python(piece)


def test_content_is_as_the_build_wants_it_today():
    assert BUILD.find_mistakes(PIECES, BUILD.collected("CONTENT"), every_piece_needs_a_schema=True) == []
    overdue, _ = BUILD.due(PIECES, now().astimezone(JST).date())
    assert overdue == []


@pytest.mark.parametrize(
    "piece", ["forms/survey", "talk/sentences", "drills/heavy_rain", "broadcasts/texts/x"]
)
def test_an_abolished_name_fails_the_build_wherever_it_stands_but_in_the_glossary(piece):
    (mistake,) = BUILD.find_mistakes(
        {piece: {"deep": [{"ja": f"今夜、{abolished_names()[0]}が出ます"}]}},
        {},
        every_piece_needs_a_schema=False,
    )
    assert piece in mistake
    assert abolished_names()[0] in mistake
    glossary = {"drills/glossary": PIECES["drills/glossary"]}
    assert BUILD.find_mistakes(glossary, {}, every_piece_needs_a_schema=False) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("レベル4大雨危険警報と、レベル3氾濫警報が出ました", []),
        ("警戒レベル4の警報は避難指示と同じではない", []),
        ("レベル3・レベル4の大雨と土砂災害の警報", []),
        ("レベル4洪水危険警報", ["レベル4洪水危険警報"]),
        ("レベル5大雨警報が出ました", ["レベル5大雨警報"]),
    ],
)
def test_a_warning_that_does_not_exist_fails_the_build(text, found):
    mistakes = find_unknown("drills/heavy_rain", {"text": text})
    assert [mistake.split()[4].rstrip(",") for mistake in mistakes] == found


def test_a_review_is_asked_for_a_month_before_and_fails_the_check_after():
    piece = {"drills/x": {"sources": {"flow": {"review_by": date(2027, 5, 31)}}}}
    assert BUILD.due(piece, date(2027, 4, 1)) == ([], [])
    assert BUILD.due(piece, date(2027, 5, 15)) == (
        [],
        ["drills/x.yaml: sources.flow: is to be reviewed by 2027-05-31"],
    )
    overdue, soon = BUILD.due(piece, date(2027, 6, 1))
    assert soon == []
    assert overdue[0].startswith("drills/x.yaml: sources.flow: was to be reviewed by 2027-05-31")


@pytest.mark.parametrize("name", [name for name in PIECES if name.startswith("drills/")])
def test_every_text_of_the_drill_is_there_in_every_language(name):
    lacking = [text for text in texts(PIECES[name]) if not set(LANGUAGES) <= set(text)]
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
