"""Numbers by municipality: means where enough people drilled, nothing that subtraction gives away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local import drill_number_commands
from madoguchi.drill import assembly
from madoguchi.drill.numbers import LEAST, numbers, publishable
from tests.unit.drill.ground import new_ground


def town(runs):
    sums = {"total": 80, "danger": 20, "where": 20, "when": 20, "how": 5, "information": 15}
    return {name: value * runs for name, value in sums.items()} | {"runs": runs}


@given(
    st.dictionaries(st.sampled_from([f"102{n:02}" for n in range(1, 36)]), st.integers(0, 200), min_size=1)
)
def test_no_small_count_is_shown_nor_had_by_subtraction(runs):
    found = publishable("heavy_rain", {code: town(count) if count else {} for code, count in runs.items()})
    assert all(one["runs"] >= LEAST for one in found.towns.values())
    assert set(found.towns) | set(found.hidden) == set(runs)
    if found.runs is None:
        assert sum(runs.values()) < LEAST
        return
    rest = found.runs - sum(one["runs"] for one in found.towns.values())
    people = [runs[code] for code in found.hidden if runs[code]]
    assert rest == 0 or rest >= LEAST
    assert len(people) != 1 or not found.towns


def test_means_are_those_of_the_town():
    found = publishable("heavy_rain", {"10201": town(100), "10202": town(50), "10203": {}})
    assert found.towns["10201"] == {
        "runs": 100.0,
        "total": 80.0,
        "danger": 20.0,
        "where": 20.0,
        "when": 20.0,
        "how": 5.0,
        "information": 15.0,
    }
    assert found.hidden == ("10203",)


def test_one_small_town_takes_the_next_one_with_it():
    found = publishable("heavy_rain", {"10201": town(100), "10202": town(50), "10203": town(3)})
    assert found.hidden == ("10202", "10203")
    assert found.runs == 153


def test_before_anybody_has_drilled_nothing_is_shown():
    ground, *_ = new_ground()
    found = numbers("heavy_rain", ground.store)
    assert (found.runs, found.towns) == (None, {})
    assert len(found.hidden) == 35


@pytest.mark.parametrize(("form", "expected"), [("csv", "10201,30.0,80.0"), ("json", '"runs": 30')])
def test_the_command_prints_what_may_be_shown(monkeypatch, capsys, form, expected):
    ground, store, _ = new_ground()
    store.sums["heavy_rain", "10201"] = town(30)
    monkeypatch.setattr(drill_number_commands, "ground", lambda: ground)
    assert drill_number_commands.run(["--format", form]) == 0
    assert expected in capsys.readouterr().out


def test_the_command_says_which_setting_is_missing(monkeypatch, capsys):
    monkeypatch.delenv("DRILLS_TABLE", raising=False)
    assembly.ground.cache_clear()
    assert drill_number_commands.run([]) == 1
    assert "DRILLS_TABLE" in capsys.readouterr().err
