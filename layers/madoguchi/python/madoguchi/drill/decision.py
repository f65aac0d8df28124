"""The official evacuation decision flow (避難行動判定フロー, Cabinet Office), as one pure function.

    colour on the map? ── no ──► O0: no colour is no promise; low ground or a slope nearby counts as danger
      │ yes, or not known
      ├── water only, and all three: outside the house-collapse zone, living above the water,
      │   supplies until it drains ──► O5: staying indoors is possible
      └── leave: who needs time at level 3, all others at level 4;
          to relatives in a safe place (O1, O3), else to a designated site (O2, O4)

Whatever is not known counts as the dangerous side. The flow also lets people in the upper floors of a robust
building stay during a landslide (O5'): we tell them to ask their town, and to leave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from madoguchi.drill.model import PREPARATIONS, Situation
from madoguchi.flow.model import Value

type Danger = Literal["drawn", "unknown", "surroundings", "none_drawn"]
type Outcome = Literal["O0", "O1", "O2", "O3", "O4", "O5"]
type Obstacle = Literal["landslide", "house_collapse", "depth", "supplies"]

FLOODED_FLOORS: Mapping[int, int] = {1: 0, 2: 1, 3: 2, 4: 4}
"""Floors under water by depth rank; from 10 m on no floor is counted on."""
NEED_TIME = frozenset({"elderly", "infant", "pregnant", "care"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What the flow answers. `obstacles` are the reasons why staying indoors is not possible."""

    danger: Danger
    may_stay: bool
    obstacles: tuple[Obstacle, ...]
    switch_level: Literal[3, 4]
    destination: Literal["relatives", "site"]
    upper_floor_by_the_flow: bool
    stay_is_deadly: bool

    @property
    def must_leave(self) -> bool:
        """Tell whether leaving home is what this household has to do."""
        return self.danger != "none_drawn" and not self.may_stay

    @property
    def outcome(self) -> Outcome:
        """Return the end of the flow that this household comes to."""
        if self.danger == "none_drawn":
            return "O0"
        if self.may_stay:
            return "O5"
        if self.switch_level == 3:
            return "O1" if self.destination == "relatives" else "O2"
        return "O3" if self.destination == "relatives" else "O4"


def decide(situation: Situation) -> Decision:
    """Walk the flow for one household."""
    danger, obstacles = _danger(situation), _obstacles(situation)
    return Decision(
        danger=danger,
        may_stay=danger == "drawn" and not obstacles,
        obstacles=obstacles,
        switch_level=3 if _needs_time(situation) else 4,
        destination="relatives" if situation.relatives else "site",
        upper_floor_by_the_flow=_robust_above_a_landslide(situation),
        stay_is_deadly=_drawn_reaches_home(situation),
    )


def facts(
    situation: Situation, decision: Decision, river_alerts: bool, missing: Sequence[str] = ()
) -> dict[str, Value]:
    """List what conditions in content may ask about (`CONDITIONS` names them all).

    `missing` are preparations that the household has not made yet.
    """
    return {
        "danger": decision.danger,
        "must_leave": decision.must_leave,
        "may_stay": decision.may_stay,
        "stay_is_deadly": decision.stay_is_deadly,
        "obstacles": [str(one) for one in decision.obstacles],
        "switch": str(decision.switch_level),
        "destination": decision.destination,
        "upper_floor_by_the_flow": decision.upper_floor_by_the_flow,
        "flood": "unknown" if situation.flood_rank is None else str(situation.flood_rank),
        "house_collapse": _known(situation.house_collapse),
        "landslide": situation.landslide or "unknown",
        "companions": sorted(situation.companions),
        "relatives": _known(situation.relatives),
        "car": _known(situation.car),
        "river_alerts": river_alerts,
        "missing": list(missing),
    }


CONDITIONS: Mapping[str, frozenset[Value] | None] = {
    "danger": frozenset({"drawn", "unknown", "surroundings", "none_drawn"}),
    "must_leave": frozenset({True, False}),
    "may_stay": frozenset({True, False}),
    "stay_is_deadly": frozenset({True, False}),
    "obstacles": frozenset({"landslide", "house_collapse", "depth", "supplies"}),
    "switch": frozenset({"3", "4"}),
    "destination": frozenset({"relatives", "site"}),
    "upper_floor_by_the_flow": frozenset({True, False}),
    "flood": frozenset({"0", "1", "2", "3", "4", "5", "unknown"}),
    "house_collapse": frozenset({"yes", "no", "unknown"}),
    "landslide": frozenset({"none", "yellow", "red", "unknown"}),
    "companions": frozenset({*NEED_TIME, "pet", "apart", "nobody"}),
    "relatives": frozenset({"yes", "no", "unknown"}),
    "car": frozenset({"yes", "no", "unknown"}),
    "river_alerts": frozenset({True, False}),
    "missing": frozenset(PREPARATIONS),
}
"""What content may ask about, and every value that it can have."""


def _danger(situation: Situation) -> Danger:
    if situation.flood_rank or situation.house_collapse or situation.landslide in ("yellow", "red"):
        return "drawn"
    if None in (situation.flood_rank, situation.house_collapse, situation.landslide):
        return "unknown"
    # Takumi, Tomioka, 2019: a 20 degree slope outside every zone. Only a clear "no" is no.
    return "none_drawn" if situation.risky_surroundings is False else "surroundings"


def _obstacles(situation: Situation) -> tuple[Obstacle, ...]:
    stands: dict[Obstacle, bool] = {
        "landslide": situation.landslide == "none",
        "house_collapse": situation.house_collapse is False,
        "depth": _above_water(situation),
        "supplies": _lasts(situation),
    }
    return tuple(name for name, fulfilled in stands.items() if not fulfilled)


def _above_water(situation: Situation) -> bool:
    if situation.flood_rank == 0:
        return True
    flooded = FLOODED_FLOORS.get(situation.flood_rank or 0)
    return flooded is not None and situation.floor is not None and situation.floor > flooded


def _lasts(situation: Situation) -> bool:
    if situation.flood_days is None or situation.supply_days is None:
        return False
    return situation.supply_days >= situation.flood_days


def _needs_time(situation: Situation) -> bool:
    return not situation.companions or bool(situation.companions & NEED_TIME)


def _robust_above_a_landslide(situation: Situation) -> bool:
    floor = situation.floor or 0
    return (
        situation.landslide in ("yellow", "red")
        and situation.robust_building is True
        and situation.house_collapse is False
        and floor >= 3
        and _above_water(situation)
    )


def _drawn_reaches_home(situation: Situation) -> bool:
    if situation.house_collapse or situation.landslide in ("yellow", "red"):
        return True
    return bool(situation.flood_rank) and situation.floor is not None and not _above_water(situation)


def _known(fact: bool | None) -> str:
    return "unknown" if fact is None else "yes" if fact else "no"
