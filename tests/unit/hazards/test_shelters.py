"""Where to go: only to what its town says is usable, and across the border when the town has none."""

import json
from math import asin, cos, inf, radians, sin, sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.importers.remarks import read_remark
from madoguchi.drill.shelters import HAZARDS, ShelterIndex
from madoguchi.runtime.errors import BadRequest, NotFound, Unavailable

FLAGS = {"flood": "洪水", "landslide": "崖崩れ、土石流及び地滑り", "inland_flood": "内水氾濫"}


@pytest.fixture(scope="session")
def gunma(gunma_layer) -> ShelterIndex:
    return ShelterIndex(gunma_layer)


def published_records(shared_data: Path, kind: str) -> dict[str, dict]:
    found = {}
    for path in sorted((shared_data / "shelters" / kind).glob("*.json")):
        for feature in json.loads(path.read_bytes())["features"]:
            found[feature["properties"]["共通ID"]] = feature
    return found


def metres(latitude: float, longitude: float, feature: dict) -> float:
    x, y = feature["geometry"]["coordinates"]
    chord = (
        sin(radians(y - latitude) / 2) ** 2
        + cos(radians(y)) * cos(radians(latitude)) * sin(radians(x - longitude) / 2) ** 2
    )
    return 12_742_000 * asin(sqrt(chord))


@pytest.mark.parametrize("town", ["10429", "10384"])
def test_a_town_that_published_no_flood_site_is_told_and_sent_across_the_border(gunma, town):
    """Case 1: 東吾妻町 and 甘楽町."""
    assert gunma.covers(town)
    assert not gunma.published(town, "flood")
    found = gunma.nearest_to_municipality(town, "flood")
    assert len(found) == 3
    assert all(site.municipality != town and "flood" in site.usable_for for site in found)


@pytest.mark.parametrize("town", ["10204", "10464", "10207", "10521", "10522", "10523", "10524", "10525"])
def test_the_towns_of_the_plain_published_no_landslide_site(gunma, town):
    assert not gunma.published(town, "landslide")


def test_the_nearest_site_in_maebashi_is_passed_by_when_it_is_not_for_floods(gunma, shared_data):
    """Case 2."""
    nearest_of_all = gunma.nearest(36.415923, 139.132398, "earthquake", limit=1)[0]
    assert nearest_of_all.distance_m == 0
    assert "flood" not in nearest_of_all.usable_for
    offered = gunma.nearest(36.415923, 139.132398, "flood", limit=1)[0]
    assert offered.id != nearest_of_all.id
    assert offered.distance_m > 0


def test_a_site_for_its_upper_floors_says_so_and_keeps_its_note(gunma):
    """Case 3."""
    sites = gunma.nearest(36.3, 139.0, "flood", limit=5000, within_m=inf)
    noted = [site for site in sites if "洪水時は2階以上" in site.note]
    assert len(noted) == 7
    assert all("flood" in site.upper_floors_for for site in noted)


def test_a_building_that_is_a_welfare_shelter_is_never_offered(gunma, shared_data):
    """Case 4."""
    shelters = published_records(shared_data, "evacuation").values()
    facilities: dict[str, set[bool]] = {}
    for shelter in shelters:
        record = shelter["properties"]
        facilities.setdefault(record["共通ID"][:11], set()).add(bool(record["受入対象者"]))
    welfare_only = {facility for facility, kept in facilities.items() if kept == {True}}
    offered = {
        site.id for hazard in HAZARDS for site in gunma.nearest(36.3, 139.0, hazard, limit=5000, within_m=inf)
    }
    assert len(offered) > 1500
    assert not {site for site in offered if site[:11] in welfare_only}


def test_what_was_published_is_counted_before_our_own_caution(gunma, shared_data):
    records = published_records(shared_data, "emergency").values()
    for hazard, column in FLAGS.items():
        flagged = {
            feature["properties"]["共通ID"][1:6]
            for feature in records
            if feature["properties"][column] == "1"
        }
        assert {town for town in gunma.head["municipalities"] if gunma.published(town, hazard)} == flagged


def test_a_site_outside_its_town_is_marked(gunma):
    sites = gunma.nearest(36.3, 139.0, "earthquake", limit=5000, within_m=inf)
    marked = [site for site in sites if site.outside_municipality]
    assert 10 <= len(marked) <= 18


@settings(max_examples=40, deadline=None)
@given(st.floats(35.9, 37.2), st.floats(138.3, 139.8), st.sampled_from(sorted(FLAGS)), st.integers(1, 10))
def test_the_answer_is_the_nearest_of_all_usable_sites(gunma_layer, latitude, longitude, hazard, limit):
    index = ShelterIndex(gunma_layer)
    everything = index.nearest(36.4, 139.0, hazard, limit=5000, within_m=inf)
    shapes = [
        metres(latitude, longitude, {"geometry": {"coordinates": (site.longitude, site.latitude)}})
        for site in everything
    ]
    found = index.nearest(latitude, longitude, hazard, limit, within_m=inf)
    assert [site.distance_m for site in found] == [round(distance) for distance in sorted(shapes)[:limit]]


def test_a_site_that_is_too_far_is_no_answer(gunma):
    assert gunma.nearest(35.6895, 139.6917, "flood") == ()
    assert all(site.distance_m <= 1000 for site in gunma.nearest(36.39, 139.06, "flood", 50, within_m=1000))


def test_no_site_is_offered_that_its_town_did_not_flag_or_took_back(gunma, shared_data):
    records = published_records(shared_data, "emergency")
    for hazard, column in FLAGS.items():
        for site in gunma.nearest(36.4, 139.0, hazard, limit=5000, within_m=inf):
            record = records[site.id]["properties"]
            assert record[column] == "1"
            assert hazard not in read_remark(record["備考"]).unusable_for


def test_without_a_hazards_layer_no_site_is_known_and_nothing_is_said_of_any_town():
    index = ShelterIndex(None)
    assert index.nearest(36.4, 139.0, "flood") == ()
    assert not index.covers("10201")
    with pytest.raises(NotFound):
        index.published("10201", "flood")
    with pytest.raises(NotFound):
        index.nearest_to_municipality("10201", "flood")


def test_a_town_without_a_list_still_has_a_middle_but_no_statement(built, boundaries, tmp_path):
    lists = tmp_path / "sites" / "10201_2.csv"
    lists.parent.mkdir()
    header = (
        "NO,共通ID,施設・場所名,住所,洪水,崖崩れ、土石流及び地滑り,高潮,地震,津波,大規模な火事,内水氾濫,火山現象,"
        "指定避難所との住所同一,緯度,経度,備考"
    )
    lists.write_text(f"{header}\n1,E1020100001201,学校,,1,,,,,,,,,36.05,139.02,\n", encoding="utf-8")
    built(sites=[lists])
    index = ShelterIndex(tmp_path / "layer")
    assert index.published("10201", "flood")
    assert not index.covers("10202")
    (site,) = index.nearest_to_municipality("10202", "flood")
    assert site.name == "学校"


def test_an_unknown_hazard_or_place_is_refused():
    with pytest.raises(BadRequest, match="unknown hazard"):
        ShelterIndex(None).nearest(36.4, 139.0, "meteorite")
    with pytest.raises(BadRequest):
        ShelterIndex(None).nearest(float("nan"), 139.0, "flood")


def test_a_file_of_another_version_says_to_build_it_again(tmp_path: Path):
    (tmp_path / "shelters.sites").write_bytes(b"MDGSITE0" + bytes(8))
    with pytest.raises(Unavailable, match="build it again"):
        ShelterIndex(tmp_path)
