"""Polygons with a class of danger, out of A31a (floods) and A33 (landslides)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from local.importers.report import ImportProblem, Tally
from local.importers.sources import Feature

JAPAN = (122.0, 20.0, 154.0, 46.0)

type Classify = Callable[[Feature], "int | Skipped"]


@dataclass(frozen=True)
class Zone:
    """An area in degrees (x = longitude) and the class that the index stores; a higher class is worse."""

    value: int
    area: BaseGeometry


@dataclass(frozen=True)
class Skipped:
    """A feature that belongs to another data set."""

    reason: str


def zones(found: Iterable[Feature], classify: Classify, tally: Tally) -> Iterator[Zone]:
    """Yield the areas that `classify` gives a class, mended where the polygons are not valid."""
    for feature in found:
        value = classify(feature)
        if isinstance(value, Skipped):
            tally.skip(value.reason, feature.where)
            continue
        area = polygons(feature, tally)
        if area is not None:
            tally.take()
            yield Zone(value, area)


def polygons(feature: Feature, tally: Tally) -> BaseGeometry | None:
    """Return a feature's valid polygons, None (and counted) where there is no area."""
    if feature.geometry is None:
        tally.skip("no geometry", feature.where)
        return None
    try:
        area = shape(feature.geometry)
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.ShapelyError) as problem:
        raise ImportProblem(
            feature.where, f"unreadable geometry ({problem})", "download it again"
        ) from problem
    if area.geom_type not in ("Polygon", "MultiPolygon"):
        tally.skip(f"{area.geom_type} has no area", feature.where)
        return None
    if not area.is_valid:
        tally.remark("polygon crosses itself: mended", feature.where)
        area = shapely.union_all([part for part in shapely.get_parts(shapely.make_valid(area)) if part.area])
    if area.is_empty:
        tally.skip("empty polygon", feature.where)
        return None
    _check_in_japan(area, feature)
    return area


def _check_in_japan(area: BaseGeometry, feature: Feature) -> None:
    west, south, east, north = area.bounds
    if not (JAPAN[0] <= west and east <= JAPAN[2] and JAPAN[1] <= south and north <= JAPAN[3]):
        raise ImportProblem(
            feature.where,
            f"bounds {west:.4f},{south:.4f},{east:.4f},{north:.4f} are not in Japan",
            "coordinates must be longitude, latitude in degrees (JGD2011)",
        )


def code(feature: Feature, attribute: str, allowed: range) -> int:
    """Read an integer code, which files carry as a number or as text. Raises ImportProblem for others."""
    raw = feature.properties.get(attribute)
    text = str(raw if raw is not None else "").strip()
    value = int(float(text)) if text.replace(".0", "").isdecimal() else -1
    if value not in allowed:
        raise ImportProblem(
            feature.where,
            f"{attribute} is {raw!r}, expected {allowed.start} to {allowed.stop - 1}",
            "this edition uses another code list: extend the importer rather than dropping a danger zone",
        )
    return value
