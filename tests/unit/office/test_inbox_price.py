"""What a page of a busy day costs, however busy: by form, state and words, and its numbers."""

import hmac
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from typing import Any
from unittest.mock import patch

import pytest

from madoguchi.forms.definition.model import Application
from madoguchi.forms.records import table
from madoguchi.forms.records.items import inbox_item
from madoguchi.office import search as searching
from madoguchi.office.assembly import Office, office
from madoguchi.office.inbox import Sought, inbox
from madoguchi.office.search import search
from madoguchi.office.search_filter import make_filter
from madoguchi.office.statistics import numbers
from madoguchi.office.store import filter_item
from tests.moto_cloud import cloud
from tests.unit.forms.test_price import size
from tests.unit.office.surroundings import PREFECTURE, staff

AT = datetime(2026, 4, 4, tzinfo=UTC)
FORM = "property_tax_relief"
LINE = Application(
    "", FORM, PREFECTURE, "arrived", AT, "ja", "", 1, "", AT + timedelta(days=365), user_id="U"
)


@pytest.fixture(scope="module", params=[300, 3000])
def busy_day(request: pytest.FixtureRequest) -> Iterator[Office]:
    """A day's inbox, every tenth line in review, every hundredth with the words that are looked for."""
    with cloud():
        busy, items = office(), []
        key = hmac.digest(busy.desk.history_key(), f"search:{PREFECTURE}:{FORM}".encode(), "sha256")
        for place in range(request.param):
            one = replace(
                LINE,
                number=f"{place:015}",
                arrived_at=AT + timedelta(seconds=place),
                state="in_review" if place % 10 == 0 else "arrived",
            )
            items.append(inbox_item(one))
            words = "田中太郎" if place % 100 == 0 else "山田花子"
            items.append(filter_item(one, make_filter([f"{words} 群馬県前橋市大手町一丁目"], key)))
        for part in batched(items, 25, strict=False):
            writes = [{"PutRequest": {"Item": item}} for item in part]
            table.dynamodb("BatchWriteItem", RequestItems={"applications_table": writes})
        yield busy


@contextmanager
def read() -> Iterator[list[int]]:
    """Count the read units of each query, as DynamoDB charges what it looks at consistently."""
    units: list[int] = []
    really = table.dynamodb

    def count(operation: str, **request: Any) -> dict[str, Any]:
        answer = really(operation, **request)
        if operation == "Query":
            units.append(max(1, math.ceil(sum(map(size, answer["Items"])) / 4096)))
        return answer

    with patch.object(table, "dynamodb", count):
        yield units


def test_a_page_of_a_busy_day_costs_the_same_wherever_it_is_and_however_busy(busy_day: Office):
    one_day = Sought(PREFECTURE, FORM, date(2026, 4, 4), date(2026, 4, 4))
    after, pages = "", list[list[int]]()
    for _ in range(5):
        with read() as units:
            found = inbox(staff(), replace(one_day, after=after), busy_day)
        pages.append(units[:])
        assert len(found.lines) == 50
        after = found.after
    assert pages == [[2]] * 5
    with read() as units:
        assert (
            len(inbox(staff(), replace(one_day, states=frozenset({"in_review"}), limit=20), busy_day).lines)
            == 20
        )
    assert sum(units) <= 2 * 10


def test_words_on_a_busy_day_cost_what_is_looked_at(busy_day: Office):
    one_day = Sought(PREFECTURE, FORM, date(2026, 4, 4), date(2026, 4, 4), limit=2)
    with read() as units, patch.object(searching, "_holds", lambda *_: True):
        found = search(staff(), one_day, "田中太郎", busy_day)
    assert [int(one.number) for one in found.lines] == [0, 100]
    assert sum(units) <= 160


def test_the_numbers_of_a_day_cost_a_unit_for_28_lines(busy_day: Office):
    one_day = Sought(PREFECTURE, FORM, date(2026, 4, 4), date(2026, 4, 4))
    with read() as units:
        total = numbers(staff(), one_day, busy_day).total
    assert sum(units) <= math.ceil(total / 20)
