"""What segments mean: for one resident, for DynamoDB's filter, and for where to look."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import assume, given
from moto.dynamodb.comparisons import get_filter_expression
from moto.dynamodb.models.dynamo_type import Item

from madoguchi.residents import moves, segment_store
from madoguchi.residents.audience import _each_once, measure, municipality_codes, recipients
from madoguchi.residents.find import find
from madoguchi.residents.leave import forget, leave
from madoguchi.residents.mark import mark
from madoguchi.residents.model import (
    BEFORE,
    DONE,
    EVERYBODY,
    HOME,
    LANGUAGE,
    MUNICIPALITY,
    NOBODY,
    SHARDS,
    SINCE,
    TOPIC,
    Place,
    Recipient,
    Resident,
    Segment,
    all_of,
    any_of,
    none_of,
    shard,
)
from madoguchi.residents.prefer import care_for
from madoguchi.residents.register import register
from madoguchi.residents.segment_store import filter_of
from madoguchi.residents.segment_text import describe, parse
from madoguchi.runtime.clock import now
from tests.moto_cloud import cloud, content_on_path
from tests.residents_table import residents_table
from tests.unit.residents.segments import CODES, leaves, residents, segments


def item_of(resident: Resident) -> dict[str, Any]:
    """The index's item of a resident."""
    item: dict[str, Any] = {
        "pk": {"S": resident.user_id},
        "municipality": {"S": resident.municipality},
        "other_municipalities": {"L": [{"S": one.municipality} for one in resident.other_places]},
        "topics": {"L": [{"S": one} for one in resident.topics]},
        "language": {"S": resident.language},
    }
    if resident.age_band:
        item["age_band"] = {"S": resident.age_band}
    if resident.marks:
        item["marks"] = {"SS": sorted(resident.marks)}
    if resident.friend_since:
        since = datetime.fromisoformat(resident.friend_since).timestamp() * 1000
        item["friend_since"] = {"N": str(int(since))}
    return item


def passes(resident: Resident, segment: Segment) -> bool:
    expression, values = filter_of(segment)
    if not expression:
        return True
    words = (
        "municipality",
        "other_municipalities",
        "topics",
        "language",
        "age_band",
        "marks",
        "friend_since",
    )
    names = {f"#{one}": one for one in words}
    key = {"hash_key": {"S": "x"}, "range_key": None}
    found = get_filter_expression(expression, names, values)
    return bool(found.expr(Item(**key, attrs=item_of(resident))))


def every_way_to_write(codes: tuple[str, ...]) -> Iterator[Segment]:
    """The longest expressions that a clerk can write with as many municipalities as there are."""
    first, last, others = codes[:1], codes[-1:], codes[:-1]
    en, bousai = Segment(LANGUAGE, ("en",)), Segment(TOPIC, ("bousai",))
    town = partial(Segment, MUNICIPALITY)
    yield town(codes)
    yield all_of(town(codes), bousai)
    yield any_of(all_of(town(last), bousai), all_of(town(others), en))
    yield any_of(all_of(town(last), bousai), all_of(Segment(HOME, others), en))
    yield all_of(any_of(town(last), bousai), any_of(town(others), en), none_of(Segment(HOME, first)))


def test_what_a_clerk_can_write_fits_into_an_expression_of_dynamodb():
    content_on_path()
    for segment in every_way_to_write(municipality_codes()):
        assert parse(describe(segment)) == segment
        for _, _, asked in _each_once(segment):
            expression, _ = filter_of(asked)
            operators = re.findall(r"contains\(| IN | = |>=| < |NOT | OR | AND ", expression)
            assert len(expression.encode()) <= 4096
            assert len(operators) <= 300


@given(segments, residents)
def test_dynamodb_finds_whom_a_segment_means(segment: Segment, resident: Resident):
    assert passes(resident, segment) == segment.matches(resident)


@given(segments, residents)
def test_what_is_left_to_ask_in_a_town_means_the_same_there(segment: Segment, resident: Resident):
    for municipality in resident.municipalities:
        assert segment.within(municipality).matches(resident) == segment.matches(resident)


@given(segments, residents)
def test_nobody_is_addressed_outside_the_towns_where_one_looks(segment: Segment, resident: Resident):
    inside = segment.municipalities()
    if inside is not None and segment.matches(resident):
        assert inside & set(resident.municipalities)


@given(segments, leaves, residents)
def test_what_a_segment_requires_holds_for_everybody_in_it(
    segment: Segment, leaf: Segment, resident: Resident
):
    narrowed = all_of(segment, leaf)
    assume(narrowed != NOBODY)
    assert narrowed.requires(leaf)
    if segment.requires(leaf) and segment.matches(resident):
        assert leaf.matches(resident)


@given(segments, segments, residents)
def test_joining_means_what_it_says(one: Segment, other: Segment, resident: Resident):
    each = one.matches(resident), other.matches(resident)
    assert all_of(one, other).matches(resident) == all(each)
    assert any_of(one, other).matches(resident) == any(each)
    assert none_of(one, other).matches(resident) == (not any(each))


@pytest.mark.parametrize(
    ("segment", "towns"),
    [
        (EVERYBODY, None),
        (Segment(TOPIC, ("bousai",)), None),
        (none_of(Segment(MUNICIPALITY, ("10201",))), None),
        (any_of(Segment(MUNICIPALITY, ("10201",)), Segment(TOPIC, ("bousai",))), None),
        (any_of(Segment(MUNICIPALITY, ("10201",)), Segment(HOME, ("10202",))), {"10201", "10202"}),
        (all_of(Segment(MUNICIPALITY, ("10201", "10202")), Segment(HOME, ("10203",))), {"10203"}),
    ],
)
def test_one_looks_only_where_somebody_can_be(segment: Segment, towns: set[str] | None):
    assert segment.municipalities() == towns


def test_a_segment_comes_back_as_it_was_stored():
    segment = all_of(Segment.of(("10201", "10202"), ("bousai",)), none_of(Segment(DONE, ("drill",))))
    assert Segment.from_dict(asdict(segment)) == segment


def test_and_is_not_or_in_what_an_approval_binds():
    parts = Segment(MUNICIPALITY, ("10201",)), Segment(TOPIC, ("bousai",))
    assert asdict(all_of(*parts)) != asdict(any_of(*parts))


def test_the_index_answers_any_segment_each_resident_once():
    with cloud():
        people = []
        for number in range(40):
            user_id, town = f"U{number:032x}", CODES[number % 4]
            others = (Place("work", CODES[number * 7 % 4]), Place("family", CODES[number % 3]))
            register(user_id, town, ("bousai",) if number % 2 else ("kenko",), "ja", 1_760_000_000_000)
            care_for(user_id, town, others if number % 5 else (), 1_760_000_000_001)
            if number % 3 == 0:
                mark(user_id, "drill", 1_760_000_000_002)
            people.append(user_id)
        known = [resident for one in people if (resident := find(one))]
        for segment in (
            EVERYBODY,
            Segment.of(CODES[:2]),
            Segment.of(CODES),
            Segment.of(CODES[:3], ("bousai",)),
            all_of(
                any_of(Segment(HOME, CODES[:1]), Segment(MUNICIPALITY, CODES[1:2])),
                none_of(Segment(DONE, ("drill",))),
            ),
            all_of(Segment(SINCE, ("2025-10-01",)), Segment(BEFORE, ("2025-10-10",))),
        ):
            meant = sorted(one.user_id for one in known if segment.matches(one))
            found = {
                one.user_id for shard in range(SHARDS) for page in recipients(segment, shard) for one in page
            }
            assert sorted(found) == meant
            assert measure(segment).residents == len(meant)


@given(segments)
def test_an_index_carries_what_a_segment_asks_there(segment: Segment):
    carried = {
        one["IndexName"]: {*one["Projection"]["NonKeyAttributes"]}
        for one in residents_table()["GlobalSecondaryIndexes"]
    }
    for place in range(3):
        request = query_of(segment, place)
        assert {*request.get("ExpressionAttributeNames", {}).values()} <= carried[request["IndexName"]]


def test_who_lives_in_a_town_is_read_from_the_smallest_index():
    english = Segment(LANGUAGE, ("en",))
    assert [query_of(one, 0)["IndexName"] for one in (EVERYBODY, english)] == ["by-home"] * 2
    assert query_of(EVERYBODY, 1)["IndexName"] == "by-second-place"
    assert query_of(Segment(TOPIC, ("bousai",)), 0)["IndexName"] == "by-segment"


def query_of(segment: Segment, place: int) -> dict[str, Any]:
    """The request of one query."""
    asked: list[dict[str, Any]] = []

    def query_pages(**request: Any) -> Iterator[dict[str, Any]]:
        asked.append(request)
        yield from ()

    with (
        patch.object(segment_store, "query_pages", query_pages),
        patch.object(segment_store, "table", lambda: "residents"),
    ):
        list(segment_store.query(segment, "10201", 0, place))
    return asked[0]


TOWNS = Segment.of(("10201", "10202"))
MOVER = "U" + "7" * 32


def read_while(change: Callable[[], object], segment: Segment) -> list[str]:
    """Read a segment; something happens between its first municipality and its second."""

    def query(asked: Segment, municipality: str, number: int, place: int) -> Iterator[list[Recipient]]:
        yield from list(segment_store.query(asked, municipality, number, place))
        if (municipality, place) == ("10201", 2):
            change()

    return [one.user_id for page in recipients(segment, shard(MOVER), query) for one in page]


def test_who_moves_to_where_one_has_looked_already_is_found():
    with cloud():
        register(MOVER, "10202", (), "en", 1000)
        assert read_while(lambda: register(MOVER, "10201", (), "en", 2000), TOWNS) == [MOVER]


def test_another_place_that_changes_meanwhile_is_a_move():
    with cloud():
        register(MOVER, "10421", (), "en", 1000)
        care_for(MOVER, "10421", (Place("work", "10202"),), 1001)
        change = partial(care_for, MOVER, "10421", (Place("work", "10201"),), 1002)
        assert MOVER in read_while(change, TOWNS)


@pytest.mark.parametrize("change", [forget, leave], ids=lambda change: change.__name__)
def test_who_leaves_is_not_found_by_an_earlier_move(change: Callable[[str, int], bool]):
    with cloud():
        register(MOVER, "10202", (), "en", 1000)
        assert read_while(lambda: change(MOVER, 2000), TOWNS) == []


def test_who_moves_away_is_not_found():
    with cloud():
        register(MOVER, "10202", (), "en", 1000)
        assert read_while(lambda: register(MOVER, "10421", (), "en", 2000), TOWNS) == []


def test_only_moves_since_the_reading_began_are_read():
    with cloud():
        register(MOVER, "10202", (), "en", 1000)
        assert [one.user_id for page in moves.since(now(), shard(MOVER)) for one in page] == [MOVER]
        assert not list(moves.since(now() + timedelta(minutes=2), shard(MOVER)))
