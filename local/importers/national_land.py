"""The code lists of 国土数値情報 A31a (editions since 2020), A33 and N03, as classes of our index."""

from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry

from local.importers.report import ImportProblem, Tally
from local.importers.sources import Feature
from local.importers.zones import Skipped, code, polygons

FLOOD_DEPTH = "A31a_205"
FLOOD_DEPTH_PLANNED_SCALE = "A31a_105"
FLOOD_DURATION = "A31a_305"
HOUSE_COLLAPSE = "A31a_405"
OLD_FLOOD_EDITION = ("A31_001", "A31_101", "A31_201", "A31_205")
LANDSLIDE_PHENOMENON = "A33_001"
LANDSLIDE_ZONE = "A33_002"
# 1, 3 yellow and 2, 4 red: a zone before designation (3, 4) lacks the paper, not the slope.
RED_ZONES = (2, 4)
FLOW, EROSION = 1, 2


def flood_depth(feature: Feature) -> int | Skipped:
    """Depth rank 1 to 6 at the largest scale (想定最大規模); the planned scale is milder and left out."""
    if FLOOD_DEPTH in feature.properties:
        return code(feature, FLOOD_DEPTH, range(1, 7))
    if FLOOD_DEPTH_PLANNED_SCALE in feature.properties:
        return Skipped("planned scale (10): only the largest scale (20) is used")
    return _other_flood_data(feature)


def flood_duration(feature: Feature) -> int | Skipped:
    """Duration rank 1 to 7 (浸水継続時間)."""
    if FLOOD_DURATION in feature.properties:
        return code(feature, FLOOD_DURATION, range(1, 8))
    return _other_flood_data(feature)


def house_collapse(feature: Feature) -> int | Skipped:
    """House-collapse zone: by flow (file A31a-41) or by bank erosion (A31a-42, any building falls)."""
    if HOUSE_COLLAPSE not in feature.properties:
        return _other_flood_data(feature)
    # The file's name tells them apart; one that was renamed counts as the worse.
    return FLOW if "A31a-41" in feature.file else EROSION


def landslide(feature: Feature) -> int | Skipped:
    """Yellow (警戒区域) 1 or red (特別警戒区域) 2, for all three phenomena."""
    if LANDSLIDE_ZONE not in feature.properties or LANDSLIDE_PHENOMENON not in feature.properties:
        raise ImportProblem(
            feature.where, "A33_001 or A33_002 is missing", "give A33 (土砂災害警戒区域) here"
        )
    code(feature, LANDSLIDE_PHENOMENON, range(1, 4))
    return 2 if code(feature, LANDSLIDE_ZONE, range(1, 5)) in RED_ZONES else 1


def municipalities(found: Iterable[Feature], tally: Tally) -> dict[str, BaseGeometry]:
    """Collect N03 boundaries by 5-digit code, islands and exclaves joined."""
    parts: dict[str, list[BaseGeometry]] = {}
    for feature in found:
        if "N03_007" not in feature.properties:
            raise ImportProblem(feature.where, "N03_007 is missing", "give N03 (行政区域) files here")
        municipality = str(feature.properties["N03_007"] or "").strip()
        area = polygons(feature, tally) if municipality else None
        if not municipality:
            tally.skip("boundary undetermined (no code)", feature.where)
        elif not (municipality.isdecimal() and len(municipality) == 5):
            raise ImportProblem(feature.where, f"N03_007 is {municipality!r}", "expected a 5-digit code")
        elif area is not None:
            tally.take()
            parts.setdefault(municipality, []).append(area)
    return {code: shapely.union_all(areas) for code, areas in sorted(parts.items())}


def _other_flood_data(feature: Feature) -> Skipped:
    if any(name in feature.properties for name in OLD_FLOOD_EDITION):
        raise ImportProblem(
            feature.where,
            "this is an older edition (A31) with other depth ranks",
            "download A31a, the edition by river of 2022 or later",
        )
    if not any(name.startswith("A31a_") for name in feature.properties):
        raise ImportProblem(feature.where, "no A31a attribute is here", "give A31a (洪水浸水想定区域) here")
    return Skipped("belongs to another A31a layer")
