"""What residents told us, kept in DynamoDB, and whom broadcasts find."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.residents import store
from madoguchi.residents.audience import count, municipality_codes, pages, recipients
from madoguchi.residents.find import find
from madoguchi.residents.leave import forget, leave
from madoguchi.residents.mark import mark
from madoguchi.residents.model import (
    APPLIED,
    DRILL_FINISHED,
    SHARDS,
    USUAL_QUIET_HOURS,
    Place,
    QuietHours,
    Recipient,
    Segment,
    segment_key,
    shard,
)
from madoguchi.residents.prefer import belong, care_for, limit, rest, simplify
from madoguchi.residents.register import follow, register, speak
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import BadRequest
from tests.moto_cloud import Cloud, cloud

MAEBASHI, TAKASAKI, KIRYU = "10201", "10202", "10203"
USER = "U" + "1" * 32


@pytest.fixture
def table() -> Iterator[Cloud]:
    with cloud() as running:
        yield running


def audience(segment: Segment) -> list[str]:
    return sorted(one for number in range(SHARDS) for page in pages(segment, number) for one in page)


def test_a_registered_friend_is_found_with_what_they_said(table: Cloud):
    register(USER, MAEBASHI, ("bousai", "kenko"), "easy", 1000)
    resident = find(USER)
    assert resident
    assert (resident.municipality, resident.topics, resident.language) == (
        MAEBASHI,
        ("bousai", "kenko"),
        "easy",
    )
    assert resident.registered
    assert resident.following
    assert resident.consent_version


def test_a_broadcast_finds_only_the_municipality_and_the_topic(table: Cloud):
    register("Ua", MAEBASHI, ("bousai",), "ja", 1)
    register("Ub", MAEBASHI, ("kenko",), "en", 1)
    register("Uc", TAKASAKI, ("bousai", "event"), "ja", 1)
    assert audience(Segment.of((MAEBASHI,), ("bousai",))) == ["Ua"]
    assert audience(Segment.of((), ("bousai",))) == ["Ua", "Uc"]
    assert audience(Segment.of((MAEBASHI,), ("event", "kenko"))) == ["Ub"]
    assert audience(Segment()) == ["Ua", "Ub", "Uc"]
    assert count(Segment.of((), ("bousai",))) == 2


def test_recipients_come_with_their_language(table: Cloud):
    register(USER, MAEBASHI, (), "en", 1)
    found = {one for page in recipients(Segment.of((MAEBASHI,)), shard(USER)) for one in page}
    assert found == {Recipient(USER, "en")}


def test_moving_house_leaves_the_old_segment(table: Cloud):
    register(USER, MAEBASHI, ("bousai",), "ja", 1)
    register(USER, TAKASAKI, ("bousai",), "ja", 2)
    assert audience(Segment.of((MAEBASHI,))) == []
    assert audience(Segment.of((TAKASAKI,))) == [USER]


def test_leaving_stops_all_sending_and_coming_back_restores_it(table: Cloud):
    register(USER, MAEBASHI, ("bousai",), "ja", 1)
    leave(USER, 2)
    assert audience(Segment()) == []
    left = find(USER)
    assert left
    assert not left.following
    follow(USER, left, 3)
    assert audience(Segment.of((MAEBASHI,), ("bousai",))) == [USER]


def test_a_friend_who_never_registered_gets_no_broadcast(table: Cloud):
    follow(USER, None, 1)
    speak(USER, "en", 2)
    resident = find(USER)
    assert resident
    assert (resident.registered, resident.language) == (False, "en")
    assert audience(Segment()) == []


def test_an_older_event_changes_nothing(table: Cloud):
    register(USER, MAEBASHI, ("bousai",), "ja", 100)
    assert not register(USER, TAKASAKI, (), "en", 99)
    assert not leave(USER, 99)
    assert not forget(USER, 99)
    resident = find(USER)
    assert resident
    assert resident.municipality == MAEBASHI
    assert audience(Segment.of((MAEBASHI,))) == [USER]


def test_repeating_an_operation_changes_nothing(table: Cloud):
    register(USER, MAEBASHI, ("bousai",), "ja", 1)
    once = find(USER)
    register(USER, MAEBASHI, ("bousai",), "ja", 1)
    assert find(USER) == once


def test_forgetting_leaves_nothing(table: Cloud):
    register(USER, MAEBASHI, ("bousai",), "ja", 1)
    forget(USER, 2)
    assert table.items("residents_table") == []
    assert find(USER) is None


def test_a_stranger_who_blocks_us_is_not_written_down(table: Cloud):
    leave(USER, 1)
    assert table.items("residents_table") == []


def test_long_segments_are_read_page_by_page(table: Cloud, monkeypatch: pytest.MonkeyPatch):
    users = [f"U{number:04}" for number in range(60)]
    for user in users:
        register(user, MAEBASHI, (), "ja", 1)
    real = store.dynamodb

    def small_pages(operation: str, **request: Any) -> dict[str, Any]:
        return real(operation, **request, **({"Limit": 3} if operation == "Query" else {}))

    monkeypatch.setattr(store, "dynamodb", small_pages)
    assert audience(Segment.of((MAEBASHI,))) == users
    assert count(Segment.of((MAEBASHI,))) == len(users)


def test_every_place_finds_a_resident_and_all_together_once(table: Cloud):
    register(USER, MAEBASHI, ("bousai",), "ja", 1)
    register("Ub", TAKASAKI, ("bousai",), "ja", 1)
    care_for(USER, MAEBASHI, (Place("work", TAKASAKI), Place("family", KIRYU)), 2)
    for code, found in ((MAEBASHI, [USER]), (TAKASAKI, sorted([USER, "Ub"])), (KIRYU, [USER])):
        assert audience(Segment.of((code,))) == found
        assert count(Segment.of((code,))) == len(found)
    assert count(Segment.of((MAEBASHI, TAKASAKI, KIRYU))) == 2
    assert count(Segment()) == 2
    resident = find(USER)
    assert resident
    assert resident.municipalities == (MAEBASHI, TAKASAKI, KIRYU)


def test_a_place_that_is_given_up_or_is_home_is_not_kept(table: Cloud):
    register(USER, MAEBASHI, (), "ja", 1)
    care_for(USER, MAEBASHI, (Place("work", TAKASAKI), Place("family", KIRYU)), 2)
    care_for(USER, MAEBASHI, (Place("work", MAEBASHI), Place("family", KIRYU)), 3)
    resident = find(USER)
    assert resident
    assert resident.other_places == (Place("family", KIRYU),)
    assert audience(Segment.of((TAKASAKI,))) == []
    assert audience(Segment.of((KIRYU,))) == [USER]


def test_three_places_beside_home_are_too_many(table: Cloud):
    places = tuple(Place("work", code) for code in (TAKASAKI, KIRYU, "10204"))
    with pytest.raises(BadRequest):
        care_for(USER, MAEBASHI, places, 1)


def test_leaving_takes_every_place_along_and_coming_back_restores_all(table: Cloud):
    register(USER, MAEBASHI, (), "ja", 1)
    care_for(USER, MAEBASHI, (Place("work", TAKASAKI),), 2)
    leave(USER, 3)
    assert audience(Segment.of((TAKASAKI,))) == []
    assert not care_for(USER, MAEBASHI, (Place("work", KIRYU),), 4)
    follow(USER, find(USER), 5)
    assert audience(Segment.of((TAKASAKI,))) == [USER]


def test_what_a_resident_adds_is_kept_and_taken_back(table: Cloud):
    register(USER, MAEBASHI, (), "ja", 1)
    assert all((simplify(USER, True, 2), rest(USER, USUAL_QUIET_HOURS, 3), limit(USER, 4, 4)))
    assert belong(USER, "30s", 5)
    resident = find(USER)
    assert resident
    assert (resident.simple, resident.quiet, resident.budget, resident.age_band) == (
        True,
        USUAL_QUIET_HOURS,
        4,
        "30s",
    )
    assert not belong(USER, "40s", 4)
    simplify(USER, False, 6)
    rest(USER, None, 6)
    limit(USER, None, 6)
    belong(USER, "", 6)
    resident = find(USER)
    assert resident
    assert (resident.simple, resident.quiet, resident.budget, resident.age_band) == (False, None, None, "")


def test_nothing_is_added_for_a_stranger(table: Cloud):
    assert not any((simplify(USER, True, 1), limit(USER, 1, 1), mark(USER, DRILL_FINISHED, 1)))
    assert table.items("residents_table") == []


@pytest.mark.parametrize("quiet", [QuietHours(7, 7), QuietHours(21, 24), QuietHours(-1, 7)])
def test_quiet_hours_are_two_hours_of_a_day(table: Cloud, quiet: QuietHours):
    with pytest.raises(BadRequest):
        rest(USER, quiet, 1)


@pytest.mark.parametrize(
    ("quiet", "hours"),
    [(QuietHours(21, 7), {21, 22, 23, 0, 1, 2, 3, 4, 5, 6}), (QuietHours(12, 14), {12, 13})],
)
def test_quiet_hours_go_over_midnight(quiet: QuietHours, hours: set[int]):
    day = datetime(2026, 6, 1, tzinfo=JST)
    assert {hour for hour in range(24) if quiet.covers(day.replace(hour=hour))} == hours


def test_what_was_done_is_marked_once_and_disturbs_no_setting(table: Cloud):
    register(USER, MAEBASHI, (), "ja", 100)
    for name in (DRILL_FINISHED, DRILL_FINISHED, APPLIED):
        assert mark(USER, name, 200)
    assert register(USER, TAKASAKI, (), "ja", 150)
    resident = find(USER)
    assert resident
    assert resident.marks == {DRILL_FINISHED, APPLIED}


def test_who_was_forgotten_and_came_back_has_done_nothing(table: Cloud):
    follow(USER, None, 100)
    forget(USER, 200)
    follow(USER, None, 300)
    assert not mark(USER, DRILL_FINISHED, 150)


def test_a_friend_is_one_since_the_first_event(table: Cloud):
    follow(USER, None, 1_780_000_000_000)
    leave(USER, 1_780_000_100_000)
    follow(USER, find(USER), 1_780_000_200_000)
    resident = find(USER)
    assert resident
    assert resident.friend_since == "2026-05-28T20:26:40+00:00"


def test_a_resident_with_three_places_is_one_small_item(table: Cloud):
    register(USER, MAEBASHI, ("bousai", "kosodate", "kurashi", "kenko", "event", "boshu"), "pt-BR", 1)
    care_for(USER, MAEBASHI, (Place("work", TAKASAKI), Place("family", KIRYU)), 2)
    rest(USER, USUAL_QUIET_HOURS, 3)
    mark(USER, DRILL_FINISHED, 4)
    (item,) = (one for one in table.items("residents_table") if one["sk"]["S"] == "resident")
    # Below 1 KB: 1 write unit in the table and 1 in each of four indexes.
    assert len(json.dumps(item)) < 1024


def test_all_35_municipalities_are_known(table: Cloud):
    assert len(set(municipality_codes())) == 35


@given(st.text(min_size=1))
def test_every_resident_has_one_shard(user_id: str):
    assert 0 <= shard(user_id) < SHARDS
    assert segment_key(MAEBASHI, shard(user_id)).startswith("10201#")


def test_shards_are_even():
    sizes = [0] * SHARDS
    for number in range(8000):
        sizes[shard(f"U{number:032x}")] += 1
    assert max(sizes) < 1.2 * min(sizes)
