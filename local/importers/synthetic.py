"""A made-up prefecture of hazard zones, of Gunma's size and the official layouts: to measure, never to warn.

Floods follow invented rivers on the 25 m mesh (stair-stepped borders, as simulated ones are); landslide zones
are invented fans and slopes. Files and attributes say SYNTHETIC.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from local.importers.national_land import municipalities
from local.importers.report import Tally
from local.importers.sources import features, input_files

MESH_LATITUDE, MESH_LONGITUDE = 0.75 / 3600, 1.125 / 3600
RIVERS = 19
RIVER_STEPS, STEP_DEGREES = 60, 0.006
YELLOW_ZONES, RED_SHARE = 8_965, 0.85
# Half width of the flooded strip in degrees, and where each depth rank ends as a share of it.
STRIP_DEGREES = (0.004, 0.016)
RANK_ENDS = np.array([0.06, 0.14, 0.3, 0.5, 0.8, 1.0])
DEGREES_PER_METRE = 1 / 100_000

type Json = dict[str, Any]


@dataclass(frozen=True)
class River:
    """An invented river: its course, and how far its flood reaches."""

    code: str
    course: shapely.LineString
    reach: float


def write_prefecture(boundaries: list[Path], into: Path, seed: int) -> list[str]:
    """Write SYNTHETIC A31a (20, 30, 41, 42) and A33 GeoJSON; the same seed writes the same files."""
    random = np.random.default_rng(seed)
    tally = Tally("boundaries")
    ground = shapely.union_all(list(municipalities(features(list(input_files(boundaries))), tally).values()))
    into.mkdir(parents=True, exist_ok=True)
    rivers = [_river(number, ground, random) for number in range(RIVERS)]
    ranked = [(river, list(_ranked_areas(river, random))) for river in rivers]
    layers = {
        "SYNTHETIC_A31a-20-99_10": [
            _flood_feature(river, "2", rank, area) for river, areas in ranked for rank, area in areas
        ],
        "SYNTHETIC_A31a-30-99_10": [
            _flood_feature(river, "3", min(7, rank + 1), area)
            for river, areas in ranked
            for rank, area in areas
        ],
        "SYNTHETIC_A31a-41-99_10": [
            _flood_feature(river, "4", 1, river.course.buffer(river.reach * 0.1)) for river in rivers
        ],
        "SYNTHETIC_A31a-42-99_10": [
            _flood_feature(river, "4", 2, river.course.buffer(river.reach * 0.03)) for river in rivers
        ],
        "SYNTHETIC_A33-99_10": list(_landslides(ground, random)),
    }
    return [_write(into, name, found) for name, found in layers.items()]


def _river(number: int, ground: BaseGeometry, random: np.random.Generator) -> River:
    west, south, east, north = ground.bounds
    start = (random.uniform(west, east), random.uniform(south + (north - south) * 0.3, north))
    turns = np.cumsum(random.normal(0, 0.22, RIVER_STEPS)) - 0.8
    path = np.cumsum(np.stack([np.cos(turns), np.sin(turns)], axis=1) * STEP_DEGREES, axis=0) + start
    return River(f"99{number:08d}", shapely.LineString(path), float(random.uniform(*STRIP_DEGREES)))


def _ranked_areas(river: River, random: np.random.Generator) -> Iterator[tuple[int, BaseGeometry]]:
    """Yield areas of one rank, joined from 25 m meshes; the deepest along the course."""
    for start in range(0, RIVER_STEPS - 1, 10):
        piece = shapely.LineString(shapely.get_coordinates(river.course)[start : start + 11])
        west, south, east, north = piece.buffer(river.reach).bounds
        columns = np.arange(int(west / MESH_LONGITUDE), int(east / MESH_LONGITUDE) + 1)
        rows = np.arange(int(south / MESH_LATITUDE), int(north / MESH_LATITUDE) + 1)
        x, y = np.meshgrid((columns + 0.5) * MESH_LONGITUDE, (rows + 0.5) * MESH_LATITUDE)
        share = shapely.distance(shapely.points(x, y), piece) / river.reach
        rough = share * (1 + 0.5 * _relief(share.shape, random)) + random.normal(0, 0.01, share.shape)
        rank = np.where(rough < 1, 6 - np.searchsorted(RANK_ENDS, rough, side="right"), 0)
        for value in range(1, 7):
            boxes = _runs(rank == value, columns, rows)
            if len(boxes):
                yield from ((value, area) for area in shapely.get_parts(shapely.union_all(boxes)))


def _relief(shape: tuple[int, ...], random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return smooth hills between -1 and 1."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    waves = random.uniform(0.01, 0.25, (6, 2))
    phases = random.uniform(0, 6.3, 6)
    return np.mean([np.sin(a * y + b * x + p) for (a, b), p in zip(waves, phases, strict=True)], axis=0)


def _runs(
    mask: npt.NDArray[np.bool_], columns: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]
) -> npt.NDArray[Any]:
    """Return one box per run of marked meshes in a row: far fewer than meshes."""
    padded = np.pad(mask, ((0, 0), (1, 1))).astype(np.int8)
    row, start = np.nonzero(np.diff(padded, axis=1) == 1)
    _, stop = np.nonzero(np.diff(padded, axis=1) == -1)
    return np.asarray(
        shapely.box(
            (columns[0] + start) * MESH_LONGITUDE,
            rows[row] * MESH_LATITUDE,
            (columns[0] + stop) * MESH_LONGITUDE,
            (rows[row] + 1) * MESH_LATITUDE,
        )
    )


def _landslides(ground: BaseGeometry, random: np.random.Generator) -> Iterator[Json]:
    west, south, east, north = ground.bounds
    shapely.prepare(ground)
    count = 0
    while count < YELLOW_ZONES:
        x, y = random.uniform(west, east), random.uniform(south, north)
        hills = (x - west) / (east - west) - (y - south) / (north - south) < random.uniform(-0.3, 0.5)
        if not (hills and ground.contains(shapely.Point(x, y))):
            continue
        count += 1
        outline = _slope(random)
        kind = int(random.integers(1, 4))
        yield _landslide_feature(count, kind, 1, outline + np.array([x, y]))
        if random.random() < RED_SHARE:
            yield _landslide_feature(count, kind, 2, outline * random.uniform(0.3, 0.7) + np.array([x, y]))


def _slope(random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return an irregular outline around the origin, 60 to 300 m across, longer one way."""
    corners = int(random.integers(30, 120))
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = random.uniform(30, 150) * (1 + 0.25 * np.sin(3 * angle + random.uniform(0, 6)))
    radius *= 1 + random.normal(0, 0.03, corners)
    turn, stretch = random.uniform(0, np.pi), random.uniform(1, 3)
    x, y = radius * np.cos(angle) * stretch, radius * np.sin(angle)
    turned = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], axis=1)
    return turned * DEGREES_PER_METRE


def _flood_feature(river: River, layer: str, rank: int, area: BaseGeometry) -> Json:
    names = {"1": river.code, "2": "SYNTHETIC", "3": "99", "4": "SYNTHETIC", "5": rank}
    return _feature({f"A31a_{layer}0{key}": value for key, value in names.items()}, area)


def _landslide_feature(number: int, kind: int, zone: int, outline: npt.NDArray[np.float64]) -> Json:
    properties = {"A33_001": kind, "A33_002": zone, "A33_003": "99", "A33_004": f"SYNTHETIC-{number}"}
    return _feature(properties, shapely.Polygon(outline))


def _feature(properties: Json, area: BaseGeometry) -> Json:
    return {"type": "Feature", "properties": properties, "geometry": mapping(area)}


def _write(into: Path, name: str, found: list[Json]) -> str:
    path = into / f"{name}.geojson"
    collection = {"type": "FeatureCollection", "name": name, "features": found}
    path.write_text(json.dumps(collection), encoding="utf-8")
    return f"{path.name}: {len(found)} features, {path.stat().st_size / 1e6:.1f} MB"
