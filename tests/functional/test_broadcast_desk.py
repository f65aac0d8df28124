"""The staff's API over broadcasts, through the function's own doorway."""

import json
from datetime import timedelta
from pathlib import Path

import boto3
import pytest

from local.api_document import BROADCASTS, broadcasts_document, written
from madoguchi.broadcast import assembly
from madoguchi.broadcast.delivery import deliver_chunk, queue
from madoguchi.broadcast.lifecycle import reconcile, start, timetable
from madoguchi.runtime.content import content
from tests.moto_cloud import function
from tests.staff_calls import CONTEXT, PREFECTURE, claims
from tests.staff_calls import call as call_a_desk
from tests.unit.broadcast.cloud import MAEBASHI, user
from tests.unit.broadcast.cloud import room as running_room

DAILY = {"rule": {"every": "day", "at": "10:00", "first": "2098-06-01", "last": "2098-06-30"}}
EVENTS = Path(__file__).resolve().parents[2] / "events" / "broadcast_desk"
AT = "/staff/broadcasts"
ANSWERS = {
    "list": (200, '"broadcasts":[]'),
    "draft": (200, '"state":"draft"'),
    "draft_of_an_unreadable_segment": (400, "segment_unreadable"),
    "draft_without_a_time": (422, "body.send_at"),
    "draft_as_an_auditor": (403, "forbidden"),
    "draft_of_a_municipality": (404, "not_found"),
    "not_there": (404, "not_found"),
    "without_a_token": (401, "unauthenticated"),
    "cancel_without_a_reason": (422, "body.reason"),
    "document": (200, "openapi"),
    "draft_of_a_series": (200, "2098-12-04T10:00:00+09:00"),
    "draft_of_a_series_at_night": (400, "sends_at_night"),
    "draft_of_a_series_without_weekdays": (400, "rule_refused"),
    "skip_a_day_of_no_series": (404, "not_found"),
}


@pytest.fixture
def room(monkeypatch):
    with running_room() as made:
        made.add_residents(MAEBASHI, range(5), ("bousai",), "ja")
        made.add_residents(MAEBASHI, range(5, 7), ("bousai",), "en")
        monkeypatch.setattr(timetable, "start", lambda _: None)
        url = boto3.client("sqs").create_queue(QueueName="dead")["QueueUrl"]
        monkeypatch.setenv("BROADCAST_CHUNKS_DEAD_LETTER_QUEUE_URL", url)
        yield made


def call(method, path, body=None, by="sato", roles=("clerk", "approver", "auditor"), query=None):
    held = claims(by, f"owner-{PREFECTURE}", *roles)
    return call_a_desk(method, AT + path, query, body, held, desk="broadcast_desk")


def draft(room, content="bousai_preparedness", **changes):
    body = {"content": content, "segment": "市町村：前橋市 かつ 話題：防災", "send_at": room.now.isoformat()}
    status, made = call("POST", "", body | changes)
    assert status == 200, made
    return made


def begun(room):
    made = draft(room)
    at = f"/{made['id']}"
    assert call("POST", f"{at}/approval", {"hash": made["hash"]}, by="suzuki")[1]["state"] == "approved"
    assert call("POST", f"{at}/schedule", {})[1]["state"] == "scheduled"
    start.start(assembly.ports(), made["id"])
    return at


def drain(room, most=9):
    for body in room.queued()[:most]:
        deliver_chunk.deliver_chunk(assembly.ports(), queue.read(body))


@pytest.mark.parametrize("name", ANSWERS)
def test_every_event_gets_its_answer(room, name):
    status, part = ANSWERS[name]
    answer = function("broadcast_desk").handler(json.loads((EVENTS / f"{name}.json").read_text()), CONTEXT)
    assert (answer["statusCode"], part in answer["body"]) == (status, True), answer


def test_every_event_is_named_here():
    assert {path.stem for path in EVENTS.glob("*.json")} == set(ANSWERS)


def test_a_broadcast_goes_from_draft_to_report(room):
    at = begun(room)
    drain(room)
    _, found = call("GET", f"{at}/progress")
    assert (found["totals"]["accepted"], found["adds_up"], found["bar"]) == (7, True, "#" * 30)
    reconcile.reconcile(assembly.ports(), at[1:])
    assert call("GET", at)[1]["totals"]["accepted"] == 7
    _, told = call("POST", f"{at}/explanation", {"user_id": user(6)})
    assert (told["fate"], told["chunk"]) == ("accepted", "en-00001")
    _, ledger = call("GET", f"{at}/ledger")
    assert [line.get("outcome") for line in ledger["lines"][1:]] == ["accepted", "accepted"]
    assert "U0000" not in json.dumps(ledger)
    month = call("GET", at)[1]["send_at"][:7].replace("-", "")
    assert at[1:] in [one["id"] for one in call("GET", "", query={"month": month})[1]["broadcasts"]]


def test_paused_resumed_cancelled_and_corrected(room):
    at, why = begun(room), {"reason": "a wrong date"}
    drain(room, most=1)
    assert call("POST", f"{at}/pause", why)[1]["state"] == "paused"
    assert call("POST", f"{at}/resumption", why)[1]["state"] == "delivering"
    stopped = call("POST", f"{at}/cancellation", why, by="suzuki")[1]
    assert (stopped["state"], stopped["history"][-1]["by"]) == ("cancelling", "suzuki")
    reconcile.reconcile(assembly.ports(), at[1:])
    assert draft(room, corrects=at[1:])["counted"] in (2, 5)


def test_a_slip_of_the_hand_is_made_good_once(room):
    at, why = begun(room), {"reason": "a slip of the hand"}
    drain(room, most=1)
    call("POST", f"{at}/cancellation", why)
    body = {"content": "bousai_preparedness", "send_at": room.now.isoformat(), "completes": at[1:]}
    assert call("POST", "", body)[1]["code"] == "nobody_left_over"
    reconcile.reconcile(assembly.ports(), at[1:])
    rest = draft(room, completes=at[1:])
    assert (rest["completes"], rest["counted"], rest["state"]) == (
        at[1:],
        7 - len(room.line.calls[0][0]),
        "draft",
    )
    completing = f"/{rest['id']}"
    call("POST", f"{completing}/approval", {"hash": rest["hash"]}, by="suzuki")
    call("POST", f"{completing}/schedule", {})
    start.start(assembly.ports(), rest["id"])
    drain(room)
    reached = [user_id for to, _, _ in room.line.calls for user_id in to]
    assert sorted(reached) == [user(number) for number in range(7)]
    assert call("GET", at)[1]["completed_by"] == rest["id"]
    status, refused = call("POST", "", body)
    assert (status, refused["code"]) == (409, "completed_already")
    assert refused["message"] == content("web/staff_problems")["completed_already"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": "evacuation_drill", "segment": "全員"}, "training_audience"),
        ({"content": "level4_evacuation", "corrects": "it"}, "kind_differs"),
        ({"content": "drill_reminder", "corrects": "it"}, "leaves_out"),
    ],
    ids=["a training for everybody", "an emergency that corrects a notice", "a correction not for everybody"],
)
def test_a_draft_that_must_not_be_says_in_a_sentence_why(room, body, code):
    at = begun(room)
    drain(room)
    reconcile.reconcile(assembly.ports(), at[1:])
    body = {name: at[1:] if value == "it" else value for name, value in body.items()}
    status, refused = call("POST", "", body | {"send_at": room.now.isoformat()})
    assert (status, refused["code"]) == (400, code)
    assert refused["message"] == content("web/staff_problems")[code]


@pytest.mark.parametrize(
    ("segment", "named"),
    [
        ("市町村：東京都", "「市町村」に「東京都」はありません。"),
        ("municipality=10999", "「municipality」に「10999」はありません。"),
        ("話題：ぼうさいい", "「話題」に「ぼうさいい」はありません。"),
        ("language=xx", "「language」に「xx」はありません。"),
        ("市町村：前橋市 かつ", "「かつ」や「または」のあとに条件がありません。"),
        ("市町村：" + "、".join(["前橋市"] * 41), ""),
    ],
    ids=["a name", "a code", "a topic", "a language", "an end", "the same town 41 times"],
)
def test_a_segment_that_is_not_understood_is_answered_with_what_is_wrong_in_it(room, segment, named):
    body = {"content": "bousai_preparedness", "segment": segment, "send_at": room.now.isoformat()}
    for path, asked in (("", body), ("/series", {**DAILY, "content": body["content"], "segment": segment})):
        status, refused = call("POST", path, asked)
        if not named:
            assert status == 200
            continue
        assert (status, refused["code"]) == (400, "segment_unreadable")
        assert refused["message"].startswith(named)


def test_what_is_logged_holds_nothing_that_was_typed(room, caplog):
    at, somebody = begun(room), f"U{'ab' * 16}"
    typed = "前橋太郎さんの電話は090-0000-0000"
    call("POST", f"{at}/explanation", {"user_id": somebody})
    call("POST", f"{at}/explanation", {"user_id": typed})
    call("POST", f"{at}/pause", {"reason": typed})
    call("POST", f"{at}/pause", {"reason": typed})
    call("POST", f"{at}/resolution", {"chunk": "ja-00001", "arrived": True, "reason": typed})
    draft_of = {"content": "bousai_preparedness", "send_at": room.now.isoformat()}
    assert call("POST", "", {**draft_of, "segment": f"話題：{typed}"})[0] == 400
    logged = [str(vars(record)) for record in caplog.records]
    assert [one for one in logged if "segment_unreadable" in one]
    # More than three digits of the telephone: those stand in a record's clock now and then.
    assert not [one for one in logged if somebody in one or "太郎" in one or "090-0000" in one]


def test_an_emergency_needs_another_approver_than_its_author(room):
    made = draft(room, content="level4_evacuation")
    at, hashed = f"/{made['id']}", {"hash": made["hash"]}
    assert call("POST", f"{at}/approval", hashed)[1]["state"] == "draft"
    assert call("POST", f"{at}/approval", hashed)[0] == 409
    assert call("POST", f"{at}/schedule", {})[0] == 409
    assert call("POST", f"{at}/approval", hashed, by="suzuki")[1]["state"] == "approved"


def test_an_edit_voids_what_was_approved(room):
    made = draft(room)
    call("POST", f"/{made['id']}/approval", {"hash": made["hash"]})
    later = (room.now + timedelta(hours=1)).isoformat()
    body = {"content": "bousai_preparedness", "segment": "市町村：前橋市", "send_at": later}
    _, edited = call("POST", f"/{made['id']}", body)
    assert (edited["state"], edited["approved_by"]) == ("draft", [])
    assert call("POST", f"/{made['id']}/approval", {"hash": made["hash"]})[0] == 409


def test_looking_at_it_first_on_the_screen_and_on_the_own_phone(room):
    made = draft(room)
    assert set(call("GET", f"/{made['id']}/preview")[1]["messages"]) == {"ja", "easy", "en", "pt-BR", "vi"}
    assert call("POST", f"/{made['id']}/test", {})[0] == 404
    assembly.ports().broadcasts.keep_tester("sato", user(900))
    assert call("POST", f"/{made['id']}/test", {}) == (200, {"sent": True})
    assert {to[0] for to, _, _ in room.line.calls} == {user(900)}


def test_dead_letters_are_read_and_brought_back(room):
    assert call("GET", "/dead-letters") == (200, {"letters": []})
    assert call("POST", "/dead-letters", {"reason": "mended"}) == (200, {"letters": []})


@pytest.mark.parametrize(
    ("roles", "path", "body"),
    [
        (("clerk",), "/approval", {"hash": "0" * 64}),
        (("auditor",), "/pause", {"reason": "x"}),
        (("clerk", "approver"), "/explanation", {"user_id": user(1)}),
        (("clerk",), "/resolution", {"chunk": "ja-00001", "arrived": True, "reason": "x"}),
    ],
)
def test_every_step_has_its_role(room, roles, path, body):
    assert call("POST", f"/20260601-0a1b2c3d{path}", body, roles=roles)[0] == 403


def test_what_is_committed_is_what_the_function_publishes(room):
    assert BROADCASTS.read_text() == written(broadcasts_document()), "run: python -m local.api_document"
