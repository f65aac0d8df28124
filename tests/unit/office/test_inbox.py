"""What waits, page by page: everything once, also when lines go and come between two pages."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from madoguchi.forms.filing.submit import submit
from madoguchi.forms.filing.take_step import Step
from madoguchi.office.export import export
from madoguchi.office.inbox import DAYS_MAX, Sought, inbox
from madoguchi.office.statistics import numbers
from madoguchi.office.steps import act, read
from madoguchi.runtime.errors import BadRequest, NotFound
from tests.moto_cloud import content_on_path
from tests.simulation.application_store import ApplicationsInMemory
from tests.unit.forms.surroundings import submission
from tests.unit.office.surroundings import PREFECTURE, office_over, staff

APRIL = Sought(PREFECTURE, "test_form", date(2026, 4, 1), date(2026, 4, 30))
IN_REVIEW = replace(APRIL, states=frozenset({"in_review"}))


def test_pages_go_on_where_the_one_before_ended_even_when_its_last_line_is_gone():
    store = ApplicationsInMemory()
    office = office_over(store)
    filed = [submit(submission(key=str(place)), office.desk).number for place in range(6)]
    first = inbox(staff(), replace(APRIL, limit=3), office)
    really = store.inbox

    def without_the_last(*sought: Any) -> object:
        return [one for one in really(*sought) if one.number != filed[2]]

    store.inbox = without_the_last  # type: ignore[method-assign,assignment]
    rest = inbox(staff(), replace(APRIL, limit=3, after=first.after), office)
    assert [one.number for one in (*first.lines, *rest.lines)] == filed


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_a_request_looks_at_so_many_lines_and_the_next_goes_on(limit: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("madoguchi.office.inbox.LOOKED_MOST", 4)
    monkeypatch.setattr("madoguchi.office.statistics.COUNTED_MOST", 4)
    office = office_over()
    filed = [submit(submission(key=str(place)), office.desk).number for place in range(11)]
    rare = {filed[5], filed[10]}
    for number in rare:
        act(number, staff(), Step("taken", "sato", "1"), office)
    found, after, pages = list[str](), "", 0
    while after or not pages:
        page = inbox(staff(), replace(IN_REVIEW, after=after, limit=limit), office)
        found += [one.number for one in page.lines]
        after, pages = page.after, pages + 1
    assert (found, pages <= 11) == (sorted(rare, key=filed.index), True)
    counted = numbers(staff(), APRIL, office)
    assert counted.total == 4
    while counted.after:
        counted += numbers(staff(), replace(APRIL, after=counted.after), office)
    assert (counted.total, counted.by_state) == (11, {"arrived": 9, "in_review": 2})


def test_states_and_days_are_chosen_and_counted():
    office = office_over()
    filed = [submit(submission(key=str(place)), office.desk).number for place in range(3)]
    act(filed[1], staff(), Step("taken", "sato", "1"), office)
    taken = inbox(staff(), replace(APRIL, states=frozenset({"in_review"})), office)
    assert [one.number for one in taken.lines] == [filed[1]]
    assert inbox(staff(), replace(APRIL, since=date(2026, 4, 5)), office).lines == ()
    counted = numbers(staff(), APRIL, office)
    assert (counted.total, counted.by_state) == (3, {"arrived": 2, "in_review": 1})
    assert counted.by_day == {date(2026, 4, 4): 3}


def test_what_is_past_its_retention_is_neither_read_nor_exported():
    content_on_path()
    office = office_over()
    number = submit(submission(), office.desk).number
    assert len(export(staff(), APRIL, office).rows) == 1
    late = replace(office.desk, clock=lambda: office.desk.clock() + timedelta(days=31))
    over = replace(office, desk=late)
    assert export(staff(), APRIL, over).rows == ()
    with pytest.raises(NotFound):
        read(number, staff(), "1", over)


@pytest.mark.parametrize(
    "wrong",
    [
        {"after": "yesterday"},
        {"after": "2026-04-04.X"},
        {"until": date(2026, 3, 1)},
        {"until": date(2026, 4, 1) + timedelta(DAYS_MAX)},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]):
    with pytest.raises(BadRequest):
        inbox(staff(), replace(APRIL, **wrong), office_over())  # type: ignore[arg-type]
