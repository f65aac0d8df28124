"""The committed sample: made up, marked as such, and enough to walk through the drill without open data."""

from pathlib import Path

import pytest

from local.importers.build import Order, build
from madoguchi.drill.hazards import HazardMaps
from madoguchi.drill.shelters import ShelterIndex

SAMPLE = Path(__file__).resolve().parents[3] / "local" / "hazard_sample"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
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


def test_every_answer_of_the_sample_says_that_it_is_made_up(sample):
    found = HazardMaps(sample).at(36.39, 139.0585)
    assert (found.flood_rank, found.flood_duration, found.house_collapse) == (4, 3, "erosion")
    assert found.synthetic
    assert found.data_version.startswith("synthetic-")
    assert {source.credit[:2] for source in found.sources} == {"架空"}


def test_the_sample_has_a_red_slope_and_ground_without_a_zone(sample):
    maps = HazardMaps(sample)
    assert maps.at(36.2255, 138.8455).landslide == "red"
    plain = maps.at(36.48, 139.2)
    assert plain.covered
    assert (plain.flood_rank, plain.landslide) == (None, None)


def test_a_town_of_the_sample_published_none_for_floods_and_none_is_within_reach(sample):
    """Case 1, without open data."""
    index = ShelterIndex(sample)
    assert not index.published("10429", "flood")
    assert index.nearest_to_municipality("10429", "flood") == ()


def test_the_nearest_site_of_the_sample_is_passed_by_for_one_that_is_for_floods(sample):
    """Cases 2, 3 and 4, without open data: the park is nearest, the welfare centre next."""
    offered = ShelterIndex(sample).nearest(36.385, 139.066, "flood")
    assert [site.name for site in offered[:2]] == ["見本川端公民館(架空)", "見本北小学校(架空)"]
    assert "flood" in offered[0].upper_floors_for
    assert all("老人" not in site.name for site in offered)


def test_a_site_whose_remark_closes_it_is_not_offered_for_that_hazard(sample):
    index = ShelterIndex(sample)
    assert index.nearest(36.33, 138.95, "flood")[0].name == "見本体育館(架空)"
    assert all(site.name != "見本体育館(架空)" for site in index.nearest(36.33, 138.95, "landslide"))
