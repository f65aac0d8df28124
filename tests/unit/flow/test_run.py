"""Branches: a question is asked when its condition holds over the answers before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from madoguchi.flow.condition import holds, mentioned
from madoguchi.flow.model import Flow, load_flow
from madoguchi.flow.run import answer, asked, asked_pages, kept, next_question, previous_question
from madoguchi.flow.schema import FlowContent

YES_NO = [{"id": "yes", "label": "y"}, {"id": "no", "label": "n"}]
CONTENT = {
    "id": "f",
    "title": "t",
    "pages": [
        {
            "id": "one",
            "title": "t",
            "fields": [
                {"id": "a", "kind": "choice", "label": "l", "choices": YES_NO},
                {
                    "id": "b",
                    "kind": "choice",
                    "label": "l",
                    "choices": YES_NO,
                    "when": {"field": "a", "is": "yes"},
                },
            ],
        },
        {
            "id": "two",
            "title": "t",
            "when": {"field": "b", "is": "yes"},
            "fields": [{"id": "c", "kind": "text", "label": "l"}],
        },
    ],
}
FLOW: Flow = load_flow(CONTENT)

answers_of_any_kind = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), st.sampled_from(["yes", "no", ["yes"], True, "x"])
)
conditions = st.recursive(
    st.sampled_from(
        [
            {"field": "a", "is": "yes"},
            {"field": "b", "in": ["yes", "no"]},
            {"field": "a", "has": "yes"},
            {"field": "c", "answered": True},
            {"field": "c", "answered": False},
        ]
    ),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("given_answers", "questions"),
    [
        ({}, "a"),
        ({"a": "no"}, "a"),
        ({"a": "yes"}, "ab"),
        ({"a": "yes", "b": "yes"}, "abc"),
        ({"a": "no", "b": "yes"}, "a"),
    ],
)
def test_a_hidden_question_hides_what_depends_on_it(given_answers: dict[str, str], questions: str):
    assert "".join(one.id for one in asked(FLOW, given_answers)) == questions


def test_a_page_without_questions_is_not_shown():
    assert [page.id for page in asked_pages(FLOW, {"a": "yes", "b": "no"})] == ["one"]


def test_what_a_changed_branch_made_meaningless_is_dropped():
    assert kept(FLOW, {"a": "no", "b": "yes", "c": "x"}) == {"a": "no"}


@given(answers_of_any_kind)
def test_kept_answers_are_to_asked_questions_and_keeping_twice_changes_nothing(found: dict[str, object]):
    once = kept(FLOW, found)  # type: ignore[arg-type]
    assert set(once) <= {one.id for one in asked(FLOW, once)}
    assert kept(FLOW, once) == once


@given(conditions, answers_of_any_kind)
def test_not_turns_every_condition_around_and_no_condition_fails(
    condition: dict[str, object], found: dict[str, object]
):
    assert holds({"not": condition}, found) is not holds(condition, found)  # type: ignore[arg-type]
    assert mentioned(condition) <= {"a", "b", "c"}


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "z"]), st.text(max_size=3) | st.just("yes")))
def test_every_run_ends_with_all_asked_questions_accounted_for(raw: dict[str, str]):
    answers, problems = answer(FLOW, raw)
    questions = {one.id for one in asked(FLOW, answers)}
    assert set(answers) | set(problems) == questions
    assert not set(answers) & set(problems)


def test_questions_come_one_by_one_forwards_and_backwards():
    first = next_question(FLOW, {})
    assert first
    assert first.id == "a"
    assert next_question(FLOW, {"a": "no"}) is None
    second = next_question(FLOW, {"a": "yes"})
    assert second
    assert second.id == "b"
    before = previous_question(FLOW, {"a": "yes"}, "b")
    assert before
    assert before.id == "a"
    assert previous_question(FLOW, {"a": "yes"}, "a") is None


@pytest.mark.parametrize(
    "field",
    [
        {"id": "a", "kind": "text", "label": "l"},
        {"id": "d", "kind": "crystal_ball", "label": "l"},
        {"id": "d", "kind": "choice", "label": "l"},
        {"id": "d", "kind": "text", "label": "l", "choices": YES_NO},
        {"id": "d", "kind": "text", "label": {"en": "no Japanese"}},
        {"id": "d", "kind": "text", "label": "l", "when": {"field": "later", "is": "x"}},
        {"id": "d", "kind": "text", "label": "l", "reqired": True},
    ],
)
def test_a_mistake_in_content_stops_the_build(field: dict[str, object]):
    pages = [*CONTENT["pages"], {"id": "three", "title": "t", "fields": [field]}]  # type: ignore[misc]
    with pytest.raises(ValidationError):
        TypeAdapter(FlowContent).validate_python(CONTENT | {"pages": pages})
