"""Designated emergency evacuation sites (指定緊急避難場所): the nearest usable for a hazard, across borders.

A site is offered only for a hazard that its municipality flagged, that its own remarks do not take back, and
when it is not kept for people who need care. File `shelters.sites`, little-endian: magic, length of the JSON
head, the head, then columns sorted by latitude (positions in microdegrees), text offsets, UTF-8 text.
"""

import json
import struct
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, Literal, get_args

from madoguchi.drill.hazards import layer_folder
from madoguchi.runtime.errors import BadRequest, NotFound, Unavailable

MAGIC = b"MDGSITE1"
PREFIX = struct.Struct("<8sI")
FILE = "shelters.sites"
COLUMNS = (("latitude", "i"), ("longitude", "i"), ("usable", "B"), ("upper_floors", "B"), ("marks", "B"))
OUTSIDE_MUNICIPALITY, ALSO_SHELTER = 1, 2
MICRO = 1_000_000
EARTH_RADIUS_M = 6_371_000
METRES_PER_LATITUDE_DEGREE = 111_194.0
# Half an hour by car before the rain; past that it is no answer to "where do I go".
FAR_M = 20_000
FIRST_REACHES_M = (2_000, 6_000)

type Hazard = Literal[
    "flood", "landslide", "storm_surge", "earthquake", "tsunami", "large_fire", "inland_flood", "volcano"
]
HAZARDS: tuple[Hazard, ...] = get_args(Hazard.__value__)


@dataclass(frozen=True, slots=True)
class Shelter:
    """One site as its municipality published it; `distance_m` is a straight line, not a walk."""

    id: str
    name: str
    address: str
    note: str
    municipality: str
    latitude: float
    longitude: float
    distance_m: int
    usable_for: frozenset[Hazard]
    upper_floors_for: frozenset[Hazard]
    outside_municipality: bool
    also_shelter: bool


class ShelterIndex:
    """The sites of one folder, read once."""

    def __init__(self, folder: Path | None) -> None:
        content = _read(folder)
        magic, head_length = PREFIX.unpack_from(content)
        if magic != MAGIC:
            raise Unavailable(f"{FILE} is not of this version: build it again")
        start = PREFIX.size + head_length
        self.head: dict[str, Any] = json.loads(content[PREFIX.size : start])
        self._codes = tuple(self.head["municipalities"])
        count = self.head["count"]
        self._columns: dict[str, array[int]] = {}
        for name, code in (*COLUMNS, ("municipality", "H")):
            self._columns[name], start = _column(content, code, start, count)
        self._text_offsets, start = _column(content, "I", start, count + 1)
        self._text = content[start:]

    def nearest(
        self, latitude: float, longitude: float, hazard: Hazard, limit: int = 3, within_m: float = FAR_M
    ) -> tuple[Shelter, ...]:
        """List the nearest usable sites, nearest first; empty when no town has published one within reach."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise BadRequest("latitude or longitude is no point on earth")
        bit = 1 << _number(hazard)
        found: list[tuple[float, int]] = []
        for reach_m in (*(reach for reach in FIRST_REACHES_M if reach < within_m), within_m):
            found = self._within(latitude, longitude, bit, reach_m)
            if len(found) >= limit:
                break
        return tuple(self._shelter(number, distance_m) for distance_m, number in found[:limit])

    def nearest_to_municipality(
        self, municipality: str, hazard: Hazard, limit: int = 3, within_m: float = FAR_M
    ) -> tuple[Shelter, ...]:
        """List the nearest usable sites from the middle of a municipality's own sites (5-digit code)."""
        if municipality not in self.head["municipalities"]:
            raise NotFound(f"municipality {municipality!r} is not in our data")
        latitude, longitude = self.head["municipalities"][municipality]["centre"]
        return self.nearest(latitude, longitude, hazard, limit, within_m)

    def published(self, municipality: str, hazard: Hazard) -> bool:
        """Whether the municipality has published a site for the hazard. Raises NotFound without its list."""
        _number(hazard)
        if not self.covers(municipality):
            raise NotFound(f"no list of evacuation sites for municipality {municipality!r}")
        return bool(self.head["municipalities"][municipality]["published"][hazard])

    def covers(self, municipality: str) -> bool:
        """Whether the data holds the municipality's list, so that "none" can be said of it."""
        return self.head["municipalities"].get(municipality, {}).get("published") is not None

    def _within(self, latitude: float, longitude: float, bit: int, reach_m: float) -> list[tuple[float, int]]:
        """List the usable sites in a circle, as (metres, number), nearest first."""
        half_height = reach_m / METRES_PER_LATITUDE_DEGREE
        # A degree of longitude is shortest at the circle's poleward rim.
        narrowest = max(cos(radians(min(89.9, abs(latitude) + half_height))), 1e-3)
        west = (longitude - half_height / narrowest) * MICRO
        east = (longitude + half_height / narrowest) * MICRO
        latitudes, longitudes, usable = (self._columns[name] for name in ("latitude", "longitude", "usable"))
        south = bisect_left(latitudes, (latitude - half_height) * MICRO)
        north = bisect_right(latitudes, (latitude + half_height) * MICRO)
        boxed = [
            number
            for number in range(south, north)
            if usable[number] & bit and west <= longitudes[number] <= east
        ]
        found = [(_distance_m(latitude, longitude, *self._position(number)), number) for number in boxed]
        return sorted(pair for pair in found if pair[0] <= reach_m)

    def _position(self, number: int) -> tuple[float, float]:
        return self._columns["latitude"][number] / MICRO, self._columns["longitude"][number] / MICRO

    def _shelter(self, number: int, distance_m: float) -> Shelter:
        text = self._text[self._text_offsets[number] : self._text_offsets[number + 1]].decode()
        identifier, name, address, note = text.split("\0")
        latitude, longitude = self._position(number)
        marks = self._columns["marks"][number]
        return Shelter(
            identifier,
            name,
            address,
            note,
            municipality=self._codes[self._columns["municipality"][number]],
            latitude=latitude,
            longitude=longitude,
            distance_m=round(distance_m),
            usable_for=_hazards(self._columns["usable"][number]),
            upper_floors_for=_hazards(self._columns["upper_floors"][number]),
            outside_municipality=bool(marks & OUTSIDE_MUNICIPALITY),
            also_shelter=bool(marks & ALSO_SHELTER),
        )


def nearest(latitude: float, longitude: float, hazard: Hazard, limit: int = 3) -> tuple[Shelter, ...]:
    """List the nearest sites usable for a hazard within FAR_M, in any municipality of the deployed data."""
    return _deployed().nearest(latitude, longitude, hazard, limit)


def nearest_to_municipality(municipality: str, hazard: Hazard, limit: int = 3) -> tuple[Shelter, ...]:
    """List the nearest usable sites when only the town is known. Raises NotFound outside our data."""
    return _deployed().nearest_to_municipality(municipality, hazard, limit)


def published(municipality: str, hazard: Hazard) -> bool:
    """Whether a municipality (5-digit code) has published any site for the hazard.

    Raises NotFound where we hold no list (`covers` is false): then nobody may say "none is published".
    """
    return _deployed().published(municipality, hazard)


def covers(municipality: str) -> bool:
    """Whether we hold the municipality's list at all."""
    return _deployed().covers(municipality)


@cache
def _deployed() -> ShelterIndex:
    return ShelterIndex(layer_folder())


def _read(folder: Path | None) -> bytes:
    path = folder / FILE if folder else None
    if path is not None and path.is_file():
        return path.read_bytes()
    head = json.dumps({"count": 0, "municipalities": {}, "credits": [], "data_version": "none"}).encode()
    return PREFIX.pack(MAGIC, len(head)) + head + bytes(4)


def _column(content: bytes, code: str, start: int, count: int) -> "tuple[array[int], int]":
    column: array[int] = array(code)
    end = start + count * column.itemsize
    column.frombytes(content[start:end])
    return column, end


def _number(hazard: str) -> int:
    if hazard not in HAZARDS:
        raise BadRequest(f"unknown hazard; known are {', '.join(HAZARDS)}")
    return HAZARDS.index(hazard)


def _hazards(bits: int) -> frozenset[Hazard]:
    return frozenset(hazard for number, hazard in enumerate(HAZARDS) if bits >> number & 1)


def _distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    half_y = radians(other_latitude - latitude) / 2
    half_x = radians(other_longitude - longitude) / 2
    chord = sin(half_y) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(half_x) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))
