"""What the published maps say about a point: flood, house collapse, landslide, and whose town it is.

The maps are the hazards layer (package `madoguchi_hazards`, built by `python -m local.importers`). A
deployment without it answers "unknown" everywhere; "unknown" and "no zone is drawn here" are different
answers, and neither of them is "safe". Within 8 m of a zone's border the answer is the more dangerous side.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from madoguchi.drill.cells import NOT_COVERED, CellMap
from madoguchi.runtime.errors import BadRequest, Unavailable

MANIFEST = "hazards.json"
FORMAT = 1
BORDER_BAND_M = 8

type Dataset = Literal["flood", "flood_duration", "house_collapse", "landslide"]
type HouseCollapse = Literal["flow", "erosion"]
type Landslide = Literal["yellow", "red"]

DATASETS: tuple[Dataset, ...] = ("flood", "flood_duration", "house_collapse", "landslide")
MUNICIPALITIES = "municipalities"
HOUSE_COLLAPSE_CLASSES: Mapping[int, HouseCollapse] = {1: "flow", 2: "erosion"}
LANDSLIDE_CLASSES: Mapping[int, Landslide] = {1: "yellow", 2: "red"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a data set comes from, as its terms of use want it credited."""

    dataset: str
    credit: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HazardsAt:
    """What is published for one point.

    `flood_rank`, depth at the largest scale: 1 under 0.5 m, 2 under 3, 3 under 5, 4 under 10, 5 under 20,
    6 more.
    `flood_duration`: 1 under 12 h, 2 under 1 day, 3 under 3, 4 under 1 week, 5 under 2, 6 under 4, 7 more.
    `house_collapse`: "erosion" takes any building, "flow" wooden ones. `landslide`: "red" is the special
    zone.
    None is "no zone drawn here", unless the data set is in `unknown`: then nobody has told us.
    """

    flood_rank: int | None
    flood_duration: int | None
    house_collapse: HouseCollapse | None
    landslide: Landslide | None
    unknown: frozenset[Dataset]
    sources: tuple[Source, ...]
    data_version: str
    synthetic: bool

    @property
    def covered(self) -> bool:
        """Whether both flood depth and landslide zones are known here. Never read it as "safe"."""
        return self.unknown.isdisjoint(("flood", "landslide"))


class HazardMaps:
    """The cell maps of one folder, opened when first asked."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._manifest = _read_manifest(folder)
        self._maps: dict[str, CellMap | None] = {}

    @property
    def data_version(self) -> str:
        """Name the exact input data, so that an old result can be explained."""
        return str(self._manifest["data_version"])

    def at(self, latitude: float, longitude: float) -> HazardsAt:
        """Look up a point in degrees (JGD2011/WGS84). Raises BadRequest for what is no point on earth."""
        _check(latitude, longitude)
        classes = {name: self._class(name, latitude, longitude) for name in DATASETS}
        unknown = {name for name, value in classes.items() if value == NOT_COVERED}
        if classes["flood"] not in (0, NOT_COVERED) and classes["flood_duration"] == 0:
            # Durations are published for fewer rivers than depths: water that comes also stays.
            unknown.add("flood_duration")
        known = {name: value for name, value in classes.items() if value != NOT_COVERED}
        return HazardsAt(
            flood_rank=known.get("flood") or None,
            flood_duration=known.get("flood_duration") or None,
            house_collapse=HOUSE_COLLAPSE_CLASSES.get(known.get("house_collapse", 0)),
            landslide=LANDSLIDE_CLASSES.get(known.get("landslide", 0)),
            unknown=frozenset(unknown),
            sources=tuple(source for name in known for source in self._sources(name)),
            data_version=self.data_version,
            synthetic=bool(self._manifest["synthetic"]),
        )

    def municipality_at(self, latitude: float, longitude: float) -> str | None:
        """Return the 5-digit code of the municipality at a point, None outside every boundary we have."""
        _check(latitude, longitude)
        number = self._class(MUNICIPALITIES, latitude, longitude)
        return None if number == NOT_COVERED else str(self._manifest["municipality_codes"][number])

    def _class(self, name: str, latitude: float, longitude: float) -> int:
        if name not in self._maps:
            present = self._folder is not None and name in self._manifest["datasets"]
            self._maps[name] = CellMap(self._folder / f"{name}.cells") if self._folder and present else None
        cells = self._maps[name]
        return NOT_COVERED if cells is None else cells.at(latitude, longitude)

    def _sources(self, name: str) -> list[Source]:
        return [
            Source(name, source["credit"], tuple(source["files"]))
            for source in self._manifest["datasets"][name]["sources"]
        ]


def at(latitude: float, longitude: float) -> HazardsAt:
    """Look up a point in the deployed hazards layer."""
    return _deployed().at(latitude, longitude)


def municipality_at(latitude: float, longitude: float) -> str | None:
    """Return the 5-digit code of the municipality at a point, None when we cannot say."""
    return _deployed().municipality_at(latitude, longitude)


def data_version() -> str:
    """Name the data of the deployed hazards layer."""
    return _deployed().data_version


@cache
def layer_folder() -> Path | None:
    """Find the hazards layer, wherever the runtime put it; None when the deployment ships none."""
    spec = find_spec("madoguchi_hazards")
    return Path(spec.origin).parent if spec and spec.origin else None


@cache
def _deployed() -> HazardMaps:
    return HazardMaps(layer_folder())


def _read_manifest(folder: Path | None) -> dict[str, Any]:
    path = folder / MANIFEST if folder else None
    if path is None or not path.is_file():
        return {"data_version": "none", "synthetic": False, "datasets": {}, "municipality_codes": []}
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    if manifest["format"] != FORMAT:
        raise Unavailable(f"{MANIFEST} has format {manifest['format']}, not {FORMAT}: build it again")
    return manifest


def _check(latitude: float, longitude: float) -> None:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadRequest("latitude or longitude is no point on earth")
