"""Talks in DynamoDB."""

from collections.abc import Iterator

import pytest

from madoguchi.runtime.errors import Overtaken
from madoguchi.talk.model import State, Turn
from madoguchi.talk.record import MOST_HANDLED, Pending, Record
from madoguchi.talk.store import load, save
from tests.moto_cloud import Cloud, cloud

FULL = Record(
    "U1",
    State(asking="topics", answers={"municipality": "10201"}, chosen=("bousai",), touched_at=5),
    handled={"E1": 5},
    last_at=5,
    pending=Pending("E1", "token", ({"type": "text", "text": "こんにちは🌊"},), "show"),
)


@pytest.fixture(autouse=True)
def table() -> Iterator[Cloud]:
    with cloud() as running:
        yield running


def test_a_stranger_has_an_empty_talk():
    assert load("U1") == Record("U1")


def test_what_was_written_is_read():
    written = save(FULL)
    assert load("U1") == written
    assert written.revision == 1


def test_of_two_who_read_the_same_only_one_writes():
    first, second = load("U1"), load("U1")
    save(first.after("E1", 1, Turn(State()), None))
    with pytest.raises(Overtaken):
        save(second.after("E2", 2, Turn(State()), None))
    assert load("U1").handled == {"E1": 1}


def test_a_talk_does_not_outlive_its_time(table: Cloud):
    save(FULL)
    assert "N" in table.items("residents_table")[0]["expires_at"]


def test_only_the_newest_events_are_remembered():
    record = Record("U1")
    for number in range(100):
        record = record.after(f"E{number}", number, Turn(State()), None)
    assert len(record.handled) == MOST_HANDLED
    assert record.knows("E99")
