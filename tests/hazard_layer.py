"""The made-up hazard sample, built once and put in the place of the deployed layer."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from unittest.mock import patch

from local.importers.build import Order, build
from madoguchi.drill import hazards, shelters

SAMPLE = Path(__file__).resolve().parents[1] / "local" / "hazard_sample"
SLOPE = ("36.2255", "138.8455")
RIVERSIDE = ("36.39", "139.0585")


@contextmanager
def deployed(folder: Path) -> Iterator[None]:
    """Let look-ups read a layer for the length of a block."""
    maps, index = hazards.HazardMaps(folder), shelters.ShelterIndex(folder)
    with (
        patch.object(hazards, "_deployed", lambda: maps),
        patch.object(shelters, "_deployed", lambda: index),
    ):
        yield


@cache
def sample_layer() -> Path:
    """Build the committed sample."""
    folder = Path(mkdtemp(prefix="madoguchi-hazards-"))
    build(
        Order(
            into=folder,
            boundaries=[SAMPLE / "N03.geojson"],
            flood=sorted(SAMPLE.glob("A31a*")),
            landslide=sorted(SAMPLE.glob("A33*")),
            sites=sorted(SAMPLE.glob("sites_*.csv")),
            synthetic=True,
        )
    )
    return folder
