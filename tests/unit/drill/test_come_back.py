"""The drill comes back: on the right days, once, only after a yes, and through every crash."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.drill import come_back
from madoguchi.drill.again import again_flow, answer_again
from madoguchi.drill.come_back import agree, decline, due_days
from madoguchi.drill.find_plan import current_plan
from madoguchi.drill.finish import finish
from madoguchi.drill.keep_card import confirm
from madoguchi.drill.remind import remind, remind_all
from madoguchi.drill.resident_store import SHARDS, DrillResidentStore
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import Overtaken, Unavailable
from tests.moto_cloud import cloud
from tests.unit.drill.ground import NOW, new_ground
from tests.unit.drill.test_finish import BEST, USER, finished

DRILLED = date(2026, 6, 1)
WEEK = date(2026, 6, 8)
WRONG = {"when": "level5", "how": "boots"}


def drilled(**answers):
    """A resident who drilled on the first of June and said yes; the ground, and what was told since."""
    ground, _, notices = new_ground()
    finish(finished(user_id=USER, answers=answers), ground)
    agree(USER, ground)
    notices.sent.clear()
    return ground, notices


def on(ground, day):
    at = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
    return dataclasses.replace(ground, clock=lambda: at)


def morning(ground, day):
    return remind_all(on(ground, day), lambda: 60.0)


def told(notices):
    return [(user_id, kind, notice_id) for user_id, kind, _, notice_id in notices.sent]


def test_nothing_comes_without_a_yes():
    ground, _, notices = new_ground()
    finish(finished(user_id=USER, answers=WRONG), ground)
    assert ground.residents.load(USER).due == {}
    assert ground.residents.index == set()
    notices.sent.clear()
    for days in range(400):
        morning(ground, DRILLED + timedelta(days=days))
    assert notices.sent == []


def test_a_year_of_mornings():
    ground, notices = drilled(**WRONG)
    for days in range(1, 400):
        morning(ground, DRILLED + timedelta(days=days))
    assert told(notices) == [
        (USER, "drill_again", "drill-2026-06-08"),
        (USER, "drill_again", "drill-2026-07-01"),
        (USER, "drill_again", "drill-2026-08-25"),
        (USER, "drill_again", "drill-2027-05-25"),
        (USER, "drill_review", "drill-2027-06-01"),
    ]


def test_who_missed_nothing_hears_before_the_seasons_and_once_a_year():
    ground, notices = drilled()
    for days in range(1, 400):
        morning(ground, DRILLED + timedelta(days=days))
    assert [kind for _, kind, _ in told(notices)] == ["drill_review"] * 3


def test_many_runs_of_one_morning_tell_once():
    ground, notices = drilled(**WRONG)
    assert morning(ground, WEEK)["told"] == 1
    assert morning(ground, WEEK) == {}
    assert len(notices.sent) == 1


def test_a_no_ends_it_and_leaves_no_day():
    ground, notices = drilled(**WRONG)
    decline(USER, ground)
    assert morning(ground, WEEK) == {"passed_over": 1}
    assert notices.sent == []


def test_a_crash_after_the_notice_repeats_it_under_the_same_id(monkeypatch):
    ground, notices = drilled(**WRONG)
    ground.residents.overtaken = come_back.TRIES
    with pytest.raises(Overtaken):
        remind(USER, WEEK, on(ground, WEEK))
    assert remind(USER, WEEK, on(ground, WEEK)) == "told"
    ids = {notice_id for _, _, notice_id in told(notices)}
    assert (len(notices.sent), ids) == (2, {"drill-2026-06-08"})
    assert ground.residents.index >= {(date(2026, 7, 1), USER)}


def test_a_silent_queue_keeps_the_day_and_is_said():
    ground, notices = drilled(**WRONG)
    notices.broken = True
    with pytest.raises(Unavailable):
        morning(ground, WEEK)
    notices.broken = False
    assert morning(ground, WEEK) == {"told": 1}


def test_a_missed_morning_is_made_up_for_with_one_message():
    ground, notices = drilled(**WRONG)
    known = ground.residents.load(USER)
    other = WEEK + timedelta(days=2)
    ground.residents.save(dataclasses.replace(known, due={**known.due, other: "season"}), NOW)
    ground.residents.set_due(USER, [other])
    assert morning(ground, WEEK + timedelta(days=3)) == {"told": 1}
    assert morning(ground, WEEK + timedelta(days=3)) == {"passed_over": 1}
    assert len(notices.sent) == 1


def test_after_a_week_a_missed_morning_is_over():
    ground, notices = drilled(**WRONG)
    morning(ground, WEEK + timedelta(days=7))
    assert notices.sent == []


def test_a_run_stops_before_its_time_is_over():
    ground, notices = drilled(**WRONG)
    assert remind_all(on(ground, WEEK), lambda: 5.0) == {"left": 1}
    assert morning(ground, WEEK) == {"told": 1}
    assert len(notices.sent) == 1


def test_a_deleted_resident_is_passed_over():
    ground, notices = drilled(**WRONG)
    ground.residents.delete(USER)
    assert morning(ground, WEEK) == {"passed_over": 1}
    assert notices.sent == []


def test_a_new_drill_sets_the_days_anew():
    ground, _ = drilled(**WRONG)
    later = on(ground, WEEK - timedelta(days=1))
    finish(finished(user_id=USER, client_key="z" * 32, answers=WRONG), later)
    due = ground.residents.load(USER).due
    assert WEEK not in due
    assert due[WEEK + timedelta(days=6)] == "week"


def test_a_look_at_the_plan_moves_the_review():
    ground, _ = drilled()
    later = on(ground, date(2026, 10, 1))
    card = current_plan(USER, ground)
    assert card is not None
    confirm(card, later)
    come_back.reschedule(USER, later)
    assert ground.residents.load(USER).due[date(2027, 10, 1)] == "review"


days = st.dates(date(2026, 1, 1), date(2032, 12, 31))


@given(days, st.integers(0, 2000), st.integers(0, 2000))
def test_days_are_to_come_and_a_review_is_among_them(start, looked, passed):
    looked_at = start + timedelta(days=looked)
    now = max(looked_at, start + timedelta(days=passed))
    found = due_days(start, looked_at, now, content("drills/come_back")["seasons"])
    assert all(day > now for day in found)
    assert "review" in found.values()
    assert list(found) == sorted(found)
    assert max(found) <= now + timedelta(days=366)


def test_two_writers_of_a_record_both_get_through():
    ground, _ = drilled(**WRONG)
    ground.residents.overtaken = come_back.TRIES - 1
    agree(USER, ground)
    ground.residents.overtaken = come_back.TRIES
    with pytest.raises(Overtaken):
        agree(USER, ground)


def test_what_was_missed_comes_back_with_its_scene_and_one_that_was_known():
    ground, _ = drilled(**WRONG)
    card = current_plan(USER, ground)
    assert card is not None
    flow = again_flow(card)
    assert flow is not None
    asked = {question.id for question in flow.fields()}
    assert {"when", "how"} < asked
    assert len(asked) == 3
    assert all(page.text for page in flow.pages)


def test_an_answer_is_explained_every_time_and_counted_once_a_day():
    ground, _ = drilled(**WRONG)
    card = current_plan(USER, ground)
    assert card is not None
    later = on(ground, WEEK)
    answers = {**BEST, "how": "boots"}
    flow = again_flow(card)
    assert flow is not None
    given_answers = {question.id: answers[question.id] for question in flow.fields()}
    for _ in range(2):
        verdicts = answer_again(USER, card, given_answers, later)
        assert [one.question.id for one in verdicts if one.grade != "best"] == ["how"]
    counted = ground.numbers.read("heavy_rain")["again#week"]
    assert counted == {
        "people": 1,
        "asked_missed": 2,
        "right_missed": 1,
        "asked_known": 1,
        "right_known": 1,
    }
    assert ground.residents.load(USER).answered == (WEEK,)


@pytest.mark.parametrize("count", [1, 60])
def test_the_index_of_a_day_holds_everybody_due_and_nobody_else(count):
    with cloud() as here:
        store = DrillResidentStore("drills_table")
        users = [f"U{number:032x}" for number in range(count)]
        for user_id in users:
            store.set_due(user_id, [WEEK, WEEK + timedelta(days=1)])
        assert sorted(store.due(WEEK)) == users
        assert list(store.due(WEEK - timedelta(days=1))) == []
        store.clear_due(users[0], WEEK)
        assert sorted(store.due(WEEK)) == users[1:]
        shards = {item["pk"]["S"] for item in here.items("drills_table")}
        assert len(shards) <= 2 * SHARDS
        assert count == 1 or len(shards) > SHARDS


def test_of_two_writers_of_a_record_the_slower_reads_again():
    with cloud():
        store = DrillResidentStore("drills_table")
        first = store.load(USER).having("a" * 32)
        store.save(first, NOW)
        with pytest.raises(Overtaken):
            store.save(first, NOW)
        assert store.load(USER).plans == ("a" * 32,)
