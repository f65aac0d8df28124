"""What the maps say about the place where a resident stands. The place itself is looked up and forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.drill import hazards
from madoguchi.drill.hazards import HazardsAt, Source
from madoguchi.drill.model import read_situation
from madoguchi.drill.refuges import Refuges, refuges_near
from madoguchi.runtime.errors import BadRequest

_FLOOD_CHOICES = {1: "r1", 2: "r2", 3: "r3", 4: "r4", 5: "r5", 6: "r5"}
_DAYS_CHOICES = {1: "day", 2: "day", 3: "three_days", 4: "week", 5: "longer", 6: "longer", 7: "longer"}


@dataclass(frozen=True, slots=True)
class Located:
    """Answers that the maps give, by question; what they cannot say stays to be answered by the resident."""

    answers: Mapping[str, Sequence[str]]
    sources: tuple[Source, ...]
    data_version: str
    synthetic: bool
    refuges: Refuges


def maps_are_here() -> bool:
    """Tell whether this deployment ships hazard maps."""
    return hazards.data_version() != "none"


def locate(latitude: str, longitude: str) -> Located:
    """Look up a place in degrees as a browser sends it. Raises BadRequest for what is no place."""
    try:
        place = float(latitude), float(longitude)
    except ValueError as error:
        raise BadRequest("not a place") from error
    at = hazards.at(*place)
    found = {"municipality": hazards.municipality_at(*place), **_answers(at)}
    answers = {name: [value] for name, value in found.items() if value}
    near = refuges_near(*place, read_situation({name: value[0] for name, value in answers.items()}))
    return Located(answers, at.sources, at.data_version, at.synthetic, near)


def _answers(at: HazardsAt) -> dict[str, str | None]:
    # House-collapse zones are published for some rivers only: "none drawn" is left for the resident to say.
    return {
        "flood": "unknown" if "flood" in at.unknown else _FLOOD_CHOICES.get(at.flood_rank or 0, "none"),
        "house_collapse": "yes" if at.house_collapse else None,
        "landslide": "unknown" if "landslide" in at.unknown else at.landslide or "none",
        "flood_days": _DAYS_CHOICES.get(at.flood_duration or 0),
    }
