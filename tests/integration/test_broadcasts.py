"""A broadcast at the desk: approved, cancelled half-way, corrected; the ledger explains every phone.

A series of them begins its day by itself.
"""

import json
import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from local import verify_ledger
from local.residents import population
from local.sign_in import Pool, sign_in
from local.stack import Stack
from local.staff_accounts import LocalPerson
from madoguchi.residents.model import USUAL_QUIET_HOURS
from madoguchi.runtime.clock import JST
from tests.integration.resident import Resident, control, eventually
from tests.moto_cloud import content_on_path

pytestmark = pytest.mark.stack
TICK_SECONDS = 10
"""How often the emulator's scheduler looks; it calls no schedule in the minute in which it first sees it."""

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


@pytest.fixture
def no_reconciler(running_stack: Stack) -> Iterator[None]:
    """Leave the reconciler's schedule out, which would make good what another schedule misses."""
    clock = running_stack.aws.client("scheduler")
    group = running_stack.outputs["BroadcastScheduleGroupName"]
    every = [one["Name"] for one in clock.list_schedules(GroupName=group)["Schedules"]]
    schedules = [clock.get_schedule(Name=name, GroupName=group) for name in every]
    (found,) = [one for one in schedules if one["Target"]["Input"] == '{"operation":"reconcile"}']
    names = ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    kept = {name: found[name] for name in names}
    clock.update_schedule(**kept, State="DISABLED")
    yield
    clock.update_schedule(**kept, State="ENABLED")


def enter_in_utc(stack: Stack, series_id: str) -> None:
    """Enter a series' schedule once more, in UTC: the emulator reads every schedule's hour as one of UTC."""
    clock, group = stack.aws.client("scheduler"), stack.outputs["BroadcastScheduleGroupName"]
    entered = clock.get_schedule(Name=f"series-{series_id}", GroupName=group)
    assert entered["ScheduleExpressionTimezone"] == "Asia/Tokyo"
    minute, hour, *days = entered["ScheduleExpression"].removeprefix("cron(").split()
    clock.create_schedule(
        Name=f"utc-{series_id}",
        GroupName=group,
        ScheduleExpression=f"cron({minute} {(int(hour) - 9) % 24} {' '.join(days)}",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target=entered["Target"],
    )


def occurrences(desk: Desk, series_id: str) -> list[str]:
    """Return the broadcasts that a series has become this month."""
    listed = desk.sees(f"?month={datetime.now(JST):%Y%m}")["broadcasts"]
    return [one["id"] for one in listed if one["id"].startswith(f"{series_id}-")]


def test_a_series_is_called_at_its_minute_and_delivers_once_a_day(
    running_stack: Stack, sato: Desk, readers: dict[str, Resident], no_reconciler: None
):
    soon = datetime.now(JST) + timedelta(seconds=3 * TICK_SECONDS)
    begin = datetime.fromtimestamp(math.ceil(soon.timestamp() / 60) * 60, JST)
    if USUAL_QUIET_HOURS.covers(begin):
        pytest.skip("between 21:00 and 7:00 in Japan nothing recurs")
    day = f"{begin:%Y-%m-%d}"
    rule = {"every": "day", "at": f"{begin:%H:%M}", "first": day, "last": day}
    made = sato.does("/series", content="bousai_preparedness", segment="全員", rule=rule)
    name = made["id"]
    running = sato.does(f"/series/{name}/approval", hash=made["hash"])
    assert (running["state"], running["left"], running["under_way"]) == ("running", 1, [])
    enter_in_utc(running_stack, name)

    at = f"/{name}-{begin:%Y%m%d}"
    eventually(lambda: occurrences(sato, name) == [at[1:]], "occurrence", seconds=90 + 2 * TICK_SECONDS)
    eventually(over(sato, at), "end of the occurrence", seconds=60)
    progress = sato.sees(f"{at}/progress")
    assert progress["totals"]["accepted"] == progress["planned"]

    again = running_stack.aws.client("lambda").invoke(
        FunctionName=running_stack.outputs["ScheduledBroadcastFunctionArn"],
        Payload=json.dumps({"operation": "occur", "series_id": name}),
    )
    assert json.load(again["Payload"]) == {name: "over"}
    assert occurrences(sato, name) == [at[1:]]
    for one in readers.values():
        (news,) = one.messages[one.read :]
        assert datetime.fromtimestamp(news["at"] / 1000, JST) >= begin
