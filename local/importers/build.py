"""Official files to the hazards layer."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from local.importers import national_land
from local.importers.cell_file import write_hazard, write_municipalities
from local.importers.report import ImportProblem, Tally
from local.importers.site_file import write_sites
from local.importers.sites import sites
from local.importers.sources import InputFile, digest, features, input_files
from local.importers.tables import Row, rows
from local.importers.zones import Classify, zones
from madoguchi.drill.hazards import FORMAT, MANIFEST, MUNICIPALITIES
from madoguchi.drill.shelters import FILE as SITES_FILE

CREDITS = Path(__file__).parent / "credits.toml"
# Help across the prefecture's border is help: keep what lies within some 20 km of it.
NEIGHBOURHOOD_DEGREES = 0.2
# Smaller holes between towns are seams of simplified boundaries, not foreign ground.
SEAM_SQUARE_DEGREES = 1e-4


@dataclass(frozen=True)
class Order:
    """What to build from what; a data set without files is left "unknown"."""

    into: Path
    boundaries: Sequence[Path]
    flood: Sequence[Path] = ()
    landslide: Sequence[Path] = ()
    sites: Sequence[Path] = ()
    prefecture: str = ""
    synthetic: bool = False


@dataclass
class Outcome:
    """What was built: one tally per data set, bytes per file."""

    data_version: str
    tallies: list[Tally] = field(default_factory=list)
    file_bytes: dict[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Say it to the person at the terminal."""
        sizes = [f"{name}: {size / 1e6:.2f} MB" for name, size in self.file_bytes.items()]
        total = f"total {sum(self.file_bytes.values()) / 1e6:.2f} MB, data version {self.data_version}"
        return [line for tally in self.tallies for line in tally.lines()] + [*sizes, total]


def build(order: Order) -> Outcome:
    """Write the layer's files. Raises ImportProblem for input that must not be guessed at."""
    inputs = {
        name: list(input_files(getattr(order, name)))
        for name in ("boundaries", "flood", "landslide", "sites")
    }
    version = ("synthetic-" if order.synthetic else "") + digest(_all(inputs.values()))[:12]
    outcome = Outcome(version)
    areas = _boundaries(inputs["boundaries"], order.prefecture, outcome)
    order.into.mkdir(parents=True, exist_ok=True)
    for stale in (MANIFEST, SITES_FILE, *(path.name for path in order.into.glob("*.cells"))):
        (order.into / stale).unlink(missing_ok=True)
    coverage = _without_seams(shapely.union_all(list(areas.values())))
    path = order.into / f"{MUNICIPALITIES}.cells"
    outcome.file_bytes[path.name] = write_municipalities(path, list(areas.values()))
    sources = {MUNICIPALITIES: inputs["boundaries"]}
    sources |= {
        name: files
        for name, classify, files in _hazards(inputs["flood"], inputs["landslide"])
        if _build_hazard(order.into, name, classify, files, coverage, outcome)
    }
    if inputs["sites"]:
        _build_sites(order, inputs["sites"], areas, coverage, outcome)
    manifest = _manifest(order.synthetic, version, list(areas), sources)
    (order.into / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return outcome


def _all(groups: Iterable[Iterable[InputFile]]) -> Iterator[InputFile]:
    return (file for group in groups for file in group)


def _boundaries(files: list[InputFile], prefecture: str, outcome: Outcome) -> dict[str, BaseGeometry]:
    tally = Tally("boundaries (N03)")
    areas = national_land.municipalities(features(files), tally)
    outcome.tallies.append(tally)
    chosen = {code: area for code, area in areas.items() if code.startswith(prefecture)}
    if not chosen:
        raise ImportProblem(
            "boundaries", f"no municipality of prefecture {prefecture!r}", "give its N03 file"
        )
    return chosen


def _hazards(
    flood: list[InputFile], landslide: list[InputFile]
) -> Iterator[tuple[str, Classify, list[InputFile]]]:
    if flood:
        yield "flood", national_land.flood_depth, flood
        yield "flood_duration", national_land.flood_duration, flood
        yield "house_collapse", national_land.house_collapse, flood
    if landslide:
        yield "landslide", national_land.landslide, landslide


def _build_hazard(
    into: Path,
    name: str,
    classify: Classify,
    files: list[InputFile],
    coverage: BaseGeometry,
    outcome: Outcome,
) -> bool:
    tally = Tally(name)
    found = list(zones(features(files), classify, tally))
    outcome.tallies.append(tally)
    if found:
        path = into / f"{name}.cells"
        outcome.file_bytes[path.name] = write_hazard(path, found, coverage)
    elif name in ("flood", "landslide"):
        raise ImportProblem(
            name, "no zone in these files", "check them: an empty map would read as no danger"
        )
    return bool(found)


def _build_sites(
    order: Order,
    files: list[InputFile],
    areas: dict[str, BaseGeometry],
    coverage: BaseGeometry,
    outcome: Outcome,
) -> None:
    tally = Tally("evacuation sites")
    near = _nearby(rows(files, areas.keys(), tally), coverage, tally)
    found = sites(near, areas, tally)
    outcome.tallies.append(tally)
    outcome.file_bytes[SITES_FILE] = write_sites(
        order.into / SITES_FILE, found, [_credit("sites", order.synthetic)], outcome.data_version
    )


def _nearby(found: Iterable[Row], coverage: BaseGeometry, tally: Tally) -> Iterator[Row]:
    west, south, east, north = coverage.buffer(NEIGHBOURHOOD_DEGREES).bounds
    for row in found:
        if south <= row.latitude <= north and west <= row.longitude <= east:
            yield row
        else:
            tally.skip("far from the boundaries given", row.where)


def _without_seams(area: BaseGeometry) -> BaseGeometry:
    kept = [
        shapely.Polygon(
            part.exterior,
            [ring for ring in part.interiors if shapely.Polygon(ring).area > SEAM_SQUARE_DEGREES],
        )
        for part in shapely.get_parts(area)
        if part.geom_type == "Polygon"
    ]
    return shapely.MultiPolygon(kept)


def _manifest(
    synthetic: bool, version: str, codes: list[str], sources: dict[str, list[InputFile]]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "data_version": version,
        "synthetic": synthetic,
        "municipality_codes": codes,
        "datasets": {
            name: {"sources": [{"credit": _credit(name, synthetic), "files": [file.name for file in files]}]}
            for name, files in sources.items()
        },
    }


def _credit(name: str, synthetic: bool) -> str:
    lines = tomllib.loads(CREDITS.read_text(encoding="utf-8"))
    return str(lines["synthetic" if synthetic and name != MUNICIPALITIES else name])
