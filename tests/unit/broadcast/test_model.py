"""Which steps a broadcast may take."""

from dataclasses import replace
from datetime import timedelta

import pytest

from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.model import Addressees, Kind, State
from madoguchi.residents.model import Segment
from madoguchi.runtime.errors import ApprovalRefused, BadRequest, NotInThisState
from tests.unit.broadcast.drafts import AT, draft, frozen, scheduled


def approved(broadcast, *people):
    for person in people:
        broadcast = model.approve(broadcast, person, broadcast.approval_hash(), AT)
    return broadcast


def test_one_person_approves_routine_news():
    assert approved(draft(), "sato").state is State.APPROVED


def test_an_emergency_needs_two_different_people():
    once = approved(draft(kind=Kind.EMERGENCY), "sato")
    assert once.state is State.DRAFT
    with pytest.raises(ApprovalRefused):
        approved(once, "sato")
    assert approved(once, "suzuki").state is State.APPROVED


@pytest.mark.parametrize("again", ["sato", "Sato", " sato", "ｓａｔｏ"])
def test_the_same_person_is_one_however_the_name_is_typed(again):
    for once in (approved(draft(kind=Kind.EMERGENCY), "sato"), approved(draft(), "sato")):
        with pytest.raises(ApprovalRefused):
            approved(once, again)
    forged = replace(approved(draft(kind=Kind.EMERGENCY), "sato"), state=State.SCHEDULED)
    twice = replace(forged.approvals[0], by=again)
    assert not replace(forged, approvals=(*forged.approvals, twice)).is_approved()


def test_an_approval_of_something_else_does_not_count():
    with pytest.raises(ApprovalRefused):
        model.approve(draft(), "sato", draft(counted=601).approval_hash(), AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"content_hash": "another"},
        {"addressees": Addressees(Segment.of(("10202",)))},
        {"addressees": Addressees(corrects="20260531-00000000")},
        {"send_at": AT + timedelta(seconds=1)},
        {"counted": 601},
        {"kind": Kind.EMERGENCY},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_approval_binds_everything_that_matters(changes):
    assert draft(**changes).approval_hash() != draft().approval_hash()


def test_any_edit_voids_every_approval_and_the_schedule():
    edited = model.edit(scheduled(), "sato", AT, send_at=AT + timedelta(hours=1))
    assert edited.state is State.DRAFT
    assert edited.approvals == ()


def test_a_drill_cannot_become_real():
    with pytest.raises(BadRequest):
        model.edit(draft(kind=Kind.TRAINING), "sato", AT, kind=Kind.EMERGENCY)


def test_training_goes_only_to_those_who_chose_disaster_news():
    with pytest.raises(BadRequest):
        model.check_addressees(Kind.TRAINING, Addressees(Segment.of(("10201",))))
    model.check_addressees(Kind.TRAINING, Addressees(Segment.of(("10201",), ("bousai",))))


def test_a_scheduled_broadcast_is_frozen_only_as_it_was_approved():
    changed_behind_our_back = replace(scheduled(), content_hash="another")
    with pytest.raises(ApprovalRefused):
        model.freeze(changed_behind_our_back, "a1", {"ja": 1}, AT)


def test_what_is_approved_after_its_hour_is_not_scheduled():
    vouched = approved(draft(), "sato")
    model.schedule(vouched, "sato", AT + timedelta(minutes=59))
    with pytest.raises(NotInThisState) as refused:
        model.schedule(vouched, "sato", AT + timedelta(minutes=61))
    assert refused.value.code == "time_has_passed"


def test_it_is_due_at_its_time_or_as_soon_as_it_is_scheduled_afterwards():
    for minutes in (-10, 20):
        made = model.schedule(approved(draft(), "sato"), "sato", AT + timedelta(minutes=minutes))
        assert model.due_since(made) == AT + timedelta(minutes=max(minutes, 0))
    assert model.due_since(scheduled()) == AT


@pytest.mark.parametrize(
    ("seconds", "due"), [(-60, False), (-5, True), (0, True), (3600, True), (3601, False)]
)
def test_a_start_counts_from_its_hour_and_for_an_hour(seconds, due):
    assert model.is_due(scheduled(), AT + timedelta(seconds=seconds)) is due


def test_a_cancelled_draft_is_over_and_a_cancelled_delivery_is_still_counted():
    assert model.cancel(scheduled(), "sato", AT).state is State.CANCELLED
    assert model.cancel(frozen({"ja": 1}), "sato", AT).state is State.CANCELLING


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED, State.CANCELLING])
def test_what_is_over_cannot_be_cancelled(state):
    with pytest.raises(NotInThisState):
        model.cancel(replace(frozen({"ja": 1}), state=state), "sato", AT)


def test_a_ledger_that_does_not_add_up_cannot_be_closed():
    with pytest.raises(NotInThisState):
        model.close(frozen({"ja": 3}), {"accepted": 2}, AT)
    assert model.close(frozen({"ja": 3}), {"accepted": 2, "unknown": 1}, AT).state is State.CLOSED


def test_every_step_is_a_new_revision():
    first = draft()
    steps = [first, approved(first, "sato")]
    steps.append(model.schedule(steps[-1], "sato", AT))
    steps.append(model.freeze(steps[-1], "a1", {"ja": 1}, AT))
    steps.append(model.deliver(steps[-1]))
    steps.append(model.close(steps[-1], {"accepted": 1}, AT))
    assert [step.revision for step in steps] == [1, 2, 3, 4, 5, 6]
