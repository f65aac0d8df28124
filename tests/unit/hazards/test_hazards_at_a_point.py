"""What a resident is told about a point: danger, no zone, or unknown."""

from pathlib import Path

import pytest

from madoguchi.drill import hazards
from madoguchi.drill.hazards import BORDER_BAND_M, HazardMaps
from madoguchi.runtime.errors import BadRequest, Unavailable

DEGREES_PER_METRE = 1 / 111_195


def test_the_worst_of_overlapping_rivers_counts(built, geojson, square):
    flood = geojson(
        "A31a-20.geojson",
        ({"A31a_205": 2}, square(139.01, 36.01, 139.03, 36.03)),
        ({"A31a_205": 4}, square(139.02, 36.02, 139.04, 36.04)),
    )
    maps, _ = built(flood=[flood])
    assert maps.at(36.015, 139.015).flood_rank == 2
    assert maps.at(36.025, 139.025).flood_rank == 4


def test_red_wins_over_the_yellow_around_it(built, geojson, square):
    zones = geojson(
        "A33.geojson",
        ({"A33_001": 1, "A33_002": 2}, square(139.02, 36.02, 139.03, 36.03)),
        ({"A33_001": 1, "A33_002": 1}, square(139.01, 36.01, 139.04, 36.04)),
    )
    maps, _ = built(landslide=[zones])
    assert maps.at(36.015, 139.015).landslide == "yellow"
    assert maps.at(36.025, 139.025).landslide == "red"


def test_a_hole_in_a_zone_is_not_the_zone(built, geojson, square):
    ring = square(139.01, 36.01, 139.04, 36.04)
    ring["coordinates"] += square(139.02, 36.02, 139.03, 36.03)["coordinates"]
    maps, _ = built(flood=[geojson("A31a-20.geojson", ({"A31a_205": 3}, ring))])
    assert maps.at(36.015, 139.015).flood_rank == 3
    assert maps.at(36.025, 139.025).flood_rank is None


def test_just_outside_a_border_the_dangerous_side_is_answered_and_past_the_band_it_is_not(
    built, geojson, square
):
    maps, _ = built(
        flood=[geojson("A31a-20.geojson", ({"A31a_205": 5}, square(139.0201, 36.0201, 139.03, 36.03)))]
    )
    past = (BORDER_BAND_M + 0.1) * DEGREES_PER_METRE
    assert maps.at(36.0201, 139.025).flood_rank == 5
    assert maps.at(36.0201 - past, 139.025).flood_rank is None
    assert maps.at(36.03 + past, 139.025).flood_rank is None


def test_inside_the_prefecture_without_a_zone_is_known_but_never_called_safe(built, geojson, square):
    maps, _ = built(
        flood=[geojson("A31a-20.geojson", ({"A31a_205": 1}, square(139.01, 36.01, 139.02, 36.02)))],
        landslide=[
            geojson("A33.geojson", ({"A33_001": 1, "A33_002": 1}, square(139.06, 36.06, 139.07, 36.07)))
        ],
    )
    found = maps.at(36.05, 139.04)
    assert found.covered
    assert (found.flood_rank, found.landslide) == (None, None)
    assert not hasattr(found, "safe")


def test_outside_what_the_data_covers_is_unknown_not_free_of_danger(built, geojson, square):
    maps, _ = built(
        flood=[geojson("A31a-20.geojson", ({"A31a_205": 1}, square(139.01, 36.01, 139.02, 36.02)))]
    )
    far = maps.at(35.0, 135.0)
    assert not far.covered
    assert {"flood", "landslide"} <= far.unknown
    assert far.sources == ()


def test_a_data_set_that_was_not_imported_is_unknown_everywhere(built, geojson, square):
    maps, _ = built(
        flood=[geojson("A31a-20.geojson", ({"A31a_205": 1}, square(139.01, 36.01, 139.02, 36.02)))]
    )
    found = maps.at(36.015, 139.015)
    assert found.flood_rank == 1
    assert found.unknown == {"flood_duration", "house_collapse", "landslide"}
    assert not found.covered


def test_water_without_a_published_duration_has_an_unknown_duration(built, geojson, square):
    maps, _ = built(
        flood=[
            geojson("A31a-20.geojson", ({"A31a_205": 2}, square(139.01, 36.01, 139.03, 36.03))),
            geojson("A31a-30.geojson", ({"A31a_305": 3}, square(139.01, 36.01, 139.02, 36.02))),
        ]
    )
    assert maps.at(36.015, 139.015).flood_duration == 3
    assert "flood_duration" in maps.at(36.025, 139.025).unknown
    assert "flood_duration" not in maps.at(36.05, 139.05).unknown


def test_without_a_hazards_layer_everything_is_unknown():
    found = HazardMaps(None).at(36.39, 139.06)
    assert found.unknown == set(hazards.DATASETS)
    assert found.data_version == "none"
    assert HazardMaps(None).municipality_at(36.39, 139.06) is None


def test_a_home_below_a_slope_outside_every_zone_is_not_told_that_it_is_safe(gunma_layer):
    """Case 5: four died in 2019 below slopes of 20 degrees, outside any zone."""
    found = HazardMaps(gunma_layer).at(36.2440, 138.9025)
    assert found.landslide is None
    assert found.covered
    assert found.synthetic


def test_a_zone_before_its_designation_is_a_zone(gunma_layer):
    """Case 16: A33_002 = 3."""
    assert HazardMaps(gunma_layer).at(36.083, 138.775).landslide == "yellow"


def test_the_town_at_a_point_is_known_by_its_boundary(gunma_layer):
    maps = HazardMaps(gunma_layer)
    assert maps.municipality_at(36.3895, 139.0634) == "10201"
    assert maps.municipality_at(36.2297, 138.8898) == "10210"


def test_a_point_of_another_prefecture_belongs_to_no_town_of_ours(gunma_layer):
    """Case 19: an address search that answers with a namesake elsewhere."""
    maps = HazardMaps(gunma_layer)
    assert maps.municipality_at(35.6895, 139.6917) is None
    assert not maps.at(35.6895, 139.6917).covered


@pytest.mark.parametrize("point", [(float("nan"), 139.0), (36.0, float("inf")), (139.0, 36.0 + 360)])
def test_what_is_no_point_on_earth_is_refused(point):
    with pytest.raises(BadRequest):
        HazardMaps(None).at(*point)


def test_the_same_input_has_the_same_version_and_other_input_another(built, geojson, square):
    def version(rank: int) -> str:
        flood = geojson("A31a-20.geojson", ({"A31a_205": rank}, square(139.01, 36.01, 139.02, 36.02)))
        return built(flood=[flood])[0].data_version

    assert version(1) == version(1) != version(2)


def test_a_layer_of_another_format_says_to_build_it_again(tmp_path: Path):
    (tmp_path / "hazards.json").write_text('{"format": 0}')
    with pytest.raises(Unavailable, match="build it again"):
        HazardMaps(tmp_path)


def test_every_answer_credits_its_sources(built, geojson, square):
    flood = geojson("A31a-20.geojson", ({"A31a_205": 1}, square(139.01, 36.01, 139.02, 36.02)))
    (source,) = built(flood=[flood])[0].at(36.015, 139.015).sources
    assert source.dataset == "flood"
    assert source.files == ("A31a-20.geojson",)
    assert "国土交通省" in source.credit
