"""What residents told us, kept in DynamoDB, and whom broadcasts find."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.residents import store
from madoguchi.residents.audience import count, municipality_codes, pages, recipients
from madoguchi.residents.find import find
from madoguchi.residents.leave import forget, leave
from madoguchi.residents.model import SHARDS, Recipient, Segment, segment_key, shard
from madoguchi.residents.register import follow, register, speak
from tests.moto_cloud import Cloud, cloud

MAEBASHI, TAKASAKI = "10201", "10202"
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
    assert audience(Segment((MAEBASHI,), ("bousai",))) == ["Ua"]
    assert audience(Segment((), ("bousai",))) == ["Ua", "Uc"]
    assert audience(Segment((MAEBASHI,), ("event", "kenko"))) == ["Ub"]
    assert audience(Segment()) == ["Ua", "Ub", "Uc"]
    assert count(Segment((), ("bousai",))) == 2


def test_recipients_come_with_their_language(table: Cloud):
    register(USER, MAEBASHI, (), "en", 1)
    found = [one for page in recipients(Segment((MAEBASHI,)), shard(USER)) for one in page]
    assert found == [Recipient(USER, "en")]


def test_moving_house_leaves_the_old_segment(table: Cloud):
    register(USER, MAEBASHI, ("bousai",), "ja", 1)
    register(USER, TAKASAKI, ("bousai",), "ja", 2)
    assert audience(Segment((MAEBASHI,))) == []
    assert audience(Segment((TAKASAKI,))) == [USER]


def test_leaving_stops_all_sending_and_coming_back_restores_it(table: Cloud):
    register(USER, MAEBASHI, ("bousai",), "ja", 1)
    leave(USER, 2)
    assert audience(Segment()) == []
    left = find(USER)
    assert left
    assert not left.following
    follow(USER, left, 3)
    assert audience(Segment((MAEBASHI,), ("bousai",))) == [USER]


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
    assert audience(Segment((MAEBASHI,))) == [USER]


def test_repeating_an_operation_changes_nothing(table: Cloud):
    register(USER, MAEBASHI, ("bousai",), "ja", 1)
    once = table.items("residents_table")
    register(USER, MAEBASHI, ("bousai",), "ja", 1)
    assert table.items("residents_table") == once


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
    assert audience(Segment((MAEBASHI,))) == users
    assert count(Segment((MAEBASHI,))) == len(users)


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
