"""Designated sites for one household: usable for every hazard at home; or that its town published none."""

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.drill import shelters
from madoguchi.drill.model import Situation
from madoguchi.drill.shelters import Hazard, Shelter

SHOWN = 3
_SEARCHED = 60


@dataclass(frozen=True, slots=True)
class Refuges:
    """Sites, nearest first; `unpublished` are hazards for which the town has none."""

    hazards: tuple[Hazard, ...]
    sites: tuple[Shelter, ...]
    unpublished: tuple[Hazard, ...]

    def upper_floors_only(self, site: Shelter) -> bool:
        """Tell whether the town lets only a site's upper floors be used for what threatens this home."""
        return not site.upper_floors_for.isdisjoint(self.hazards)


def refuges(situation: Situation) -> Refuges | None:
    """Find sites by municipality, across borders; None when we do not hold the town's list."""
    town = situation.municipality
    if not shelters.covers(town):
        return None
    hazards = threats(situation)
    # Usable for the first threat is enough when there is no other.
    limit = SHOWN if len(hazards) == 1 else _SEARCHED
    found = shelters.nearest_to_municipality(town, hazards[0], limit)
    return Refuges(
        hazards,
        tuple(site for site in found if site.usable_for.issuperset(hazards))[:SHOWN],
        tuple(hazard for hazard in hazards if not shelters.published(town, hazard)),
    )


def refuges_near(latitude: float, longitude: float, situation: Situation) -> Refuges:
    """Find the nearest sites usable for everything that threatens a home at this point, across borders.

    Empty `sites` says that none is published within reach. The point is used and forgotten.
    """
    hazards = threats(situation)
    limit = SHOWN if len(hazards) == 1 else _SEARCHED
    found = shelters.nearest(latitude, longitude, hazards[0], limit)
    town = situation.municipality
    unpublished = (
        hazard for hazard in hazards if shelters.covers(town) and not shelters.published(town, hazard)
    )
    usable = tuple(site for site in found if site.usable_for.issuperset(hazards))[:SHOWN]
    return Refuges(hazards, usable, tuple(unpublished))


def threats(situation: Situation) -> tuple[Hazard, ...]:
    """List what a site must withstand for this home; where nothing is drawn or known, both."""
    water = situation.flood_rank != 0 or situation.house_collapse is not False
    slope = situation.landslide != "none"
    stands: Mapping[Hazard, bool] = {"flood": water or not slope, "landslide": slope or not water}
    return tuple(hazard for hazard, threatens in stands.items() if threatens)
