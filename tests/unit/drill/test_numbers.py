"""Numbers for everybody: means where enough people drilled, nothing that subtraction gives away."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local import drill_number_commands
from madoguchi.drill import assembly
from madoguchi.drill import numbers_store as numbers_store_module
from madoguchi.drill.edition import edition
from madoguchi.drill.finish import finish
from madoguchi.drill.numbers import LEAST, published, table
from madoguchi.drill.numbers_files import as_csv, as_json
from madoguchi.drill.numbers_store import SHARDS, NumbersStore
from madoguchi.drill.tally import of_again, of_age, of_step, of_town
from tests.moto_cloud import cloud
from tests.unit.drill.ground import NumbersInMemory, new_ground
from tests.unit.drill.test_finish import finished, size_of


def town(runs):
    sums = {"total": 80, "danger": 20, "where": 20, "when": 20, "how": 5, "information": 15}
    return {name: value * runs for name, value in sums.items()} | {"runs": runs}


@given(
    st.dictionaries(st.sampled_from([f"102{n:02}" for n in range(1, 36)]), st.integers(0, 200), min_size=1)
)
def test_no_small_count_is_shown_nor_had_by_subtraction(runs):
    found = table({code: town(count) if count else {} for code, count in runs.items()})
    assert all(one["runs"] >= LEAST for one in found.shown.values())
    assert set(found.shown) | set(found.hidden) == set(runs)
    if found.runs is None:
        assert sum(runs.values()) < LEAST
        return
    rest = found.runs - sum(one["runs"] for one in found.shown.values())
    people = [runs[code] for code in found.hidden if runs[code]]
    assert rest == 0 or rest >= LEAST
    assert len(people) != 1 or not found.shown


def test_means_are_those_of_the_town():
    found = table({"10201": {**town(100), "full_marks": 12}, "10202": town(50), "10203": {}})
    assert found.shown["10201"] == {
        "runs": 100.0,
        "total": 80.0,
        "danger": 20.0,
        "where": 20.0,
        "when": 20.0,
        "how": 5.0,
        "information": 15.0,
        "full_marks_percent": 12.0,
    }
    assert found.hidden == ("10203",)


def test_one_small_town_takes_the_next_one_with_it():
    found = table({"10201": town(100), "10202": town(50), "10203": town(3)})
    assert found.hidden == ("10202", "10203")
    assert found.runs == 153


def test_before_anybody_has_drilled_nothing_is_shown():
    found = published("heavy_rain", new_ground()[0].numbers)
    assert (found.towns.runs, found.towns.shown, found.ages.shown, found.steps, found.again) == (
        *(None, {}, {}, {}, {}),
    )
    assert len(found.towns.hidden) == 35


@pytest.fixture(params=["dynamodb", "memory"])
def store(request):
    if request.param == "memory":
        yield NumbersInMemory()
        return
    with cloud():
        yield NumbersStore("drills_table")


def test_sums_are_summed_over_all_shards(store):
    attempt = finish(finished(), new_ground()[0])
    for _ in range(40):
        store.add("heavy_rain", *of_town(attempt))
    store.add("typhoon", *of_town(attempt))
    store.add("heavy_rain", *of_step("place"))
    assert store.read("heavy_rain") == {
        "town#10201": {
            "runs": 40,
            "total": 4000,
            "full_marks": 40,
            "danger": 1000,
            "where": 1000,
            "when": 1000,
            "how": 400,
            "information": 600,
        },
        "step#place": {"visits": 16},
    }


def test_what_counting_and_reading_cost(monkeypatch):
    calls = []
    monkeypatch.setattr(
        numbers_store_module, "dynamodb", lambda name, **asked: calls.append((name, asked)) or {"Items": []}
    )
    attempt = finish(finished(), new_ground()[0])
    NumbersStore("drills_table").add("heavy_rain", *of_age(attempt, "30s", 1, 3))
    NumbersStore("drills_table").read("heavy_rain")
    names = [name for name, _ in calls]
    assert names == ["UpdateItem"] + ["Query"] * SHARDS
    assert size_of(calls[0][1]) < 1024
    # A campaign's noon, all of it in one town, stays far below what a partition key takes.
    assert 1_300 / SHARDS < 1_000 / 10


def test_every_shard_takes_its_share(monkeypatch):
    keys = []
    monkeypatch.setattr(
        numbers_store_module, "dynamodb", lambda _, **asked: keys.append(asked["Key"]["pk"]["S"])
    )
    attempt = finish(finished(), new_ground()[0])
    for _ in range(SHARDS * 100):
        NumbersStore("drills_table").add("heavy_rain", *of_town(attempt))
    assert len(set(keys)) == SHARDS
    assert max(keys.count(key) for key in set(keys)) < 200


def full_numbers():
    store, attempt = NumbersInMemory(), finish(finished(), new_ground()[0])
    for _ in range(40):
        store.add("heavy_rain", *of_town(attempt))
        store.add("heavy_rain", *of_age(attempt, "30s", 2, 4))
        store.add("heavy_rain", *of_again(7, (2, 1), (1, 1)))
    for page in edition().flow.pages:
        for _ in range(4):
            store.add("heavy_rain", *of_step(page.id))
    store.add("heavy_rain", *of_again(90, (2, 1), (1, 1)))
    return published("heavy_rain", store)


def test_steps_ages_and_what_is_remembered():
    found = full_numbers()
    assert found.steps["place"] == 64
    assert (found.ages.shown["30s"]["before"], found.ages.shown["30s"]["after"]) == (2.0, 4.0)
    assert found.again == {
        "week": {"people": 40.0, "right_missed_percent": 50.0, "right_known_percent": 100.0}
    }


def test_one_visitor_in_the_sample_is_not_shown():
    store = NumbersInMemory()
    for page in edition().flow.pages:
        store.add("heavy_rain", *of_step(page.id))
    assert published("heavy_rain", store).steps == {}


def test_files_say_what_the_page_says():
    found = full_numbers()
    assert json.loads(as_json(found))["towns"]["shown"]["10201"]["runs"] == 40
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    (row,) = [row for row in rows if row["part"] == "10201"]
    assert (row["by"], row["runs"], row["total"]) == ("municipality", "40.0", "100.0")
    (hidden,) = [row for row in rows if row["part"] == "10202"]
    assert hidden["runs"] == ""
    assert {row["by"] for row in rows} == {"municipality", "age", "step", "again"}


@pytest.mark.parametrize(("form", "expected"), [("csv", "10201,30.0,80.0"), ("json", '"runs": 30')])
def test_the_command_prints_what_may_be_shown(monkeypatch, capsys, form, expected):
    ground, *_ = new_ground()
    ground.numbers.sums["heavy_rain", "town#10201"] = town(30)
    monkeypatch.setattr(drill_number_commands, "ground", lambda: ground)
    assert drill_number_commands.run(["--format", form]) == 0
    assert expected in capsys.readouterr().out


def test_the_command_says_which_setting_is_missing(monkeypatch, capsys):
    monkeypatch.delenv("DRILLS_TABLE", raising=False)
    assembly.ground.cache_clear()
    assert drill_number_commands.run([]) == 1
    assert "DRILLS_TABLE" in capsys.readouterr().err
