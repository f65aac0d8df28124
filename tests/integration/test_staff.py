"""Staff at the stack's own door: the authorizer lets in who is signed in, and the API does the rest."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from local.sign_in import Pool, sign_in
from local.stack import Stack
from local.staff_accounts import LocalPerson
from madoguchi.runtime.clock import JST
from tests.integration.visitor import Visitor

pytestmark = pytest.mark.stack
AT = "/staff/applications"


def token(stack: Stack, name: str) -> str:
    pool = Pool(stack.aws.cognito, stack.outputs["StaffPoolClientId"])
    return sign_in(pool, name, LocalPerson(stack.staff[name]))


def forged(real: str) -> str:
    """The same token with more rights, under the signature of before."""
    head, claims, signature = real.split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    said["cognito:groups"] = ["owner-100005", "approver"]
    more = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    return f"{head}.{more}.{signature}"


@pytest.fixture
def door(running_stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running_stack.url, timeout=30) as client:
        yield client


def days(owner: str = "100005") -> dict[str, str]:
    day = datetime.now(JST).date().isoformat()
    return {"owner": owner, "form": "magazine_survey", "since": day, "until": day}


def test_nobody_gets_in_without_a_token_of_the_pool(running_stack: Stack, door: httpx.Client):
    suzuki = token(running_stack, "suzuki")
    for headers in ({}, {"authorization": "Bearer nonsense"}, {"authorization": f"Bearer {forged(suzuki)}"}):
        for path in (AT, f"{AT}/trail", "/staff/forms", "/staff/forms/opinion/file"):
            assert door.get(path, params=days(), headers=headers).status_code == 401


def test_an_application_is_found_read_and_decided(running_stack: Stack, door: httpx.Client):
    with Visitor(running_stack) as visitor:
        visitor.opens("/forms/magazine_survey")
        visitor.posts("next", prize="no", opinion="からっ風の特集")
        visitor.posts("submit")
        number, key = visitor.texts("receipt")
        headers = {"authorization": f"Bearer {token(running_stack, 'sato')}"}

        def asked(method: str, path: str, **more: Any) -> Any:
            answer = door.request(method, path, headers=headers, **more)
            assert answer.status_code == 200, answer.text
            return answer.json()

        plain = number.replace("-", "")
        found = asked("GET", AT, params=days() | {"words": "カラッ風"})
        assert plain in [line["number"] for line in found["lines"]]
        shown = asked("GET", f"{AT}/{number}")
        assert "からっ風の特集" in [one["value"] for one in shown["answers"]]
        asked(
            "POST", f"{AT}/{number}/message", json={"key": "message-1", "message": "ありがとうございました"}
        )
        asked("POST", f"{AT}/{number}/decision", json={"key": "decision-1", "outcome": "completed"})
        assert asked("GET", f"{AT}/{number}/verification") == {"whole": True, "problems": []}
        visitor.opens("/receipts")
        visitor.posts("open", number=number, key=key)
        assert "ありがとうございました" in visitor.html
        assert "担当からのお知らせ" in visitor.html
        excel = door.get(f"{AT}/export", params=days() | {"kind": "xlsx"}, headers=headers)
        assert excel.content.startswith(b"PK")
        other = {"authorization": f"Bearer {token(running_stack, 'suzuki')}"}
        assert door.get(f"{AT}/{number}", headers=other).status_code == 404


def test_a_form_is_seen_as_of_another_day(running_stack: Stack, door: httpx.Client):
    headers = {"authorization": f"Bearer {token(running_stack, 'sato')}"}
    shown = door.get("/staff/forms/opinion/preview", headers=headers)
    assert "何についてのご意見ですか" in shown.text
    assert "sandbox" in shown.headers["content-security-policy"]
    early = door.get("/staff/forms/opinion/preview", params={"at": "2025-03-01T00:00:00"}, headers=headers)
    assert "何についてのご意見ですか" not in early.text
    given = door.get("/staff/forms/opinion/file", headers=headers)
    checked = door.post("/staff/forms/checks", json={"file": given.text}, headers=headers)
    assert checked.json() == {"good": True, "problems": []}
