"""Series of broadcasts at the desk, through the function's own doorway."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest

from madoguchi.broadcast import assembly
from madoguchi.broadcast.lifecycle import recur
from madoguchi.runtime.content import content
from tests.functional.test_broadcast_desk import call
from tests.unit.broadcast.cloud import MAEBASHI
from tests.unit.broadcast.cloud import room as running_room

DAILY = {"every": "day", "at": "10:00", "first": "2026-06-01", "last": "2026-06-30"}
FIRST = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
WHY = {"reason": "祭日のため"}


@pytest.fixture
def room(monkeypatch):
    with running_room() as made:
        for name in ("SCHEDULED_BROADCAST_FUNCTION", "BROADCAST_SCHEDULE_ROLE", "SCHEDULE_DEAD_LETTER_QUEUE"):
            monkeypatch.setenv(f"{name}_ARN", "arn:aws:iam::123456789012:role/any")
        monkeypatch.setenv("BROADCAST_SCHEDULE_GROUP_NAME", "default")
        made.add_residents(MAEBASHI, range(5), ("bousai",), "ja")
        made.now = FIRST - timedelta(days=3)
        yield made


def drafted(**rule):
    body = {"content": "bousai_preparedness", "segment": "市町村：前橋市", "rule": DAILY | rule}
    return call("POST", "/series", body)


def running(**rule):
    status, made = drafted(**rule)
    assert status == 200, made
    at = f"/series/{made['id']}"
    assert call("POST", f"{at}/approval", {"hash": made["hash"]}, by="suzuki")[1]["state"] == "running"
    return at


def said(code):
    return content("web/staff_problems")[code]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ({"every": "week", "weekdays": ["thu", "mon"]}, [1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ({"every": "month", "day": 15}, [15]),
        ({"every": "nth_weekday", "weekdays": ["fri"], "nth": 2}, [12]),
        ({"every": "nth_weekday", "weekdays": ["fri"], "nth": -1}, [26]),
        ({"every": "month_end"}, [30]),
        ({"excluded": ["2026-06-02", "2026-06-04"]}, [1, 3, 5, 6, 7, 8, 9, 10, 11, 12]),
    ],
    ids=["daily", "weekly", "monthly", "the second Friday", "the last Friday", "at its end", "but for days"],
)
def test_a_clerk_sees_the_next_ten_days_of_a_rule(room, rule, days):
    status, made = drafted(**rule)
    assert status == 200, made
    assert [int(moment[8:10]) for moment in made["next"]] == days
    assert all(moment.endswith("T10:00:00+09:00") for moment in made["next"])
    assert made["rule"] == {
        "weekdays": [],
        "day": None,
        "nth": None,
        "on_holidays": "send",
        "excluded": [],
        **DAILY,
        **rule,
        **({"weekdays": ["mon", "thu"]} if rule.get("every") == "week" else {}),
    }
    assert (made["counted"], made["state"]) == (5, "draft")


@pytest.mark.parametrize(
    ("choice", "days"),
    [
        ("send", [17, 18, 19, 20, 21, 22, 23, 24]),
        ("skip", [17, 18, 19, 20, 24]),
        ("before", [17, 18, 24]),
        ("after", [17, 18, 24]),
    ],
)
def test_national_holidays_are_as_the_rule_says(room, choice, days):
    # A Saturday and a Sunday, 敬老の日, the day between, 秋分の日.
    _, made = drafted(first="2026-09-17", last="2026-09-24", on_holidays=choice)
    assert [int(moment[8:10]) for moment in made["next"]] == days


def test_every_day_that_an_approval_vouches_for_is_listed(room):
    at = running()
    assert len(call("GET", f"{at}/days")[1]["days"]) == call("GET", at)[1]["left"] == 30


def test_approved_the_clock_calls_it_and_stopped_no_more(room):
    at = running()
    clock = boto3.client("scheduler")
    assert [one["Name"] for one in clock.list_schedules()["Schedules"]] == [f"series-{at[8:]}"]
    _, stopped = call("POST", f"{at}/stop", WHY)
    assert (stopped["state"], stopped["history"][-1]["reason"]) == ("stopped", "祭日のため")
    assert clock.list_schedules()["Schedules"] == []
    assert call("POST", f"{at}/resumption", WHY, by="suzuki")[1]["state"] == "running"
    assert len(clock.list_schedules()["Schedules"]) == 1
    assert call("POST", f"{at}/schedule", {})[0] == 200
    assert [step["by"] for step in call("GET", at)[1]["history"]] == ["sato", "suzuki", "sato", "suzuki"]


def test_an_approval_counts_for_what_stands_there_and_of_an_approver(room):
    _, made = drafted()
    at = f"/series/{made['id']}"
    assert call("POST", f"{at}/approval", {"hash": "0" * 64})[1]["code"] == "approval_refused"
    assert call("POST", f"{at}/approval", {"hash": made["hash"]}, roles=("clerk",))[0] == 403
    assert call("POST", f"{at}/approval", {"hash": made["hash"]})[1]["approved_by"] == ["sato"]


def test_a_day_is_skipped_until_it_has_begun(room):
    at = running()
    _, skipped = call("POST", f"{at}/skip", {"day": "2026-06-02", **WHY})
    assert (skipped["skipped"], skipped["left"]) == (["2026-06-02"], 29)
    assert "2026-06-02T10:00:00+09:00" not in skipped["next"]
    room.now = FIRST
    recur.occur(assembly.ports(), at[8:])
    status, refused = call("POST", f"{at}/skip", {"day": "2026-06-01", **WHY})
    assert (status, refused["code"], refused["message"]) == (409, "already_begun", said("already_begun"))
    _, shown = call("GET", at)
    assert shown["under_way"] == [f"{at[8:]}-20260601"]
    assert call("POST", f"/{shown['under_way'][0]}/cancellation", WHY)[1]["state"] == "cancelling"


def test_a_stop_names_what_is_under_way(room):
    at = running()
    room.now = FIRST
    recur.occur(assembly.ports(), at[8:])
    _, stopped = call("POST", f"{at}/stop", WHY)
    assert (stopped["state"], stopped["under_way"]) == ("stopped", [f"{at[8:]}-20260601"])


def test_the_series_of_a_year_are_listed(room):
    at = running()
    assert [one["id"] for one in call("GET", "/series", query={"year": 2026})[1]["series"]] == [at[8:]]
    assert call("GET", "/series", query={"year": 2027})[1]["series"] == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"at": "22:00"}, "sends_at_night"),
        ({"last": "2028-06-01"}, "rule_refused"),
        ({"last": "2026-05-01"}, "rule_refused"),
        ({"every": "week"}, "rule_refused"),
        ({"day": 3}, "rule_refused"),
        ({"every": "nth_weekday", "weekdays": ["fri"], "nth": 0}, "rule_refused"),
        ({"first": "2025-06-01", "last": "2025-06-30"}, "no_day_left"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words_for_staff(room, rule, code):
    status, refused = drafted(**rule)
    assert (status, refused["code"], refused["message"]) == (400, code, said(code))


def test_an_emergency_is_no_series_and_a_day_of_nothing_is_not_skipped(room):
    body = {"content": "level4_evacuation", "segment": "市町村：前橋市", "rule": DAILY}
    assert call("POST", "/series", body)[1]["message"] == said("not_recurring")
    at = running()
    assert call("POST", f"{at}/skip", {"day": "2026-07-01", **WHY})[1]["message"] == said("nothing_that_day")


@pytest.mark.parametrize(
    ("roles", "path", "body"),
    [
        (("approver",), "", {"content": "bousai_preparedness", "rule": DAILY}),
        (("clerk", "auditor"), "/20260601-0a1b2c3d/approval", {"hash": "0" * 64}),
        (("auditor",), "/20260601-0a1b2c3d/skip", {"day": "2026-06-01", **WHY}),
        (("auditor",), "/20260601-0a1b2c3d/stop", WHY),
        (("auditor",), "/20260601-0a1b2c3d/resumption", WHY),
        (("auditor",), "/20260601-0a1b2c3d/schedule", {}),
    ],
)
def test_every_step_has_its_role(room, roles, path, body):
    assert call("POST", f"/series{path}", body, roles=roles)[0] == 403


@pytest.mark.parametrize("path", ["", "/20260601-0a1b2c3d", "/20260601-0a1b2c3d/days"])
def test_who_has_no_role_reads_nothing(room, path):
    assert call("GET", f"/series{path}", roles=(), query={"year": 2026})[0] == 403
