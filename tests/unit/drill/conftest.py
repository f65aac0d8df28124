"""The drill's tests read the content as it ships, and open data where it is there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.importers.build import Order, build
from tests.hazard_layer import deployed
from tests.moto_cloud import ROOT, content_on_path


@pytest.fixture(autouse=True, scope="package")
def _content() -> None:
    content_on_path()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = Path(os.environ.get("MADOGUCHI_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no open data at {folder}: set MADOGUCHI_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def real_sites_layer(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gunma")
    build(
        Order(
            into=folder,
            boundaries=sorted((shared_data / "n03").glob("*.json")),
            sites=[shared_data / "shelters" / "emergency", shared_data / "shelters" / "evacuation"],
        )
    )
    return folder


@pytest.fixture
def real_sites(real_sites_layer: Path) -> Iterator[None]:
    """The real evacuation sites of Gunma in the place of the deployed layer."""
    with deployed(real_sites_layer):
        yield
