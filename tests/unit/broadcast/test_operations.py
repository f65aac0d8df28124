"""From a draft to a closed ledger, with DynamoDB and SQS as moto plays them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from madoguchi.broadcast import assembly
from madoguchi.broadcast.audience import freeze_audience
from madoguchi.broadcast.definition import ledger, model
from madoguchi.broadcast.definition.ledger import LEASE, Outcome
from madoguchi.broadcast.definition.model import Addressees, State
from madoguchi.broadcast.delivery import deliver_chunk, queue
from madoguchi.broadcast.lifecycle import approve, cancel, create, pause, reconcile, resolve, start
from madoguchi.broadcast.message import compose
from madoguchi.broadcast.records import store
from madoguchi.residents.model import Segment
from madoguchi.runtime.errors import (
    AudienceGrew,
    BadRequest,
    BroadcastChanged,
    LineUnreachable,
    NotFound,
    NotInThisState,
)
from tests.unit.broadcast.cloud import MAEBASHI, TAKASAKI, Answer, user

CHUNKS = 3
"""One of each language that is read in 前橋."""
BUSY = Answer(429, "r")
SPENT = Answer(429, "r", body={"message": "You have reached your monthly limit."})
IN_TAKASAKI = Addressees(Segment.of((TAKASAKI,), ("bousai",)))
DISASTERS_IN_MAEBASHI = Addressees(Segment.of((MAEBASHI,), ("bousai",)))


@pytest.fixture
def ports(room):
    room.add_residents(MAEBASHI, range(40), ("bousai",), "ja")
    room.add_residents(MAEBASHI, range(40, 50), ("bousai", "event"), "en")
    room.add_residents(MAEBASHI, range(50, 55), ("bousai",), "vi")
    room.add_residents(MAEBASHI, range(60, 70), ("event",), "ja")
    room.add_residents(TAKASAKI, range(70, 80), ("bousai",), "ja")
    return assembly.ports()


def made(ports, room, content="bousai_preparedness", addressees=DISASTERS_IN_MAEBASHI):
    return create.create(ports, content, addressees, room.now, "sato", "https://liff.line.me/1")


def scheduled(ports, room, **given):
    broadcast = made(ports, room, **given)
    for person in ("suzuki", "tanaka")[: model.APPROVERS[broadcast.kind]]:
        broadcast = approve.approve(ports, broadcast.id, person, broadcast.approval_hash())
    ports.broadcasts.open(broadcast.id)
    ports.broadcasts.replace(model.schedule(broadcast, "sato", room.now))
    return broadcast.id


def drain(ports, room):
    return [deliver_chunk.deliver_chunk(ports, queue.read(body)) for body in room.queued()]


def spoken(room):
    """In which words how many were told, call by call."""
    return {
        ("english" if messages[0]["altText"].isascii() else "japanese", len(to))
        for to, messages, _ in room.line.calls
    }


def report(ports, broadcast_id):
    broadcast = ports.broadcasts.find(broadcast_id)
    return ledger.report(broadcast, ports.ledger.entries(broadcast_id, broadcast.attempt))


def test_a_broadcast_reaches_its_segment_once_and_nobody_else(ports, room):
    broadcast_id = scheduled(ports, room)
    assert start.start(ports, broadcast_id).state is State.DELIVERING
    assert all(drain(ports, room))
    reached = [user_id for to, _, _ in room.line.calls for user_id in to]
    assert sorted(reached) == [user(number) for number in range(55)]
    closed = reconcile.reconcile(ports, broadcast_id)
    assert closed.state is State.CLOSED
    assert dict(closed.totals) == {"accepted": 55, "rejected": 0, "cancelled": 0, "unknown": 0}
    assert ports.broadcasts.opened() == []


def test_everybody_reads_their_own_language_or_japanese(ports, room):
    start.start(ports, scheduled(ports, room))
    drain(ports, room)
    assert spoken(room) == {("english", 10), ("japanese", 40), ("japanese", 5)}


def test_a_draft_counts_exactly_whom_it_would_reach(ports, room):
    assert made(ports, room).counted == 55
    assert made(ports, room, addressees=Addressees(Segment())).counted == 75


def test_training_says_so_first_and_last_in_every_message_and_language(ports, room):
    training = made(ports, room, content="evacuation_drill")
    frame = create.compose.content("broadcasts/frame")
    for language, messages in store.messages(training.id, training.content_hash).items():
        for message in messages:
            words = json.dumps(message, ensure_ascii=False)
            assert frame["first"][language] in words
            assert frame["last"][language] in words


def test_training_for_everybody_is_refused(ports, room):
    with pytest.raises(BadRequest):
        made(ports, room, content="evacuation_drill", addressees=Addressees(Segment.of((MAEBASHI,))))


def test_unknown_content_is_not_found(ports, room):
    with pytest.raises(NotFound):
        made(ports, room, content="nothing")


def test_of_two_people_who_approve_at_once_each_counts_once(ports, room):
    broadcast = made(ports, room, content="level4_evacuation")
    seen, hashed = ports.broadcasts.find(broadcast.id), broadcast.approval_hash()
    approve.approve(ports, broadcast.id, "suzuki", hashed)
    with pytest.raises(BroadcastChanged):
        ports.broadcasts.replace(model.approve(seen, "tanaka", hashed, room.now))
    assert ports.broadcasts.find(broadcast.id).state is State.DRAFT
    assert approve.approve(ports, broadcast.id, "tanaka", hashed).state is State.APPROVED


def test_an_edit_voids_the_approval_and_the_old_schedule_starts_nothing(ports, room):
    broadcast_id = scheduled(ports, room)
    later = room.now + timedelta(hours=1)
    create.edit(
        ports,
        broadcast_id,
        "bousai_preparedness",
        DISASTERS_IN_MAEBASHI,
        later,
        "sato",
        "https://liff.line.me/1",
    )
    assert start.start(ports, broadcast_id).state is State.DRAFT
    assert room.queued() == []


def test_a_doubled_start_freezes_once(ports, room):
    broadcast_id = scheduled(ports, room)
    first = start.start(ports, broadcast_id)
    second = start.start(ports, broadcast_id)
    assert second == first
    assert len(room.queued()) == CHUNKS


def test_of_two_freezes_at_once_one_counts(ports, room):
    broadcast = ports.broadcasts.find(scheduled(ports, room))
    winner = freeze_audience.freeze_audience(ports, broadcast)
    with pytest.raises(BroadcastChanged):
        freeze_audience.freeze_audience(ports, broadcast)
    assert ports.broadcasts.find(broadcast.id).attempt == winner.attempt


def test_an_audience_far_larger_than_approved_is_not_frozen(ports, room):
    broadcast_id = scheduled(ports, room)
    room.add_residents(MAEBASHI, range(1000, 1110), ("bousai",), "ja")
    with pytest.raises(AudienceGrew):
        start.start(ports, broadcast_id)
    assert ports.broadcasts.find(broadcast_id).state is State.SCHEDULED


def test_an_old_schedule_of_an_edited_time_starts_nothing(ports, room):
    broadcast_id = scheduled(ports, room)
    room.now -= timedelta(minutes=10)
    assert start.start(ports, broadcast_id).state is State.SCHEDULED


def test_a_lost_answer_is_asked_again_with_the_same_key(ports, room):
    start.start(ports, scheduled(ports, room))
    room.line.answers = [LineUnreachable("nothing"), Answer(409, "second", "first")]
    assert all(drain(ports, room))
    assert room.line.calls[0] == room.line.calls[1]
    assert room.line.calls[0][2]


def test_a_409_is_an_acceptance_and_its_proof_is_the_accepted_request(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    room.line.answers = [Answer(409, "second", "first")]
    drain(ports, room)
    broadcast = ports.broadcasts.find(broadcast_id)
    entry = ports.ledger.entries(broadcast_id, broadcast.attempt)[0]
    assert (entry.outcome, entry.status, entry.request_id) == (Outcome.ACCEPTED, 409, "first")


def test_a_chunk_queued_twice_is_sent_once(ports, room):
    start.start(ports, scheduled(ports, room))
    bodies = room.queued()
    assert all(deliver_chunk.deliver_chunk(ports, queue.read(body)) for body in bodies * 3)
    assert len(room.line.calls) == CHUNKS


def test_a_busy_line_brings_the_chunk_back_as_if_never_tried(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    room.line.answers = [Answer(429, "r")] * 4 * CHUNKS
    assert drain(ports, room) == [False] * CHUNKS
    cancel.cancel(ports, broadcast_id, "sato")
    assert reconcile.reconcile(ports, broadcast_id).state is State.CANCELLED
    assert report(ports, broadcast_id).totals["cancelled"] == 55


def test_when_the_month_is_spent_it_asks_once_and_waits_for_a_person(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    bodies = room.queued()
    room.line.answers = [Answer(200, "r1"), SPENT]
    for body in bodies:
        store._found.cache_clear()
        assert deliver_chunk.deliver_chunk(ports, queue.read(body))
    assert len(room.line.calls) == 2
    held = ports.broadcasts.find(broadcast_id)
    assert (held.state, held.history[-1].what, held.history[-1].by) == (State.PAUSED, "paused", "LINE")
    pause.resume(ports, broadcast_id, "sato", "more was bought")
    store._found.cache_clear()
    assert drain(ports, room) == [True] * (CHUNKS - 1)
    assert reconcile.reconcile(ports, broadcast_id).totals["accepted"] == 55


def test_a_month_that_is_spent_leaves_what_is_cancelled_never_tried(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    room.line.answers = [SPENT] * CHUNKS
    drain(ports, room)
    cancel.cancel(ports, broadcast_id, "sato")
    assert reconcile.reconcile(ports, broadcast_id).totals["cancelled"] == 55


def test_a_month_that_is_spent_after_a_lost_answer_forgets_nothing(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    room.line.answers = [LineUnreachable("nothing"), SPENT]
    deliver_chunk.deliver_chunk(ports, queue.read(room.queued()[0]))
    (line,) = ports.ledger.entries(broadcast_id, ports.broadcasts.find(broadcast_id).attempt)
    assert (line.outcome, line.tries, line.first_tried_at is None) == (None, 1, False)


def test_a_refusal_is_final_and_the_other_chunks_go_on(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    room.line.answers = [Answer(400, "r")]
    assert drain(ports, room) == [True] * CHUNKS
    closed = reconcile.reconcile(ports, broadcast_id)
    assert closed.totals["rejected"] + closed.totals["accepted"] == 55
    assert closed.totals["rejected"] in (5, 10, 40)


def test_a_refusal_after_a_lost_answer_is_unknown(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    room.line.answers = [LineUnreachable("nothing"), Answer(401, "r")]
    drain(ports, room)
    assert report(ports, broadcast_id).totals["unknown"] in (5, 10, 40)


def test_past_the_keys_life_an_undecided_chunk_is_unknown_and_never_sent_again(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    room.line.answers = [LineUnreachable("nothing")] * 4 * CHUNKS
    bodies = room.queued()
    assert not any(deliver_chunk.deliver_chunk(ports, queue.read(body)) for body in bodies)
    calls = len(room.line.calls)
    room.now += timedelta(hours=23, minutes=1)
    assert deliver_chunk.deliver_chunk(ports, queue.read(bodies[0]))
    closed = reconcile.reconcile(ports, broadcast_id)
    assert closed.totals["unknown"] == 55
    assert len(room.line.calls) == calls


def test_the_kill_switch_stops_what_was_not_sent(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    first, second, _ = room.queued()
    deliver_chunk.deliver_chunk(ports, queue.read(first))
    cancel.cancel(ports, broadcast_id, "sato")
    assert deliver_chunk.deliver_chunk(ports, queue.read(second))
    assert len(room.line.calls) == 1
    closed = reconcile.reconcile(ports, broadcast_id)
    assert closed.state is State.CANCELLED
    assert closed.totals["accepted"] + closed.totals["cancelled"] == 55


def pressed(ports, at_try, press, answer=BUSY):
    """LINE answers every try alike, and during one of them somebody presses a switch; returns the tries."""
    tries = []

    def send(*_):
        tries.append(answer)
        if len(tries) == at_try:
            press()
            store._found.cache_clear()
        if isinstance(answer, Exception):
            raise answer
        return answer

    return replace(ports, send=send), tries


@pytest.mark.parametrize("at_try", range(1, 5))
def test_cancelled_between_two_tries_a_chunk_that_was_surely_not_sent_is_cancelled_at_once(
    ports, room, at_try
):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    first, *_ = room.queued()
    ports, tries = pressed(ports, at_try, lambda: cancel.cancel(ports, broadcast_id, "sato"))
    assert deliver_chunk.deliver_chunk(ports, queue.read(first))
    assert len(tries) == at_try
    assert report(ports, broadcast_id).open_chunks == ()
    assert report(ports, broadcast_id).totals["cancelled"] == 55


def test_a_sender_that_remembers_no_cancellation_cancels_what_it_gives_back(ports, room, monkeypatch):
    broadcast_id = scheduled(ports, room)
    before = start.start(ports, broadcast_id)
    first, *_ = room.queued()
    monkeypatch.setattr(store, "recent", lambda _: before)
    ports, tries = pressed(ports, 1, lambda: cancel.cancel(ports, broadcast_id, "sato"))
    assert deliver_chunk.deliver_chunk(ports, queue.read(first))
    assert len(tries) == 4
    assert report(ports, broadcast_id).totals["cancelled"] == 55


def test_cancelled_in_the_moment_in_which_the_month_is_spent_a_chunk_is_cancelled_at_once(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    first, *_ = room.queued()
    ports, _ = pressed(ports, 1, lambda: cancel.cancel(ports, broadcast_id, "sato"), SPENT)
    assert deliver_chunk.deliver_chunk(ports, queue.read(first))
    assert report(ports, broadcast_id).totals["cancelled"] == 55


def test_cancelled_after_a_lost_answer_a_chunk_is_not_tried_again_and_not_called_cancelled(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    first, *_ = room.queued()
    lost = LineUnreachable("nothing")
    ports, tries = pressed(ports, 1, lambda: cancel.cancel(ports, broadcast_id, "sato"), lost)
    assert deliver_chunk.deliver_chunk(ports, queue.read(first))
    assert len(tries) == 1
    assert report(ports, broadcast_id).open_chunks == (queue.read(first).chunk,)
    assert reconcile.reconcile(ports, broadcast_id).totals["unknown"] in (5, 10, 40)


def test_paused_between_two_tries_a_chunk_waits_and_is_queued_by_whoever_resumes(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    first, *rest = room.queued()
    waiting, tries = pressed(ports, 1, lambda: pause.pause(ports, broadcast_id, "sato"))
    assert deliver_chunk.deliver_chunk(waiting, queue.read(first))
    assert len(tries) == 1
    pause.resume(ports, broadcast_id, "sato")
    store._found.cache_clear()
    assert (queued := sorted(room.queued())) == sorted([first, *rest])
    assert all(deliver_chunk.deliver_chunk(ports, queue.read(body)) for body in queued)
    assert reconcile.reconcile(ports, broadcast_id).totals["accepted"] == 55


def test_a_pause_holds_what_was_not_sent_and_resuming_sends_exactly_that(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    first, *rest = room.queued()
    deliver_chunk.deliver_chunk(ports, queue.read(first))
    paused = pause.pause(ports, broadcast_id, "sato", "a wrong date?")
    assert (paused.state, paused.history[-1].reason) == (State.PAUSED, "a wrong date?")
    store._found.cache_clear()
    assert all(deliver_chunk.deliver_chunk(ports, queue.read(body)) for body in rest)
    assert len(room.line.calls) == 1
    assert pause.resume(ports, broadcast_id, "suzuki").state is State.DELIVERING
    assert (queued := sorted(room.queued())) == sorted(rest)
    assert all(deliver_chunk.deliver_chunk(ports, queue.read(body)) for body in queued)
    assert reconcile.reconcile(ports, broadcast_id).totals["accepted"] == 55


def test_a_sender_that_remembers_the_pause_does_not_drop_what_was_resumed(ports, room, monkeypatch):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    paused = pause.pause(ports, broadcast_id, "sato")
    room.queued()
    pause.resume(ports, broadcast_id, "sato")
    monkeypatch.setattr(store, "recent", lambda _: paused)
    drain(ports, room)
    assert len(room.line.calls) == CHUNKS


def test_a_pause_that_nobody_ends_is_a_cancellation_after_the_keys_life(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    pause.pause(ports, broadcast_id, "sato")
    room.now += timedelta(hours=22)
    assert reconcile.reconcile(ports, broadcast_id).state is State.PAUSED
    room.now += timedelta(hours=2)
    assert reconcile.reconcile(ports, broadcast_id).totals["cancelled"] == 55


def test_a_paused_broadcast_can_be_cancelled(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    pause.pause(ports, broadcast_id, "sato")
    cancel.cancel(ports, broadcast_id, "sato")
    assert reconcile.reconcile(ports, broadcast_id).state is State.CANCELLED


def test_a_correction_goes_to_exactly_those_who_were_reached(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    deliver_chunk.deliver_chunk(ports, queue.read(room.queued()[0]))
    cancel.cancel(ports, broadcast_id, "sato")
    reached = room.line.calls[0][0]
    room.line.calls.clear()
    correction = scheduled(ports, room, addressees=Addressees(corrects=broadcast_id))
    start.start(ports, correction)
    drain(ports, room)
    assert [sorted(to) for to, _, _ in room.line.calls] == [sorted(reached)]


def corrected(ports, room, broadcast_id):
    """Send a correction of it; returns the correction's id."""
    correction = scheduled(ports, room, addressees=Addressees(corrects=broadcast_id))
    room.line.calls.clear()
    start.start(ports, correction)
    drain(ports, room)
    reconcile.reconcile(ports, correction)
    return correction


def test_a_correction_of_a_correction_still_speaks_everybodys_language(ports, room, monkeypatch):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    drain(ports, room)
    reconcile.reconcile(ports, broadcast_id)
    whole = compose.compose
    with monkeypatch.context() as patched:
        patched.setattr(compose, "compose", lambda *given: {"ja": whole(*given)["ja"]})
        first = corrected(ports, room, broadcast_id)
    assert {words for words, _ in spoken(room)} == {"japanese"}
    corrected(ports, room, first)
    assert spoken(room) == {("english", 10), ("japanese", 40), ("japanese", 5)}


def test_what_is_being_sent_is_paused_or_cancelled_before_it_is_corrected(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    correction = Addressees(corrects=broadcast_id)
    with pytest.raises(NotInThisState):
        made(ports, room, addressees=correction)
    pause.pause(ports, broadcast_id, "sato")
    ref = queue.read(room.queued()[0])
    ports.ledger.lease(ref, 40, room.now, "a sender that is still at it")
    with pytest.raises(NotInThisState):
        made(ports, room, addressees=correction)
    room.now += LEASE + timedelta(seconds=1)
    assert made(ports, room, addressees=correction).counted == 0


def test_an_unknown_chunk_that_a_person_found_to_have_arrived_is_corrected_too(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    room.line.answers = [LineUnreachable("nothing"), Answer(401, "r")]
    drain(ports, room)
    closed = reconcile.reconcile(ports, broadcast_id)
    (unknown,) = report(ports, broadcast_id).unresolved
    resolve.resolve(ports, broadcast_id, unknown, "sato", arrived=True, reason="LINE's answer 4711")
    assert made(ports, room, addressees=Addressees(corrects=broadcast_id)).counted == 55
    assert report(ports, broadcast_id).adds_up
    history = ports.broadcasts.find(broadcast_id).history
    assert history[-1].reason == "LINE's answer 4711"
    assert closed.totals == report(ports, broadcast_id).totals


def test_a_resolution_says_from_where_one_knows_and_is_final(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    with pytest.raises(BadRequest):
        resolve.resolve(ports, broadcast_id, "ja-00001", "sato", arrived=True, reason=" ")
    with pytest.raises(NotInThisState):
        resolve.resolve(ports, broadcast_id, "ja-00001", "sato", arrived=True, reason="a guess")


def test_the_trouble_of_one_broadcast_leaves_the_others_alone(ports, room):
    scheduled(ports, room)
    other = scheduled(ports, room, addressees=IN_TAKASAKI)
    room.add_residents(MAEBASHI, range(1000, 1170), ("bousai",), "ja")
    room.now += timedelta(seconds=91)
    with pytest.raises(AudienceGrew):
        reconcile.reconcile_all(ports)
    assert ports.broadcasts.find(other).state is State.DELIVERING


def test_a_correction_is_of_the_same_kind(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    with pytest.raises(BadRequest):
        made(ports, room, content="level4_evacuation", addressees=Addressees(corrects=broadcast_id))


def test_the_reconciler_starts_what_the_schedule_forgot(ports, room):
    broadcast_id = scheduled(ports, room)
    room.now += timedelta(seconds=75)
    assert reconcile.reconcile_all(ports) == {broadcast_id: State.SCHEDULED}
    room.now += timedelta(seconds=16)
    assert reconcile.reconcile_all(ports) == {broadcast_id: State.DELIVERING}


@pytest.mark.parametrize(
    ("scheduled_after", "starts_after", "alarms"),
    [(0, 75, False), (0, 91, True), (1200, 1275, False), (1200, 1291, True)],
    ids=["at the end of its minute", "forgotten", "scheduled after its time", "then forgotten"],
)
def test_a_late_start_is_an_alarm_when_its_schedule_could_have_called(
    ports, room, caplog, scheduled_after, starts_after, alarms
):
    broadcast = made(ports, room)
    broadcast = approve.approve(ports, broadcast.id, "suzuki", broadcast.approval_hash())
    at = room.now
    ports.broadcasts.replace(model.schedule(broadcast, "sato", at + timedelta(seconds=scheduled_after)))
    room.now = at + timedelta(seconds=starts_after)
    assert start.start(ports, broadcast.id).state is State.DELIVERING
    assert ("a schedule did not run in time" in caplog.text) is alarms


def test_the_reconciler_queues_what_was_frozen_and_forgotten(ports, room):
    broadcast = ports.broadcasts.find(scheduled(ports, room))
    freeze_audience.freeze_audience(ports, broadcast)
    room.now += timedelta(seconds=91)
    reconcile.reconcile(ports, broadcast.id)
    assert len(room.queued()) == CHUNKS


def test_the_reconciler_queues_a_lost_chunk_again_but_not_on_every_round(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    room.queued()
    reconcile.reconcile(ports, broadcast_id)
    assert room.queued() == []
    room.now += timedelta(minutes=11)
    for _ in range(3):
        reconcile.reconcile(ports, broadcast_id)
    assert len(room.queued()) == CHUNKS


def test_a_sender_that_died_is_followed_by_another(ports, room):
    broadcast_id = scheduled(ports, room)
    start.start(ports, broadcast_id)
    bodies = room.queued()
    ref = queue.read(bodies[0])
    ports.ledger.lease(ref, 45, room.now, "the dead one")
    assert not deliver_chunk.deliver_chunk(ports, ref)
    room.now += LEASE + timedelta(seconds=1)
    assert deliver_chunk.deliver_chunk(ports, ref)


def test_nobody_in_the_segment_is_a_broadcast_that_closes(ports, room):
    nobody = Addressees(Segment.of((TAKASAKI,), ("kenko",)))
    broadcast_id = scheduled(ports, room, addressees=nobody)
    start.start(ports, broadcast_id)
    assert reconcile.reconcile(ports, broadcast_id).state is State.CLOSED
