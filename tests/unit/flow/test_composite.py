"""Answers of several parts: what is typed flat is kept nested, and comes back as it was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.flow.composite import leaves, take, typed
from madoguchi.flow.kinds import Problem
from madoguchi.flow.model import Field, load_flow


def question(**content: Any) -> Field:
    flow = {"id": "f", "title": "t", "pages": [{"id": "p", "title": "t", "fields": [content]}]}
    return load_flow(flow).fields()[0]


def part(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "label": name, **more}


NAME = part(
    "name",
    "person_name",
    parts=[part("family", max=100), part("given", required=False), part("alias", required=False)],
)
BIRTH = part(
    "birth",
    "birth_date",
    parts=[
        part("era", "choice", choices=[{"id": one, "label": one} for one in ("western", "showa", "reiwa")]),
        part("year", "number"),
        part("month", "number", required=False),
        part("day", "number", required=False),
    ],
)
COSTS = part(
    "costs",
    "table",
    max=3,
    parts=[part("what"), part("price", "money"), part("who", "group", required=False, parts=[part("name")])],
)
STAY = part("stay", "date_range", parts=[part("from", "date"), part("to", "date")])


def kept(content: dict[str, Any], **typed_in: str) -> object:
    value, problems = take(
        question(**content), {name.replace("__", "."): [one] for name, one in typed_in.items()}
    )
    assert not problems
    return value


def refused(content: dict[str, Any], **typed_in: str) -> dict[str, str]:
    value, problems = take(
        question(**content), {name.replace("__", "."): [one] for name, one in typed_in.items()}
    )
    assert value is None
    return {name: problem.code for name, problem in problems.items()}


@pytest.mark.parametrize(
    "name",
    [
        {"family": "神\ufa19", "given": "𠮷"},
        {"family": "葛\U000e0100城"},
        {"family": "Maximiliana-Alexandrovna de la Cruz y Figueroa", "given": "José", "alias": "山田"},
        {"family": "Sukarno"},
    ],
)
def test_a_name_is_kept_part_by_part_as_it_was_typed(name: dict[str, str]):
    assert kept(NAME, **{f"name__{one}": text for one, text in name.items()}) == name


def test_a_part_that_is_missing_is_asked_for_beside_itself():
    assert refused(NAME, name__given="花子") == {"name.family": "required"}
    assert refused(NAME) == {"name.family": "required"}
    assert kept({**NAME, "required": False}) is None
    assert refused({**NAME, "required": False}, name__given="花子") == {"name.family": "required"}


def test_a_date_of_birth_is_kept_as_one_date_in_whichever_way_it_is_typed():
    assert (
        kept(BIRTH, birth__era="showa", birth__year="25", birth__month="３", birth__day="4") == "1950-03-04"
    )
    assert kept(BIRTH, birth="昭和25年3月4日") == "1950-03-04"
    assert refused(BIRTH, birth__era="showa", birth__year="64", birth__month="1", birth__day="8") == {
        "birth": "era"
    }
    assert refused(BIRTH, birth="1950") == {"birth": "date"}
    assert kept({**BIRTH, "settings": {"partial": True}}, birth="1950") == "1950"


def test_a_range_does_not_end_before_it_begins():
    assert kept(STAY, stay__from="2026-04-01", stay__to="2026-04-01") == {
        "from": "2026-04-01",
        "to": "2026-04-01",
    }
    assert refused(STAY, stay__from="2026-04-02", stay__to="2026-04-01") == {"stay": "date_range"}


def test_blank_rows_are_left_out_and_the_others_keep_their_order():
    rows = {
        "costs.0.what": [""],
        "costs.0.price": [" "],
        "costs.2.what": ["机"],
        "costs.2.price": ["1,200円"],
    }
    assert take(question(**COSTS), rows) == ([{"what": "机", "price": "1200"}], {})


def test_a_row_says_which_of_its_columns_is_wrong_and_the_table_how_many_it_takes():
    value, problems = take(question(**COSTS), {"costs.4.what": ["机"], "costs.4.price": ["dear"]})
    assert value is None
    assert problems == {"costs.4.price": Problem("money")}
    many = {f"costs.{row}.{column}": ["1"] for row in range(4) for column in ("what", "price")}
    assert take(question(**COSTS), many) == (None, {"costs": Problem("rows_max", {"max": 3})})
    assert take(question(**COSTS), {}) == (None, {"costs": Problem("required")})


def test_parts_of_parts_have_names_of_their_own():
    rows = {"costs.0.what": ["机"], "costs.0.price": ["5"], "costs.0.who.name": ["𠮷田"]}
    value, _ = take(question(**COSTS), rows)
    assert value == [{"what": "机", "price": "5", "who": {"name": "𠮷田"}}]
    assert [(name, one) for name, _, one in leaves(question(**COSTS), value)] == [
        ("costs.0.what", "机"),
        ("costs.0.price", "5"),
        ("costs.0.who.name", "𠮷田"),
    ]


NAMES = [
    "name",
    "name.family",
    "name.given",
    "name.x",
    "birth",
    "birth.era",
    "birth.year",
    "birth.month",
    "birth.day",
]
NAMES += [
    "costs",
    "costs.0.what",
    "costs.0.price",
    "costs.1.price",
    "costs.0.who.name",
    "costs.x.what",
    "stay.from",
    "stay.to",
]
typed_in = st.dictionaries(
    st.sampled_from(NAMES),
    st.lists(st.text(max_size=5) | st.sampled_from(["western", "1950", "3", "2026-04-01"]), max_size=3),
)


@given(st.sampled_from([NAME, BIRTH, COSTS, STAY]), typed_in)
def test_whatever_is_sent_is_kept_or_refused_and_what_is_kept_is_kept_again(
    content: dict[str, Any], sent: dict[str, list[str]]
):
    one = question(**content)
    value, problems = take(one, sent)
    assert value is None or not problems
    if value is not None:
        assert take(one, typed(one, value)) == (value, {})
