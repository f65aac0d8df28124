"""A form that would not work is not published."""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.flow.model import load_flow
from madoguchi.flow.run import answer, asked
from madoguchi.forms.definition.explore import explore
from madoguchi.forms.definition.model import load_form
from madoguchi.forms.definition.release_gate import problems
from madoguchi.runtime.content import content as piece
from madoguchi.runtime.content import names
from madoguchi.web.http import read
from tests.moto_cloud import content_on_path

CHOICE = {
    "id": "kind",
    "kind": "choice",
    "label": "Kind",
    "choices": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
}


def text(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": "text", "label": name, **more}


def number(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": "number", "label": name, **more}


def definition(*fields: dict[str, Any], title: Any = "t", **policy: Any) -> dict[str, Any]:
    return {
        "owner": "100005",
        "summary": "s",
        "policy": {
            "opens": "2026-04-01T00:00:00",
            "purpose": "p",
            "retention_days": 30,
            "office": {"name": "n", "phone": "027-223-1111"},
            **policy,
        },
        "flow": {"id": "f", "title": title, "pages": [{"id": "p", "title": "t", "fields": list(fields)}]},
    }


def found(*fields: dict[str, Any], **policy: Any) -> list[str]:
    return list(problems(load_form(definition(*fields, **policy))))


def slots(**second: Any) -> dict[str, Any]:
    first = {"starts": "2026-05-01T09:00:00", "ends": "2026-05-01T10:00:00", "capacity": 5}
    return {"slots": {"question": "kind", "each": {"a": first, "b": {**first, **second}}}}


SOUND = {
    "a branch": [CHOICE, text("why", when={"field": "kind", "is": "b"})],
    "an age": [
        {"id": "born", "kind": "birth_date", "label": "born"},
        {"id": "age", "kind": "computed", "label": "age", "settings": {"age": "born", "day": "2026-04-01"}},
        text("parent", when={"field": "age", "below": 18}),
        text("card", when={"field": "age", "at_least": 65}),
    ],
    "a number": [number("people", min=1, max=10), text("group", when={"field": "people", "above": 4})],
    "not answered": [text("note", required=False), text("x", when={"field": "note", "answered": False})],
    "a rule": [number("n", must={"field": "n", "at_least": 18}, otherwise="18 or over")],
}


@pytest.mark.parametrize("case", SOUND)
def test_a_form_that_works_may_be_published(case: str):
    assert found(*SOUND[case]) == []


BROKEN: dict[str, tuple[list[dict[str, Any]], dict[str, Any], str]] = {
    "a condition that excludes itself": (
        [CHOICE, text("x", when={"all": [{"field": "kind", "is": "a"}, {"field": "kind", "is": "b"}]})],
        {},
        "x is never asked",
    ),
    "a number beyond its limit": (
        [number("n", max=3), text("x", when={"field": "n", "above": 3})],
        {},
        "x is never asked",
    ),
    "a rule that nothing keeps": (
        [number("n", max=17, must={"field": "n", "at_least": 18}, otherwise="18 or over")],
        {},
        "nobody gets past n",
    ),
    "stuck on one branch": (
        [CHOICE, number("n", max=5, must={"field": "kind", "is": "a"}, otherwise="only a")],
        {},
        "nobody gets past n with kind=b",
    ),
    "nobody eligible": (
        [number("age", min=0, max=17)],
        {"eligibility": {"when": {"field": "age", "at_least": 18}, "otherwise": "18 or over"}},
        "nobody is eligible",
    ),
    "slots that overlap": ([CHOICE], slots(starts="2026-05-01T09:30:00"), "overlap in one place"),
    "a slot that is over": (
        [CHOICE],
        slots(starts="2026-03-01T09:00:00", ends="2026-03-01T10:00:00"),
        "begins before the form opens",
    ),
    "a seat that outlives its application": (
        [CHOICE],
        {**slots(place="b"), "retention_days": 29},
        "an early application is destroyed before 2026-05-01 10:00, when its seat is used: keep it 31 days",
    ),
    "a last minute that is lost": (
        [CHOICE],
        {"closes": "2026-04-30T23:59:59"},
        "closes is the first moment that is too late: write 2026-05-01 00:00:00",
    ),
    "more letters than are kept": (
        [{"id": "q", "kind": "long_text", "label": "q", "max": 5001}],
        {},
        "q allows 5001 letters, and 5000 are taken for sure",
    ),
    "more people than seats": (
        [number("people", min=1, max=9)],
        {"capacity": 5, "seats": "people"},
        "allows 9 people, and SEATS has only 5 seats",
    ),
    "a blank text": ([text("x", label={"ja": "x", "en": " "})], {}, "the text is blank in en"),
    "a text that the title's languages leave out": (
        [text("x", label={"ja": "x", "vi": "x"})],
        {"title": {"ja": "t", "pt-BR": "t", "vi": "t"}},
        "flow.pages.0.fields.0.label: the text is not there in pt-BR, and the title is",
    ),
    "a Japanese text below a title in two languages": (
        [text("x", hint="\u5b57")],
        {"title": {"ja": "t", "en": "t"}},
        "flow.pages.0.fields.0.hint: the text is there in Japanese only, the title in ja, en",
    ),
    "no text at all": ([text("x", label="")], {}, "label: the text is blank"),
    "choices that read alike": (
        [{**CHOICE, "choices": [{"id": "a", "label": "A"}, {"id": "b", "label": "A"}]}],
        {},
        "read alike",
    ),
    "min above max": ([text("x", min=5, max=2)], {}, "min is above max"),
    "more text than a page takes": (
        [{"id": f"q{place}", "kind": "long_text", "label": "q", "max": 2000} for place in range(12)],
        {},
        "its answers may weigh 288",
    ),
    "more fields than a page takes": (
        [
            {
                "id": "t",
                "kind": "table",
                "label": "t",
                "max": 100,
                "parts": [text(f"c{c}", max=5) for c in range(10)],
            }
        ],
        {},
        "its answers may fill 1000 fields",
    ),
    "more rows than a table holds": (
        [{"id": "t", "kind": "table", "label": "t", "max": 101, "parts": [text("c", max=5)]}],
        {},
        "t may have 101 rows, and a table holds 100",
    ),
    "more than there is": ([{**CHOICE, "kind": "choices", "min": 3}], {}, "nobody gets past kind"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_form_that_would_not_work_says_why(case: str):
    fields, policy, why = BROKEN[case]
    assert [one for one in found(*fields, **policy) if why in one], found(*fields, **policy)


def test_as_many_letters_as_the_gate_allows_are_taken():
    data = definition({"id": "q", "kind": "long_text", "label": "q", "max": 5000})
    assert list(problems(load_form(data))) == []
    typed = {"q": ["\U00020bb7" * 5000]}
    assert answer(load_form(data).flow, typed) == ({"q": typed["q"][0]}, {})


def test_what_the_gate_lets_through_can_be_posted_at_its_fullest():
    texts = {f"q{place}": 1900 for place in range(11)}
    questions = [
        {"id": name, "kind": "long_text", "label": name, "max": most} for name, most in texts.items()
    ]
    assert found(*questions) == []
    typed = {name: "\U00020bb7" * most for name, most in texts.items()}
    typed |= {"csrf": "c" * 43, "client_key": "k" * 32, "draft": "d" * 32, "step": "review", "go": "submit"}
    posted = read({"routeKey": "POST /", "body": urlencode(typed)})
    assert posted.posted("q0") == typed["q0"]


def test_every_published_form_passes():
    content_on_path()
    for name in names("forms"):
        assert list(problems(load_form(piece(name)))) == [], name


@given(st.data())
def test_what_can_be_asked_is_found_and_what_is_found_can_be_asked(data: st.DataObject):
    """Against brute force: every combination of answers to a random chain of choices."""
    fields: list[dict[str, Any]] = []
    for place in range(4):
        when = None
        if place:
            before = f"q{data.draw(st.integers(0, place - 1))}"
            one = {"field": before, "is": data.draw(st.sampled_from("ab"))}
            other = {
                "field": f"q{data.draw(st.integers(0, place - 1))}",
                "is": data.draw(st.sampled_from("ab")),
            }
            when = data.draw(st.sampled_from([None, one, {"not": one}, {"all": [one, other]}]))
        fields.append({**CHOICE, "id": f"q{place}", **({"when": when} if when else {})})
    flow = load_flow({"id": "f", "title": "t", "pages": [{"id": "p", "title": "t", "fields": fields}]})
    every = [{f"q{place}": "ab"[bits >> place & 1] for place in range(4)} for bits in range(2**4)]
    by_force = {question.id for answers in every for question in asked(flow, answers)}
    assert explore(flow).asked == by_force
