"""The office's side: its own applications only, on record, and the applicant is told."""

from collections.abc import Callable
from datetime import date

import pytest

from madoguchi.forms.desk import Desk, Store
from madoguchi.forms.staff import Clerk, act, inbox, read, verify
from madoguchi.forms.submit import submit
from madoguchi.forms.take_step import Step
from madoguchi.runtime.errors import NotFound
from tests.unit.forms.surroundings import Chat, desk_over, submission

PREFECTURE, TOWN = Clerk("Sato", "100005"), Clerk("Suzuki", "10201")

OPERATIONS: list[Callable[[str, Clerk, Desk], object]] = [
    lambda number, clerk, desk: read(number, clerk, "1", desk),
    lambda number, clerk, desk: act(number, clerk, Step("taken", clerk.name, "1"), desk),
    lambda number, clerk, desk: verify(number, clerk, desk),
]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_operation_reaches_another_offices_application(
    store: Store, operation: Callable[[str, Clerk, Desk], object]
):
    desk = desk_over(store)
    filed = submit(submission(), desk)
    with pytest.raises(NotFound):
        operation(filed.number, TOWN, desk)
    assert inbox(TOWN, "test_form", date(2026, 4, 4), desk) == []
    before = store.dossier(filed.number)
    assert before
    assert len(before.entries) == 1
    operation(filed.number, PREFECTURE, desk)


def test_a_look_leaves_a_record_before_anything_is_seen(store: Store):
    desk = desk_over(store)
    filed = submit(submission(), desk)
    seen = read(filed.number, PREFECTURE, "1", desk)
    assert [(one.kind, one.by) for one in seen.entries] == [("arrived", "applicant"), ("read", "Sato")]
    assert seen.application.state == "arrived"


def test_a_history_is_whole_after_all_that_an_office_does(store: Store):
    desk = desk_over(store)
    filed = submit(submission(), desk)
    for key, kind in enumerate(("taken", "correction_asked", "decided", "reopened", "decided")):
        act(filed.number, PREFECTURE, Step(kind, "Sato", str(key), {"outcome": "accepted"}), desk)
    assert verify(filed.number, PREFECTURE, desk) == []


def test_the_applicant_is_told_of_what_concerns_them(store: Store):
    chat = Chat()
    desk = desk_over(store, chat=chat)
    filed = submit(submission(user_id="U1"), desk)
    for key, kind in enumerate(("taken", "correction_asked", "decided")):
        act(filed.number, PREFECTURE, Step(kind, "Sato", str(key), {"due": "2026-05-01"}), desk)
    assert [kind for _, kind, _, _ in chat.told] == [
        "form_received",
        "form_correction_asked",
        "form_decided",
    ]
    assert len({notice_id for *_, notice_id in chat.told}) == 3


def test_a_step_stands_when_the_applicant_cannot_be_told(store: Store):
    desk = desk_over(store, chat=Chat(broken=True))
    filed = submit(submission(user_id="U1"), desk)
    after = act(filed.number, PREFECTURE, Step("decided", "Sato", "1"), desk)
    assert after.application.state == "decided"
