"""From published rows to the sites that may be offered."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

import shapely
from shapely.geometry.base import BaseGeometry

from local.importers.remarks import Remark, is_for_everybody, read_remark
from local.importers.report import ImportProblem, Tally
from local.importers.tables import Row
from madoguchi.drill.shelters import HAZARDS, Hazard

FACILITY_ID_LENGTH = 11


@dataclass(frozen=True)
class Site:
    """One site with what it may be offered for."""

    row: Row
    usable_for: frozenset[Hazard]
    upper_floors_for: frozenset[Hazard]
    outside_municipality: bool


@dataclass(frozen=True)
class Sites:
    """What goes into the index: sites, and what each municipality published before our own caution."""

    sites: tuple[Site, ...]
    published: Mapping[str, Mapping[Hazard, int]]
    centres: Mapping[str, tuple[float, float]]


def sites(rows: Iterable[Row], boundaries: Mapping[str, BaseGeometry], tally: Tally) -> Sites:
    """Join sites with shelters of the same facility and keep what may be offered to everybody."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in _without_repeats(rows, tally):
        by_kind[row.kind].append(row)
    if not by_kind["emergency_site"]:
        raise ImportProblem("evacuation sites", "none in these files", "give GSI's mergeFromCity_2")
    shelters = _by_facility(by_kind["shelter"])
    offered = [
        site
        for row in by_kind["emergency_site"]
        if (site := _site(row, _same_facility(row, shelters), boundaries, tally)) is not None
    ]
    return Sites(
        tuple(sorted(offered, key=lambda site: (site.row.latitude, site.row.longitude, site.row.id))),
        _published(by_kind["emergency_site"]),
        _centres(by_kind["emergency_site"], boundaries),
    )


def _without_repeats(rows: Iterable[Row], tally: Tally) -> Iterable[Row]:
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        key = (row.kind, row.municipality, row.id or f"{row.name}@{row.latitude},{row.longitude}")
        if key in seen:
            tally.skip("same record again", row.where)
        else:
            seen.add(key)
            yield row


def _site(row: Row, shelters: list[Row], boundaries: Mapping[str, BaseGeometry], tally: Tally) -> Site | None:
    remarks = [read_remark(text) for text in (row.note, row.name, *(shelter.note for shelter in shelters))]
    if any(remark.unpublished for remark in remarks):
        tally.skip("asked not to be made public", row.where)
        return None
    if shelters and not any(is_for_everybody(shelter.accepts) for shelter in shelters):
        tally.skip("its building is a welfare shelter (受入対象者)", row.where)
        return None
    closed = row.flagged & _any_of(remarks, "unusable_for")
    if closed:
        tally.remark(f"remark closes it for {', '.join(sorted(closed))}", row.where)
    outside = row.municipality in boundaries and not boundaries[row.municipality].covers(
        shapely.Point(row.longitude, row.latitude)
    )
    if outside:
        tally.remark("outside its municipality's boundary", row.where)
    tally.take()
    usable = row.flagged - closed
    return Site(row, usable, usable & _any_of(remarks, "upper_floors_for"), outside)


def _any_of(remarks: list[Remark], attribute: str) -> frozenset[Hazard]:
    found: frozenset[Hazard] = frozenset().union(*(getattr(remark, attribute) for remark in remarks))
    return found


def _by_facility(shelters: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in shelters:
        for key in _facility_keys(row):
            found[key].append(row)
    return found


def _same_facility(row: Row, shelters: Mapping[str, list[Row]]) -> list[Row]:
    return [shelter for key in _facility_keys(row) for shelter in shelters.get(key, [])]


def _facility_keys(row: Row) -> tuple[str, str]:
    """Return the facility's number, and its name in its town for lists without GSI's numbers."""
    name = "".join(normalize("NFKC", row.name).split())
    return row.id[:FACILITY_ID_LENGTH] or f"no id: {row.where}", f"{row.municipality} {name}"


def _published(rows: Iterable[Row]) -> dict[str, dict[Hazard, int]]:
    counts: dict[str, Counter[Hazard]] = defaultdict(Counter)
    for row in rows:
        counts[row.municipality].update(row.flagged)
    return {code: {hazard: counts[code][hazard] for hazard in HAZARDS} for code in sorted(counts)}


def _centres(rows: Iterable[Row], boundaries: Mapping[str, BaseGeometry]) -> dict[str, tuple[float, float]]:
    """Return the median of each town's sites: people live there; a mountain town's middle is a summit."""
    positions: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        positions[row.municipality].append((row.latitude, row.longitude))
    centres = {}
    for code in sorted({*positions, *boundaries}):
        if code in positions:
            latitudes, longitudes = (sorted(values) for values in zip(*positions[code], strict=True))
            centres[code] = (latitudes[len(latitudes) // 2], longitudes[len(longitudes) // 2])
        else:
            point = boundaries[code].representative_point()
            centres[code] = (point.y, point.x)
    return centres
