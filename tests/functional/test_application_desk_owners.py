"""No operation of the staff's API crosses owners: every path of its document is walked."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from local.api_document import PATH
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.records.desk import desk
from madoguchi.office.assembly import office
from madoguchi.runtime.clock import JST
from tests.functional.test_application_desk_files import FILE, stored
from tests.moto_cloud import Cloud, cloud, function
from tests.staff_calls import CONTEXT, MAEBASHI, PREFECTURE, claims, event
from tests.unit.forms.test_attachments import deed

WORD = "a word that only the prefecture may see"
OPERATIONS = [
    (method.upper(), path)
    for path, methods in json.loads(PATH.read_text())["paths"].items()
    for method in methods
]
BODIES: dict[str, Any] = {
    "take": {"key": "k" * 8},
    "reopening": {"key": "k" * 8},
    "correction": {"key": "k" * 8, "message": "m"},
    "decision": {"key": "k" * 8, "outcome": "declined"},
    "message": {"key": "k" * 8, "message": "m"},
    "documents": {"document": FILE, "title": "t"},
    "revocation": {"reason": "r"},
}


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def called(method: str, path: str, owner: str, number: str, token: str) -> dict[str, Any]:
    """Call as somebody who may do everything, but for Maebashi alone."""
    day = datetime.now(JST).date().isoformat()
    query = {"owner": owner, "form": "deed", "since": day, "until": day}
    name = path.rpartition("/")[2]
    entered = {"form": "opinion", "key": "k" * 8, "answers": {}}
    plan = {"owner": owner, "numbers": [number], "step": "taken"}
    bodies = {"plans": plan, "deeds": {"token": token}, "checks": {"file": "form"}, **BODIES}
    bodies |= {"applications": entered if method == "POST" else None}
    body = bodies.get(name)
    by = claims("suzuki", f"owner-{MAEBASHI}", "clerk", "approver", "auditor")
    at = path.replace("{number}", number).replace("{form_id}", "opinion").replace("{file_id}", FILE)
    asked = event(method, at, query, body, by)
    found: dict[str, Any] = function("application_desk").handler(asked, CONTEXT)
    return found


def the_prefecture_s_plan(number: str) -> str:
    plan = {"owner": PREFECTURE, "numbers": [number], "step": "taken"}
    asked = event("POST", "/staff/applications/plans", body=plan, by=claims("suzuki"))
    token: str = json.loads(function("application_desk").handler(asked, CONTEXT)["body"])["token"]
    return token


@pytest.mark.parametrize("owner", [PREFECTURE, MAEBASHI])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_nothing_of_another_owner_is_seen_or_changed(here: Cloud, method: str, path: str, owner: str):
    sent = Submission(deed(), {"word": WORD, "papers": [stored()]}, "page")
    number = submit(sent, desk()).number
    token = the_prefecture_s_plan(number)
    before = desk().store.dossier(number), office().store.trail(PREFECTURE)
    answer = called(method, path, owner, number, token)
    assert number not in answer["body"] or json.loads(answer["body"]).get("refused") == {number: "not_found"}
    assert WORD not in answer["body"]
    assert (desk().store.dossier(number), office().store.trail(PREFECTURE)) == before
    if (method, path) == ("POST", "/staff/applications"):
        assert answer["statusCode"] == 404, answer
    elif path == "/staff/forms":
        assert {one["owner"] for one in json.loads(answer["body"])["forms"]} == {MAEBASHI}
    elif path != "/staff/forms/checks" and (owner == PREFECTURE or not _asks_for_an_owner(path)):
        assert answer["statusCode"] == 404, answer


def _asks_for_an_owner(path: str) -> bool:
    return "{" not in path and not path.endswith("deeds")
