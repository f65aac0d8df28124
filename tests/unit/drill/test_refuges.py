"""Where to go, and what the maps say: offered only when usable, asked only when known, and never kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.drill.locate import locate, maps_are_here
from madoguchi.drill.model import read_situation
from madoguchi.drill.refuges import refuges, refuges_near, threats
from madoguchi.runtime.errors import BadRequest
from tests.hazard_layer import RIVERSIDE, SLOPE, deployed, sample_layer
from tests.unit.drill.households import FLOOD, LANDSLIDE, TOWNS, household, households


@pytest.fixture
def _sample():
    with deployed(sample_layer()):
        yield


def found(**home):
    return refuges(read_situation(household(**home)))


def test_without_a_layer_nothing_is_claimed():
    assert not maps_are_here()
    assert found() is None


def test_a_site_must_withstand_what_threatens_the_home():
    assert threats(read_situation(household(flood="r2"))) == ("flood",)
    assert threats(read_situation(household(landslide="red"))) == ("landslide",)
    assert threats(read_situation(household(flood="unknown", landslide="yellow"))) == ("flood", "landslide")
    assert threats(read_situation(household())) == ("flood", "landslide")


@pytest.mark.usefixtures("_sample")
def test_case_1_a_town_that_published_none_is_an_answer():
    at = found(municipality="10429", flood="r3")
    assert at.unpublished == ("flood",)
    assert at.sites == ()


@pytest.mark.usefixtures("real_sites")
def test_case_1_the_site_across_the_border_is_offered():
    at = found(municipality="10384", flood="r3")
    assert at.unpublished == ("flood",)
    assert at.sites
    assert all(site.municipality != "10384" for site in at.sites)


@pytest.mark.usefixtures("real_sites")
def test_case_2_maebashi_offers_only_its_flood_sites_for_floods():
    assert all("flood" in site.usable_for for site in found(flood="r2").sites)


@pytest.mark.usefixtures("real_sites")
def test_case_3_a_site_whose_upper_floors_alone_count_is_marked_for_floods_only():
    by_water = found(municipality="10521", flood="r3")
    assert any(by_water.upper_floors_only(site) for site in by_water.sites)
    by_slope = found(municipality="10201", landslide="red")
    assert not any(by_slope.upper_floors_only(site) for site in by_slope.sites)


@pytest.mark.usefixtures("real_sites")
def test_case_4_no_unusable_site_is_offered_in_any_town_for_any_mix_of_threats():
    offered = 0
    for town in TOWNS:
        for flood in FLOOD:
            for landslide in LANDSLIDE:
                at = found(municipality=town, flood=flood, landslide=landslide)
                assert all(site.usable_for.issuperset(at.hazards) for site in at.sites)
                offered += len(at.sites)
    assert offered > 100


@pytest.mark.usefixtures("real_sites")
@settings(max_examples=60, deadline=None)
@given(households)
def test_what_is_offered_is_usable_for_every_threat(home):
    situation = read_situation(home)
    at = refuges(situation)
    assert at.hazards == threats(situation)
    assert len(at.sites) <= 3
    assert all(site.usable_for.issuperset(threats(situation)) for site in at.sites)


@pytest.mark.usefixtures("_sample")
def test_a_place_answers_what_the_maps_know_and_nothing_more():
    at = locate(*RIVERSIDE)
    assert at.answers["flood"] == ["r4"]
    assert at.answers["house_collapse"] == ["yes"]
    assert at.answers["flood_days"] == ["three_days"]
    assert at.synthetic
    assert locate(*SLOPE).answers["landslide"] == ["red"]


@pytest.mark.usefixtures("real_sites")
@settings(max_examples=60, deadline=None)
@given(households, st.floats(36.0, 37.0), st.floats(138.5, 139.6))
def test_near_a_point_only_what_withstands_everything_is_offered_nearest_first(home, latitude, longitude):
    situation = read_situation(home)
    at = refuges_near(latitude, longitude, situation)
    assert all(site.usable_for.issuperset(threats(situation)) for site in at.sites)
    distances = [site.distance_m for site in at.sites]
    assert distances == sorted(distances)
    assert len(distances) <= 3


@pytest.mark.usefixtures("_sample")
def test_no_collapse_zone_on_the_map_is_left_for_the_resident_to_answer():
    assert "house_collapse" not in locate("36.48", "139.2").answers


@pytest.mark.usefixtures("_sample")
def test_outside_the_maps_nothing_is_known():
    at = locate("35.0", "135.0")
    assert "municipality" not in at.answers
    assert (at.answers["flood"], at.answers["landslide"]) == (["unknown"], ["unknown"])


@pytest.mark.usefixtures("_sample")
@pytest.mark.parametrize("place", [("", ""), ("north", "139"), ("91", "139"), ("nan", "139")])
def test_what_is_no_place_is_refused(place):
    with pytest.raises(BadRequest):
        locate(*place)
