"""Conditions over numbers, dates and parts; answers that are worked out; rules that an answer must keep."""

from typing import Any

import pytest

from madoguchi.flow.computed import compute
from madoguchi.flow.condition import holds
from madoguchi.flow.model import load_flow
from madoguchi.flow.run import answer, asked, kept, next_question, previous_question

ANSWERS: dict[str, Any] = {
    "people": "3",
    "born": "2008-04-01",
    "name": {"family": "山田"},
    "costs": [{"what": "a", "price": "1200"}, {"what": "b", "price": "300"}],
    "area": "165.32",
}


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({"field": "people", "at_least": 3}, True),
        ({"field": "people", "above": 3}, False),
        ({"field": "people", "at_most": 3}, True),
        ({"field": "people", "below": 10}, True),
        ({"field": "area", "above": 165.3}, True),
        ({"field": "born", "below": "2008-04-02"}, True),
        ({"field": "born", "at_least": "2008-04-02"}, False),
        ({"field": "costs", "at_least": 2}, True),
        ({"field": "name.family", "is": "山田"}, True),
        ({"field": "name.given", "answered": False}, True),
        ({"field": "nobody", "at_least": 0}, False),
        ({"field": "name", "at_least": 0}, False),
        ({"field": "born", "at_least": 3}, False),
    ],
)
def test_numbers_dates_and_parts_are_compared(condition: dict[str, Any], wanted: bool):
    assert holds(condition, ANSWERS) is wanted


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"age": "born", "day": "2026-04-01"}, "18"),
        ({"age": "nobody", "day": "2026-04-01"}, None),
        ({"sum": ["costs.price", "people", "nobody"]}, "1503"),
        ({"sum": ["area", "people"]}, "168.32"),
        ({"sum": ["nobody"]}, None),
        ({"count": "costs"}, "2"),
        ({"count": "born"}, None),
    ],
)
def test_answers_are_worked_out_from_others(settings: dict[str, Any], found: str | None):
    assert compute(settings, ANSWERS) == found


EXAM = load_flow(
    {
        "id": "exam",
        "title": "t",
        "pages": [
            {
                "id": "p",
                "title": "t",
                "fields": [
                    {"id": "born", "kind": "date", "label": "b"},
                    {
                        "id": "age",
                        "kind": "computed",
                        "label": "a",
                        "settings": {"age": "born", "day": "2027-04-01"},
                        "must": {"field": "age", "at_least": 18},
                        "otherwise": {"ja": "18歳以上の方が受験できます。", "en": "From 18 years on."},
                    },
                    {
                        "id": "parent",
                        "kind": "text",
                        "label": "p",
                        "when": {"field": "age", "below": 20},
                    },
                ],
            }
        ],
    }
)


def test_a_computed_answer_opens_branches_and_is_never_asked():
    answers, problems = answer(EXAM, {"born": "2008-04-01", "parent": "x"})
    assert not problems
    assert answers == {"born": "2008-04-01", "age": "19", "parent": "x"}
    assert [one.id for one in asked(EXAM, {"born": "2008-04-01"})] == ["born", "age", "parent"]
    question = next_question(EXAM, {"born": "2008-04-01"})
    assert question
    assert question.id == "parent"
    before = previous_question(EXAM, {"born": "2008-04-01"}, "parent")
    assert before
    assert before.id == "born"
    assert next_question(EXAM, {"born": "2000-04-01"}) is None


def test_a_rule_that_is_broken_says_so_in_its_own_words():
    answers, problems = answer(EXAM, {"born": "2010-04-01"})
    assert problems["age"].says == {"ja": "18歳以上の方が受験できます。", "en": "From 18 years on."}
    assert "age" not in answers


def test_what_is_computed_is_worked_out_again_when_answers_are_kept():
    assert kept(EXAM, {"born": "2008-04-01", "age": "99", "parent": "x"})["age"] == "19"
