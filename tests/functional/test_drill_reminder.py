"""The morning's run through the function's doorway: who is told what in the chat."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from madoguchi.drill.assembly import ground
from madoguchi.drill.come_back import agree
from madoguchi.drill.finish import finish
from madoguchi.drill.remind import remind_all
from tests.moto_cloud import cloud, function
from tests.unit.drill.test_finish import USER, finished

EVENTS = Path(__file__).parents[2] / "events" / "drill_reminder"
CONTEXT = SimpleNamespace(get_remaining_time_in_millis=lambda: 100_000)


@pytest.fixture
def here():
    with cloud() as one:
        yield one


def test_a_morning_on_which_nobody_is_due(here):
    event = json.loads((EVENTS / "remind.json").read_text())
    assert function("drill_reminder").handler(event, CONTEXT) == {}
    assert here.notices() == []


def test_who_is_due_is_told_once_through_the_chat_s_queue(here):
    drilled_on = dataclasses.replace(
        ground(), clock=lambda: datetime(2026, 6, 1, tzinfo=UTC), notify=lambda *_: None
    )
    finish(finished(user_id=USER, answers={"when": "level5"}), drilled_on)
    agree(USER, drilled_on)
    morning = dataclasses.replace(ground(), clock=lambda: datetime(2026, 6, 8, tzinfo=UTC))
    assert remind_all(morning, lambda: 60.0) == {"told": 1}
    assert remind_all(morning, lambda: 60.0) == {}
    (notice,) = here.notices()
    assert notice["notice"] == {"kind": "drill_again", "params": {}}
    assert notice["webhookEventId"] == "drill-2026-06-08"
    due = {
        item["pk"]["S"].split("#")[1] for item in here.items("drills_table") if item["pk"]["S"][:3] == "DUE"
    }
    assert due == {"2026-07-01", "2026-08-25", "2027-05-25", "2027-06-01"}
