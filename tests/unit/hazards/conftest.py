"""A made-up district of two towns, small enough to reason about, and the real open data where it is there."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.importers.build import Order, Outcome, build
from madoguchi.drill.hazards import HazardMaps

REPOSITORY = Path(__file__).resolve().parents[3]

type Json = dict[str, Any]
type Write = Callable[..., Path]


def box(west: float, south: float, east: float, north: float) -> Json:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def square() -> Callable[[float, float, float, float], Json]:
    return box


@pytest.fixture
def shared_data() -> Path:
    folder = Path(os.environ.get("MADOGUCHI_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no open data at {folder}: set MADOGUCHI_SHARED_DATA")
    return folder


@pytest.fixture
def geojson(tmp_path: Path) -> Write:
    """Write features given as (attributes, geometry) pairs."""

    def write(name: str, *features: tuple[Json, Json | None], **extra: Any) -> Path:
        path = tmp_path / "input" / name
        path.parent.mkdir(exist_ok=True)
        found = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": found, **extra}))
        return path

    return write


@pytest.fixture
def boundaries(geojson: Write) -> Path:
    """Two towns side by side: 10201 west and 10202 east of 139.05."""
    return geojson(
        "N03.geojson",
        ({"N03_007": "10201"}, box(139.0, 36.0, 139.05, 36.1)),
        ({"N03_007": "10202"}, box(139.05, 36.0, 139.1, 36.1)),
    )


@pytest.fixture
def built(tmp_path: Path, boundaries: Path) -> Callable[..., tuple[HazardMaps, Outcome]]:
    """Build a layer from files given by data set."""

    def make(**files: list[Path]) -> tuple[HazardMaps, Outcome]:
        folder = tmp_path / "layer"
        outcome = build(Order(into=folder, boundaries=[boundaries], **files))
        return HazardMaps(folder), outcome

    return make


@pytest.fixture(scope="session")
def gunma_layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer of the real sites of Gunma with the small synthetic zones."""
    shared = Path(os.environ.get("MADOGUCHI_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not shared.is_dir():
        pytest.skip(f"no open data at {shared}: set MADOGUCHI_SHARED_DATA")
    folder = tmp_path_factory.mktemp("gunma")
    build(
        Order(
            into=folder,
            boundaries=sorted((shared / "n03").glob("*.json")),
            flood=[shared / "synthetic_gunma" / "A31a_synthetic.geojson"],
            landslide=[shared / "synthetic_gunma" / "A33_synthetic.geojson"],
            sites=[shared / "shelters" / "emergency", shared / "shelters" / "evacuation"],
            synthetic=True,
        )
    )
    return folder
