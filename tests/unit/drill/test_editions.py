"""What every edition promises, whatever staff write into it."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.drill.edition import EDITIONS, HEAVY_RAIN, edition, facts_of
from madoguchi.drill.scoring import FATAL_CAP, judge, score
from madoguchi.runtime.errors import NotFound
from tests.unit.drill import oracle
from tests.unit.drill.households import household, households

STAYING = {"heavy_rain": [("where", "stay"), ("danger", "upstairs")], "typhoon": [("danger", "inside")]}


def best_choices(chosen, home):
    facts = facts_of(home)
    return {
        question.id: next(
            (one.id for one in question.choices if judge(question, one.id, facts).grade == "best"), None
        )
        for question in chosen.questions
    }


@pytest.mark.parametrize("name", EDITIONS)
@settings(max_examples=150)
@given(home=households)
def test_every_household_can_reach_a_hundred(name, home):
    chosen = edition(name)
    best = best_choices(chosen, home)
    assert None not in best.values()
    assert score(chosen.questions, best, facts_of(home)).total == 100


@pytest.mark.parametrize("name", EDITIONS)
@settings(max_examples=150)
@given(home=households, data=st.data())
def test_any_choices_stay_within_a_hundred_and_a_fatal_one_caps(name, home, data):
    chosen = edition(name)
    decided = {
        question.id: data.draw(st.sampled_from([choice.id for choice in question.choices]))
        for question in chosen.questions
    }
    found = score(chosen.questions, decided, facts_of(home))
    assert 0 <= found.total <= 100
    assert not found.capped or found.total <= FATAL_CAP


@pytest.mark.parametrize("name", EDITIONS)
@settings(max_examples=150)
@given(home=households)
def test_staying_earns_nothing_in_danger_without_the_three_conditions(name, home):
    if not oracle.must_go(home):
        return
    for question, choice in [*STAYING[name], ("danger", "nothing")]:
        assert judge(edition(name).flow.field(question), choice, facts_of(home)).points == 0


@pytest.mark.parametrize("name", EDITIONS)
def test_every_verdict_is_reached_by_some_household(name):
    parts = product(
        ("none", "r2", "r3", "unknown"),
        ("yes", "no"),
        ("none", "red"),
        ("less", "week"),
        ("yes", "no"),
        ("elderly", "infant", "care", "pet", "nobody"),
        ("10201", "10525"),
    )
    reached = set()
    for flood, house_collapse, landslide, supply_days, yes, companion, town in parts:
        facts = facts_of(
            household(
                flood=flood,
                house_collapse=house_collapse,
                landslide=landslide,
                flood_days="day",
                supply_days=supply_days,
                relatives=yes,
                car=yes,
                companions=[companion],
                municipality=town,
            )
        )
        for question in edition(name).questions:
            reached |= {judge(question, choice.id, facts).why["ja"] for choice in question.choices}
    written = {
        verdict["why"]["ja"]
        for question in edition(name).questions
        for choice in question.choices
        for verdict in choice.data["verdicts"]
    }
    assert written == reached


def test_every_edition_asks_about_the_same_household():
    def situation(name):
        asked = [question for question in edition(name).flow.fields() if "dimension" not in question.data]
        return [question for question in asked if question.id != "prepared"]

    assert situation("typhoon") == situation(HEAVY_RAIN)
    assert edition("typhoon").links == edition(HEAVY_RAIN).links


def test_an_edition_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        edition("glossary")
