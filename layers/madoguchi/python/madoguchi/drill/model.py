"""What a resident tells the drill about home and household. "I do not know" is a fact too: None."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from madoguchi.flow.model import Answers, chosen_ids

type Landslide = Literal["none", "yellow", "red"]

FLOOD_RANKS: Mapping[str, int] = {"none": 0, "r1": 1, "r2": 2, "r3": 3, "r4": 4, "r5": 5}
"""No colour; under 0.5 m; under 3 m; under 5 m; under 10 m; deeper (ranks of the national flood maps)."""
LANDSLIDES: Mapping[str, Landslide] = {"none": "none", "yellow": "yellow", "red": "red"}
DAYS: Mapping[str, int] = {"day": 1, "three_days": 3, "week": 7, "longer": 28}
SUPPLY_DAYS: Mapping[str, int] = {"less": 0, "three_days": 3, "week": 7, "longer": 28}
FLOORS: Mapping[str, int] = {"f1": 1, "f2": 2, "f3": 3, "f4": 4, "f5": 5}
PREPARATIONS = ("map", "place", "talk", "water", "toilet", "bag", "light", "medicine", "outside", "fuel")
"""What a household can have ready before a storm (備えチェック), in the order of the list."""
QUOTED = ("plan_day", "plan_who", "plan_where", "plan_when", "plan_take")
"""What a message may say to residents of their newest plan; its placeholder is the name in braces."""
MOST_QUOTED_BYTES = 6_000
"""Twice what the longest plan in ordinary letters takes. One letter may carry accents without end; what 50
readers are told is one item of at most 400 KB: nobody's plan may hinder everybody's message."""
_YES: Mapping[str, bool] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Situation:
    """One household as the official evacuation flow looks at it.

    `floor` is the highest floor that the household can spend days on; 5 stands for five and above.
    """

    municipality: str
    flood_rank: int | None
    house_collapse: bool | None
    landslide: Landslide | None
    risky_surroundings: bool | None
    robust_building: bool | None
    floor: int | None
    flood_days: int | None
    supply_days: int | None
    companions: frozenset[str]
    relatives: bool | None
    car: bool | None


def read_situation(answers: Answers) -> Situation:
    """Read the answers of the situation part; what was not asked or not known becomes None."""
    return Situation(
        municipality=_one(answers, "municipality"),
        flood_rank=FLOOD_RANKS.get(_one(answers, "flood")),
        house_collapse=_YES.get(_one(answers, "house_collapse")),
        landslide=LANDSLIDES.get(_one(answers, "landslide")),
        risky_surroundings=_YES.get(_one(answers, "surroundings")),
        robust_building={"concrete": True, "wooden": False}.get(_one(answers, "building")),
        floor=FLOORS.get(_one(answers, "floor")),
        flood_days=DAYS.get(_one(answers, "flood_days")),
        supply_days=SUPPLY_DAYS.get(_one(answers, "supply_days")),
        companions=_companions(answers),
        relatives=_YES.get(_one(answers, "relatives")),
        car=_YES.get(_one(answers, "car")),
    )


def not_ready(answers: Answers) -> tuple[str, ...]:
    """List what of the preparations is missing; nothing for who was not asked."""
    given = answers.get("prepared")
    return tuple(name for name in PREPARATIONS if name not in given) if isinstance(given, list) else ()


def _companions(answers: Answers) -> frozenset[str]:
    found = frozenset(chosen_ids(answers.get("companions")))
    # Who ticks a person and "nobody" has somebody.
    return found - {"nobody"} if len(found) > 1 else found


def _one(answers: Answers, name: str) -> str:
    value = answers.get(name, "")
    return value if isinstance(value, str) else ""
