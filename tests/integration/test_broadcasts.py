"""A broadcast at the desk: approved, cancelled half-way, corrected; the ledger explains every phone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from local import verify_ledger
from local.residents import population
from local.sign_in import Pool, sign_in
from local.stack import Stack
from local.staff_accounts import LocalPerson
from madoguchi.runtime.clock import JST
from tests.integration.resident import Resident, control, eventually
from tests.moto_cloud import content_on_path

pytestmark = pytest.mark.stack
TRIES = 4
"""How often a sender asks LINE for a chunk before the queue brings it again, minutes later."""


class Desk:
    """A member of staff who is signed in."""

    def __init__(self, stack: Stack, name: str) -> None:
        pool = Pool(stack.aws.client("cognito-idp"), stack.outputs["StaffPoolClientId"])
        token = sign_in(pool, name, LocalPerson(stack.staff[name]))
        self._at = f"{stack.url}/staff/broadcasts"
        self._headers = {"authorization": f"Bearer {token}"}

    def sees(self, path: str) -> Any:
        return httpx.get(self._at + path, headers=self._headers, timeout=30).raise_for_status().json()

    def does(self, path: str, **body: Any) -> Any:
        answer = httpx.post(self._at + path, json=body, headers=self._headers, timeout=30)
        return answer.raise_for_status().json()

    def begins(self, content: str, **whom: str) -> str:
        """Draft, approve and schedule; returns the path of the broadcast."""
        send_at = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
        made = self.does("", content=content, send_at=send_at, **whom)
        at = f"/{made['id']}"
        self.does(f"{at}/approval", hash=made["hash"])
        assert self.does(f"{at}/schedule")["state"] == "scheduled"
        return at


def multicasts_that_fail() -> int:
    """Leave two tries to be accepted: each language that anybody reads at this hour is a chunk of its own."""
    now = datetime.now(JST)
    languages = {one.language for one in population() if not (one.quiet and one.quiet.covers(now))}
    return TRIES * len(languages) - 2


@pytest.fixture(scope="module")
def sato(running_stack: Stack) -> Desk:
    """Clerk and approver of the prefecture."""
    return Desk(running_stack, "sato")


@pytest.fixture(scope="module")
def ito(running_stack: Stack) -> Desk:
    """Auditor of the prefecture."""
    return Desk(running_stack, "ito")


@pytest.fixture
def readers(running_stack: Stack) -> dict[str, Resident]:
    """One resident for each language who wants everything at any hour, and has read all up to now."""
    content_on_path()
    found: dict[str, Resident] = {}
    for person in population():
        if person.quiet or person.budget:
            continue
        found.setdefault(person.language, Resident(running_stack.line_url, person.user_id))
    for one in found.values():
        one.read = len(one.messages)
    return found


def over(desk: Desk, at: str) -> Callable[[], Any]:
    """Whether it is frozen and every chunk is decided."""
    return lambda: (found := desk.sees(f"{at}/progress"))["planned"] and not found["open_chunks"]


def test_cancelled_half_way_and_corrected_every_phone_is_explained(
    running_stack: Stack, sato: Desk, ito: Desk, readers: dict[str, Resident]
):
    fault = {"endpoint": "multicast", "kind": "429", "rate": 1, "count": multicasts_that_fail()}
    control(running_stack.line_url, "faults", fault)
    at = sato.begins("bousai_preparedness", segment="全員")
    eventually(lambda: sato.sees(f"{at}/progress")["totals"]["accepted"], "accepted chunk", seconds=60)
    stopped = sato.does(f"{at}/cancellation", reason="a wrong date")
    assert stopped["state"] in ("cancelling", "cancelled")
    eventually(over(sato, at), "end of the cancelled broadcast", seconds=60)
    totals = sato.sees(f"{at}/progress")["totals"]
    assert totals["accepted"] > 0 < totals["cancelled"]
    assert totals["rejected"] == totals["unknown"] == 0

    # Who has a plan is pushed their own, the others are sent the common text.
    correction = sato.begins("plan_before_the_rain", corrects=at[1:])
    eventually(over(sato, correction), "end of the correction", seconds=60)
    assert sato.sees(f"{correction}/progress")["totals"]["accepted"] == totals["accepted"]

    for one in readers.values():
        told = ito.does(f"{at}/explanation", user_id=one.user_id)
        corrected = ito.does(f"{correction}/explanation", user_id=one.user_id)
        news = one.messages[one.read :]
        if told["fate"] == "accepted":
            assert (len(news), corrected["fate"]) == (2, "accepted")
            assert all(one["request_id"] for one in (told, corrected))
        else:
            assert (news, told["why"], corrected["fate"]) == ([], "cancelled by sato", "not_addressed")

    for path in (at, correction):
        assert verify_ledger.verify(ito.sees(f"{path}/ledger")["lines"]) == []
