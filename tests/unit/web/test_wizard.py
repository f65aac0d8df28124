"""A questionnaire over pages: nothing typed is lost, no way leads around a wrong answer."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.flow.model import Flow, load_flow
from madoguchi.web.wizard import Complete, Review, Show, carried, turn

FLOW = load_flow(
    {
        "id": "f",
        "title": "t",
        "pages": [
            {
                "id": "one",
                "title": "t",
                "fields": [
                    {"id": "word", "kind": "text", "label": "l", "max": 5},
                    {
                        "id": "more",
                        "kind": "choice",
                        "label": "l",
                        "choices": [{"id": "yes", "label": "y"}, {"id": "no", "label": "n"}],
                    },
                ],
            },
            {
                "id": "two",
                "title": "t",
                "when": {"field": "more", "is": "yes"},
                "fields": [
                    {"id": "name", "kind": "text", "label": "l"},
                    {"id": "note", "kind": "long_text", "label": "l", "required": False},
                    {
                        "id": "why",
                        "kind": "text",
                        "label": "l",
                        "when": {"field": "note", "answered": True},
                    },
                ],
            },
            {"id": "three", "title": "t", "fields": [{"id": "consent", "kind": "consent", "label": "l"}]},
        ],
    }
)
FIELDS = [question.id for question in FLOW.fields()]
STEPS = ["", "one", "two", "three", "review", "nowhere"]
GOES = ["", "next", "back", "submit", "edit:one", "edit:three", "edit:nowhere", "anything"]

typed = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(
            st.text(max_size=8) | st.sampled_from(["yes", "no", "<script>", "神\ufa19𠮷"]), max_size=2
        )
        for name in FIELDS
    },
)


def texts(data: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: values for name, values in data.items() if values}


def posted_by(flow: Flow, shown: Show | Review) -> dict[str, list[str]]:
    """What a browser sends back from a page: its hidden fields and what stands in its own."""
    page = shown.page if isinstance(shown, Show) else None
    sent: dict[str, list[str]] = {}
    for name, value in carried(flow, page, shown.raw):
        sent.setdefault(name, []).append(value)
    for question in page.fields if page else ():
        if question.id in shown.raw:
            sent[question.id] = list(shown.raw[question.id])
    return sent


def test_a_first_visit_shows_the_first_page():
    shown = turn(FLOW, {})
    assert isinstance(shown, Show)
    assert (shown.page.id, shown.position, shown.problems) == ("one", 1, {})


@given(typed, st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(GOES)), min_size=1, max_size=6))
def test_whatever_the_way_nothing_typed_is_lost(data: dict[str, list[str]], way: list[tuple[str, str]]):
    sent: dict[str, Any] = dict(data)
    for step, go in way:
        found = turn(FLOW, {**sent, "step": [step], "go": [go]})
        assert texts(dict(found.raw)) == texts(data)
        if isinstance(found, Complete):
            return
        sent = posted_by(FLOW, found)
        assert texts(sent) == texts(data)


@given(typed, st.sampled_from(STEPS), st.sampled_from(GOES))
def test_only_complete_and_correct_answers_are_completed(data: dict[str, list[str]], step: str, go: str):
    found = turn(FLOW, {**data, "step": [step], "go": [go]})
    if not isinstance(found, Complete):
        return
    assert (step, go) == ("review", "submit")
    assert {"word", "more", "consent"} <= set(found.answers)
    assert ("name" in found.answers) == (found.answers["more"] == "yes")


@given(typed)
def test_answers_of_a_hidden_branch_are_kept_on_the_page_and_dropped_from_the_application(
    data: dict[str, list[str]],
):
    sent = {**data, "word": ["a"], "more": ["no"], "consent": ["yes"], "name": ["hidden"]}
    found = turn(FLOW, {**sent, "step": ["review"], "go": ["submit"]})
    assert isinstance(found, Complete)
    assert found.answers == {"word": "a", "more": "no", "consent": True}
    assert found.raw["name"] == ["hidden"]


def test_a_wrong_answer_stops_its_page_and_no_other():
    shown = turn(FLOW, {"word": ["too long"], "more": ["no"], "step": ["one"], "go": ["next"]})
    assert isinstance(shown, Show)
    assert set(shown.problems) == {"word"}


def test_a_review_with_a_mistake_leads_to_the_page_of_the_mistake():
    sent = {"word": ["a"], "more": ["yes"], "consent": ["yes"], "step": ["review"], "go": ["submit"]}
    shown = turn(FLOW, sent)
    assert isinstance(shown, Show)
    assert (shown.page.id, set(shown.problems)) == ("two", {"name"})


def test_a_question_that_an_answer_has_just_opened_is_shown_without_reproach():
    sent = {"name": ["a"], "note": ["n"], "more": ["yes"], "word": ["w"], "step": ["two"], "go": ["next"]}
    shown = turn(FLOW, {**sent, "shown": ["name note"]})
    assert isinstance(shown, Show)
    assert (shown.page.id, shown.problems) == ("two", {})
    assert [question.id for question in shown.page.fields] == ["name", "note", "why"]
    again = turn(FLOW, {**sent, "shown": ["name note why"]})
    assert isinstance(again, Show)
    assert set(again.problems) == {"why"}


def test_going_back_asks_nothing():
    shown = turn(FLOW, {"more": ["yes"], "step": ["three"], "go": ["back"]})
    assert isinstance(shown, Show)
    assert (shown.page.id, shown.problems) == ("two", {})


def test_a_switch_on_the_review_stays_on_the_review():
    sent = {"word": ["a"], "more": ["no"], "consent": ["yes"], "step": ["review"]}
    assert isinstance(turn(FLOW, sent), Review)
