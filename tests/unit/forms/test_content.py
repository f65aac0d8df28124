"""The forms that are published, and what stops a form that should not be."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from madoguchi.flow.composite import take
from madoguchi.flow.run import asked_pages
from madoguchi.flow.text import LANGUAGES
from madoguchi.forms.definition.model import load_form
from madoguchi.forms.definition.policy import WHOLE_FORM, Wish
from madoguchi.forms.definition.schema import FormContent
from madoguchi.runtime.content import content
from tests.moto_cloud import ROOT, content_on_path
from tests.unit.forms.surroundings import form

FORMS = sorted(path.stem for path in (ROOT / "layers/content/forms").glob("*.yaml"))


def definition(**policy: Any) -> dict[str, Any]:
    return {
        "owner": "100005",
        "summary": "s",
        "policy": {
            "opens": "2026-04-01 00:00:00",
            "purpose": "p",
            "retention_days": 30,
            "office": {"name": "n", "phone": "027-223-1111"},
            **policy,
        },
        "flow": {
            "id": "f",
            "title": "t",
            "pages": [{"id": "p", "title": "t", "fields": [{"id": "a", "kind": "text", "label": "l"}]}],
        },
    }


SLOT = {"starts": "2026-05-10 09:00:00", "ends": "2026-05-10 12:00:00", "capacity": 4}
SLOTS = {"question": "a", "each": {"morning": SLOT}}
LOTTERY = {"announced": "2026-06-01 00:00:00", "seed": "s"}


def booking(each: dict[str, Any]) -> dict[str, Any]:
    choices = [{"id": one, "label": one} for one in each]
    made = definition(slots={"question": "slot", "each": each}, seats="people", waiting_list=True)
    made["flow"]["pages"][0]["fields"] += [
        {"id": "slot", "kind": "choice", "label": "s", "choices": choices},
        {"id": "people", "kind": "number", "label": "p", "min": 1, "max": 4},
    ]
    return made


def check(data: dict[str, Any]) -> None:
    TypeAdapter(FormContent).validate_python(data)


def test_a_plain_definition_is_accepted():
    check(definition())


@pytest.mark.parametrize(
    "policy",
    [
        {"closes": "2026-04-01 00:00:00"},
        {"opens": "2026-04-01T00:00:00+09:00"},
        {"retention_days": 0},
        {"office": {"name": "n", "phone": "a phone"}},
        {"opened": True},
        {"eligibility": {"when": {"field": "b", "answered": True}, "otherwise": "no"}},
        {"capacity": 5, "slots": SLOTS},
        {"slots": SLOTS},
        {"waiting_list": True},
        {"capacity": 5, "seats": "a"},
        {"capacity": 5, "lottery": {"announced": "2026-06-01 00:00:00", "seed": "s"}},
        {"capacity": 5, "closes": "2026-06-02 00:00:00", "lottery": LOTTERY},
        {"notified": ["an office"]},
        {"attachments": {"types": ["text/html"], "max_megabytes": 5, "max_files": 1}},
        {"attachments": {"types": ["image/png"], "max_megabytes": 500, "max_files": 1}},
    ],
)
def test_a_wrong_policy_is_refused_when_content_is_built(policy: dict[str, Any]):
    with pytest.raises(ValidationError):
        check(definition(**policy))


def test_slots_are_the_choices_of_their_question():
    check(booking({"morning": SLOT, "other_room": {**SLOT, "place": "b"}}))
    wrong = booking({"morning": SLOT})
    wrong["policy"]["slots"]["each"]["evening"] = {**SLOT, "place": "b"}
    with pytest.raises(ValidationError, match="exactly these slots"):
        check(wrong)


def test_slots_of_one_place_do_not_overlap():
    with pytest.raises(ValidationError, match="overlap"):
        check(booking({"morning": SLOT, "late_morning": {**SLOT, "starts": "2026-05-10 11:59:00"}}))
    check(
        booking(
            {
                "morning": SLOT,
                "noon": {**SLOT, "starts": "2026-05-10 12:00:00", "ends": "2026-05-10 13:00:00"},
            }
        )
    )


def test_answers_say_what_is_wished_for():
    loaded = load_form(json.loads(json.dumps(booking({"morning": SLOT}))))
    assert loaded.policy.wish({"a": "x", "slot": "morning", "people": "3"}) == Wish("morning", 3, 4)
    assert loaded.policy.wish({"a": "x"}) == Wish(WHOLE_FORM, 0, None)
    assert form(capacity=7).policy.wish({"word": "w"}) == Wish(WHOLE_FORM, 1, 7)


def test_a_form_belongs_to_the_prefecture_or_a_municipality_of_it():
    check(definition() | {"owner": "10201"})
    with pytest.raises(ValidationError):
        check(definition() | {"owner": "13101"})


def test_a_changed_definition_has_another_fingerprint():
    assert form().definition == form().definition
    assert form().definition != form(retention_days=31).definition


def test_a_form_that_closes_at_midnight_is_open_to_the_end_of_the_day_before():
    last_day = form(closes="2026-05-01T00:00:00").policy.last_day
    assert last_day is not None
    assert (last_day.month, last_day.day) == (4, 30)
    assert form(closes="2026-05-01T17:15:00").policy.last_day is None
    assert form(closes=None).policy.last_day is None


def test_the_survey_takes_at_most_four_pages_from_opening_to_receipt():
    survey = load_form(read("magazine_survey"))
    for prize, pages in (("yes", 2), ("no", 1)):
        asked = asked_pages(survey.flow, {"prize": prize})
        review_and_receipt = 2
        assert len(asked) == pages
        assert len(asked) + review_and_receipt <= 4


@pytest.mark.parametrize("name", FORMS)
def test_every_text_of_a_form_is_there_in_plain_japanese_and_english(name: str):
    for text in texts(read(name)):
        assert {"ja", "easy", "en"} <= set(text), text


@pytest.mark.parametrize("name", FORMS)
def test_every_label_of_a_form_is_there_in_five_languages(name: str):
    form = load_form(read(name))
    for question in form.flow.fields():
        for one in (question, *question.parts):
            labels = [one.label, *(choice.label for choice in one.choices)]
            if name not in ("magazine_survey", "opinion"):
                assert all(set(LANGUAGES) <= set(label) for label in labels), one.id


def test_the_sudoku_has_one_solution():
    rows = load_form(read("magazine_sudoku")).flow.field("grid").settings["rows"]
    assert solutions("".join(rows)) == 1


def test_the_crosswords_keyword_comes_out_of_its_squares():
    grid = load_form(read("magazine_crossword")).flow.field("grid")
    words = {"r1": "タカサキ", "r2": "ヌクウ", "r3": "キランチ", "r4": "カンワ", "r5": "ツボミ"}
    kept, problems = take(grid, {f"grid.{row}": [word] for row, word in words.items()})
    assert not problems
    assert isinstance(kept, dict)
    keyword = [str(kept[f"r{row}"])[column - 1] for row, column in grid.settings["keyword"]]
    assert "".join(keyword) == "クサツ"


def test_a_municipality_has_forms_of_its_own_beside_the_prefectures():
    owners = {load_form(read(name)).owner for name in FORMS}
    assert {"100005", "10201"} <= owners


def solutions(squares: str) -> int:
    """Count the ways to fill a sudoku, square by square where fewest digits can stand."""
    open_squares = {place: candidates(squares, place) for place in range(81) if squares[place] == "."}
    if not open_squares:
        return 1
    place = min(open_squares, key=lambda one: len(open_squares[one]))
    return sum(solutions(squares[:place] + one + squares[place + 1 :]) for one in open_squares[place])


def candidates(squares: str, place: int) -> set[str]:
    row, column = divmod(place, 9)
    block = [(row // 3 * 3 + down) * 9 + column // 3 * 3 + right for down in range(3) for right in range(3)]
    seen = {squares[row * 9 + step] for step in range(9)} | {squares[step * 9 + column] for step in range(9)}
    return set("123456789") - seen - {squares[one] for one in block}


def read(name: str) -> dict[str, Any]:
    content_on_path()
    found: dict[str, Any] = content(f"forms/{name}")
    return found


def texts(data: Any) -> list[dict[str, str]]:
    if isinstance(data, dict):
        if "ja" in data:
            return [data]
        return [text for value in data.values() for text in texts(value)]
    if isinstance(data, list):
        return [text for value in data for text in texts(value)]
    return []
