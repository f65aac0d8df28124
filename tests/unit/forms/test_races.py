"""Many phones, double clicks and lost answers, in any order: an application arrives once or not at all."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.forms.definition.model import Filing, Receipt
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.records.store import Commit
from madoguchi.runtime.errors import AlreadyApplied, Unavailable
from tests.simulation.application_store import ApplicationsInMemory
from tests.unit.forms.surroundings import desk_over, submission


class Faulty(ApplicationsInMemory):
    """Each write is told by the plan: done, done but the answer lost, lost before, or met another."""

    plan: list[str]

    def file(self, filing: Filing) -> Commit:
        fate = self.plan.pop(0) if self.plan else "done"
        if fate == "conflict":
            return "conflict"
        if fate == "lost before":
            raise Unavailable("before")
        outcome = super().file(filing)
        if fate == "answer lost":
            raise Unavailable("after")
        return outcome


def until_answered(send: Callable[[], Receipt]) -> Receipt:
    """A resident presses again until the page shows a receipt."""
    while True:
        try:
            return send()
        except Unavailable:
            continue


fates = st.lists(st.sampled_from(["done", "answer lost", "lost before", "conflict"]), max_size=12)


@given(fates, st.lists(st.sampled_from("abc"), min_size=1, max_size=12))
def test_every_page_files_once_whatever_happens_to_its_writes(plan: list[str], pages: list[str]):
    store = Faulty()
    store.plan = plan
    desk = desk_over(store)
    receipts: dict[str, set[str]] = {}
    for page in pages:
        filed = until_answered(lambda page=page: submit(submission(page, word=page), desk))
        receipts.setdefault(page, set()).add(f"{filed.number} {filed.key}")
    assert all(len(found) == 1 for found in receipts.values())
    assert len(store.applications) == len(set(pages))
    assert {dossier.number for dossier in store.applications.values()} == {
        next(iter(found)).split()[0] for found in receipts.values()
    }


class Interleaved(ApplicationsInMemory):
    """Between the check and the write of one submission, others come to an end."""

    between: list[Callable[[], Any]]

    def file(self, filing: Filing) -> Commit:
        while self.between:
            self.between.pop()()
        return super().file(filing)


@given(st.lists(st.sampled_from(["same page", "same person", "other"]), max_size=6))
def test_submissions_that_run_side_by_side_leave_one_application_for_each_page_and_person(others: list[str]):
    store = Interleaved()
    desk = desk_over(store)
    found: list[Receipt | None] = []

    def send(one: Submission) -> None:
        try:
            found.append(submit(one, desk))
        except AlreadyApplied:
            found.append(None)

    made = {
        "same page": submission("page", user_id="U1", one_per_person=True),
        "same person": submission("another page", user_id="U1", one_per_person=True),
        "other": submission("third page", user_id="U2", one_per_person=True),
    }
    store.between = [lambda one=one: send(made[one]) for one in others]
    send(made["same page"])
    assert len(found) == len(others) + 1
    assert len({one.number for one in found if one}) == len(store.applications)
    assert len([one for one in store.applications.values() if one.user_id == "U1"]) == 1
    assert len(store.applications) <= 2
