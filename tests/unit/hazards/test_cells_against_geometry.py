"""The index against the polygons themselves, on shapes that nobody thought of."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from local.importers.cell_file import write_hazard, write_municipalities
from local.importers.zones import Zone
from madoguchi.drill.cells import NOT_COVERED, CellMap

GROUND = shapely.box(138.99, 35.99, 139.03, 36.03)
# A cell's diagonal at 36 degrees north, in degrees of latitude.
BAND_DEGREES = 7.4 / 111_195

corner = st.tuples(st.floats(139.0, 139.02), st.floats(36.0, 36.02))


@st.composite
def areas(draw: st.DrawFn) -> shapely.Geometry:
    """Any polygon, also thinner than a cell, along cells' sides, and crossing itself before it was mended."""
    corners = draw(st.lists(corner, min_size=3, max_size=12, unique=True))
    if draw(st.booleans()):
        corners = [(round(x * 16_000) / 16_000, round(y * 24_000) / 24_000) for x, y in corners]
    area = shapely.make_valid(shapely.Polygon(corners))
    parts = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon" and part.area > 0]
    return shapely.union_all(parts) if parts else shapely.box(139.0, 36.0, 139.001, 36.001)


def metres_apart(area: shapely.Geometry, x: float, y: float) -> float:
    squeezed = shapely.transform(area, lambda found: (found - (x, y)) * (np.cos(np.radians(y)), 1))
    return float(squeezed.distance(shapely.Point(0, 0)) * 111_195)


@settings(max_examples=60, deadline=None)
@given(areas(), st.lists(corner, min_size=30, max_size=30), st.integers(0, 2**32 - 1))
def test_no_point_of_a_zone_is_missed_and_no_point_past_the_band_is_alarmed(area, anywhere, seed):
    random = np.random.default_rng(seed)
    border = shapely.get_coordinates(area)
    near = border[random.integers(0, len(border), 60)] + random.normal(0, BAND_DEGREES, (60, 2))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "flood.cells"
        write_hazard(path, [Zone(3, area)], GROUND)
        cells = CellMap(path)
        for x, y in [*anywhere, *map(tuple, near), *map(tuple, border)]:
            apart = metres_apart(area, x, y)
            stored = cells.at(y, x)
            if apart == 0:
                assert stored == 3
            if stored == 3:
                assert apart <= 7.4


@settings(max_examples=30, deadline=None)
@given(areas(), st.lists(corner, min_size=50, max_size=50))
def test_ground_outside_the_coverage_is_never_called_free_of_zones(coverage, points):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "flood.cells"
        write_hazard(path, [], coverage)
        cells = CellMap(path)
        for x, y in points:
            if not coverage.covers(shapely.Point(x, y)):
                assert cells.at(y, x) == NOT_COVERED


def test_neighbouring_towns_share_a_border_without_a_gap(tmp_path: Path):
    west, east = shapely.box(139.0, 36.0, 139.0123, 36.02), shapely.box(139.0123, 36.0, 139.02, 36.02)
    path = tmp_path / "municipalities.cells"
    write_municipalities(path, [west, east])
    cells = CellMap(path)
    along = {cells.at(36.01, 139.0123 + step * 1e-6) for step in range(-200, 200)}
    assert along == {0, 1}


def test_more_towns_than_a_byte_can_tell_apart_are_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="one prefecture at a time"):
        write_municipalities(tmp_path / "municipalities.cells", [GROUND] * 255)
