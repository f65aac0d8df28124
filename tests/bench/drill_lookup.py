"""Hazard and shelter look-up against brute-force geometry, in one run.

    python -m tests.bench.drill_lookup                 builds a synthetic prefecture first (some minutes)
    python -m tests.bench.drill_lookup --work FOLDER   keeps and reuses it

A disagreement is: the index names less danger than the polygons, or more danger with no such polygon within
the stated band; known where nothing is covered, or unknown well inside; another town off its border; another
nearest site. The last line is JSON.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from local.importers import national_land
from local.importers.build import Order, build
from local.importers.report import Tally
from local.importers.sources import features, input_files
from local.importers.synthetic import write_prefecture
from local.importers.zones import zones
from madoguchi.drill.cells import NOT_COVERED
from madoguchi.drill.hazards import BORDER_BAND_M, DATASETS, HazardMaps
from madoguchi.drill.shelters import FAR_M, Hazard, Shelter, ShelterIndex

ROOT = Path(__file__).resolve().parents[2]
POINTS = 10_000
METRES_PER_DEGREE = 111_195.0
CLASSIFIERS = {
    "flood": national_land.flood_depth,
    "flood_duration": national_land.flood_duration,
    "house_collapse": national_land.house_collapse,
    "landslide": national_land.landslide,
}

type Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """The polygons themselves."""

    areas: dict[str, npt.NDArray[Any]]
    classes: dict[str, npt.NDArray[np.int64]]
    municipalities: dict[str, BaseGeometry]
    ground: BaseGeometry


def main(arguments: list[str]) -> int:
    """Measure; 0 when nothing disagrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    shared = Path(os.environ.get("MADOGUCHI_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not (shared / "n03").is_dir():
        print(f"no open data at {shared}: set MADOGUCHI_SHARED_DATA", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        result = measure(shared, options.work or Path(scratch), options.points, options.seed)
    print(json.dumps(result))
    return 1 if result["lookup"]["disagreements"] or result["shelters"]["disagreements"] else 0


def measure(shared: Path, work: Path, points: int, seed: int) -> dict[str, Any]:
    """Return the figures of both look-ups and the size of the layer's files."""
    layer = _prepare(shared, work)
    truth = _truth(shared, work)
    where = _points(truth, points, seed)
    maps, index = HazardMaps(layer), ShelterIndex(layer)
    lookup = _measure_lookup(maps, truth, where)
    shelters = _measure_shelters(index, where)
    size = sum(path.stat().st_size for path in layer.iterdir() if path.suffix != ".py")
    return {"lookup": lookup, "shelters": shelters, "index_mb": round(size / 1e6, 2)}


def _prepare(shared: Path, work: Path) -> Path:
    layer = work / "layer"
    if not (layer / "hazards.json").is_file():
        boundaries = sorted((shared / "n03").glob("*.json"))
        print("\n".join(write_prefecture(boundaries, work / "zones", seed=2026)))
        order = Order(
            into=layer,
            boundaries=boundaries,
            flood=sorted((work / "zones").glob("*A31a*")),
            landslide=sorted((work / "zones").glob("*A33*")),
            sites=[shared / "shelters" / "emergency", shared / "shelters" / "evacuation"],
            synthetic=True,
        )
        print("\n".join(build(order).lines()))
    return layer


def _truth(shared: Path, work: Path) -> Truth:
    areas: dict[str, npt.NDArray[Any]] = {}
    classes: dict[str, npt.NDArray[np.int64]] = {}
    for name in DATASETS:
        pattern = "*A33*" if name == "landslide" else "*A31a*"
        files = list(input_files(sorted((work / "zones").glob(pattern))))
        found = list(zones(features(files), CLASSIFIERS[name], Tally(name)))
        areas[name] = np.array([zone.area for zone in found])
        classes[name] = np.array([zone.value for zone in found])
        shapely.prepare(areas[name])
    boundaries = list(input_files(sorted((shared / "n03").glob("*.json"))))
    towns = national_land.municipalities(features(boundaries), Tally("boundaries"))
    ground = shapely.union_all(list(towns.values()))
    shapely.prepare([ground, *towns.values()])
    print(f"polygons: { {name: len(found) for name, found in areas.items()} }")
    return Truth(areas, classes, towns, ground)


def _points(truth: Truth, count: int, seed: int) -> Points:
    """Half anywhere around the prefecture, half within some 15 m of a corner of a zone, where errors hide."""
    random = np.random.default_rng(seed)
    west, south, east, north = truth.ground.bounds
    anywhere = random.uniform((south, west), (north, east), (count - count // 2, 2))
    corners = np.concatenate([shapely.get_coordinates(found) for found in truth.areas.values()])
    near = corners[random.integers(0, len(corners), count // 2)][:, ::-1]
    return np.concatenate([anywhere, near + random.normal(0, 0.00007, near.shape)])


def _measure_lookup(maps: HazardMaps, truth: Truth, where: Points) -> dict[str, Any]:
    started = time.perf_counter()
    maps.at(*where[0])
    first_ms = (time.perf_counter() - started) * 1000
    seconds = [_timed(partial(maps.at, y, x)) for y, x in where]
    cpu_seconds = [_timed(partial(maps.at, y, x), time.thread_time) for y, x in where]
    same_place = [_timed(lambda: maps.at(*where[0])) for _ in range(1000)]
    brute_seconds, disagreements, unequal = [], 0, 0
    for latitude, longitude in where:
        started = time.perf_counter()
        exact = {name: _exact(truth, name, latitude, longitude) for name in DATASETS}
        brute_seconds.append(time.perf_counter() - started)
        for name in DATASETS:
            stored = maps._class(name, latitude, longitude)
            unequal += stored != exact[name]
            disagreements += not _agrees(truth, name, stored, exact[name], latitude, longitude)
        disagreements += not _same_town(maps, truth, latitude, longitude)
    return {
        "points": len(where),
        "p50_ms": _percentile(seconds, 50),
        "p99_ms": _percentile(seconds, 99),
        "cpu_p99_ms": _percentile(cpu_seconds, 99),
        "same_place_p50_ms": _percentile(same_place, 50),
        "first_ms": round(first_ms, 3),
        "brute_force_p50_ms": _percentile(brute_seconds, 50),
        "brute_force_p99_ms": _percentile(brute_seconds, 99),
        "within_band": int(unequal),
        "disagreements": int(disagreements),
    }


def _exact(truth: Truth, name: str, latitude: float, longitude: float) -> int:
    hits = shapely.intersects_xy(truth.areas[name], longitude, latitude)
    if hits.any():
        return int(truth.classes[name][hits].max())
    return 0 if shapely.intersects_xy(truth.ground, longitude, latitude) else NOT_COVERED


def _agrees(truth: Truth, name: str, stored: int, exact: int, latitude: float, longitude: float) -> bool:
    if stored == exact:
        return True
    if NOT_COVERED in (stored, exact):
        # At the rim a zone may reach over it, and the last cell is left unknown; never the other way.
        near_rim = _metres_to(truth.ground.boundary, latitude, longitude) <= BORDER_BAND_M
        return (near_rim and stored == NOT_COVERED) or _zone_near(truth, name, stored, latitude, longitude)
    return stored > exact and _zone_near(truth, name, stored, latitude, longitude)


def _zone_near(truth: Truth, name: str, value: int, latitude: float, longitude: float) -> bool:
    if value in (0, NOT_COVERED):
        return False
    same = truth.areas[name][truth.classes[name] == value]
    reach = BORDER_BAND_M / METRES_PER_DEGREE * 1.5
    around = shapely.box(longitude - reach, latitude - reach, longitude + reach, latitude + reach)
    near = same[shapely.intersects(same, around)]
    return any(_metres_to(area, latitude, longitude) <= BORDER_BAND_M for area in near)


def _same_town(maps: HazardMaps, truth: Truth, latitude: float, longitude: float) -> bool:
    stored = maps.municipality_at(latitude, longitude)
    if stored is None:
        return not any(
            shapely.intersects_xy(area, longitude, latitude) for area in truth.municipalities.values()
        ) or (_metres_to(truth.ground.boundary, latitude, longitude) <= BORDER_BAND_M)
    return _metres_to(truth.municipalities[stored], latitude, longitude) <= BORDER_BAND_M


def _metres_to(area: BaseGeometry, latitude: float, longitude: float) -> float:
    scale = np.cos(np.radians(latitude))
    reach = 0.001
    local = shapely.clip_by_rect(
        area, longitude - reach, latitude - reach, longitude + reach, latitude + reach
    )
    if local.is_empty:
        return float("inf")
    metric = affinity.affine_transform(local, (scale, 0, 0, 1, -longitude * scale, -latitude))
    return float(metric.distance(shapely.Point(0, 0)) * METRES_PER_DEGREE)


def _measure_shelters(index: ShelterIndex, where: Points) -> dict[str, Any]:
    everything = index.nearest(36.4, 139.0, "earthquake", limit=100_000, within_m=inf)
    hazards: tuple[Hazard, ...] = ("flood", "landslide", "inland_flood")
    lists = {hazard: index.nearest(36.4, 139.0, hazard, limit=100_000, within_m=inf) for hazard in hazards}
    seconds, cpu_seconds, brute_seconds, disagreements = [], [], [], 0
    for number, (latitude, longitude) in enumerate(where):
        hazard = hazards[number % len(hazards)]
        started, cpu_started = time.perf_counter(), time.thread_time()
        found = index.nearest(latitude, longitude, hazard, limit=3)
        seconds.append(time.perf_counter() - started)
        cpu_seconds.append(time.thread_time() - cpu_started)
        started = time.perf_counter()
        expected = _nearest_by_geometry(lists[hazard], latitude, longitude)
        brute_seconds.append(time.perf_counter() - started)
        disagreements += [site.distance_m for site in found] != [round(distance) for distance in expected]
    return {
        "sites_for_earthquake": len(everything),
        "p50_ms": _percentile(seconds, 50),
        "p99_ms": _percentile(seconds, 99),
        "cpu_p99_ms": _percentile(cpu_seconds, 99),
        "brute_force_p50_ms": _percentile(brute_seconds, 50),
        "disagreements": disagreements,
    }


def _nearest_by_geometry(sites: tuple[Shelter, ...], latitude: float, longitude: float) -> list[float]:
    """Great-circle distances by another formula (the angle between vectors), over every site."""
    positions = np.radians([(site.latitude, site.longitude) for site in sites])
    here = np.radians((latitude, longitude))
    ones, other = _vectors(positions), _vectors(here[None])[0]
    angle = np.arctan2(np.linalg.norm(np.cross(ones, other), axis=1), ones @ other)
    return [float(metres) for metres in np.sort(angle)[:3] * 6_371_000 if metres <= FAR_M]


def _vectors(positions: Points) -> Points:
    y, x = positions.T
    return np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=1)


def _timed(call: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    call()
    return clock() - started


def _percentile(seconds: list[float], percent: int) -> float:
    return round(quantiles(seconds, n=100)[percent - 1] * 1000, 4)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
