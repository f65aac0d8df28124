"""A broadcast at the desk: approved, cancelled half-way, corrected; the ledger explains every phone.

A series of them begins its day by itself.
"""

import json
import math
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from local import verify_ledger
from local.stack import Stack
from madoguchi.residents.model import USUAL_QUIET_HOURS
from madoguchi.runtime.clock import JST
from tests.integration.desk import Desk, over, readers_of_each_language, stopped_half_way
from tests.integration.resident import Resident, eventually

pytestmark = pytest.mark.stack
TICK_SECONDS = 10
"""How often the emulator's scheduler looks; it calls no schedule in the minute in which it first sees it."""

REACHED = ("ja", "vi")


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
    """One resident for each language who has read all up to now."""
    return readers_of_each_language(running_stack)


def test_cancelled_half_way_and_corrected_every_phone_is_explained(
    running_stack: Stack, sato: Desk, ito: Desk, readers: dict[str, Resident]
):
    at, correction = stopped_half_way(sato, ito, readers, REACHED, "a wrong date")
    totals = sato.sees(f"{at}/progress")["totals"]
    assert totals["accepted"] > 0 < totals["cancelled"]
    assert totals["rejected"] == totals["unknown"] == 0
    # Who has a plan is pushed their own, the others are sent the common text.
    assert sato.sees(f"{correction}/progress")["totals"]["accepted"] == totals["accepted"]

    for language, one in readers.items():
        told, corrected = ito.explains(at, one), ito.explains(correction, one)
        news = one.messages[one.read :]
        if language in REACHED:
            assert (told["fate"], corrected["fate"], len(news)) == ("accepted", "accepted", 2)
            assert all(one["request_id"] for one in (told, corrected))
        else:
            assert (told["fate"], told["why"], news) == ("cancelled", "cancelled by sato", [])
            assert corrected["fate"] == "not_addressed"

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
