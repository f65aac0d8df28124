"""A hundred points, judged by the household: against an oracle, over random households and choices."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.drill.edition import edition, facts_of
from madoguchi.drill.scoring import DIMENSIONS, FATAL_CAP, judge, score
from madoguchi.runtime.content import content
from tests.unit.drill import oracle, typhoon_oracle
from tests.unit.drill.households import GRADED, decisions, household, households

DANGEROUS = {"flood": "r3", "floor": "f2"}


def result(home, decided):
    answers = {**home, **decided}
    return score(edition().questions, answers, facts_of(answers))


def grade(question, chosen, **home):
    answers = household(**home)
    return judge(edition().flow.field(question), chosen, facts_of(answers)).grade


def best_choices(home):
    facts = facts_of(home)
    return {
        question.id: next(one for one in GRADED[question.id] if judge(question, one, facts).grade == "best")
        for question in edition().questions
    }


def test_the_tests_know_every_question_and_choice():
    assert {
        question.id: tuple(choice.id for choice in question.choices) for question in edition().questions
    } == GRADED


@settings(max_examples=400)
@given(households, decisions)
def test_the_score_is_the_oracle_s(home, decided):
    found = result(home, decided)
    assert {one.question.id: one.grade for one in found.verdicts} == {
        question: oracle.grade(question, chosen, home) for question, chosen in decided.items()
    }
    assert found.total == oracle.total(home, decided)


def test_the_tests_know_every_question_and_choice_of_the_typhoon():
    asked = edition("typhoon").questions
    assert {one.id: tuple(choice.id for choice in one.choices) for one in asked} == typhoon_oracle.GRADED


@settings(max_examples=400)
@given(
    households,
    st.fixed_dictionaries({name: st.sampled_from(ids) for name, ids in typhoon_oracle.GRADED.items()}),
)
def test_the_typhoons_score_is_its_oracle_s(home, decided):
    found = score(edition("typhoon").questions, {**home, **decided}, facts_of({**home, **decided}))
    assert {one.question.id: one.grade for one in found.verdicts} == {
        question: typhoon_oracle.grade(question, chosen, home) for question, chosen in decided.items()
    }
    assert found.total == typhoon_oracle.total(home, decided)


@given(households, decisions)
def test_a_score_stays_within_its_dimensions(home, decided):
    found = result(home, decided)
    assert 0 <= found.total <= 100
    for name, (points, full) in found.by_dimension().items():
        assert 0 <= points <= full == DIMENSIONS[name]


@given(households, st.sampled_from(sorted(GRADED)), st.data())
def test_one_fatal_choice_caps_everything_else(home, question, data):
    chosen = data.draw(st.sampled_from(GRADED[question]))
    found = result(home, {**best_choices(home), question: chosen})
    fatal = any(one.grade == "fatal" for one in found.verdicts)
    assert found.capped == fatal
    assert not fatal or found.total <= FATAL_CAP


@settings(max_examples=200)
@given(households)
def test_nobody_in_danger_is_told_that_staying_is_fine_unless_all_three_conditions_hold(home):
    if oracle.kind_of_place(home) == "white" or oracle.can_stay(home):
        return
    facts = facts_of(home)
    for question, chosen in (("where", "stay"), ("danger", "upstairs"), ("danger", "nothing")):
        assert judge(edition().flow.field(question), chosen, facts).points == 0


@given(households)
def test_no_colour_is_never_a_right_answer_to_nothing_needs_to_be_done(home):
    assert judge(edition().flow.field("danger"), "nothing", facts_of(home)).points == 0
    assert judge(edition().flow.field("where"), "nearest", facts_of(home)).points == 0


def test_the_three_fatal_mistakes_of_the_field_are_fatal():
    assert grade("when", "level5") == "fatal"
    assert grade("where", "nearest", **DANGEROUS) == "fatal"
    assert grade("where", "stay", flood="r1", floor="f5", house_collapse="yes") == "fatal"


def test_case_8_a_level_4_warning_without_the_order_is_reason_enough_and_is_no_order():
    assert grade("information", "kikikuru", landslide="red") == "best"
    assert grade("information", "wait", landslide="red") == "wrong"
    assert grade("information", "same", landslide="red") == "wrong"


def test_case_14_no_river_warning_ever_comes_to_maebashi():
    assert "10201" not in content("drills/rivers")["municipalities"]
    verdict = judge(edition().flow.field("information"), "river", facts_of(household(municipality="10201")))
    assert verdict.grade == "wrong"
    assert "出ません" in verdict.why["ja"]
    assert grade("information", "river", municipality="10525") == "fair"


def test_early_is_never_punished():
    for companions in (["infant"], ["nobody"]):
        assert grade("when", "level3", flood="r3", companions=companions) == "best"


def test_a_choice_that_is_not_there_is_our_mistake():
    with pytest.raises(ValueError, match="no choice"):
        judge(edition().questions[0], "other", facts_of(household()))
