"""The stream of entries: an outage holds it for hours, a broken entry never; what is skipped is named."""

import json
from typing import Any

import pytest

from madoguchi.forms.filing.stream import HELD_SECONDS, FollowUp, take, take_again
from madoguchi.runtime.errors import Unavailable

NOW = 1_767_225_600


class Counter:
    """Follows up what it can, and keeps what was set aside."""

    def __init__(self, **trouble: Exception) -> None:
        self.done: list[str] = []
        self.aside: list[Any] = []
        self._trouble = trouble

    def follow(self, number: str, position: int) -> None:
        if number in self._trouble:
            raise self._trouble[number]
        self.done.append(f"{number} {position}")

    def take(self, *records: dict[str, Any], later: int = 0) -> dict[str, Any]:
        follow_up = FollowUp(self.follow, self.done.append)
        return take(records, follow_up, self.aside.append, lambda: NOW + later)

    def again(self, *messages: dict[str, Any]) -> dict[str, Any]:
        return take_again(messages, FollowUp(self.follow, self.done.append))


def record(number: str, position: int = 1) -> dict[str, Any]:
    keys = {"pk": {"S": f"APPLICATION#{number}"}, "sk": {"S": f"ENTRY#{position:06}"}}
    change = {"ApproximateCreationDateTime": NOW, "Keys": keys, "SequenceNumber": f"{number}-{position}"}
    return {"eventName": "INSERT", "dynamodb": change}


def failed(*identifiers: str) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": one} for one in identifiers]}


@pytest.mark.parametrize("trouble", [KeyError("a part of a form"), ValueError(), AssertionError()])
def test_an_entry_that_breaks_its_follow_up_holds_up_nobody_and_is_set_aside_by_name(trouble: Exception):
    counter = Counter(broken=trouble)
    assert counter.take(record("one"), record("broken"), record("two")) == failed()
    assert counter.done == ["one 1", "two 1"]
    assert counter.aside == [record("broken")]


def test_an_outage_holds_the_stream_where_it_is():
    counter = Counter(one=Unavailable("SES"))
    assert counter.take(record("one"), record("two"), later=HELD_SECONDS - 1) == failed("one-1")
    assert (counter.done, counter.aside) == ([], [])


def test_an_outage_of_hours_is_set_aside_before_the_stream_forgets_it():
    counter = Counter(one=Unavailable("SES"))
    assert counter.take(record("one"), record("two"), later=HELD_SECONDS) == failed()
    assert (counter.done, counter.aside) == (["two 1"], [record("one")])


def test_what_cannot_be_set_aside_holds_the_stream():
    counter = Counter(broken=KeyError())

    def unreachable(_record: object) -> None:
        raise Unavailable("SQS")

    follow_up = FollowUp(counter.follow, counter.done.append)
    assert take([record("broken")], follow_up, unreachable, lambda: NOW) == failed("broken-1")


@pytest.mark.parametrize("trouble", [KeyError(), Unavailable("SES")])
def test_what_was_set_aside_comes_again_until_it_is_done(trouble: Exception):
    messages = [{"messageId": name, "body": json.dumps(record(name))} for name in ("one", "broken", "two")]
    counter = Counter(broken=trouble)
    assert counter.again(*messages) == failed("broken")
    assert counter.done == ["one 1", "two 1"]
    mended = Counter()
    assert mended.again(messages[1]) == failed()
    assert mended.done == ["broken 1"]
