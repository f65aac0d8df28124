"""Messages that say to each reader something of their own, through the same ledger."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition import ledger, model
from madoguchi.broadcast.definition.ledger import LEASE, Outcome
from madoguchi.broadcast.definition.model import Addressees
from madoguchi.broadcast.delivery import deliver_chunk, queue
from madoguchi.broadcast.lifecycle import approve, cancel, create, reconcile, start
from madoguchi.broadcast.message import personal
from madoguchi.broadcast.records import store
from madoguchi.runtime.errors import BadRequest, LineUnreachable
from tests.unit.broadcast.cloud import MAEBASHI, TAKASAKI, Answer, user
from tests.unit.broadcast.plans import keep_plan

NOTHING = LineUnreachable("nothing")


@pytest.fixture
def ports(room):
    room.add_residents(MAEBASHI, range(60), ("bousai",), "ja")
    room.add_residents(TAKASAKI, range(60, 63), ("bousai",), "en")
    return assembly.ports()


@pytest.fixture
def started(ports, room):
    draft = create.create(ports, "drill_reminder", Addressees(), room.now, "sato", "https://liff.line.me/1")
    approved = approve.approve(ports, draft.id, "suzuki", draft.approval_hash())
    ports.broadcasts.open(draft.id)
    ports.broadcasts.replace(model.schedule(approved, "sato", room.now))
    return start.start(ports, draft.id)


def drain(ports, room):
    return [deliver_chunk.deliver_chunk(ports, queue.read(body)) for body in room.queued()]


def english(room):
    """Take the chunk of the three who read English."""
    return next(one for one in map(queue.read, room.queued()) if one.chunk == "en-00001")


def lines(ports, broadcast):
    return {one.chunk: one for one in ports.ledger.entries(broadcast.id, broadcast.attempt)}


def test_everybody_reads_of_their_own_town_once(ports, room, started):
    assert all(drain(ports, room))
    told = {to[0]: json.dumps(messages, ensure_ascii=False) for to, messages, _ in room.line.calls}
    assert len(told) == len(room.line.calls) == started.planned == started.counted == 63
    assert "前橋市にお住まいの方へ" in told[user(0)]
    assert "For residents of Takasaki City" in told[user(60)]
    assert reconcile.reconcile(ports, started.id).totals["accepted"] == 63


def test_fifty_people_are_one_line_with_a_proof_for_each(ports, room, started):
    drain(ports, room)
    found = lines(ports, started)
    assert {name: one.people for name, one in found.items()} == {
        "ja-00001": "a" * 50,
        "ja-00002": "a" * 10,
        "en-00001": "aaa",
    }
    assert all(all(one.request_ids) for one in found.values())


def test_everybody_has_a_retry_key_of_their_own(ports, room, started):
    drain(ports, room)
    assert len({key for _, _, key in room.line.calls}) == 63


def test_after_a_crash_the_same_people_are_asked_for_with_the_same_keys(ports, room, started):
    ref = english(room)
    room.line.answers = [Answer(200, "r"), KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        deliver_chunk.deliver_chunk(ports, ref)
    before = [(to, key) for to, _, key in room.line.calls]
    room.now += LEASE + timedelta(seconds=1)
    room.line.calls.clear()
    assert deliver_chunk.deliver_chunk(ports, ref)
    assert [(to, key) for to, _, key in room.line.calls][:2] == before


def test_whoever_is_decided_is_not_asked_for_again(ports, room, started):
    ref = english(room)
    room.line.answers = [Answer(200, "r"), NOTHING, Answer(400, "r"), NOTHING]
    assert not deliver_chunk.deliver_chunk(ports, ref)
    assert lines(ports, started)["en-00001"].people == "a?r"
    undecided = room.line.calls[1]
    room.line.calls.clear()
    assert deliver_chunk.deliver_chunk(ports, ref)
    assert room.line.calls == [undecided]
    assert lines(ports, started)["en-00001"].counts() == {Outcome.ACCEPTED: 2, Outcome.REJECTED: 1}


def test_when_nobody_gets_through_the_queue_brings_it_again(ports, room, started):
    room.line.answers = [Answer(429, "r")] * 63
    assert drain(ports, room) == [False] * 3
    assert len(room.line.calls) == 63
    assert all(entry.first_tried_at is None for entry in lines(ports, started).values())


def test_cancelled_while_nobody_gets_through_the_chunk_is_cancelled_at_once(ports, room, started):
    ref = english(room)

    def turn_away(*_):
        if ports.broadcasts.find(started.id).state is model.State.DELIVERING:
            cancel.cancel(ports, started.id, "sato")
        return Answer(429, "r")

    assert deliver_chunk.deliver_chunk(replace(ports, push=turn_away), ref)
    assert {one.outcome for one in lines(ports, started).values()} == {Outcome.CANCELLED}


def test_cancelled_between_two_rounds_nobody_else_is_asked_for(ports, room, started):
    ref = english(room)
    asked = []

    def push(to, *_):
        asked.append(to)
        if len(asked) == 3:
            cancel.cancel(ports, started.id, "sato")
            store._found.cache_clear()
        return Answer(200 if len(asked) == 1 else 429, "r")

    assert deliver_chunk.deliver_chunk(replace(ports, push=push), ref)
    assert len(asked) == 3
    assert lines(ports, started)["en-00001"].people == "a??"


def test_when_the_month_is_spent_nobody_else_is_asked_for_and_who_was_reached_is_kept(ports, room, started):
    spent = Answer(429, "r", body={"message": "You have reached your monthly limit."})
    room.line.answers = [Answer(200, "r"), spent]
    assert deliver_chunk.deliver_chunk(ports, english(room))
    assert len(room.line.calls) == 2
    assert ports.broadcasts.find(started.id).state is model.State.PAUSED
    assert lines(ports, started)["en-00001"].people == "a??"


def test_past_the_keys_life_only_the_undecided_are_unknown(ports, room, started):
    room.line.answers = [Answer(200, "r"), *[NOTHING] * 4]
    deliver_chunk.deliver_chunk(ports, english(room))
    room.now += timedelta(hours=24)
    closed = reconcile.reconcile(ports, started.id)
    assert dict(closed.totals) == {"accepted": 1, "rejected": 0, "cancelled": 60, "unknown": 2}


def test_a_correction_goes_to_exactly_the_people_who_were_told(ports, room, started):
    room.line.answers = [Answer(400, "r")] * 2
    drain(ports, room)
    reconcile.reconcile(ports, started.id)
    correction = Addressees(corrects=started.id)
    made = create.create(ports, "bousai_preparedness", correction, room.now, "sato", "https://l.invalid")
    assert made.counted == 61


def test_the_verifier_finds_a_person_without_proof(ports, room, started):
    drain(ports, room)
    entry = replace(lines(ports, started)["en-00001"], request_ids=("r", "", "r"))
    assert "en-00001: accepted without proof" in ledger.report(started, [entry]).problems


@pytest.mark.parametrize("unknown", ["{name}", "{}", "{municipality} {address}"])
def test_what_is_not_known_of_residents_cannot_be_asked_for(unknown):
    with pytest.raises(BadRequest):
        personal.placeholders({"ja": [{"type": "text", "text": unknown}]})


@given(st.text(max_size=30))
def test_what_residents_brought_is_never_read_as_a_template(value):
    (message,) = personal.fill([{"type": "text", "text": "a {municipality} b"}], {"municipality": value})
    assert message["text"] == f"a {value} b"


def test_in_a_link_a_value_cannot_lead_elsewhere():
    (message,) = personal.fill([{"uri": "https://x.invalid/{municipality}"}], {"municipality": "../a?b"})
    assert message["uri"] == "https://x.invalid/..%2Fa%3Fb"


def test_every_name_that_content_may_use_can_be_looked_up(ports):
    user_id = user(1)
    keep_plan(user_id)
    assert len(ports.personal({user_id: "ja"}, personal.KNOWN)[user_id]) == len(personal.KNOWN)
