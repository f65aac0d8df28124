"""Designated emergency evacuation sites (指定緊急避難場所): the nearest usable for a hazard, across borders.

A site is offered only for a hazard that its municipality flagged, that its own remarks do not take back, and
when it is not kept for people who need care. File `shelters.sites`, little-endian: magic, length of the JSON
head, the head, then columns sorted by latitude (positions in microdegrees), text offsets, UTF-8 text.
"""

import json
import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from heapq import heappush, heapreplace
from math import asin, cos, inf, radians, sin, sqrt
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
        best: list[tuple[float, int]] = []  # a heap of the `limit` nearest, the farthest of them on top
        bit = 1 << _number(hazard)
        for number, least_m in self._outwards(round(latitude * MICRO)):
            if least_m > (-best[0][0] if len(best) == limit else within_m):
                break
            if not self._columns["usable"][number] & bit:
                continue
            distance_m = _distance_m(latitude, longitude, *self._position(number))
            if distance_m > within_m:
                continue
            if len(best) < limit:
                heappush(best, (-distance_m, -number))
            elif distance_m < -best[0][0]:
                heapreplace(best, (-distance_m, -number))
        return tuple(self._shelter(-number, -minus_m) for minus_m, number in sorted(best, reverse=True))

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

    def _outwards(self, latitude: int) -> Iterator[tuple[int, float]]:
        """Yield every site with its least possible distance in metres, in order of latitude's difference."""
        latitudes = self._columns["latitude"]
        north = bisect_left(latitudes, latitude)
        south = north - 1
        while south >= 0 or north < len(latitudes):
            below = latitude - latitudes[south] if south >= 0 else inf
            above = latitudes[north] - latitude if north < len(latitudes) else inf
            if below <= above:
                yield south, below * METRES_PER_LATITUDE_DEGREE / MICRO
                south -= 1
            else:
                yield north, above * METRES_PER_LATITUDE_DEGREE / MICRO
                north += 1

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
