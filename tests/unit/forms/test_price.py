"""What each operation costs in DynamoDB's units, and that it does not grow with what is stored."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest

from madoguchi.forms.filing.look_up import look_up
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.records import table
from madoguchi.forms.records.desk import Desk
from madoguchi.forms.records.store import ApplicationStore
from tests.moto_cloud import cloud
from tests.unit.forms.surroundings import desk_over, form

TYPICAL = {
    "rating": "good",
    "articles": ["disaster", "crossword"],
    "opinion": "毎月楽しみにしています。防災の特集が役に立ちました。",
    "prize": "yes",
    "answer": "からっかぜ",
    "name": "神\ufa19 𠮷田 葛\U000e0100子",
    "kana": "カミヨシダ カズコ",
    "postal_code": "371-8570",
    "address": "群馬県前橋市大手町一丁目1-1",
    "phone": "0272231111",
    "consent": True,
}


def size(item: dict[str, Any]) -> int:
    """Bytes as DynamoDB counts them: names and values in UTF-8 (numbers: two digits a byte, and one)."""
    return sum(
        len(name.encode())
        + sum(
            {"S": len(value.encode()), "N": math.ceil(len(value) / 2) + 1, "B": len(value) * 3 // 4}[kind]
            for kind, value in typed.items()
        )
        for name, typed in item.items()
    )


@contextmanager
def counted() -> Iterator[list[tuple[str, int]]]:
    """Collect every operation with the write units of what it writes (a transaction costs twice)."""
    calls: list[tuple[str, int]] = []
    really = table.dynamodb

    def count(operation: str, **request: Any) -> dict[str, Any]:
        written = [one["Put"]["Item"] for one in request.get("TransactItems", ()) if "Put" in one]
        units = sum(2 * math.ceil(size(item) / 1024) for item in written)
        units += sum(2 for one in request.get("TransactItems", ()) if "Update" in one)
        if "Item" in request:
            units += math.ceil(size(request["Item"]) / 1024)
        calls.append((operation, units))
        return really(operation, **request)

    with patch.object(table, "dynamodb", count):
        yield calls


@pytest.fixture
def desk() -> Iterator[Desk]:
    with cloud():
        yield desk_over(ApplicationStore("applications_table"))


def send(desk: Desk, page: str, user_id: str = "", **policy: Any) -> Any:
    return submit(Submission(form(**policy), TYPICAL, page, "ja", user_id), desk)


@pytest.mark.parametrize(
    ("user_id", "policy", "units"),
    [("", {}, 8), ("U1", {}, 10), ("", {"capacity": 5}, 10), ("U1", {"capacity": 5}, 12)],
)
def test_a_submission_is_one_transaction_of_a_known_price(
    desk: Desk, user_id: str, policy: dict[str, Any], units: int
):
    send(desk, "first page", "U0", **policy)
    with counted() as calls:
        send(desk, "page", user_id, **policy)
    assert calls == [("TransactWriteItems", units)]


def test_a_place_in_a_queue_costs_four_units_more(desk: Desk):
    full = {"capacity": 1, "waiting_list": True}
    send(desk, "first page", **full)
    with counted() as calls:
        assert send(desk, "page", **full).standing == "waiting"
    written = [units for operation, units in calls if operation == "TransactWriteItems"]
    # The trial for a seat met none; the one that was kept writes the place and counts it.
    assert written == [10, 12]


def test_a_repeat_costs_one_read_more(desk: Desk):
    send(desk, "page")
    with counted() as calls:
        send(desk, "page")
    assert [operation for operation, _ in calls] == ["TransactWriteItems", "GetItem"]


def test_a_look_up_costs_the_same_however_much_is_stored(desk: Desk):
    costs = []
    for stored in range(1, 16, 7):
        filed = [send(desk, f"page {stored} {one}") for one in range(stored)][-1]
        with counted() as calls:
            look_up(filed.number, filed.key, desk)
        costs.append([operation for operation, _ in calls])
    assert costs == [["UpdateItem", "Query", "DeleteItem"]] * 3


def test_a_step_is_one_read_and_one_transaction(desk: Desk):
    filed = send(desk, "page")
    with counted() as calls:
        take_step(filed.number, Step("taken", "Sato", "1"), desk)
    assert calls == [("Query", 0), ("TransactWriteItems", 6)]
