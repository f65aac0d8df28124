"""The staff's API over applications, through the function's own doorway."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from madoguchi.forms.filing.submit import submit
from madoguchi.forms.records.desk import desk
from madoguchi.runtime.clock import JST
from tests.moto_cloud import Cloud, cloud, function
from tests.staff_calls import CONTEXT, MAEBASHI, PREFECTURE, call, claims, event
from tests.unit.forms.surroundings import submission

EVENTS = Path(__file__).resolve().parents[2] / "events" / "application_desk"
ANSWERS = {
    "inbox": (200, '"lines":[]'),
    "inbox_of_another_owner": (404, "not_found"),
    "inbox_without_a_form": (422, "query.form"),
    "inbox_without_a_token": (401, "unauthenticated"),
    "numbers": (200, '"total":0'),
    "take_not_there": (404, "not_found"),
    "take_mistyped": (404, "not_found"),
    "decide_as_a_clerk": (403, "forbidden"),
    "decide_without_an_outcome": (422, "body.outcome"),
    "decide_not_json": (400, "bad_request"),
    "trail": (200, '"entries":[]'),
    "document": (200, "openapi"),
    "nowhere": (404, "not_found"),
}


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def filed(user_id: str = "") -> str:
    sent = submission(word="神\ufa19 𠮷", user_id=user_id, opens="2020-01-01T00:00:00", closes=None)
    return submit(sent, desk()).number


def today() -> dict[str, str]:
    day = datetime.now(JST).date().isoformat()
    return {"owner": PREFECTURE, "form": "test_form", "since": day, "until": day}


def test_a_search_in_a_question_that_is_called_otherwise_names_those_that_may_be(here: Cloud):
    status, answer = call("GET", "/staff/applications", {**today(), "form": "opinion", "words": "massage=x1"})
    assert (status, answer["code"]) == (400, "question_unknown")
    assert "message" in answer["places"]


@pytest.mark.parametrize("name", ANSWERS)
def test_every_event_gets_its_answer(here: Cloud, name: str):
    status, part = ANSWERS[name]
    kept = json.loads((EVENTS / f"{name}.json").read_text())
    answer = function("application_desk").handler(kept, CONTEXT)
    assert (answer["statusCode"], part in answer["body"]) == (status, True), answer


def test_every_event_is_named_here():
    assert {path.stem for path in EVENTS.glob("*.json")} == set(ANSWERS)


def test_an_application_goes_from_the_inbox_to_its_decision_and_back(here: Cloud):
    number = filed(user_id="U1")
    status, found = call("GET", "/staff/applications", today())
    assert (status, [line["number"] for line in found["lines"]]) == (200, [number])
    at = f"/staff/applications/{number}"
    assert call("POST", f"{at}/take", body={"key": "k" * 8})[1]["state"] == "in_review"
    items = [{"question": "word", "wrong": "もう一度"}]
    asked = {"key": "k" * 8, "message": "直してください", "items": items, "due": "2099-01-01"}
    assert call("POST", f"{at}/correction", body=asked)[1]["state"] == "correction_asked"
    assert call("POST", f"{at}/message", body={"key": "k" * 8, "message": "お待ちください"})[0] == 200
    decided = {"key": "k" * 8, "outcome": "declined"}
    assert call("POST", f"{at}/decision", body=decided)[1]["state"] == "decided"
    assert call("POST", f"{at}/reopening", body={"key": "k" * 8})[1]["state"] == "in_review"
    _, shown = call("GET", at)
    assert [one["value"] for one in shown["answers"]] == ["神\ufa19 𠮷"]
    assert [one["kind"] for one in shown["history"]] == [
        *("arrived", "taken", "correction_asked", "messaged", "decided", "reopened", "read")
    ]
    assert shown["history"][2]["facts"]["message"] == "直してください\n・word: もう一度"
    assert call("GET", f"{at}/verification") == (200, {"whole": True, "problems": []})
    # The rest follows from the entries themselves (`application_follow_up`).
    assert [one["notice"]["kind"] for one in here.notices()] == ["form_received"]


def test_the_same_key_is_the_same_step(here: Cloud):
    at = f"/staff/applications/{filed()}"
    first = call("POST", f"{at}/take", body={"key": "same-key"})
    assert call("POST", f"{at}/take", body={"key": "same-key"}) == first
    assert call("POST", f"{at}/take", body={"key": "another-key"})[0] == 409


def test_everything_that_staff_did_is_on_the_owner_s_trail(here: Cloud):
    number = filed()
    call("GET", f"/staff/applications/{number}")
    call("POST", f"/staff/applications/{number}/take", body={"key": "k" * 8})
    _, trail = call("GET", "/staff/applications/trail", {"owner": PREFECTURE})
    assert [(one["kind"], one["by"], one["facts"]["number"]) for one in trail["entries"]] == [
        ("read", "sato", number),
        ("taken", "sato", number),
    ]


def test_pages_of_an_inbox_show_everything_once(here: Cloud):
    numbers = {submit(one, desk()).number for one in _many(7)}
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        _, found = call("GET", "/staff/applications", today() | {"limit": 3, "after": after})
        seen += [line["number"] for line in found["lines"]]
        after = found["after"]
    assert (len(seen), set(seen)) == (7, numbers)


def _many(count: int) -> list[Any]:
    rules: dict[str, Any] = {"opens": "2020-01-01T00:00:00", "closes": None}
    return [submission(key=f"page {place}", **rules) for place in range(count)]


@pytest.mark.parametrize(
    ("groups", "method", "path", "status"),
    [
        (("owner-100005", "auditor"), "GET", "", 403),
        (("owner-100005", "auditor"), "POST", "/take", 403),
        (("owner-100005", "clerk"), "POST", "/decision", 403),
        (("owner-100005", "clerk"), "POST", "/reopening", 403),
        (("owner-100005",), "GET", "/verification", 403),
        (("owner-10201", "clerk", "approver", "auditor"), "GET", "", 404),
    ],
)
def test_a_role_does_what_it_may(here: Cloud, groups: tuple[str, ...], method: str, path: str, status: int):
    body = {"key": "k" * 8} | ({"outcome": "accepted"} if path == "/decision" else {})
    at = f"/staff/applications/{filed()}{path}"
    by = claims("ito", *groups)
    assert call(method, at, body=body if method == "POST" else None, by=by)[0] == status


def test_an_inbox_of_another_owner_is_not_there(here: Cloud):
    filed()
    by = claims("suzuki", f"owner-{MAEBASHI}", "clerk", "auditor")
    for path in ("", "/numbers", "/trail"):
        assert call("GET", f"/staff/applications{path}", today(), by=by)[0] == 404
    own = today() | {"owner": MAEBASHI}
    assert call("GET", "/staff/applications", own, by=by) == (200, {"lines": [], "after": None})


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_a_file_to_keep(here: Cloud, kind: str):
    filed()
    asked = event("GET", "/staff/applications/export", today() | {"kind": kind}, by=claims())
    answer = function("application_desk").handler(asked, CONTEXT)
    assert answer["statusCode"] == 200
    assert answer["headers"]["content-disposition"].endswith(f'.{kind}"')
    assert answer["headers"]["cache-control"] == "no-store"
    content = base64.b64decode(answer["body"])
    assert content.startswith(b"PK" if kind == "xlsx" else b"\xef\xbb\xbf")
    if kind == "csv":
        assert "神\ufa19 𠮷" in content.decode()


def test_many_are_decided_after_a_preview(here: Cloud):
    numbers = [submit(one, desk()).number for one in _many(3)]
    planned = {"owner": PREFECTURE, "numbers": numbers, "step": "decided", "outcome": "completed"}
    status, plan = call("POST", "/staff/applications/plans", body=planned)
    assert (status, [one["number"] for one in plan["ready"]]) == (200, numbers)
    deed = call("POST", "/staff/applications/deeds", body={"token": plan["token"]})
    assert deed == (200, {"done": numbers, "refused": {}, "left": 0})
    assert call("POST", "/staff/applications/deeds", body={"token": plan["token"]}) == deed
    without = {name: said for name, said in planned.items() if name != "outcome"}
    assert call("POST", "/staff/applications/plans", body=without)[0] == 422


def test_staff_enter_what_came_by_telephone_and_its_history_says_so(here: Cloud):
    answers = {"subject": "roads", "message": "橋の手すり", "reply": "no"}
    sent = {"form": "opinion", "key": "call-0001", "answers": answers}
    status, entered = call("POST", "/staff/applications", body=sent)
    assert (status, entered["problems"], bool(entered["key"])) == (200, {}, True)
    assert call("POST", "/staff/applications", body=sent)[1] == entered
    other = {**sent, "answers": {**sent["answers"], "message": "another person's"}}
    _, refused = call("POST", "/staff/applications", body=other)
    assert (refused["number"], refused["problems"]) == (None, {"key": "spent"})
    _, shown = call("GET", f"/staff/applications/{entered['number']}")
    assert (shown["history"][0]["kind"], shown["history"][0]["by"]) == ("arrived", "staff:sato")
    wrong = sent | {"key": "call-0002", "answers": {"subject": "roads"}}
    assert call("POST", "/staff/applications", body=wrong)[1] == {
        "number": None,
        "key": None,
        "arrived_at": None,
        "standing": "",
        "problems": {"message": "required", "reply": "required_choice"},
    }
