"""One step for many: what was seen is what is done, each once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from madoguchi.forms.filing.submit import submit
from madoguchi.forms.filing.take_step import Step
from madoguchi.office.assembly import Office, Store
from madoguchi.office.bulk import LIFETIME, MOST, PATIENCE_SECONDS, apply, preview
from madoguchi.office.plan import Plan
from madoguchi.office.steps import act, read
from madoguchi.office.store import OfficeStore
from madoguchi.runtime.errors import BadRequest, Forbidden, NotFound
from tests.moto_cloud import cloud
from tests.unit.forms.surroundings import submission
from tests.unit.office.surroundings import MAEBASHI, PREFECTURE, OfficeInMemory, office_over, staff


@pytest.fixture(params=["dynamodb", "memory"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        yield OfficeInMemory()
        return
    with cloud():
        yield OfficeStore("applications_table")


def filed(office: Office, count: int = 3) -> list[str]:
    sent = (submission(key=f"page {place}", user_id=f"U{place}") for place in range(count))
    return [submit(one, office.desk).number for one in sent]


def kinds(number: str, office: Office) -> list[str]:
    found = office.desk.store.dossier(number)
    assert found
    return [one.kind for one in found.entries]


def planned(numbers: list[str], office: Office, kind: str = "taken", **facts: str) -> Plan:
    return preview(numbers, kind, facts, staff(), PREFECTURE, office)


def test_a_preview_changes_nothing_and_the_plan_does_it_once(store: Store):
    office = office_over(trails=store)
    numbers = filed(office)
    plan = planned(numbers, office, "decided", outcome="completed")
    assert [kinds(number, office) for number in numbers] == [["arrived"]] * 3
    for _ in range(2):
        outcome = apply(plan.token, staff(), office)
        assert (list(outcome.done), outcome.refused, outcome.left) == (numbers, {}, 0)
    assert [kinds(number, office) for number in numbers] == [["arrived", "decided"]] * 3


def test_what_has_moved_on_is_left_alone_and_a_look_is_no_move():
    office = office_over()
    moved, looked_at, still = filed(office)
    plan = planned([moved, looked_at, still], office)
    act(moved, staff(), Step("messaged", "sato", "1", {"message": "m"}), office)
    act(moved, staff(), Step("correction_asked", "sato", "2"), office)
    read(looked_at, staff("suzuki"), "1", office)
    outcome = apply(plan.token, staff(), office)
    assert (outcome.done, outcome.refused) == ([looked_at, still], {moved: "not_in_this_state"})


def test_a_preview_says_what_cannot_be_done():
    office = office_over()
    (number,) = filed(office, 1)
    plan = planned([number, number, "3333333333333XX"], office, "reopened")
    assert (plan.ready, plan.refused) == (
        (),
        {number: "not_in_this_state", "3333333333333XX": "not_found"},
    )


def test_what_was_not_reached_in_time_is_done_by_asking_again():
    office = office_over()
    numbers = filed(office)
    plan = planned(numbers, office)
    ticks = iter([0.0, 0.0, PATIENCE_SECONDS + 1])
    first = apply(plan.token, staff(), office, lambda: next(ticks))
    assert (first.done, first.left) == ([numbers[0]], 2)
    assert list(apply(plan.token, staff(), office).done) == numbers


def test_a_plan_is_its_maker_s_own_and_ends():
    office = office_over()
    plan = planned(filed(office), office)
    for person in (staff("suzuki"), staff("sato", MAEBASHI)):
        with pytest.raises(NotFound):
            apply(plan.token, person, office)
    with pytest.raises(NotFound):
        apply("no such token", staff(), office)
    late = replace(office.desk, clock=lambda: plan.until + timedelta(seconds=1))
    with pytest.raises(NotFound):
        apply(plan.token, staff(), replace(office, desk=late))
    assert timedelta(hours=1) == LIFETIME


def test_a_clerk_plans_no_decision_and_nobody_too_many():
    office = office_over()
    with pytest.raises(Forbidden):
        preview(["1"], "decided", {}, staff("suzuki", PREFECTURE, "clerk"), PREFECTURE, office)
    for numbers in ([], [str(number) for number in range(MOST + 1)]):
        with pytest.raises(BadRequest):
            planned(numbers, office)
    with pytest.raises(BadRequest):
        planned(["1"], office, "withdrawn")
