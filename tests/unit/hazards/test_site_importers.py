"""Lists of evacuation sites as municipalities publish them."""

from pathlib import Path

import pytest

from local.importers.remarks import is_for_everybody, read_remark
from local.importers.report import ImportProblem, Tally
from local.importers.sources import InputFile
from local.importers.tables import rows

HEADER = (
    "NO,共通ID,都道府県名及び市町村名,施設・場所名,住所,洪水,崖崩れ、土石流及び地滑り,高潮,地震,津波,"
    "大規模な火事,内水氾濫,火山現象,指定避難所との住所同一,緯度,経度,備考"
)
STANDARD = (
    "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,災害種別_洪水,災害種別_崖崩れ、土石流及び地滑り,"
    "災害種別_高潮,災害種別_地震,災害種別_津波,災害種別_大規模な火事,災害種別_内水氾濫,災害種別_火山現象,"
    "指定避難所との重複,備考"
)


def table(*lines: str, header: str = HEADER, encoding: str = "utf-8-sig") -> InputFile:
    return InputFile("10201_2.csv", "\r\n".join([header, *lines, ""]).encode(encoding))


def read(file: InputFile) -> tuple[list, Tally]:
    tally = Tally("sites")
    return list(rows([file], (), tally)), tally


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_a_quoted_line_break_a_byte_order_mark_and_empty_flags_are_read(encoding):
    """Case 18."""
    line = '1,E1020100004201,群馬県前橋市,"細井\n小学校",下細井町,1,,,1,,,,,1,36.41,139.07,"一行目\n二行目"'
    (row,), tally = read(table(line, encoding=encoding))
    assert row.name == "細井\n小学校"
    assert row.note == "一行目\n二行目"
    assert row.flagged == {"flood", "earthquake"}
    assert row.municipality == "10201"
    assert row.also_shelter
    assert not tally.skipped


def test_a_flag_that_is_not_one_is_not_usable_and_is_counted():
    (row,), tally = read(table("1,E1020100004201,,学校,,○,１,0,1,,,,,,36.4,139.0,"))
    assert row.flagged == {"landslide", "earthquake"}
    assert tally.remarked == {"flag '○' is not 1: read as not usable": 1}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,E1020100004201,,学校,,1,,,,,,,,,139.0,36.4,", "no position in Japan"),
        ("1,E1020100004201,,学校,,1,,,,,,,,,,,", "no position in Japan"),
        ("1,E1020100004201,,,,1,,,,,,,,,36.4,139.0,", "no name"),
        ("1,?,,学校,,1,,,,,,,,,36.4,139.0,", "municipality cannot be read"),
        ("1,E1020100004201,,学校", "too few or too many columns"),
    ],
)
def test_a_record_that_cannot_be_placed_is_left_out_and_counted(line, reason):
    found, tally = read(table(line))
    assert not found
    assert any(reason in skipped for skipped in tally.skipped)


def test_the_standard_layout_is_read_by_its_municipal_code():
    (row,), _ = read(table("102016,0001,学校,前橋市,36.4,139.0,1,,,,,,1,,,備考", header=STANDARD))
    assert (row.municipality, row.flagged) == ("10201", {"flood", "inland_flood"})


def test_a_table_of_an_unknown_layout_stops_the_import():
    with pytest.raises(ImportProblem, match="known layout"):
        read(table("1,2", header="名前,場所"))


def test_an_encoding_that_is_neither_stops_the_import():
    with pytest.raises(ImportProblem, match="save the table as CSV UTF-8"):
        read(InputFile("list.csv", b"\xff\xfe\x00\x81"))


def test_gsi_csv_and_geojson_of_gunma_hold_the_same_sites(shared_data: Path):
    csv_tally, json_tally = Tally("csv"), Tally("json")
    csv_file = shared_data / "derived" / "gunma_emergency_sites_gsi_layout.csv"
    from_csv = rows([InputFile(csv_file.name, csv_file.read_bytes())], (), csv_tally)
    files = sorted((shared_data / "shelters" / "emergency").glob("*.json"))
    from_json = rows([InputFile(path.name, path.read_bytes()) for path in files], (), json_tally)
    one = {row.id: (row.name, row.flagged, row.latitude, row.longitude, row.note) for row in from_csv}
    other = {row.id: (row.name, row.flagged, row.latitude, row.longitude, row.note) for row in from_json}
    assert len(one) == 1750
    assert one == other
    assert not csv_tally.skipped
    assert not json_tally.skipped


@pytest.mark.parametrize(
    ("remark", "unusable", "upper"),
    [
        ("洪水：浸水想定区域内の施設のため、洪水時は2階以上に避難", set(), {"flood", "inland_flood"}),
        ("「洪水」では２階駐車場に避難", set(), {"flood", "inland_flood"}),
        ("洪水時の収容人数（２階）　72名", set(), {"flood", "inland_flood"}),
        ("中央公民館　（洪水時３階）", set(), {"flood", "inland_flood"}),
        ("土砂災害時使用不可施設", {"landslide"}, set()),
        ("土砂災害時は３階以上であれば使用可能な施設", set(), {"landslide"}),
        ("洪水時使用不可", {"flood"}, set()),
        ("洪水時は、使用できません。地震時は開設", {"flood"}, set()),
        ("洪水時は1階使用不可", set(), {"flood", "inland_flood"}),
        ("地震時を除く", {"earthquake"}, set()),
        ("グラウンドを除く", set(), set()),
        ("1階に避難スペースは無", set(), set()),
        ("荻窪南公園", set(), set()),
        ("", set(), set()),
    ],
)
def test_remarks_that_take_a_hazard_back_or_send_people_upstairs_are_understood(remark, unusable, upper):
    """Case 3, on the remarks that municipalities of Gunma really write."""
    found = read_remark(remark)
    assert found.unusable_for == unusable
    assert found.upper_floors_for == upper


def test_a_site_that_is_closed_without_a_reason_is_closed_for_every_hazard():
    assert len(read_remark("使用不可").unusable_for) == 8


def test_a_shelter_for_some_people_is_not_for_everybody():
    assert is_for_everybody("")
    assert is_for_everybody("要配慮者・一般")
    assert not any(is_for_everybody(text) for text in ("高齢者", "要配慮者", "障害者とその家族", "在校生"))
