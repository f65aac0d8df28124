"""The published OpenAPI document of broadcasts: what it says is what the function does."""

import json
from collections.abc import Iterator
from datetime import time, timedelta
from functools import cache
from itertools import cycle
from typing import Any

import boto3
import pytest
import schemathesis
from schemathesis import Case

from local.api_document import BROADCASTS
from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition.calendar import Every, Recurrence
from madoguchi.broadcast.definition.model import Addressees
from madoguchi.broadcast.lifecycle import create, recur, start
from madoguchi.broadcast.lifecycle.approve import approve
from madoguchi.broadcast.lifecycle.schedule import schedule
from madoguchi.residents.model import Segment
from tests.document_checks import answers_as_documented, whatever_is_sent
from tests.staff_calls import PREFECTURE, wsgi
from tests.staff_calls import call as call_a_desk
from tests.unit.broadcast.cloud import MAEBASHI, Room, user
from tests.unit.broadcast.cloud import room as running_room

schema = schemathesis.openapi.from_dict(json.loads(BROADCASTS.read_text()))
schema.app = wsgi("broadcast_desk")

WHOM = Addressees(Segment.of((MAEBASHI,), ("bousai",)))
TEXT, LIFF = "bousai_preparedness", "https://liff.line.me/1-a"
WHY = {"reason": "祭日のため"}
RULE = {"every": "day", "at": "10:00", "first": "2026-06-01", "last": "2026-06-30"}
STAGES = cycle((0, 1, 2))
BODIES = {
    "Draft": {"content": TEXT, "send_at": "2026-06-01T12:00:00+09:00"},
    "SeriesDraft": {"content": TEXT, "rule": RULE},
    "Approve": {"hash": "0" * 64},
    "Why": WHY,
    "Skip": {"day": "2026-06-01", **WHY},
    "Resolve": {"chunk": "ja-00001", "arrived": True, **WHY},
    "Whose": {"user_id": user(1)},
    "Nothing": {},
}
"""Something acceptable of every shape that is sent."""


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with running_room() as made, pytest.MonkeyPatch.context() as patch:
        for name in ("SCHEDULED_BROADCAST_FUNCTION", "BROADCAST_SCHEDULE_ROLE", "SCHEDULE_DEAD_LETTER_QUEUE"):
            patch.setenv(f"{name}_ARN", "arn:aws:iam::123456789012:role/any")
        patch.setenv("BROADCAST_SCHEDULE_GROUP_NAME", "default")
        url = boto3.client("sqs").create_queue(QueueName="dead")["QueueUrl"]
        patch.setenv("BROADCAST_CHUNKS_DEAD_LETTER_QUEUE_URL", url)
        made.add_residents(MAEBASHI, range(3), ("bousai",), "ja")
        yield made


def test_every_operation_is_behind_the_staff_s_token():
    found = json.loads(BROADCASTS.read_text())
    assert found["security"] == [{"staff": []}]
    assert [one for path in found["paths"].values() for one in path.values() if "security" in one] == []


@pytest.mark.parametrize(
    ("groups", "status"),
    [(None, 401), (f"owner-{PREFECTURE}", 403), ("owner-10201 clerk approver auditor", 404)],
)
def test_every_operation_asks_who_is_there_for_whom_and_in_which_role(room: Room, groups: str, status: int):
    by = {"token_use": "access", "username": "sato", "cognito:groups": f"[{groups}]"} if groups else {}
    answers = {
        f"{method} {path}": call_a_desk(
            method.upper(),
            path.replace("{broadcast}", _broadcast("", 0)).replace("{series}", _series("", 0)),
            {"month": "202606", "year": "2026"},
            _body(operation),
            by,
            desk="broadcast_desk",
        )[0]
        for path, operations in json.loads(BROADCASTS.read_text())["paths"].items()
        for method, operation in operations.items()
    }
    assert len(answers) > 25
    assert answers == dict.fromkeys(answers, status)


@schema.parametrize()
@whatever_is_sent
def test_whatever_is_sent_the_answer_is_one_that_the_document_names(room: Room, case: Case):
    for name, some in (("broadcast", _broadcast), ("series", _series)):
        if name in case.path_parameters and case.path_parameters[name] < "5":
            case.path_parameters[name] = some(f"{case.method} {case.path}", next(STAGES))
    answers_as_documented(case)


def _body(operation: dict[str, Any]) -> Any:
    if "requestBody" not in operation:
        return None
    found = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return BODIES[found.rpartition("/")[2]]


@cache
def _broadcast(_operation: str, stage: int) -> str:
    """Three broadcasts for each operation: a draft, one that is scheduled, one that is being sent."""
    ports = assembly.ports()
    made = create.create(ports, TEXT, WHOM, ports.now(), "sato", LIFF)
    if stage:
        approve(ports, made.id, "suzuki", made.approval_hash())
        ports.broadcasts.open(made.id)
        schedule(ports, made.id, "sato")
    if stage == 2:
        start.start(ports, made.id)
    return made.id


@cache
def _series(_operation: str, stage: int) -> str:
    """Three series for each operation: a draft, one that runs, one that was stopped."""
    ports = assembly.ports()
    day = ports.now().date()
    rule = Recurrence(Every.DAY, time(10, 0), day, day + timedelta(days=30))
    made = recur.create(ports, TEXT, WHOM, rule, "sato", LIFF)
    if stage:
        recur.approve(ports, made.id, "suzuki", made.approval_hash())
    if stage == 2:
        recur.stop(ports, made.id, "sato")
    return made.id
