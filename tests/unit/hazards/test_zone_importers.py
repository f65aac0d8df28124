"""A31a, A33 and N03 as they come: what is taken, what is left out with a count, what stops the import."""

import io
import zipfile
from pathlib import Path

import pytest
import shapefile

from local.importers import national_land
from local.importers.report import ImportProblem, Tally
from local.importers.sources import Feature, features, input_files
from local.importers.zones import Skipped, zones
from madoguchi.drill.hazards import HazardMaps

JGD2011 = 'GEOGCS["GCS_JGD_2011",DATUM["D_JGD_2011",SPHEROID["GRS_1980",6378137.0,298.257222101]]]'
PLANE = 'PROJCS["JGD_2011_Japan_Zone_9",GEOGCS["GCS_JGD_2011"]]'
SQUARE = [[139.01, 36.01], [139.01, 36.02], [139.02, 36.02], [139.02, 36.01], [139.01, 36.01]]


def feature(file: str = "A31a-20-24_10.geojson", **attributes: object) -> Feature:
    return Feature(file, f"{file} feature 1", None, dict(attributes))


@pytest.mark.parametrize(("zone", "expected"), [(1, 1), (2, 2), (3, 1), (4, 2), ("1", 1), ("4", 2), (2.0, 2)])
def test_zones_one_and_three_are_yellow_two_and_four_are_red(zone, expected):
    """Case 16, and the attribute that public code often has the wrong way round."""
    for phenomenon in (1, "2", 3):
        assert national_land.landslide(feature(A33_001=phenomenon, A33_002=zone)) == expected


@pytest.mark.parametrize("zone", [0, 5, None, "", "特別警戒区域"])
def test_a_landslide_zone_of_unknown_kind_stops_the_import_with_its_place(zone):
    with pytest.raises(ImportProblem, match=r"feature 1: A33_002 is .*\n  what to do"):
        national_land.landslide(feature(A33_001=1, A33_002=zone))


def test_depth_ranks_come_from_the_largest_scale_only():
    assert national_land.flood_depth(feature(A31a_205=6)) == 6
    assert isinstance(national_land.flood_depth(feature(A31a_105=6)), Skipped)


def test_an_old_edition_with_other_ranks_stops_the_import():
    with pytest.raises(ImportProblem, match="older edition"):
        national_land.flood_depth(feature(A31_001=21))


@pytest.mark.parametrize("rank", [0, 7, 21, None])
def test_a_depth_rank_off_the_list_stops_the_import(rank):
    with pytest.raises(ImportProblem, match="A31a_205"):
        national_land.flood_depth(feature(A31a_205=rank))


def test_bank_erosion_is_worse_than_flow_and_a_renamed_file_counts_as_worse():
    flow = national_land.house_collapse(feature("A31a-41-24_10.geojson", A31a_405=1))
    erosion = national_land.house_collapse(feature("A31a-42-24_10.geojson", A31a_405=1))
    assert flow == 1
    assert erosion == 2
    assert national_land.house_collapse(feature("renamed.geojson", A31a_405=1)) == erosion


def test_house_collapse_is_told_by_kind(built, geojson, square):
    maps, _ = built(
        flood=[
            geojson("A31a-20.geojson", ({"A31a_205": 2}, square(139.01, 36.01, 139.05, 36.05))),
            geojson("A31a-41.geojson", ({"A31a_405": 1}, square(139.01, 36.01, 139.03, 36.03))),
            geojson("A31a-42.geojson", ({"A31a_405": 1}, square(139.02, 36.02, 139.03, 36.03))),
        ]
    )
    assert maps.at(36.015, 139.015).house_collapse == "flow"
    assert maps.at(36.025, 139.025).house_collapse == "erosion"
    assert maps.at(36.045, 139.045).house_collapse is None


def test_what_was_left_out_is_counted_with_its_reason(geojson, square):
    bow = {
        "type": "Polygon",
        "coordinates": [[[139.0, 36.0], [139.1, 36.1], [139.1, 36.0], [139.0, 36.1], [139.0, 36.0]]],
    }
    path = geojson(
        "A33.geojson",
        ({"A33_001": 1, "A33_002": 1}, square(139.01, 36.01, 139.02, 36.02)),
        ({"A33_001": 1, "A33_002": 1}, None),
        ({"A33_001": 1, "A33_002": 1}, {"type": "LineString", "coordinates": [[139.0, 36.0], [139.1, 36.1]]}),
        ({"A33_001": 1, "A33_002": 1}, bow),
    )
    tally = Tally("landslide")
    found = list(zones(features(list(input_files([path]))), national_land.landslide, tally))
    assert len(found) == tally.taken == 2
    assert tally.skipped == {"no geometry": 1, "LineString has no area": 1}
    assert tally.remarked == {"polygon crosses itself: mended": 1}
    assert any("first: A33.geojson feature 2" in line for line in tally.lines())


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (
            {
                "type": "Polygon",
                "coordinates": [[[36.0, 139.0], [36.1, 139.0], [36.1, 139.1], [36.0, 139.0]]],
            },
            "not in Japan",
        ),
        ({"type": "Polygon", "coordinates": [[["x", 1], [2, 3], [4, 5]]]}, "unreadable geometry"),
    ],
)
def test_swapped_or_damaged_coordinates_stop_the_import(geojson, geometry, message):
    path = geojson("A31a-20.geojson", ({"A31a_205": 1}, geometry))
    with pytest.raises(ImportProblem, match=message):
        list(zones(features(list(input_files([path]))), national_land.flood_depth, Tally("flood")))


def test_another_coordinate_system_stops_the_import(geojson):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2451"}}
    path = geojson("A31a-20.geojson", ({"A31a_205": 1}, None), crs=crs)
    with pytest.raises(ImportProblem, match="convert to JGD2011"):
        list(features(list(input_files([path]))))


def test_a_map_without_one_zone_stops_the_import_because_it_would_read_as_no_danger(built, geojson, square):
    planned = geojson("A31a-10.geojson", ({"A31a_105": 1}, square(139.01, 36.01, 139.02, 36.02)))
    with pytest.raises(ImportProblem, match="read as no danger"):
        built(flood=[planned])


def shapefile_parts(rank: object, encoding: str = "cp932") -> dict[str, bytes]:
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, encoding=encoding) as writer:
        writer.field("A31a_202", "C", size=40)
        writer.field("A31a_205", "N")
        writer.poly([SQUARE])
        writer.record("利根川", rank)
        writer.null()
        writer.record("烏川", rank)
    return {".shp": shp.getvalue(), ".dbf": dbf.getvalue(), ".prj": JGD2011.encode()}


def test_a_ministry_zip_with_japanese_folders_and_a_shapefile_is_read(tmp_path: Path):
    archive = tmp_path / "A31a-24_10_SHP.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for suffix, content in shapefile_parts(4).items():
            # zipfile marks names that are not ASCII as UTF-8; the ministry's are bare cp932.
            packed.writestr("20_想定最大規模/A31a-20-24_10".encode("cp932").decode("cp437") + suffix, content)
    raw = archive.read_bytes()
    found = list(features(list(input_files([archive]))))
    assert raw
    assert [one.properties["A31a_202"] for one in found] == ["利根川", "烏川"]
    tally = Tally("flood")
    (zone,) = zones(found, national_land.flood_depth, tally)
    assert zone.value == 4
    assert tally.skipped == {"no geometry": 1}


@pytest.mark.parametrize(("broken", "message"), [(".dbf", "dbf is missing"), (".prj", "prj is missing")])
def test_a_shapefile_without_a_part_stops_the_import(tmp_path: Path, broken, message):
    for suffix, content in shapefile_parts(1).items():
        if suffix != broken:
            (tmp_path / f"A31a-20{suffix}").write_bytes(content)
    with pytest.raises(ImportProblem, match=message):
        list(features(list(input_files([tmp_path]))))


def test_a_shapefile_in_plane_coordinates_stops_the_import(tmp_path: Path):
    for suffix, content in (shapefile_parts(1) | {".prj": PLANE.encode()}).items():
        (tmp_path / f"A31a-20{suffix}").write_bytes(content)
    with pytest.raises(ImportProblem, match="not JGD2011 in degrees"):
        list(features(list(input_files([tmp_path]))))


def test_files_that_are_not_there_or_damaged_say_so(tmp_path: Path):
    with pytest.raises(ImportProblem, match="no such file"):
        list(input_files([tmp_path / "absent.geojson"]))
    (tmp_path / "broken.zip").write_bytes(b"PK not a zip")
    with pytest.raises(ImportProblem, match="zip file is damaged"):
        list(input_files([tmp_path]))


def test_all_towns_of_gunma_are_read_from_their_boundaries(shared_data):
    tally = Tally("boundaries")
    found = list(features(list(input_files([shared_data / "n03" / "N03-21_10_210101.json"]))))
    towns = national_land.municipalities(found, tally)
    assert len(towns) == 35
    assert min(towns) == "10201"


def test_the_small_synthetic_zones_are_found_where_they_were_drawn(gunma_layer):
    maps = HazardMaps(gunma_layer)
    assert maps.at(36.24, 139.405).flood_rank == 2
    assert maps.at(36.22, 139.405).flood_rank == 4
    assert maps.at(36.264, 139.345).flood_rank == 3
    assert maps.at(36.2465, 138.902).landslide == "red"
