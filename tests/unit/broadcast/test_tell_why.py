"""A resident asks why a message came, from its button to what the ledger says."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition import chunk, model
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Outcome
from madoguchi.broadcast.definition.model import Addressees
from madoguchi.broadcast.delivery import deliver_chunk, queue
from madoguchi.broadcast.lifecycle import approve, cancel, create, reconcile, start
from madoguchi.broadcast.message import question
from madoguchi.broadcast.records import ledger_store, store
from madoguchi.broadcast.records.tell_why import tell_why
from madoguchi.residents.model import Segment
from madoguchi.runtime import dynamodb
from tests.simulation.line import Answer
from tests.unit.broadcast.cloud import MAEBASHI, user
from tests.unit.broadcast.drafts import frozen, people

SEGMENT = Segment.of((MAEBASHI,), ("bousai",))


@pytest.fixture
def ports(room):
    # The ledger keeps milliseconds.
    room.now = room.now.replace(microsecond=0)
    room.add_residents(MAEBASHI, range(3), ("bousai",), "ja")
    return assembly.ports()


def begun(ports, room, content="bousai_preparedness", addressees=None):
    """A broadcast whose chunks are in the queue."""
    addressees = addressees or Addressees(SEGMENT)
    draft = create.create(ports, content, addressees, room.now, "sato", "https://liff.line.me/1")
    approve.approve(ports, draft.id, "suzuki", draft.approval_hash())
    approved = ports.broadcasts.find(draft.id)
    ports.broadcasts.replace(model.schedule(approved, "sato", room.now))
    ports.broadcasts.open(draft.id)
    return start.start(ports, draft.id)


def delivered(ports, room, **wanted):
    broadcast = begun(ports, room, **wanted)
    for body in room.queued():
        deliver_chunk.deliver_chunk(ports, queue.read(body))
    return reconcile.reconcile(ports, broadcast.id)


def test_the_button_of_a_message_leads_to_its_broadcast(ports, room):
    broadcast = delivered(ports, room)
    (_, messages, _), *_ = room.line.calls
    assert f"do=why&field=ja-00001&value={broadcast.id}" in str(messages)
    told = tell_why(user(1), broadcast.id, "ja-00001", "en")
    assert told.what.title == "Before the rainy season, check that you are prepared"
    assert (told.what.at, told.segment, told.is_personal) == (room.now, SEGMENT, False)
    assert (told.stopped_at, told.corrects, told.corrected_by) == (None, None, ())


@pytest.mark.parametrize(
    ("who", "broadcast_id", "name"),
    [
        (9, None, "ja-00001"),
        (1, None, "ja-00002"),
        (1, None, "en-00001"),
        (1, None, "x"),
        (1, "20260601-ffffffff", "ja-00001"),
        (1, "", ""),
    ],
)
def test_nobody_learns_of_a_message_that_was_not_theirs(ports, room, who, broadcast_id, name):
    broadcast = delivered(ports, room)
    assert tell_why(user(who), broadcast.id if broadcast_id is None else broadcast_id, name, "ja") is None


def test_what_was_never_sent_is_not_told_of(ports, room):
    broadcast = begun(ports, room)
    assert tell_why(user(1), broadcast.id, "ja-00001", "ja") is None
    cancel.cancel(ports, broadcast.id, "sato")
    assert tell_why(user(1), broadcast.id, "ja-00001", "ja") is None


def test_what_line_refused_is_not_told_of(ports, room):
    room.line.answers = [Answer(400, "r")]
    broadcast = delivered(ports, room)
    assert broadcast.totals["rejected"] == 3
    assert tell_why(user(1), broadcast.id, "ja-00001", "ja") is None


def test_after_the_chunks_are_gone_nothing_is_known(ports, room):
    broadcast = delivered(ports, room)
    item = {"pk": f"AUDIENCE#{broadcast.id}#{broadcast.attempt}#ja-00001", "sk": "CHUNK"}
    boto3.resource("dynamodb").Table(store.table()).delete_item(Key=item)
    assert tell_why(user(1), broadcast.id, "ja-00001", "ja") is None


def test_a_message_may_be_asked_about_before_its_outcome_is_written(ports, room):
    broadcast = begun(ports, room)
    ref = ChunkRef(broadcast.id, broadcast.attempt, "ja-00001")
    ledger_store.lease(ref, 3, room.now, "lease")
    assert tell_why(user(1), broadcast.id, "ja-00001", "ja").what.at == room.now


def test_who_was_reached_before_the_cancellation_learns_of_it(ports, room, monkeypatch):
    monkeypatch.setattr(chunk, "CHUNK_SIZE", 2)
    broadcast = begun(ports, room)
    first = next(one for one in map(queue.read, room.queued()) if one.chunk == "ja-00001")
    deliver_chunk.deliver_chunk(ports, first)
    sent_at, room.now = room.now, room.now + timedelta(minutes=3)
    cancel.cancel(ports, broadcast.id, "sato", "a wrong date")
    people = ledger_store.recipients(first)
    told = tell_why(people[0], broadcast.id, "ja-00001", "ja")
    assert (told.what.at, told.stopped_at) == (sent_at, room.now)
    assert "wrong" not in str(told)
    (late,) = {user(one) for one in range(3)} - set(people)
    assert tell_why(late, broadcast.id, "ja-00002", "ja") is None


def test_a_correction_and_what_it_corrects_name_each_other(ports, room):
    wrong = delivered(ports, room, content="drill_reminder")
    room.now += timedelta(hours=2)
    right = delivered(ports, room, addressees=Addressees(corrects=wrong.id))
    told = tell_why(user(1), wrong.id, "ja-00001", "ja")
    assert [(one.title, one.at) for one in told.corrected_by] == [
        ("大雨の季節を前に、備えを確認しましょう", room.now)
    ]
    corrects = tell_why(user(1), right.id, "ja-00001", "ja").corrects
    assert (corrects.title, corrects.at) == ("避難の備えを見直しませんか", wrong.frozen_at)


def test_a_correction_that_was_never_frozen_is_none(ports, room):
    wrong = delivered(ports, room)
    draft = create.create(
        ports, "bousai_preparedness", Addressees(corrects=wrong.id), room.now, "sato", "https://x"
    )
    store.note_correction(wrong.id, draft.id)
    assert tell_why(user(1), wrong.id, "ja-00001", "ja").corrected_by == ()


def test_a_personal_message_is_told_to_whom_line_took_it_for(ports, room):
    room.line.answers = [Answer(200, "a"), Answer(400, "b"), Answer(200, "c")]
    broadcast = delivered(ports, room, content="drill_reminder")
    ref = ChunkRef(broadcast.id, broadcast.attempt, "ja-00001")
    took, refused, _ = ledger_store.recipients(ref)
    assert tell_why(took, broadcast.id, "ja-00001", "ja").is_personal
    assert tell_why(refused, broadcast.id, "ja-00001", "ja") is None


def test_staffs_own_phone_gets_the_general_question(ports, room):
    draft = create.create(ports, "bousai_preparedness", Addressees(SEGMENT), room.now, "sato", "https://x")
    messages = ports.broadcasts.messages(draft.id, draft.content_hash)["ja"]
    assert "'data': 'do=why'" in str(messages)


def test_it_is_4_reads_of_5_units_and_the_messages_once_a_process(room, monkeypatch):
    broadcast = frozen({"ja": 500})
    store.add(broadcast)
    store.keep_messages(broadcast.id, "hash", {"ja": [{"type": "text", "text": "x"}]})
    ledger_store.keep_chunks(broadcast.id, "a1", {"ja-00001": people(*map(user, range(500)))})
    deliver_chunk.deliver_chunk(assembly.ports(), ChunkRef(broadcast.id, "a1", "ja-00001"))
    counted = Counter()
    call = dynamodb.call

    def count(service, target, body):
        counted[body["Key"]["sk"]["S"] if "Key" in body else target.rpartition(".")[2]] += 1
        return call(service, target, body)

    monkeypatch.setattr(dynamodb, "call", count)
    store.messages.cache_clear()
    assert tell_why(user(7), broadcast.id, "ja-00001", "ja")
    # One unit each, and two for the 8 KB of a full chunk.
    read = {"META": 1, "CHUNK": 1, "LEDGER#a1#ja-00001": 1, "Query": 1}
    assert counted == {**read, "MESSAGES#hash": 1}
    counted.clear()
    assert tell_why(user(7), broadcast.id, "ja-00001", "ja")
    assert counted == read
    counted.clear()
    assert tell_why(user(700), broadcast.id, "ja-00001", "ja") is None
    assert counted == {"META": 1, "CHUNK": 1}


def test_the_button_stands_below_the_last_card_or_beside_the_last_text():
    text = {"type": "text", "text": "x"}
    (plain,) = question.under([text], "?", "ja")
    assert plain["quickReply"]["items"][0]["action"]["data"] == "do=why"
    card = {"type": "flex", "altText": "x", "contents": {"type": "bubble"}}
    first, second, third = question.under([card, card, text], "?", "ja")
    assert (first, third) == (card, text)
    assert second["contents"]["footer"]["contents"][-1]["action"]["data"] == "do=why"


def test_every_try_of_a_chunk_has_the_same_body_and_no_two_chunks_do():
    (asked,) = question.under([{"type": "text", "text": "x"}], "?", "ja")
    first, second = (ChunkRef("b", "a1", name) for name in ("ja-00001", "ja-00002"))
    assert question.addressed([asked], first) == question.addressed([asked], first)
    assert question.addressed([asked], first) != question.addressed([asked], second)


@pytest.mark.parametrize(
    ("messages", "headline"),
    [
        ([{"type": "text", "text": "【訓練】\n大雨です\n逃げてください"}], "【訓練】 大雨です"),
        ([{"type": "text", "text": "x"}, {"type": "flex", "altText": "件名"}], "件名"),
        ([{"type": "flex", "altText": "{municipality}の方へ"}], "…の方へ"),
        ([{"type": "text", "text": "長" * 200}], "長" * 79 + "…"),
    ],
)
def test_a_broadcast_has_a_headline(messages, headline):
    assert question.headline(messages) == headline


def test_only_what_may_have_arrived_may_be_asked_about():
    line = ledger_store.Entry("ja-00001", 2)
    assert not line.may_have_reached(0)
    tried = replace(line, first_tried_at=frozen({}).send_at)
    assert tried.may_have_reached(0)
    assert not replace(tried, outcome=Outcome.REJECTED).may_have_reached(0)
    assert [replace(tried, people="r?").may_have_reached(at) for at in (0, 1)] == [False, True]
