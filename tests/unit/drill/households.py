"""Households for tests: answers as a resident gives them, one by one and at random."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import strategies as st

FLOOD = ("none", "r1", "r2", "r3", "r4", "r5", "unknown")
YES_NO = ("yes", "no", "unknown")
LANDSLIDE = ("none", "yellow", "red", "unknown")
FLOOR = ("f1", "f2", "f3", "f4", "f5")
FLOOD_DAYS = ("day", "three_days", "week", "longer", "unknown")
SUPPLY_DAYS = ("less", "three_days", "week", "unknown")
COMPANIONS = ("elderly", "infant", "pregnant", "care", "pet", "apart")
TOWNS = ("10201", "10202", "10210", "10429", "10383", "10525")

GRADED = {
    "danger": ("watch", "leave", "nothing", "upstairs"),
    "where": ("nearest", "relatives", "stay", "site"),
    "when": ("level3", "level4", "level5", "water"),
    "how": ("boots", "car", "walk", "late_car"),
    "information": ("wait", "same", "kikikuru", "river"),
}

Answers = dict[str, Any]


def household(**changes: Any) -> Answers:
    """A couple in a two-storey wooden house that the map leaves white, far from slopes and rivers."""
    return {
        "municipality": "10201",
        "flood": "none",
        "house_collapse": "no",
        "landslide": "none",
        "surroundings": "no",
        "building": "wooden",
        "floor": "f2",
        "flood_days": "unknown",
        "supply_days": "unknown",
        "companions": ["nobody"],
        "relatives": "no",
        "car": "no",
        **changes,
    }


def all_homes() -> Iterator[Answers]:
    """Every home that the flow can tell apart by water, slope, floor and supplies."""
    parts = product(FLOOD, YES_NO, LANDSLIDE, FLOOR, FLOOD_DAYS, SUPPLY_DAYS)
    for flood, house_collapse, landslide, floor, flood_days, supply_days in parts:
        yield household(
            flood=flood,
            house_collapse=house_collapse,
            landslide=landslide,
            floor=floor,
            flood_days=flood_days,
            supply_days=supply_days,
        )


households = st.fixed_dictionaries(
    {
        "municipality": st.sampled_from(TOWNS),
        "flood": st.sampled_from(FLOOD),
        "house_collapse": st.sampled_from(YES_NO),
        "landslide": st.sampled_from(LANDSLIDE),
        "surroundings": st.sampled_from(YES_NO),
        "building": st.sampled_from(("wooden", "concrete", "unknown")),
        "floor": st.sampled_from(FLOOR),
        "flood_days": st.sampled_from(FLOOD_DAYS),
        "supply_days": st.sampled_from(SUPPLY_DAYS),
        "companions": st.lists(st.sampled_from((*COMPANIONS, "nobody")), min_size=1, unique=True),
        "relatives": st.sampled_from(YES_NO),
        "car": st.sampled_from(("yes", "no")),
    }
)

decisions = st.fixed_dictionaries({name: st.sampled_from(ids) for name, ids in GRADED.items()})
