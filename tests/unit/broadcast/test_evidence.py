"""What the ledger can tell afterwards: to staff, to a resident, to a stranger with the export."""

import json
from datetime import UTC, datetime

import boto3
import pytest

from local import verify_ledger
from local.broadcast_commands import run
from local.broadcast_evidence import _iso
from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.model import Addressees
from madoguchi.broadcast.delivery import dead_letters, deliver_chunk, queue
from madoguchi.broadcast.lifecycle import approve, cancel, create, reconcile, start
from madoguchi.broadcast.message import compose, try_out
from madoguchi.broadcast.records import explain, export
from madoguchi.residents.model import Segment
from madoguchi.runtime.errors import BadRequest, LineUnreachable, NotFound
from tests.unit.broadcast.cloud import MAEBASHI, TAKASAKI, Answer, user

NEWS, PERSONAL = "bousai_preparedness", "drill_reminder"


@pytest.fixture
def ports(room):
    room.add_residents(MAEBASHI, range(60), ("bousai",), "ja")
    room.add_residents(MAEBASHI, range(60, 63), ("bousai",), "en")
    room.add_residents(TAKASAKI, range(70, 72), ("bousai",), "ja")
    return assembly.ports()


def begun(ports, room, content=NEWS):
    addressees = Addressees(Segment.of((MAEBASHI,), ("bousai",)))
    draft = create.create(ports, content, addressees, room.now, "sato", "https://liff.line.me/1")
    approved = approve.approve(ports, draft.id, "suzuki", draft.approval_hash())
    ports.broadcasts.open(draft.id)
    ports.broadcasts.replace(model.schedule(approved, "sato", room.now))
    return start.start(ports, draft.id)


def drain(ports, room):
    return [deliver_chunk.deliver_chunk(ports, queue.read(body)) for body in room.queued()]


def sent(ports, room, content=NEWS):
    broadcast = begun(ports, room, content)
    drain(ports, room)
    return reconcile.reconcile(ports, broadcast.id)


def exported(ports, broadcast, **options):
    lines = export.export(ports, broadcast.id, **options)
    return [json.loads(json.dumps(line, ensure_ascii=False, default=_iso)) for line in lines]


def change(lines, at, **changes):
    return [{**line, **changes} if number == at else line for number, line in enumerate(lines)]


def test_somebody_who_was_told_is_shown_the_request_that_told_them(ports, room):
    broadcast = sent(ports, room)
    found = explain.explain(ports, broadcast.id, user(61))
    assert (found.fate, found.chunk) == ("accepted", "en-00001")
    assert found.request_id.startswith("request-")


def test_of_personal_messages_everybody_has_a_request_of_their_own(ports, room):
    broadcast = sent(ports, room, PERSONAL)
    assert len({explain.explain(ports, broadcast.id, user(at)).request_id for at in range(63)}) == 63


def test_somebody_who_was_not_told_reads_why(ports, room):
    broadcast = begun(ports, room)
    deliver_chunk.deliver_chunk(ports, queue.read(room.queued()[0]))
    cancel.cancel(ports, broadcast.id, "suzuki", "a wrong date")
    reconcile.reconcile(ports, broadcast.id)
    found = [explain.explain(ports, broadcast.id, user(number)) for number in (0, 61)]
    assert {(one.fate, one.why) for one in found} == {("accepted", ""), ("cancelled", "cancelled by suzuki")}


@pytest.mark.parametrize(("number", "why"), [(70, "outside_the_segment"), (99, "no_friend")])
def test_somebody_who_was_not_addressed_reads_why(ports, room, number, why):
    found = explain.explain(ports, sent(ports, room).id, user(number))
    assert (found.fate, found.why) == ("not_addressed", why)


def test_before_the_freeze_nobody_is_addressed(ports, room):
    draft = create.create(ports, NEWS, Addressees(), room.now, "sato", "https://liff.line.me/1")
    assert explain.explain(ports, draft.id, user(0)).fate == "not_frozen"


def test_the_command_line_explains_in_japanese_time(ports, room, capsys):
    room.now = datetime(2026, 6, 1, 15, 30, tzinfo=UTC)
    broadcast = sent(ports, room, NEWS)
    assert run(["explain", broadcast.id, user(0)]) == 0
    assert "decided 2026-06-02 00:30:00 JST" in capsys.readouterr().out


@pytest.mark.parametrize("content", [NEWS, PERSONAL])
@pytest.mark.parametrize("recipients", [True, False])
def test_a_stranger_verifies_the_export_with_python_alone(ports, room, content, recipients):
    room.line.answers = [Answer(400, "r")]
    lines = exported(ports, sent(ports, room, content), recipients=recipients)
    assert verify_ledger.verify(lines) == []


def test_the_verifier_names_what_is_still_open(ports, room):
    room.line.answers = [LineUnreachable("nothing")] * 4
    lines = exported(ports, sent(ports, room))
    (open_one,) = [line for line in lines[1:] if not line["outcome"]]
    problems = verify_ledger.verify(lines)
    assert problems[0] == f"{open_one['chunk']}: still open"


@pytest.mark.parametrize(
    ("at", "changes", "problem"),
    [
        (0, {"messages": {"ja": []}}, "the messages are not those of the content's hash"),
        (0, {"counted": 9}, "what the approvals bind is not what stands here"),
        (0, {"approvals": []}, "approved by 0 of 1"),
        (0, {"streams": {"ja": 64}}, "the chunks are not those of the frozen audience"),
        (0, {"totals": {"accepted": 1}}, "closed with {'accepted': 1}, the lines say {'accepted': 63}"),
        (1, {"body_hash": "another"}, "en-00001: the retry key is not that of its body"),
        (1, {"request_id": ""}, "en-00001: accepted without proof"),
        (1, {"to": [user(1), user(2), user(3)]}, "en-00001: the body is not that of its hash"),
        (1, {"outcome": None}, "en-00001: still open"),
        (1, {"outcome": "cancelled"}, "en-00001: cancelled, but it may have been sent"),
    ],
)
def test_the_verifier_sees_whatever_was_changed(ports, room, at, changes, problem):
    lines = exported(ports, sent(ports, room), recipients=True)
    assert verify_ledger.verify(lines) == []
    assert problem in verify_ledger.verify(change(lines, at, **changes))


def test_the_verifier_sees_another_s_words(ports, room):
    lines = exported(ports, sent(ports, room, PERSONAL), recipients=True)
    changed = change(lines, 1, values=[["渋川市"]] * lines[1]["recipients"])
    assert verify_ledger.verify(changed) == ["en-00001: the body is not that of its hash"]


def test_an_export_without_recipients_names_nobody(ports, room):
    assert "U0000" not in json.dumps(exported(ports, sent(ports, room)))


def test_a_preview_shows_every_language_with_examples(ports, room):
    draft = create.create(ports, PERSONAL, Addressees(), room.now, "sato", "https://liff.line.me/1")
    shown = try_out.preview(ports, draft.id)
    assert set(shown) == {"ja", "easy", "en", "pt-BR", "vi"}
    assert "For residents of Maebashi City" in str(shown["en"])


def test_a_test_goes_to_the_own_phone_of_who_asks_and_says_so(ports, room):
    draft = create.create(ports, NEWS, Addressees(), room.now, "sato", "https://liff.line.me/1")
    with pytest.raises(NotFound):
        try_out.send_to_own_phone(ports, draft.id, "sato")
    ports.broadcasts.keep_tester("sato", user(900))
    try_out.send_to_own_phone(ports, draft.id, "sato")
    assert {to[0] for to, _, _ in room.line.calls} == {user(900)}
    marks = [messages[0]["text"] for _, messages, _ in room.line.calls[::2]]
    assert len(marks) == 5
    assert marks[0].startswith("【送信テスト】")


def test_what_calls_itself_a_drill_is_not_sent_as_real(room):
    real = {"kind": "emergency", "title": "t", "messages": [{"text": "【訓練】これは訓練です。"}]}
    with pytest.raises(BadRequest):
        compose.compose(real, "https://liff.line.me/1")


@pytest.fixture
def dead(room, monkeypatch):
    """Put bodies into the dead-letter queue."""
    url = boto3.client("sqs").create_queue(QueueName="broadcast-chunks-dead")["QueueUrl"]
    monkeypatch.setenv("BROADCAST_CHUNKS_DEAD_LETTER_QUEUE_URL", url)

    def put(*bodies):
        for body in bodies:
            boto3.client("sqs").send_message(QueueUrl=url, MessageBody=body)

    return put


def test_dead_letters_are_read_and_brought_back_with_a_reason(ports, room, dead):
    broadcast = begun(ports, room)
    first, second = room.queued()
    deliver_chunk.deliver_chunk(ports, queue.read(first))
    dead(first, second, "not ours")
    letters = dead_letters.redrive(ports, "sato", "the token was renewed")
    assert sorted(one.standing for one in letters) == ["accepted", "not ours", "open"]
    assert room.queued() == [second]
    step = ports.broadcasts.find(broadcast.id).history[-1]
    assert (step.what, step.by, step.reason) == ("brought 1 chunks back", "sato", "the token was renewed")
    assert dead_letters.read(ports) == []


def test_dead_letters_of_what_is_over_are_not_brought_back(ports, room, dead):
    broadcast = begun(ports, room)
    bodies = room.queued()
    for body in bodies:
        deliver_chunk.deliver_chunk(ports, queue.read(body))
    reconcile.reconcile(ports, broadcast.id)
    dead(bodies[0])
    assert [one.standing for one in dead_letters.redrive(ports, "sato", "a look")] == ["over"]
    assert room.queued() == []


def test_nothing_is_brought_back_without_a_reason(ports, dead):
    with pytest.raises(BadRequest):
        dead_letters.redrive(ports, "sato", " ")
