"""Composite questions on a page: rows come and go, a grid keeps what was typed, a mistake is named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.flow.composite import row_numbers, take
from madoguchi.flow.kinds import Problem
from madoguchi.flow.model import Field, load_flow
from madoguchi.web.field_parts import map_url, shown_rows, squares, wrong_fields
from madoguchi.web.wizard import Show, carried, edited, turn

COSTS: dict[str, Any] = {
    "id": "costs",
    "kind": "table",
    "label": {"ja": "費用", "en": "Costs"},
    "min": 2,
    "max": 5,
    "parts": [{"id": "what", "kind": "text", "label": {"ja": "品名", "en": "Item"}}],
}
PUZZLE: dict[str, Any] = {
    "id": "puzzle",
    "kind": "puzzle",
    "label": "p",
    "settings": {"cells": "kana", "rows": ["..#", "..."], "keyword": [[2, 3], [1, 1]]},
    "parts": [
        {"id": f"r{number}", "kind": "cells", "label": "r", "settings": {"cells": "kana", "row": row}}
        for number, row in enumerate(["..#", "..."], 1)
    ],
}
FLOW = load_flow(
    {
        "id": "f",
        "title": "t",
        "pages": [
            {"id": "one", "title": "t", "fields": [COSTS]},
            {"id": "two", "title": "t", "fields": [PUZZLE]},
        ],
    }
)
COSTS_FIELD, PUZZLE_FIELD = FLOW.fields()


def costs(*texts: str) -> dict[str, list[str]]:
    return {f"costs.{number}.what": [text] for number, text in enumerate(texts)}


def press(go: str, raw: dict[str, list[str]]) -> dict[str, list[str]]:
    found = turn(FLOW, {**raw, "step": ["one"], "go": [go]})
    assert isinstance(found, Show)
    assert not found.problems
    return {name: list(texts) for name, texts in found.raw.items()}


def test_a_table_shows_as_many_rows_as_it_needs_and_as_it_had():
    assert shown_rows(COSTS_FIELD, {}, "costs") == [0, 1]
    assert shown_rows(COSTS_FIELD, costs("a", "b", "c"), "costs") == [0, 1, 2]


def test_a_button_adds_a_row_and_nothing_typed_is_lost():
    after = press("more:costs", costs("a", "b"))
    assert shown_rows(COSTS_FIELD, after, "costs") == [0, 1, 2]
    assert after["costs.1.what"] == ["b"]


def test_a_row_that_is_taken_away_lets_the_others_move_up():
    assert press("less:costs.0", costs("a", "b", "c")) == costs("b", "c")
    assert press("less:costs.2", costs("a", "b", "c")) == costs("a", "b")


@given(
    st.lists(st.text(max_size=3), max_size=12),
    st.sampled_from(
        ["more:costs", "less:costs.1", "less:costs", "less:costs.x", "less:costs.99", "more:nothing", "less:"]
    ),
)
def test_no_button_loses_a_row_that_it_does_not_name(texts: list[str], go: str):
    raw = costs(*texts)
    after = edited(FLOW, raw, go)
    lost = [one for one in raw.values() if one not in list(after.values())]
    assert len(lost) <= 1 or go == "less:costs"
    assert row_numbers(after, "costs") == list(range(len(row_numbers(after, "costs"))))


def test_rows_are_carried_from_page_to_page():
    shown = turn(FLOW, {**costs("a", "b"), "step": ["one"], "go": ["next"]})
    assert isinstance(shown, Show)
    assert shown.page.id == "two"
    assert carried(FLOW, shown.page, shown.raw) == [("costs.0.what", "a"), ("costs.1.what", "b")]


def test_a_mistake_in_a_row_is_listed_with_its_row_and_both_labels():
    problems = {"costs.10.what": Problem("one_line"), "costs.2.what": Problem("required")}
    found = wrong_fields(FLOW.pages[0], problems)
    assert [one.name for one in found] == ["costs.2.what", "costs.10.what"]
    label = found[0].question.label
    assert isinstance(label, dict)
    assert (label["ja"], label["en"]) == ("費用 3 品名", "Costs 3 Item")


def test_a_grid_shows_numbers_keyword_and_what_was_typed():
    drawn = squares(PUZZLE_FIELD, {"puzzle.r1": ["ア", ""], "puzzle.r2": ["イウエ"]}, "puzzle")
    assert [[square.black for square in row] for row in drawn] == [[False, False, True], [False] * 3]
    assert [[square.typed for square in row] for row in drawn] == [["ア", "", ""], ["イ", "ウ", "エ"]]
    assert [square.number for square in drawn[0]] == [1, 2, 0]
    assert [square.number for square in drawn[1]] == [3, 0, 0]
    assert (drawn[1][2].keyword, drawn[0][0].keyword) == ("A", "B")
    assert [square.first for square in drawn[0]] == [True, False, False]


def test_a_grid_is_kept_row_by_row_and_says_which_row_is_not_full():
    full = {"puzzle.r1": ["あ", "ｶ"], "puzzle.r2": ["ッ", "ー", "ガ"]}
    assert take(PUZZLE_FIELD, full) == ({"r1": "アカ#", "r2": "ツーガ"}, {})
    _, problems = take(PUZZLE_FIELD, {**full, "puzzle.r2": ["ア", "", "ウ"]})
    assert {name: one.code for name, one in problems.items()} == {"puzzle.r2": "cells_kana"}
    assert take(PUZZLE_FIELD, {"puzzle.r1": ["アカ"], "puzzle.r2": ["ツーガ"]})[0] == {
        "r1": "アカ#",
        "r2": "ツーガ",
    }


@pytest.mark.parametrize(("latitude", "longitude"), [("", ""), ("x", "1"), ("36.1<", "139")])
def test_the_map_opens_in_the_middle_of_the_prefecture_where_no_place_is_known(latitude: str, longitude: str):
    assert "/36.391380/139.060950/" in map_url(latitude, longitude)
    assert "/36.5/138.9/" in map_url("36.5", "138.9")


def test_a_field_without_parts_is_wrong_under_its_own_name():
    page = load_flow(
        {
            "id": "f",
            "title": "t",
            "pages": [{"id": "p", "title": "t", "fields": [{"id": "a", "kind": "text", "label": "A"}]}],
        }
    ).pages[0]
    (found,) = wrong_fields(page, {"a": Problem("required")})
    assert (found.name, found.question) == ("a", Field("a", "text", "A"))
