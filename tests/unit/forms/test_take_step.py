"""An application goes on, one sealed step at a time, and each step happens once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.forms.application import progress
from madoguchi.forms.application.history import broken
from madoguchi.forms.definition.model import State
from madoguchi.forms.filing.submit import submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.records.desk import Store
from madoguchi.forms.records.items import arrival_place
from madoguchi.runtime.errors import FormFull, NotFound, NotInThisState
from tests.unit.forms.surroundings import HISTORY_KEY, desk_over, submission

KINDS = ("taken", "correction_asked", "corrected", "decided", "reopened", "withdrawn", "read")


def test_a_correction_keeps_the_first_arrival_and_both_versions(store: Store):
    desk = desk_over(store)
    filed = submit(submission(word="first"), desk)
    take_step(filed.number, Step("correction_asked", "staff", "1", {"items": "word"}), desk)
    take_step(filed.number, Step("corrected", "applicant", "2", {}, "d", {"word": "second"}), desk)
    dossier = store.dossier(filed.number)
    assert dossier
    assert (dossier.application.state, dossier.application.arrived_at) == ("corrected", filed.arrived_at)
    assert [one.answers for one in dossier.entries] == [{"word": "first"}, None, {"word": "second"}]
    assert dossier.answered().answers == {"word": "second"}
    assert list(broken(HISTORY_KEY, dossier)) == []


def test_the_same_step_taken_twice_happens_once(store: Store):
    desk = desk_over(store)
    filed = submit(submission(), desk)
    first = take_step(filed.number, Step("withdrawn", "applicant", "one key"), desk)
    assert take_step(filed.number, Step("withdrawn", "applicant", "one key"), desk) == first
    with pytest.raises(NotInThisState):
        take_step(filed.number, Step("withdrawn", "applicant", "another key"), desk)


def test_a_step_of_an_application_that_is_not_there_is_refused(store: Store):
    with pytest.raises(NotFound):
        take_step("nothing", Step("read", "staff", "1"), desk_over(store))


def test_the_last_seat_is_given_once_and_given_again_after_a_withdrawal(store: Store):
    desk = desk_over(store)
    first = submit(submission("page 1", capacity=1), desk)
    with pytest.raises(FormFull):
        submit(submission("page 2", capacity=1), desk)
    assert submit(submission("page 1", capacity=1), desk) == first
    take_step(first.number, Step("withdrawn", "applicant", "1"), desk)
    assert submit(submission("page 2", capacity=1), desk).as_sent
    with pytest.raises(FormFull):
        submit(submission("page 3", capacity=1), desk)


def test_a_declined_application_gives_its_seat_back_and_an_accepted_one_does_not(store: Store):
    desk = desk_over(store)
    first = submit(submission("page 1", capacity=2), desk)
    second = submit(submission("page 2", capacity=2), desk)
    take_step(first.number, Step("decided", "staff", "1", {"outcome": "declined"}), desk)
    take_step(second.number, Step("decided", "staff", "2", {"outcome": "accepted"}), desk)
    assert submit(submission("page 3", capacity=2), desk).as_sent
    with pytest.raises(FormFull):
        submit(submission("page 4", capacity=2), desk)


def test_the_inbox_shows_a_day_in_japan_with_the_states_of_now(store: Store):
    desk = desk_over(store)
    numbers = [submit(submission(f"page {one}"), desk).number for one in range(3)]
    take_step(numbers[1], Step("taken", "staff", "1"), desk)
    day = date(2026, 4, 4)
    assert [(one.number, one.state) for one in store.inbox("100005", "test_form", day)] == [
        (numbers[0], "arrived"),
        (numbers[1], "in_review"),
        (numbers[2], "arrived"),
    ]
    assert list(store.inbox("10201", "test_form", day)) == []
    assert list(store.inbox("100005", "test_form", date(2026, 4, 3))) == []
    whole = list(store.inbox("100005", "test_form", day))
    place = arrival_place(whole[0].arrived_at, whole[0].number)
    assert list(store.inbox("100005", "test_form", day, place, 1)) == whole[1:]


@given(st.lists(st.sampled_from(KINDS), max_size=12))
def test_whatever_is_tried_an_end_is_an_end(kinds: list[str]):
    state: State = "arrived"
    for kind in kinds:
        if not progress.possible(state, kind):
            with pytest.raises(NotInThisState):
                progress.after(state, kind)
            continue
        before, state = state, progress.after(state, kind)
        assert before != "withdrawn" or state == "withdrawn"
        assert before != "decided" or state in ("decided", "in_review")
