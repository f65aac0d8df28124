"""Cancelled half-way, or refused in part: the rest is sent to exactly those who were left over, once."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from madoguchi.broadcast import assembly
from madoguchi.broadcast.audience import left_over
from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.model import Addressees, State
from madoguchi.broadcast.delivery import deliver_chunk, queue
from madoguchi.broadcast.lifecycle import approve, cancel, create, reconcile, resolve, schedule, start
from madoguchi.broadcast.records import explain
from madoguchi.residents.model import Segment
from madoguchi.runtime.errors import BadRequest, LineUnreachable, NotInThisState
from tests.simulation.line import Answer
from tests.unit.broadcast.cloud import MAEBASHI, user

WHOM = Addressees(Segment.of((MAEBASHI,), ("bousai",)))
JAPANESE, ENGLISH, VIETNAMESE = range(40), range(40, 50), range(50, 55)


@pytest.fixture
def ports(room):
    room.add_residents(MAEBASHI, JAPANESE, ("bousai",), "ja")
    room.add_residents(MAEBASHI, ENGLISH, ("bousai",), "en")
    room.add_residents(MAEBASHI, VIETNAMESE, ("bousai",), "vi")
    return assembly.ports()


def made(ports, room, addressees=WHOM, content="bousai_preparedness"):
    return create.create(ports, content, addressees, room.now, "sato", "https://liff.line.me/1-a")


def started(ports, room, addressees=WHOM, **given):
    broadcast = made(ports, room, addressees, **given)
    approved = approve.approve(ports, broadcast.id, "suzuki", broadcast.approval_hash())
    ports.broadcasts.open(broadcast.id)
    ports.broadcasts.replace(model.schedule(approved, "sato", room.now))
    start.start(ports, broadcast.id)
    return broadcast.id


def drain(ports, room):
    for body in room.queued():
        deliver_chunk.deliver_chunk(ports, queue.read(body))


def cancelled(ports, room, addressees=WHOM):
    """Cancel a broadcast after its first chunk; returns its id and whom it had reached."""
    broadcast_id = started(ports, room, addressees)
    before = len(room.line.calls)
    deliver_chunk.deliver_chunk(ports, queue.read(room.queued()[0]))
    cancel.cancel(ports, broadcast_id, "sato", "a slip of the hand")
    assert reconcile.reconcile(ports, broadcast_id).state is State.CANCELLED
    return broadcast_id, set(room.line.calls[before][0])


def completing(ports, broadcast_id):
    return left_over.addressees(ports, broadcast_id)


def told(room):
    return [user_id for to, _, _ in room.line.calls for user_id in to]


def test_the_rest_goes_to_exactly_those_who_were_not_reached(ports, room):
    broadcast_id, reached = cancelled(ports, room)
    draft = made(ports, room, completing(ports, broadcast_id))
    assert (draft.counted, draft.state) == (55 - len(reached), State.DRAFT)
    rest = started(ports, room, completing(ports, broadcast_id))
    drain(ports, room)
    assert reconcile.reconcile(ports, rest).totals["accepted"] == 55 - len(reached)
    assert sorted(told(room)) == [user(number) for number in range(55)]
    completed = ports.broadcasts.find(broadcast_id)
    assert (completed.completed_by, completed.history[-1].what) == (rest, f"completed by {rest}")
    assert (completed.state, completed.totals["cancelled"]) == (State.CANCELLED, 55 - len(reached))


def test_it_needs_an_approval_of_its_own(ports, room):
    broadcast_id, _ = cancelled(ports, room)
    draft = made(ports, room, completing(ports, broadcast_id))
    assert start.start(ports, draft.id).state is State.DRAFT
    with pytest.raises(NotInThisState):
        model.schedule(draft, "sato", room.now)
    assert replace(draft, addressees=WHOM).approval_hash() != draft.approval_hash()


def test_of_two_that_complete_the_same_one_goes_out(ports, room):
    broadcast_id, _ = cancelled(ports, room)
    second = made(ports, room, completing(ports, broadcast_id))
    approved = approve.approve(ports, second.id, "suzuki", second.approval_hash())
    first = started(ports, room, completing(ports, broadcast_id))
    drain(ports, room)
    ports.broadcasts.replace(model.schedule(approved, "sato", room.now))
    with pytest.raises(NotInThisState, match=f"completed by {first}"):
        start.start(ports, second.id)
    assert len(told(room)) == len(set(told(room))) == 55
    with pytest.raises(NotInThisState):
        made(ports, room, completing(ports, broadcast_id))


def test_whom_line_refused_are_left_over_too(ports, room):
    room.line.answers = [Answer(200, "r"), Answer(400, "r"), Answer(400, "r")]
    broadcast_id = started(ports, room)
    drain(ports, room)
    closed = reconcile.reconcile(ports, broadcast_id)
    reached = room.line.calls[0][0]
    assert (closed.state, closed.totals["rejected"]) == (State.CLOSED, 55 - len(reached))
    room.line.calls.clear()
    rest = started(ports, room, completing(ports, broadcast_id))
    drain(ports, room)
    assert sorted(told(room) + reached) == [user(number) for number in range(55)]
    assert reconcile.reconcile(ports, rest).totals["accepted"] == 55 - len(reached)


def test_who_was_found_not_to_have_been_reached_is_left_over_and_who_may_have_been_is_not(ports, room):
    room.line.answers = [LineUnreachable("the answer was lost"), Answer(400, "r")] * 3
    broadcast_id = started(ports, room)
    drain(ports, room)
    assert reconcile.reconcile(ports, broadcast_id).totals["unknown"] == 55
    with pytest.raises(NotInThisState, match="nobody is left over"):
        made(ports, room, completing(ports, broadcast_id))
    resolve.resolve(ports, broadcast_id, "vi-00001", "suzuki", arrived=False, reason="LINE's support")
    assert made(ports, room, completing(ports, broadcast_id)).counted == len(VIETNAMESE)


def test_the_second_is_refused_to_whoever_would_let_it_start(ports, room):
    broadcast_id, _ = cancelled(ports, room)
    early, late, later = (made(ports, room, completing(ports, broadcast_id)) for _ in range(3))
    for one in (early, late):
        approve.approve(ports, one.id, "suzuki", one.approval_hash())
    with patch.object(assembly.timetable, "start"):
        assert schedule.schedule(ports, early.id, "sato").state is State.SCHEDULED
        for refused in (
            lambda: schedule.schedule(ports, late.id, "sato"),
            lambda: approve.approve(ports, later.id, "suzuki", later.approval_hash()),
            lambda: made(ports, room, completing(ports, broadcast_id)),
        ):
            with pytest.raises(NotInThisState) as told_why:
                refused()
            assert told_why.value.code == "completed_already"
        cancel.cancel(ports, early.id, "sato", "the other one is better")
        assert schedule.schedule(ports, late.id, "sato").state is State.SCHEDULED
    assert {one for one in ports.broadcasts.opened() if one != broadcast_id} == {early.id, late.id}


def test_of_the_rest_nobody_is_left_out_for_what_is_not_known_of_them(ports, room):
    broadcast_id, _ = cancelled(ports, room)
    with pytest.raises(BadRequest) as told_why:
        made(ports, room, completing(ports, broadcast_id), content="drill_reminder")
    assert told_why.value.code == "leaves_out"
    personal = started(ports, room, content="drill_reminder")
    cancel.cancel(ports, personal, "sato", "a slip of the hand")
    reconcile.reconcile(ports, personal)
    assert made(ports, room, completing(ports, personal), content="drill_reminder").counted == 55


def test_one_that_was_cancelled_before_it_was_frozen_makes_room_for_another(ports, room, monkeypatch):
    broadcast_id, _ = cancelled(ports, room)
    with monkeypatch.context() as patched:
        patched.setattr(model, "freeze", lambda *_: (_ for _ in ()).throw(NotInThisState("dies here")))
        with pytest.raises(NotInThisState, match="dies here"):
            started(ports, room, completing(ports, broadcast_id))
    taken_by = ports.broadcasts.find(broadcast_id).completed_by
    with pytest.raises(NotInThisState, match=taken_by):
        made(ports, room, completing(ports, broadcast_id))
    cancel.cancel(ports, taken_by, "sato")
    room.line.calls.clear()
    started(ports, room, completing(ports, broadcast_id))
    drain(ports, room)
    assert len(told(room)) in (15, 45, 50)


def test_what_is_cancelled_again_is_completed_again(ports, room):
    first, _ = cancelled(ports, room)
    second, _ = cancelled(ports, room, completing(ports, first))
    last = started(ports, room, completing(ports, second))
    drain(ports, room)
    assert sorted(told(room)) == [user(number) for number in range(55)]
    assert ports.broadcasts.find(last).addressees.segment == WHOM.segment


def test_a_cancelled_correction_is_completed_too(ports, room):
    wrong = started(ports, room)
    drain(ports, room)
    reconcile.reconcile(ports, wrong)
    room.line.calls.clear()
    correction, _ = cancelled(ports, room, Addressees(corrects=wrong))
    started(ports, room, completing(ports, correction))
    drain(ports, room)
    assert sorted(told(room)) == [user(number) for number in range(55)]


def test_who_has_left_meanwhile_is_left_in_peace_and_who_came_waits_for_the_next(ports, room):
    broadcast_id, reached = cancelled(ports, room)
    room.add_residents("10202", range(1) if user(0) not in reached else range(40, 41), ("bousai",), "ja")
    room.add_residents(MAEBASHI, range(60, 65), ("bousai",), "ja")
    draft = made(ports, room, completing(ports, broadcast_id))
    assert draft.counted == 55 - len(reached) - 1


def test_what_is_still_being_counted_or_has_no_rest_is_not_completed(ports, room):
    running = started(ports, room)
    with pytest.raises(NotInThisState):
        made(ports, room, completing(ports, running))
    drain(ports, room)
    reconcile.reconcile(ports, running)
    with pytest.raises(NotInThisState, match="nobody is left over"):
        made(ports, room, completing(ports, running))
    never = made(ports, room)
    cancel.cancel(ports, never.id, "sato")
    with pytest.raises(NotInThisState):
        made(ports, room, completing(ports, never.id))


def test_what_it_completes_is_part_of_it(ports, room):
    broadcast_id, _ = cancelled(ports, room)
    draft = made(ports, room, completing(ports, broadcast_id))
    later = room.now + timedelta(hours=1)
    with pytest.raises(BadRequest):
        create.edit(ports, draft.id, draft.content, WHOM, later, "sato", "https://liff.line.me/1-a")
    with pytest.raises(BadRequest):
        made(ports, room, completing(ports, broadcast_id), content="level4_evacuation")
    edited = create.edit(
        ports, draft.id, draft.content, draft.addressees, later, "sato", "https://liff.line.me/1-a"
    )
    assert (edited.send_at, edited.counted) == (later, draft.counted)


def test_whoever_asks_is_told_why_the_rest_did_not_come_to_them(ports, room):
    broadcast_id, reached = cancelled(ports, room)
    rest = started(ports, room, completing(ports, broadcast_id))
    told_of = explain.explain(ports, rest, min(reached))
    assert (told_of.fate, broadcast_id in told_of.why) == ("not_addressed", True)
