"""An application arrives once, or is refused with a reason."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from madoguchi.forms.application import receipt
from madoguchi.forms.application.history import broken
from madoguchi.forms.definition.model import Dossier, Filing
from madoguchi.forms.filing.submit import TRIALS, person, submit
from madoguchi.forms.records.desk import Store
from madoguchi.forms.records.store import ApplicationStore, Commit
from madoguchi.runtime.errors import AlreadyApplied, FormClosed, Unavailable
from tests.moto_cloud import cloud
from tests.simulation.application_store import ApplicationsInMemory
from tests.unit.forms.surroundings import CLOSES, HISTORY_KEY, OPENS, Chat, Clock, desk_over, submission

SECOND = timedelta(seconds=1)


def kept(store: Store, number: str) -> Dossier:
    found = store.dossier(number)
    assert found
    return found


def test_what_was_sent_is_kept_with_its_definition_and_a_whole_history(store: Store):
    sent = submission(word="神\ufa19𠮷葛\U000e0100")
    dossier = kept(store, submit(sent, desk_over(store)).number)
    assert dossier.answered().answers == sent.answers
    assert store.definition("test_form", dossier.answered().definition) == sent.form.source
    assert dossier.application.state == "arrived"
    assert list(broken(HISTORY_KEY, dossier)) == []


def test_the_arrival_is_the_servers_clock_at_the_commit(store: Store):
    clock = Clock()
    filed = submit(submission(), desk_over(store, clock))
    assert filed.arrived_at == clock.at
    assert kept(store, filed.number).application.arrived_at == filed.arrived_at


def test_a_double_click_gives_one_receipt(store: Store):
    desk = desk_over(store)
    assert submit(submission(), desk) == submit(submission(), desk)


def test_two_people_get_two_receipts(store: Store):
    desk = desk_over(store)
    assert submit(submission("page 1"), desk).number != submit(submission("page 2"), desk).number


def test_other_answers_from_a_spent_page_are_not_filed_and_that_is_said(store: Store):
    desk = desk_over(store)
    first = submit(submission(word="first"), desk)
    second = submit(submission(word="second"), desk)
    assert (second.number, second.as_sent) == (first.number, False)
    assert kept(store, first.number).answered().answers == {"word": "first"}


@pytest.mark.parametrize(
    ("at", "accepted"),
    [
        (OPENS - 2 * SECOND, False),
        (OPENS - SECOND, True),
        (CLOSES - 2 * SECOND, True),
        (CLOSES - SECOND, False),
    ],
)
def test_a_period_includes_its_first_moment_and_not_its_last_in_japan_time(at, accepted: bool):
    # The clock goes on by a second before the commit.
    desk = desk_over(ApplicationsInMemory(), Clock(at))
    if accepted:
        assert submit(submission(), desk).as_sent
    else:
        with pytest.raises(FormClosed):
            submit(submission(), desk)


def test_a_receipt_is_shown_again_after_the_form_has_closed(store: Store):
    clock = Clock()
    first = submit(submission(), desk_over(store, clock))
    clock.at = CLOSES + SECOND
    assert submit(submission(), desk_over(store, clock)) == first


def test_a_person_may_apply_once_where_the_form_says_so(store: Store):
    desk = desk_over(store)
    first = submit(submission("page 1", user_id="U1", one_per_person=True), desk)
    with pytest.raises(AlreadyApplied):
        submit(submission("page 2", user_id="U1", one_per_person=True), desk)
    assert submit(submission("page 1", user_id="U1", one_per_person=True), desk) == first
    assert submit(submission("page 3", user_id="U2", one_per_person=True), desk).number != first.number


def test_a_person_may_apply_again_elsewhere_and_finds_all_of_it(store: Store):
    desk = desk_over(store)
    numbers = [submit(submission(f"page {one}", user_id="U1"), desk).number for one in range(3)]
    assert [one.number for one in store.of_person(person("U1"))] == numbers[::-1]
    assert store.of_person(person("U2")) == []
    for one in store.of_person(person("U1")):
        assert one.until == kept(store, one.number).application.expires_at


def test_the_resident_is_told_once_and_again_when_the_page_is_sent_again():
    chat = Chat(broken=True)
    desk = desk_over(ApplicationsInMemory(), chat=chat)
    filed = submit(submission(user_id="U1"), desk)
    assert chat.told == []
    chat.broken = False
    submit(submission(user_id="U1"), desk)
    params = {"form_title": "test", "receipt": receipt.grouped(filed.number), "flow": "forms/test_form"}
    assert chat.told == [("U1", "form_received", params, f"form_received-{filed.number}")]


def test_a_visitor_is_nobody_to_tell():
    chat = Chat()
    submit(submission(), desk_over(ApplicationsInMemory(), chat=chat))
    assert chat.told == []


class Busy(ApplicationsInMemory):
    """A store in which others are always writing the same items, for a number of trials."""

    trials: int = 0

    def file(self, filing: Filing) -> Commit:
        self.trials -= 1
        return "conflict" if self.trials >= 0 else super().file(filing)


def test_a_write_that_meets_another_is_tried_again():
    store = Busy()
    store.trials = TRIALS - 1
    assert submit(submission(), desk_over(store)).as_sent
    assert len(store.applications) == 1


def test_a_write_that_never_gets_through_asks_the_resident_to_try_again():
    store = Busy()
    store.trials = TRIALS
    with pytest.raises(Unavailable):
        submit(submission(), desk_over(store))


def test_a_number_that_is_taken_is_not_given_twice(store: Store):
    taken, free = receipt.with_check("2" * 14), receipt.with_check("3" * 14)
    with patch.object(receipt, "new_number", side_effect=[taken, taken, free]):
        desk = desk_over(store)
        assert submit(submission("page 1"), desk).number == taken
        assert submit(submission("page 2"), desk).number == free


def test_the_price_of_a_submission_is_five_items_in_one_transaction_and_its_definition_once():
    with cloud() as here:
        submit(submission(user_id="U1"), desk_over(ApplicationStore("applications_table")))
        items = here.items("applications_table")
    kinds = sorted(item["pk"]["S"].split("#")[0] for item in items)
    assert kinds == ["APPLICATION", "APPLICATION", "CLIENT", "DEFINITION", "INBOX", "PERSON"]


def test_neither_key_can_be_read_from_the_table():
    with cloud() as here:
        store = ApplicationStore("applications_table")
        filed = submit(submission("the page's own secret"), desk_over(store))
        written = str(here.items("applications_table"))
    assert filed.key not in written
    assert "the page's own secret" not in written


@pytest.mark.parametrize("days", [5, 90])
def test_who_may_apply_once_is_remembered_while_the_form_is_open_and_no_longer_than_the_application(
    days: int,
):
    with cloud() as here:
        desk = desk_over(ApplicationStore("applications_table"))
        filed = submit(submission(user_id="U1", one_per_person=True, retention_days=days), desk)
        until = max(CLOSES, filed.arrived_at + timedelta(days=days))
        (remembered,) = [one for one in here.items("applications_table") if one["pk"]["S"][:6] == "PERSON"]
        assert remembered["expires_at"]["N"] == str(int(until.timestamp()))
