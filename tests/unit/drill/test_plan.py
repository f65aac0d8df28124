"""The plan card says what the flow decided, and nothing that it did not."""

from hypothesis import given, settings

from madoguchi.drill.edition import edition, facts_of, town_name
from madoguchi.drill.model import PREPARATIONS
from madoguchi.drill.plan import plan_card
from madoguchi.flow.text import LANGUAGES, localise
from madoguchi.runtime.content import content
from tests.unit.drill import oracle
from tests.unit.drill.households import household, households

SECTIONS = ["who", "danger", "where", "when", "how", "take", "information"]


def card(answers, language="ja"):
    found = plan_card(content("drills/plan"), facts_of(answers), town_name(answers["municipality"]))
    return {section.id: [localise(line, language) for line in section.lines] for section in found}


@settings(max_examples=150)
@given(households)
def test_every_household_gets_a_whole_card_with_two_places(home):
    found = card(home)
    assert list(found) == SECTIONS
    assert all(found.values())
    assert [line[0] for line in found["where"][:2]] == ["①", "②"]


@settings(max_examples=150)
@given(households)
def test_the_card_offers_home_only_when_the_three_conditions_hold(home):
    at_home = any("自宅の、水が来ない階" in line for line in card(home)["where"])
    assert at_home == oracle.can_stay(home)


@settings(max_examples=150)
@given(households)
def test_the_switch_is_the_level_of_the_flow(home):
    first = card(home)["when"][0]
    assert f"警戒レベル{oracle.level(home)}" in first
    assert ("家を出" in first) == oracle.must_go(home)


@given(households)
def test_no_hole_is_left_in_any_language(home):
    for language in LANGUAGES:
        lines = [line for section in card(home, language).values() for line in section]
        assert not [line for line in lines if "{" in line]


def test_the_card_names_the_town_in_the_reader_s_language():
    assert any("前橋市" in line for line in card(household())["where"])
    assert any("Maebashi City" in line for line in card(household(), "en")["where"])


def test_what_to_take_follows_from_who_comes():
    plain = card(household())["take"]
    with_baby = card(household(companions=["infant", "pet"]))["take"]
    assert len(with_baby) == len(plain) + 2
    assert any("ミルク" in line for line in with_baby)


def test_case_14_maebashi_is_told_that_no_river_warning_comes():
    assert any("氾濫の警報は出ない" in line for line in card(household())["information"])
    assert not any(
        "氾濫の警報は出ない" in line for line in card(household(municipality="10525"))["information"]
    )


def test_what_is_not_ready_yet_stands_on_the_plan_of_who_was_asked():
    ready = sorted({"map", "place", "talk", "water", "toilet", "bag", "light", "medicine"})
    assert card(household(prepared=ready))["prepare"] == [
        "飛びそうな物を片づけ、雨戸と排水口を確かめる",
        "車の燃料を入れ、スマートフォンを充電する",
    ]
    assert len(card(household(prepared=["nothing"]))["prepare"]) == len(PREPARATIONS)
    assert "prepare" not in card(household())
    assert "prepare" not in card(household(prepared=list(PREPARATIONS)))


def test_every_preparation_can_be_ticked_and_has_its_line():
    (asked,) = [question for question in edition("typhoon").flow.fields() if question.id == "prepared"]
    assert [choice.id for choice in asked.choices] == [*PREPARATIONS, "nothing"]
    lines = next(one["lines"] for one in content("drills/plan")["sections"] if one["id"] == "prepare")
    assert [line["when"]["has"] for line in lines] == list(PREPARATIONS)
