"""The official evacuation flow, row by row and over every home it can tell apart."""

from collections import Counter

import pytest

from madoguchi.drill.decision import CONDITIONS, decide, facts
from madoguchi.drill.model import read_situation
from tests.unit.drill import oracle
from tests.unit.drill.households import all_homes, household

WATER = {"flood": "r2", "flood_days": "day", "supply_days": "three_days"}

OUTCOMES = {
    "O0: white on the map, no slope, no river": ({}, "O0"),
    "O1: takes time, relatives": ({"flood": "r3", "companions": ["infant"], "relatives": "yes"}, "O1"),
    "O2: takes time, no relatives": ({"landslide": "yellow", "companions": ["elderly"]}, "O2"),
    "O3: quick, relatives": ({"flood": "r3", "relatives": "yes"}, "O3"),
    "O4: quick, no relatives": ({"flood": "r3"}, "O4"),
    "O5: water below the floor, outside the collapse zone, supplies last": (WATER, "O5"),
    "not O5: the house may be swept away": ({**WATER, "house_collapse": "yes"}, "O4"),
    "not O5: nobody knows whether it may be": ({**WATER, "house_collapse": "unknown"}, "O4"),
    "not O5: water reaches the floor": ({**WATER, "floor": "f1"}, "O4"),
    "not O5: supplies end first": ({**WATER, "flood_days": "week"}, "O4"),
    "not O5: nobody knows how long the water stays": ({**WATER, "flood_days": "unknown"}, "O4"),
    "not O5: a slope as well": ({**WATER, "landslide": "yellow"}, "O4"),
    "O5' is told, not relied on": ({"landslide": "yellow", "building": "concrete", "floor": "f4"}, "O4"),
    "nothing known is dangerous": (
        {"flood": "unknown", "house_collapse": "unknown", "landslide": "unknown"},
        "O4",
    ),
    "relatives not known are none": ({"flood": "r3", "relatives": "unknown"}, "O4"),
    "a pet alone needs no more time": ({"flood": "r3", "companions": ["pet"]}, "O4"),
    "who ticks a baby and nobody has a baby": ({"flood": "r3", "companions": ["infant", "nobody"]}, "O2"),
}


def decision(**changes):
    return decide(read_situation(household(**changes)))


@pytest.mark.parametrize("row", OUTCOMES, ids=str)
def test_the_flow_ends_where_the_leaflet_says(row):
    changes, outcome = OUTCOMES[row]
    assert decision(**changes).outcome == outcome


def test_the_flow_agrees_with_the_oracle_for_every_home():
    seen = Counter()
    for home in all_homes():
        found = decide(read_situation(home))
        assert found.may_stay == oracle.can_stay(home), home
        assert found.must_leave == oracle.must_go(home), home
        assert found.stay_is_deadly == oracle.deadly_to_stay(home), home
        seen[found.outcome] += 1
    assert seen["O0"]
    assert seen["O4"] > seen["O5"] > 0


@pytest.mark.parametrize(
    ("depth", "first_dry_floor"),
    [("r1", 1), ("r2", 2), ("r3", 3), ("r4", 5), ("r5", None), ("unknown", None)],
)
def test_depth_becomes_floors(depth, first_dry_floor):
    dry = [
        floor
        for floor in (1, 2, 3, 4, 5)
        if decision(flood=depth, floor=f"f{floor}", flood_days="day", supply_days="week").may_stay
    ]
    assert dry == ([] if first_dry_floor is None else list(range(first_dry_floor, 6)))


# Named cases of the domain notes.
def test_case_5_a_slope_outside_every_zone_is_treated_as_danger():
    takumi = decision(municipality="10210", surroundings="yes")
    assert takumi.danger == "surroundings"
    assert takumi.must_leave
    assert decision(surroundings="unknown").must_leave


def test_case_6_depth_and_floors_decide_together():
    days = {"flood_days": "day", "supply_days": "three_days"}
    assert decision(flood="r2", floor="f1", **days).must_leave
    assert decision(flood="r2", floor="f3", **days).may_stay
    assert decision(flood="r3", floor="f2", **days).must_leave
    fifth_floor = decision(flood="r3", floor="f5", house_collapse="yes", **days)
    assert fifth_floor.must_leave
    assert fifth_floor.stay_is_deadly


def test_case_7_a_baby_means_level_3():
    assert decision(flood="r3", companions=["infant"]).switch_level == 3
    assert decision(flood="r3", companions=["nobody"]).switch_level == 4


def test_nobody_answered_for_counts_as_somebody_who_needs_time():
    assert decision(companions=[]).switch_level == 3


def test_an_empty_questionnaire_is_the_most_dangerous_home():
    found = decide(read_situation({}))
    assert (found.danger, found.may_stay, found.switch_level, found.destination) == (
        "unknown",
        False,
        3,
        "site",
    )


def test_content_may_ask_about_every_fact_and_knows_every_value():
    for home in all_homes():
        situation = read_situation(home)
        found = facts(situation, decide(situation), river_alerts=False)
        assert set(found) == set(CONDITIONS)
        for name, value in found.items():
            values = set(value) if isinstance(value, list) else {value}
            assert values <= CONDITIONS[name], (name, value)
