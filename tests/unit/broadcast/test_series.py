"""Series: one approval, many broadcasts, each once."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import boto3
import pytest

from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition import series
from madoguchi.broadcast.definition.calendar import Every, Recurrence
from madoguchi.broadcast.definition.model import Addressees, Kind, State
from madoguchi.broadcast.definition.series import SeriesState
from madoguchi.broadcast.lifecycle import cancel, reconcile, recur
from madoguchi.broadcast.records import series_store
from madoguchi.residents.model import Segment
from madoguchi.runtime.errors import (
    AlreadyBegun,
    ApprovalRefused,
    AudienceGrew,
    BadRequest,
    BroadcastChanged,
    MissedStart,
    NoDayLeft,
    NotFound,
    NotInThisState,
)
from tests.unit.broadcast.cloud import MAEBASHI
from tests.unit.broadcast.drafts import AT, series_draft

RULE = Recurrence(Every.DAY, time(10, 0), date(2026, 6, 1), date(2026, 6, 3))
FIRST = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def ports(room, monkeypatch):
    for name in ("SCHEDULED_BROADCAST_FUNCTION", "BROADCAST_SCHEDULE_ROLE", "SCHEDULE_DEAD_LETTER_QUEUE"):
        monkeypatch.setenv(f"{name}_ARN", "arn:aws:iam::123456789012:role/any")
    monkeypatch.setenv("BROADCAST_SCHEDULE_GROUP_NAME", "default")
    room.now = FIRST - timedelta(days=3)
    room.add_residents(MAEBASHI, range(5), ("bousai",), "ja")
    return assembly.ports()


def made(ports, content="bousai_preparedness", addressees=None, rule=RULE):
    whom = addressees or Addressees(Segment.of((MAEBASHI,), ("bousai",)))
    return recur.create(ports, content, whom, rule, "sato", "https://liff.line.me/1-a")


def running(ports):
    draft = made(ports)
    return recur.approve(ports, draft.id, "suzuki", draft.approval_hash())


def test_each_day_is_a_broadcast_of_its_own(ports, room):
    found = running(ports)
    for day in range(3):
        room.now = FIRST + timedelta(days=day)
        assert recur.occur(ports, found.id).state is (SeriesState.RUNNING if day < 2 else SeriesState.OVER)
        broadcast = ports.broadcasts.find(f"{found.id}-2026060{day + 1}")
        assert (broadcast.state, broadcast.planned, broadcast.is_approved()) == (State.DELIVERING, 5, True)
        assert len(room.queued()) == 1
    assert ports.series.running() == []


def test_before_its_time_and_twice_nothing_happens(ports, room):
    found = running(ports)
    recur.occur(ports, found.id)
    assert ports.broadcasts.opened() == []
    room.now = FIRST
    for _ in range(3):
        recur.occur(ports, found.id)
    assert len(room.queued()) == 1


def test_the_reconciler_makes_a_missing_call_good(ports, room):
    found = running(ports)
    room.now = FIRST + timedelta(minutes=4)
    assert reconcile.reconcile_all(ports) == {f"{found.id}-20260601": State.DELIVERING}


def test_a_day_that_was_missed_is_an_alarm_and_the_next_goes_on(ports, room):
    found = running(ports)
    room.now = FIRST + timedelta(days=1)
    recur.occur(ports, found.id)
    missed, sent = (ports.broadcasts.find(f"{found.id}-2026060{day}") for day in (1, 2))
    assert (missed.state, sent.state) == (State.SCHEDULED, State.DELIVERING)
    with pytest.raises(MissedStart, match=missed.id):
        reconcile.reconcile_all(ports)


def test_what_grew_beyond_the_approval_waits_for_a_person(ports, room):
    found = running(ports)
    room.add_residents(MAEBASHI, range(5, 120), ("bousai",), "ja")
    room.now = FIRST
    with pytest.raises(AudienceGrew):
        recur.occur(ports, found.id)
    assert ports.broadcasts.find(f"{found.id}-20260601").state is State.SCHEDULED


def test_days_before_the_approval_are_not_made_good(ports, room):
    draft = made(ports)
    room.now = FIRST + timedelta(days=1, hours=1)
    recur.approve(ports, draft.id, "suzuki", draft.approval_hash())
    recur.occur(ports, draft.id)
    with pytest.raises(NotFound):
        ports.broadcasts.find(f"{draft.id}-20260601")
    assert ports.broadcasts.opened() == []


def test_an_unapproved_series_sends_nothing(ports, room):
    draft = made(ports)
    room.now = FIRST
    assert recur.occur(ports, draft.id).state is SeriesState.DRAFT
    with pytest.raises(NotInThisState):
        series.occurrence(draft, FIRST)


def test_a_skipped_day_and_a_stopped_series_send_nothing(ports, room):
    found = running(ports)
    recur.skip(ports, found.id, date(2026, 6, 1), "sato", "school holiday")
    room.now = FIRST
    recur.occur(ports, found.id)
    assert room.queued() == []
    assert recur.stop(ports, found.id, "sato").state is SeriesState.STOPPED
    room.now = FIRST + timedelta(days=1)
    assert reconcile.reconcile_all(ports) == {}
    with pytest.raises(NotInThisState):
        recur.stop(ports, found.id, "sato")


def test_a_stopped_series_goes_on_with_what_is_still_to_come(ports, room):
    found = running(ports)
    recur.stop(ports, found.id, "sato", "a wrong date?")
    assert boto3.client("scheduler").list_schedules()["Schedules"] == []
    room.now = FIRST + timedelta(hours=1)
    resumed = recur.resume(ports, found.id, "suzuki", "it was right")
    assert (resumed.state, resumed.history[-1].reason) == (SeriesState.RUNNING, "it was right")
    assert len(boto3.client("scheduler").list_schedules()["Schedules"]) == 1
    recur.occur(ports, found.id)
    assert ports.broadcasts.opened() == []
    room.now = FIRST + timedelta(days=1)
    recur.occur(ports, found.id)
    assert recur.under_way(ports, found) == [f"{found.id}-20260602"]


def test_only_what_is_stopped_and_has_days_left_is_resumed(ports, room):
    found = running(ports)
    with pytest.raises(NotInThisState):
        recur.resume(ports, found.id, "sato")
    recur.stop(ports, found.id, "sato")
    room.now = FIRST + timedelta(days=5)
    with pytest.raises(NoDayLeft):
        recur.resume(ports, found.id, "sato")
    reconcile.reconcile_all(ports)
    assert ports.series.running() == []


def test_a_draft_that_was_stopped_waits_for_its_approval_again(ports):
    draft = made(ports)
    recur.stop(ports, draft.id, "sato")
    assert recur.resume(ports, draft.id, "sato").state is SeriesState.DRAFT
    assert ports.series.running() == []
    assert recur.approve(ports, draft.id, "suzuki", draft.approval_hash()).state is SeriesState.RUNNING


def test_a_day_that_has_begun_is_cancelled_not_skipped(ports, room):
    found = running(ports)
    room.now = FIRST
    recur.occur(ports, found.id)
    with pytest.raises(AlreadyBegun, match=f"{found.id}-20260601"):
        recur.skip(ports, found.id, date(2026, 6, 1), "sato")
    (begun,) = recur.under_way(ports, found)
    cancel.cancel(ports, begun, "sato")
    reconcile.reconcile_all(ports)
    assert recur.under_way(ports, found) == []


def test_the_last_day_that_has_begun_is_no_longer_skipped_either(ports, room):
    found = running(ports)
    room.now = FIRST + timedelta(days=2)
    assert recur.occur(ports, found.id).state is SeriesState.OVER
    with pytest.raises(AlreadyBegun):
        recur.skip(ports, found.id, date(2026, 6, 3), "sato")


def test_skipping_a_day_on_which_nothing_is_sent_is_a_slip(ports):
    found = running(ports)
    with pytest.raises(BadRequest) as refused:
        recur.skip(ports, found.id, date(2026, 6, 4), "sato")
    assert refused.value.code == "nothing_that_day"


def test_skipping_twice_is_skipping_once(ports):
    found = running(ports)
    once = recur.skip(ports, found.id, date(2026, 6, 2), "sato")
    assert recur.skip(ports, found.id, date(2026, 6, 2), "suzuki") == once
    assert [one.day for one in recur.coming(ports, once)] == [1, 3]


def test_an_occurrence_that_is_made_while_somebody_skips_it_is_not_skipped(ports, room, monkeypatch):
    found = running(ports)
    room.now = FIRST
    find, calls = series_store.find, []

    def and_then_it_occurs(series_id):
        read = find(series_id)
        if not calls:
            calls.append(series_id)
            recur.occur(ports, series_id)
        return read

    moments = recur._moments(ports, found)
    monkeypatch.setattr(recur, "_moments", lambda *_: moments)
    monkeypatch.setattr(series_store, "find", and_then_it_occurs)
    with pytest.raises(AlreadyBegun):
        recur.skip(ports, found.id, date(2026, 6, 1), "sato")


def test_a_skip_that_comes_first_leaves_nothing_behind(ports, room, monkeypatch):
    found = running(ports)
    room.now = FIRST
    make = series_store.make

    def but_first_it_is_skipped(*given):
        monkeypatch.setattr(series_store, "make", make)
        recur.skip(ports, found.id, date(2026, 6, 1), "sato")
        make(*given)

    monkeypatch.setattr(series_store, "make", but_first_it_is_skipped)
    assert recur.occur(ports, found.id).state is SeriesState.RUNNING
    room.now += timedelta(minutes=10)
    assert reconcile.reconcile_all(ports) == {}
    assert ports.broadcasts.listed("202606") == []


def test_an_occurrence_whose_answer_was_lost_is_started_all_the_same(ports, room, monkeypatch):
    found = running(ports)
    room.now = FIRST
    make = series_store.make

    def and_nobody_hears_of_it(*given):
        make(*given)
        raise BroadcastChanged("a repetition of the same write")

    monkeypatch.setattr(series_store, "make", and_nobody_hears_of_it)
    recur.occur(ports, found.id)
    assert ports.broadcasts.find(f"{found.id}-20260601").state is State.DELIVERING


def test_the_text_stays_as_it_was_approved(ports, room):
    found = running(ports)
    room.now = FIRST
    recur.occur(ports, found.id)
    occurrence = ports.broadcasts.find(f"{found.id}-20260601")
    assert ports.broadcasts.messages(occurrence.id, occurrence.content_hash) == ports.broadcasts.messages(
        found.id, found.content_hash
    )


@pytest.mark.parametrize(
    "given",
    [
        {"content": "level4_evacuation"},
        {"addressees": Addressees(corrects="20260601-0a1b2c3d")},
        {"content": "evacuation_drill", "addressees": Addressees(Segment.of((MAEBASHI,)))},
        {"rule": replace(RULE, at=time(22, 0))},
        {"rule": replace(RULE, excluded=tuple(date(2026, 6, day) for day in (1, 2, 3)))},
        {"rule": replace(RULE, first=date(2026, 5, 1), last=date(2026, 5, 3))},
        {"rule": replace(RULE, at=time(10, 0, 30))},
        {"rule": replace(RULE, first=date(1, 1, 1), last=date(1, 1, 3))},
        {"rule": replace(RULE, nth=2)},
    ],
    ids=[
        *("an emergency", "a correction", "training without its topic", "at night", "without a day"),
        *("in the past", "between two minutes", "before there were calendars", "with an nth of nothing"),
    ],
)
def test_what_must_not_recur_is_refused(ports, given):
    with pytest.raises(BadRequest):
        made(ports, **given)


@pytest.mark.parametrize(
    "changes",
    [
        {"content_hash": "another"},
        {"addressees": Addressees(Segment.of(("10202",)))},
        {"counted": 601},
        {"kind": Kind.TRAINING},
        {"rule": replace(series_draft().rule, at=time(11, 0))},
        {"rule": replace(series_draft().rule, excluded=())},
    ],
    ids=str,
)
def test_an_approval_binds_everything_that_matters(changes):
    changed = series_draft(**changes)
    assert changed.approval_hash() != series_draft().approval_hash()
    with pytest.raises(ApprovalRefused):
        series.approve(changed, "suzuki", series_draft().approval_hash(), AT)


def test_an_approval_of_another_rule_vouches_for_no_occurrence():
    draft = series_draft()
    approved = series.approve(draft, "suzuki", draft.approval_hash(), AT)
    changed = replace(approved, rule=replace(draft.rule, at=time(11, 0)))
    assert series.occurrence(approved, FIRST).is_approved()
    assert not series.occurrence(changed, FIRST).is_approved()


def test_the_clock_calls_every_day_in_japan_until_the_last(ports):
    found = running(ports)
    for _ in range(2):
        recur.schedule(ports, found.id)
    client = boto3.client("scheduler")
    schedule = client.get_schedule(Name=f"series-{found.id}", GroupName="default")
    assert schedule["ScheduleExpression"] == "cron(0 10 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "Asia/Tokyo"
    assert schedule["Target"]["Input"] == f'{{"operation": "occur", "series_id": "{found.id}"}}'
    for _ in range(2):
        recur.schedule(ports, found.id)
    recur.stop(ports, found.id, "sato")
    assert client.list_schedules()["Schedules"] == []
