"""The office's side: its own applications only, on record."""

from datetime import date

import pytest

from madoguchi.forms.filing.submit import submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.office.assembly import Office
from madoguchi.office.bulk import preview
from madoguchi.office.steps import act, ask_correction, read
from madoguchi.office.verify import trail, verify
from madoguchi.runtime.errors import BadRequest, Forbidden, NotInThisState
from tests.unit.forms.surroundings import form, submission
from tests.unit.office.surroundings import PREFECTURE, office_over, staff


def step(kind: str, key: str, **facts: str) -> Step:
    return Step(kind, "sato", key, facts)


def test_a_look_leaves_a_record_before_anything_is_seen():
    office = office_over()
    filed = submit(submission(), office.desk)
    seen = read(filed.number, staff(), "1", office)
    assert [(one.kind, one.by) for one in seen.entries] == [("arrived", "applicant"), ("read", "sato")]
    assert seen.application.state == "arrived"


def test_a_history_is_whole_after_all_that_an_office_does():
    office = office_over()
    filed = submit(submission(), office.desk)
    for key, kind in enumerate(("taken", "correction_asked", "messaged", "decided", "reopened", "decided")):
        act(filed.number, staff(), step(kind, str(key), outcome="accepted"), office)
    assert verify(filed.number, staff(), office) == []
    assert len(trail(staff(), PREFECTURE, 0, None, office)) == 6


def corrected(number: str, office: Office) -> None:
    """The applicant sends other answers, unasked."""
    answers = {"word": "other words"}
    correction = Step("corrected", "applicant", "own key", {}, form().definition, answers)
    take_step(number, correction, office.desk)


def test_nobody_decides_on_answers_that_were_corrected_since_the_office_looked():
    office = office_over()
    number = submit(submission(), office.desk).number
    read(number, staff(), "1", office)
    corrected(number, office)
    with pytest.raises(NotInThisState):
        act(number, staff(), step("decided", "2", outcome="declined"), office)
    planned = preview([number], "decided", {"outcome": "declined"}, staff(), PREFECTURE, office)
    assert planned.refused == {number: "not_in_this_state"}
    read(number, staff("suzuki"), "3", office)
    decided = act(number, staff(), step("decided", "2", outcome="declined"), office)
    assert decided.application.state == "decided"
    assert act(number, staff(), step("decided", "2", outcome="declined"), office) == decided


def test_what_nobody_has_looked_at_is_decided_as_it_is():
    office = office_over()
    number = submit(submission(), office.desk).number
    corrected(number, office)
    after = act(number, staff(), step("decided", "1", outcome="completed"), office)
    assert after.application.state == "decided"


def test_a_correction_names_its_items_as_the_applicant_knows_them():
    office = office_over()
    filed = submit(submission(), office.desk)
    items = [("word", "is too short")]
    asked = ask_correction(filed.number, staff(), "1", "Please look again.", items, date(2026, 5, 1), office)
    facts = asked.entries[-1].facts
    assert facts["message"] == "Please look again.\n・word: is too short"
    assert (facts["due"], facts["items"]) == ("2026-05-01", '[["word", "is too short"]]')
    with pytest.raises(BadRequest):
        ask_correction(filed.number, staff(), "2", "", [("nobody", "asked")], None, office)


@pytest.mark.parametrize("kind", ["decided", "reopened"])
def test_a_clerk_decides_nothing(kind: str):
    office = office_over()
    filed = submit(submission(), office.desk)
    with pytest.raises(Forbidden):
        act(filed.number, staff("suzuki", PREFECTURE, "clerk"), step(kind, "1"), office)
