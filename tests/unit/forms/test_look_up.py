"""Who may open an application, and how often one may try."""

from datetime import timedelta

import pytest

from madoguchi.forms.application import receipt
from madoguchi.forms.filing.look_up import form_as_filed, look_up, look_up_own
from madoguchi.forms.filing.submit import submit
from madoguchi.forms.records.desk import Store
from madoguchi.forms.records.store import ATTEMPTS_MAX, ATTEMPTS_SECONDS
from madoguchi.runtime.errors import NotFound, TooManyAttempts
from tests.unit.forms.surroundings import Clock, desk_over, submission

NOWHERE = receipt.with_check("2345678ACEFHJK")
WRONG = "2" * receipt.KEY_SIGNS


def test_number_and_key_open_an_application(store: Store):
    desk = desk_over(store)
    filed = submit(submission(), desk)
    found = look_up(filed.number, filed.key, desk)
    assert found.application.number == filed.number
    assert form_as_filed(found, desk).source == submission().form.source


def test_wrong_and_not_there_are_one_answer(store: Store):
    desk = desk_over(store)
    filed = submit(submission(), desk)
    refusals = []
    for number, key in ((filed.number, WRONG), (NOWHERE, WRONG), (NOWHERE, filed.key), (filed.number, "")):
        with pytest.raises(NotFound) as refusal:
            look_up(number, key, desk)
        refusals.append(str(refusal.value))
    assert len(set(refusals)) == 1


@pytest.mark.parametrize("there", [True, False])
def test_guessing_ends_after_a_few_tries_whether_or_not_it_is_there(store: Store, there: bool):
    desk = desk_over(store)
    filed = submit(submission(), desk)
    number = filed.number if there else NOWHERE
    for _ in range(ATTEMPTS_MAX):
        with pytest.raises(NotFound):
            look_up(number, WRONG, desk)
    with pytest.raises(TooManyAttempts):
        look_up(number, filed.key, desk)


def test_after_a_while_one_may_try_again(store: Store):
    clock = Clock()
    desk = desk_over(store, clock)
    filed = submit(submission(), desk)
    for _ in range(ATTEMPTS_MAX):
        with pytest.raises(NotFound):
            look_up(filed.number, WRONG, desk)
    clock.at += timedelta(seconds=ATTEMPTS_SECONDS)
    assert look_up(filed.number, filed.key, desk)


def test_who_has_the_key_may_look_as_often_as_they_like(store: Store):
    desk = desk_over(store)
    filed = submit(submission(), desk)
    for _ in range(ATTEMPTS_MAX + 2):
        assert look_up(filed.number, filed.key, desk)


def test_a_signed_in_resident_opens_only_their_own(store: Store):
    desk = desk_over(store)
    own = submit(submission("page 1", user_id="U1"), desk)
    visitors = submit(submission("page 2"), desk)
    assert look_up_own(own.number, "U1", desk).application.number == own.number
    for number, user in ((own.number, "U2"), (visitors.number, "U1"), (visitors.number, ""), (NOWHERE, "U1")):
        with pytest.raises(NotFound):
            look_up_own(number, user, desk)


def test_at_the_end_of_its_retention_an_application_is_gone_whether_or_not_the_table_knows(store: Store):
    clock = Clock()
    desk = desk_over(store, clock)
    filed = submit(submission(user_id="U1", retention_days=30), desk)
    clock.at = filed.arrived_at + timedelta(days=30)
    with pytest.raises(NotFound):
        look_up(filed.number, filed.key, desk)
    with pytest.raises(NotFound):
        look_up_own(filed.number, "U1", desk)
