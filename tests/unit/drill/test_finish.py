"""Finishing a drill: scored, kept once, told once, and nothing about a person in it."""

import dataclasses

import pytest

from madoguchi.drill import store as store_module
from madoguchi.drill.assembly import Store
from madoguchi.drill.edition import edition
from madoguchi.drill.finish import Finished, finish
from madoguchi.drill.store import DrillStore
from madoguchi.runtime.errors import Unavailable
from tests.moto_cloud import cloud
from tests.unit.drill.ground import DrillsInMemory, new_ground
from tests.unit.drill.households import household

BEST = {"danger": "watch", "where": "site", "when": "level3", "how": "walk", "information": "kikikuru"}
USER = "U" + "0" * 32


def finished(**changes):
    known = {"client_key": "k" * 32, "language": "ja", "user_id": "", **changes}
    answers = {**household(), **BEST, **known.pop("answers", {})}
    return Finished(edition(), answers, **known)


def test_a_double_click_is_one_attempt():
    ground, store, _ = new_ground()
    first, second = finish(finished(), ground), finish(finished(), ground)
    assert first.plan_id == second.plan_id
    assert len(store.attempts) == 1


def test_other_answers_from_the_same_page_are_another_attempt():
    ground, store, _ = new_ground()
    first = finish(finished(), ground)
    second = finish(finished(answers={"when": "level5"}), ground)
    assert first.plan_id != second.plan_id
    assert (first.total, second.total) == (100, 60)
    assert len(store.attempts) == 2


def test_the_same_answers_of_two_residents_are_two_plans():
    ground, store, _ = new_ground()
    finish(finished(client_key="a" * 32), ground)
    finish(finished(client_key="b" * 32), ground)
    assert len(store.attempts) == 2


def test_what_is_kept_names_nobody():
    ground, store, _ = new_ground()
    finish(finished(user_id=USER), ground)
    (attempt,) = store.attempts.values()
    assert USER not in str(dataclasses.asdict(attempt))
    assert set(attempt.answers) <= {question.id for question in edition().flow.fields()}


def test_who_is_signed_in_is_told_with_the_way_to_the_plan():
    ground, _, notices = new_ground()
    attempt = finish(finished(user_id=USER), ground)
    finish(finished(user_id=USER), ground)
    path = f"/drill/plans/{attempt.plan_id}"
    expected = (USER, "drill_result", {"score": "100", "plan_path": path}, f"drill_result-{attempt.plan_id}")
    # The queue drops a repeated notice id.
    assert notices.sent == [expected, expected]


def test_a_double_click_counts_once_and_a_lost_count_costs_no_plan():
    ground, store, _ = new_ground()
    finish(finished(), ground)
    finish(finished(), ground)
    assert ground.numbers.read("heavy_rain")["town#10201"]["runs"] == 1
    ground.numbers.broken = True
    finish(finished(client_key="z" * 32), ground)
    assert len(store.attempts) == 2


def test_a_visitor_is_told_nothing():
    ground, _, notices = new_ground()
    finish(finished(), ground)
    assert notices.sent == []


def test_a_silent_queue_does_not_lose_the_drill():
    ground, store, notices = new_ground()
    notices.broken = True
    assert finish(finished(user_id=USER), ground).total == 100
    assert len(store.attempts) == 1


def test_a_silent_table_is_said():
    ground, store, notices = new_ground()
    store.broken = True
    with pytest.raises(Unavailable):
        finish(finished(user_id=USER), ground)
    assert notices.sent == []


@pytest.fixture(params=["dynamodb", "memory"])
def store(request):
    if request.param == "memory":
        yield DrillsInMemory()
        return
    with cloud():
        yield DrillStore("drills_table")


def test_an_attempt_comes_back_as_it_was_kept(store: Store):
    attempt = finish(finished(), new_ground()[0])
    assert store.keep(attempt)
    found = store.find(attempt.plan_id)
    assert found is not None
    assert (found.answers, found.points, found.total) == (attempt.answers, attempt.points, attempt.total)
    assert (found.finished_at, found.municipality) == (attempt.finished_at, "10201")


def test_an_attempt_is_kept_once(store: Store):
    attempt = finish(finished(), new_ground()[0])
    assert store.keep(attempt)
    assert not store.keep(dataclasses.replace(attempt, total=0))
    found = store.find(attempt.plan_id)
    assert found is not None
    assert found.total == 100


def test_a_plan_that_is_not_there_is_not_found(store: Store):
    assert store.find("0" * 32) is None


def test_a_finished_drill_costs_one_write_unit_and_its_plan_one_read_unit(monkeypatch):
    calls = []
    monkeypatch.setattr(store_module, "dynamodb", lambda name, **request: calls.append((name, request)) or {})
    everything = {"companions": ["elderly", "infant", "pregnant", "care", "pet", "nobody"]}
    attempt = finish(finished(answers=everything), new_ground()[0])
    DrillStore("drills_table").keep(attempt)
    DrillStore("drills_table").find(attempt.plan_id)
    (put, written), (get, read) = calls
    assert (put, get) == ("PutItem", "GetItem")
    # A write unit is 1 KB, a consistent read unit 4 KB.
    assert size_of(written["Item"]) <= 1024
    assert read["ConsistentRead"] is True


def size_of(item):
    """Bytes as DynamoDB counts them, never too few: names and values, 3 for each attribute more."""
    if isinstance(item, dict):
        return sum(len(name) + size_of(value) + 3 for name, value in item.items())
    return len(str(item).encode())


def test_a_table_that_is_gone_is_said():
    with cloud(), pytest.raises(Unavailable):
        DrillStore("no_such_table").find("0" * 32)
