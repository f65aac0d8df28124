"""The 22 cases that fall out of how warnings, maps, sites and applications really are, one test each."""

import json
import re
from collections import Counter
from datetime import datetime, timedelta

import pytest

from local.importers.legend import legend, meaning
from local.importers.national_land import landslide
from local.importers.report import Tally
from local.importers.sources import Feature, InputFile
from local.importers.tables import rows
from local.jma.feeds import OLD_FEED, Unreadable, read_json
from local.jma.model import in_force
from local.jma.telegrams import read_river, read_warnings
from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.delivery.pace import LINE_CALLS_A_SECOND
from madoguchi.drill.decision import decide
from madoguchi.drill.edition import edition, facts_of
from madoguchi.drill.hazards import LANDSLIDE_CLASSES
from madoguchi.drill.locate import locate
from madoguchi.drill.model import read_situation
from madoguchi.drill.numbers_store import SHARDS
from madoguchi.drill.plan import plan_card
from madoguchi.drill.refuges import refuges
from madoguchi.drill.scoring import judge
from madoguchi.forms.filing.submit import submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.runtime.content import content
from tests.hazard_layer import deployed, sample_layer
from tests.simulation.application_store import ApplicationsInMemory
from tests.unit.broadcast.drafts import frozen
from tests.unit.drill.households import household
from tests.unit.forms.surroundings import CLOSES, Clock, desk_over, submission

STORM = datetime.fromisoformat("2026-10-12T18:30:00+09:00")
NIGHT = datetime.fromisoformat("2026-10-13T03:30:00+09:00")
NAMES_THAT_SYSTEMS_DAMAGE = ("\U00020bb7野", "葛\U000e0100", "\ufa19谷", "髙﨑")


@pytest.fixture(scope="module")
def jma(shared_data):
    """Real samples of the weather agency, and made-up feeds in the shape of 2026."""
    folders = (shared_data / "synthetic_gunma", shared_data / "jma_xml_samples")

    def read(name: str) -> bytes:
        return next(folder / name for folder in folders if (folder / name).is_file()).read_bytes()

    return read


def towns():
    return [town["id"] for town in content("municipalities")["municipalities"]]


def outcome(**home):
    return decide(read_situation(household(**home)))


def refuges_of(**home):
    return refuges(read_situation(household(**home)))


def grade(question, chosen, **home):
    return judge(edition().flow.field(question), chosen, facts_of(household(**home))).grade


@pytest.mark.usefixtures("real_sites")
def test_case_01_higashiagatsuma_has_published_no_flood_site_and_that_is_an_answer():
    at = refuges_of(municipality="10429", flood="r3")
    assert at.unpublished == ("flood",)
    assert all(site.municipality != "10429" for site in at.sites)


@pytest.mark.usefixtures("real_sites")
def test_case_02_a_site_in_maebashi_that_is_not_for_floods_is_passed_by():
    offered = refuges_of(municipality="10201", flood="r2").sites
    assert offered
    assert all("flood" in site.usable_for for site in offered)


@pytest.mark.usefixtures("real_sites")
def test_case_03_a_site_that_floods_below_is_offered_for_its_upper_floors_with_its_note():
    by_water = [refuges_of(municipality=town, flood="r3") for town in towns()]
    noted = [(at, site) for at in by_water for site in at.sites if "２階" in site.note or "2階" in site.note]
    assert noted
    assert all(at.upper_floors_only(site) for at, site in noted)


@pytest.mark.usefixtures("real_sites")
def test_case_04_a_welfare_shelter_is_offered_to_nobody(shared_data):
    kept_for = Counter()
    for path in (shared_data / "shelters" / "evacuation").glob("*.json"):
        for feature in json.loads(path.read_bytes())["features"]:
            record = feature["properties"]
            kept_for[record["共通ID"][:11], bool(record["受入対象者"])] += 1
    welfare_only = {facility for facility, kept in kept_for if kept and not kept_for[facility, False]}
    assert len(welfare_only) > 300
    offered = [
        site.id
        for town in towns()
        for danger in ({"flood": "r3"}, {"landslide": "red"})
        for site in refuges_of(municipality=town, **danger).sites
    ]
    assert len(offered) > 100
    assert not {site for site in offered if site[:11] in welfare_only}


def test_case_05_a_slope_outside_every_polygon_is_danger_all_the_same():
    takumi = {"municipality": "10210", "surroundings": "yes"}
    assert outcome(**takumi).danger == "surroundings"
    assert outcome(**takumi).must_leave
    assert grade("danger", "nothing", **takumi) == "wrong"
    assert grade("danger", "watch", **takumi) == "best"


@pytest.mark.parametrize(
    ("flood", "house_collapse", "floor", "may_stay"),
    [
        ("r2", "no", "f1", False),
        ("r2", "no", "f3", True),
        ("r3", "no", "f2", False),
        ("r2", "yes", "f5", False),
    ],
)
def test_case_06_depth_against_storeys_decides_and_a_collapse_zone_overrules(
    flood, house_collapse, floor, may_stay
):
    home = {"flood": flood, "house_collapse": house_collapse, "floor": floor}
    assert outcome(**home, flood_days="day", supply_days="week").may_stay is may_stay


def test_case_07_an_infant_makes_it_level_3():
    by_the_river = {"flood": "r3", "companions": ["infant"]}
    assert outcome(**by_the_river).switch_level == 3
    assert grade("when", "level4", **by_the_river) == "wrong"


def test_case_08_a_level_4_of_the_agency_is_never_an_order_of_the_mayor(jma):
    found = in_force("10204", read_json(jma("r8_100000_typhoon_step3.json")), STORM)
    assert found.level == 4
    assert next(alert.name for alert in found.alerts) == "レベル4大雨危険警報"
    assert "避難指示" not in repr(found)
    assert grade("information", "same", flood="r2") == "wrong"
    assert grade("information", "kikikuru", flood="r2") == "best"


def test_case_09_a_telegram_of_an_exercise_is_never_in_force(jma):
    exercise = read_warnings(jma("VPWW55_gunma_step3_training.xml"))
    found = in_force("10204", [exercise], STORM)
    assert found.alerts == ()
    assert not found.current
    assert [alert.name for alert in found.drills] == ["レベル4大雨危険警報"]


def test_case_10_a_lifted_warning_keeps_its_name_and_is_over(jma):
    lifted = read_warnings(jma("15_17_01_250630_VPWW55.xml"))
    over = [area for area, kinds in lifted.areas.items() if any(kind.status == "解除" for kind in kinds)]
    assert over
    assert all(kind.name == "レベル2大雨注意報" for kind in lifted.areas[over[0]])
    assert in_force(over[0][:5], [lifted], lifted.issued_at).alerts == ()


def test_case_11_a_downgrade_that_reads_as_continued_is_the_level_of_its_code(jma):
    before = read_json(jma("r8_100000_typhoon_step4.json"))
    after = read_json(jma("r8_100000_downgrade_quirk.json"))
    assert in_force("10210", before, NIGHT).level == 5
    landslides = [alert for alert in in_force("10210", [*after, *before], NIGHT).alerts if alert.code == "29"]
    assert [alert.level for alert in landslides] == [2]


def test_case_12_old_news_is_not_no_news(jma):
    frozen = json.dumps({"reportDatetime": "2026-05-22T10:00:00+09:00", "areaTypes": []}).encode()
    with pytest.raises(Unreadable, match=OLD_FEED):
        read_json(frozen)
    quiet = read_json(jma("r8_100000_quiet.json"))
    assert in_force("10201", quiet, quiet[0].issued_at + timedelta(hours=1)).current
    assert not in_force("10201", quiet, quiet[0].issued_at + timedelta(days=3)).current


def test_case_13_a_level_5_next_door_is_not_ours(jma):
    bulletins = read_json(jma("r8_100000_typhoon_step4.json"))
    assert in_force("10382", bulletins, STORM).level == 5
    assert in_force("10202", bulletins, STORM).level == 4
    assert in_force("10201", bulletins, STORM).level == 2


def test_case_14_maebashi_never_gets_a_river_alert_and_the_drill_says_so(jma):
    rivers = read_json(jma("flood_xml_typhoon.json"))
    assert {code for river in rivers for code in river.areas}.isdisjoint({"1020100"})
    assert facts_of(household(municipality="10201"))["river_alerts"] is False
    assert facts_of(household(municipality="10204"))["river_alerts"] is True
    assert grade("information", "river", municipality="10201") == "wrong"


def test_case_15_a_river_telegram_has_a_level_for_each_section(jma):
    gauges, cities = iter("1231223"), iter(("1020400", "1020500", "1020600", "1020700"))
    telegram = jma("16_06_01_220728_VXKOii.xml").decode()
    telegram = re.sub("12345678901234567", lambda found: next(gauges, found[0]), telegram)
    telegram = re.sub("(?<=<CityCode>)0000000", lambda _: next(cities, "0000000"), telegram)
    river = read_river(telegram.encode())
    assert [section.level for section in river.sections] == [4, 3, 2]
    assert river.level == 4
    assert (river.level_for("10205"), river.level_for("10207")) == (3, 2)
    assert river.level_for("10201") == 4, "a town that no section names is not told a lower level"


def test_case_16_a_landslide_zone_before_its_designation_counts():
    def zone(status):
        return landslide(Feature("A33.geojson", "1", None, {"A33_001": 1, "A33_002": status}))

    assert LANDSLIDE_CLASSES[zone(3)] == LANDSLIDE_CLASSES[zone("1")] == "yellow"
    assert LANDSLIDE_CLASSES[zone(4)] == LANDSLIDE_CLASSES[zone(2)] == "red"


def test_case_17_a_colour_that_is_not_in_the_legend_is_unknown_and_never_safe():
    assert meaning("flood", (255, 216, 192)) == "r2"
    assert meaning("flood", (252, 214, 190)) == "r2"
    assert meaning("flood", (0, 120, 0)) == "unknown"
    assert meaning("landslide", (12, 0, 12)) == "unknown"
    assert meaning("flood", (0, 0, 0), alpha=0) == "none"
    choices = {choice.id for choice in edition().flow.field("flood").choices}
    assert set(legend()["flood"]) <= choices


def test_case_18_a_list_with_line_breaks_in_fields_a_mark_and_empty_flags_is_read():
    header = (
        "NO,共通ID,都道府県名及び市町村名,施設・場所名,住所,洪水,崖崩れ、土石流及び地滑り,高潮,地震,津波,"
        "大規模な火事,内水氾濫,火山現象,指定避難所との住所同一,緯度,経度,備考"
    )
    line = '1,E1020100004201,群馬県前橋市,"細井\n小学校",下細井町,,1,,,,,,,,36.41,139.07,"洪水時は\n使用不可"'
    file = InputFile("10201_2.csv", f"{header}\r\n{line}\r\n".encode("utf-8-sig"))
    (site,) = rows([file], (), Tally("sites"))
    assert (site.name, site.flagged) == ("細井\n小学校", {"landslide"})


def test_case_19_a_place_in_another_prefecture_answers_nothing_about_a_home_here():
    with deployed(sample_layer()):
        tokyo = locate("35.6895", "139.6917")
    assert "municipality" not in tokyo.answers
    assert tokyo.answers["flood"] == tokyo.answers["landslide"] == ["unknown"]


@pytest.mark.parametrize("name", NAMES_THAT_SYSTEMS_DAMAGE)
def test_case_20_a_name_stays_as_it_was_typed(name):
    store = ApplicationsInMemory()
    filed = submit(submission(word=name), desk_over(store))
    assert store.dossier(filed.number).answered().answers == {"word": name}


def test_case_21_a_correction_after_the_deadline_keeps_the_first_arrival():
    store, clock = ApplicationsInMemory(), Clock(CLOSES - timedelta(minutes=1))
    desk = desk_over(store, clock)
    filed = submit(submission(word="first"), desk)
    take_step(filed.number, Step("correction_asked", "staff", "1", {"items": "word"}), desk)
    clock.at = CLOSES + timedelta(days=10)
    corrected = take_step(
        filed.number, Step("corrected", "applicant", "2", {}, "d", {"word": "second"}), desk
    )
    assert corrected.application.arrived_at == filed.arrived_at < CLOSES
    assert corrected.answered().answers == {"word": "second"}


def test_case_22_noon_for_800_000_residents_fits_the_limits_of_line_and_of_one_key():
    calls = chunk.sizes(frozen({"ja": 800_000}))
    assert len(calls) == 1_600
    assert len(calls) / LINE_CALLS_A_SECOND == 8.0
    # A fifth of all drills come from the largest town; a key takes 1,000 writes a second.
    assert 1_300 * 0.2 / SHARDS < 1_000 / 50


def test_no_line_of_a_plan_says_that_an_order_is_out():
    card = plan_card(content("drills/plan"), facts_of(household(flood="r2")), "前橋市")
    said = " ".join(str(line) for section in card for line in section.lines)
    assert "避難指示が出ています" not in said
