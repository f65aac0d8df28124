"""What the office's own records cost in DynamoDB's units, however much is stored."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch

import pytest

from madoguchi.forms.files import scan
from madoguchi.forms.filing.submit import submit
from madoguchi.forms.records import table
from madoguchi.forms.records.desk import desk
from madoguchi.office.alike import compare
from madoguchi.office.assembly import office
from madoguchi.office.issue import Named, issue, offer_upload
from madoguchi.office.search import index
from madoguchi.office.store import OfficeStore
from madoguchi.office.trail import Doing, record
from madoguchi.runtime import s3
from tests.moto_cloud import cloud
from tests.unit.forms.surroundings import HISTORY_KEY, submission
from tests.unit.forms.test_attachments import PDF, Objects, scanned
from tests.unit.forms.test_price import size
from tests.unit.office.surroundings import PREFECTURE, staff

AT = datetime(2026, 4, 4, tzinfo=UTC)
HEAD = {"number": "2345678ACEFHJKM", "entries": "12", "head": "0" * 64, "form": "property_tax_relief"}


@contextmanager
def counted() -> Iterator[list[tuple[str, int]]]:
    calls: list[tuple[str, int]] = []
    really = table.dynamodb

    def count(operation: str, **request: Any) -> dict[str, Any]:
        together = [one["Put"]["Item"] for one in request.get("TransactItems", ())]
        units = sum(2 * math.ceil(size(item) / 1024) for item in together)
        units += math.ceil(size(request["Item"]) / 1024) if "Item" in request else 0
        calls.append((operation, units))
        return really(operation, **request)

    with patch.object(table, "dynamodb", count):
        yield calls


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with cloud():
        yield


@pytest.mark.parametrize("stored", [0, 50])
def test_a_step_on_record_costs_one_read_and_four_write_units(stored: int):
    store = OfficeStore("applications_table")
    for _ in range(stored):
        record(PREFECTURE, Doing("taken", "sato", HEAD), AT, HISTORY_KEY, store)
    with counted() as calls:
        record(PREFECTURE, Doing("taken", "sato", HEAD), AT, HISTORY_KEY, store)
    assert calls == [("GetItem", 0), ("TransactWriteItems", 4)]


@pytest.mark.parametrize("stored", [0, 30])
def test_to_be_compared_costs_one_write_and_a_query_and_nothing_where_it_does_not_matter(stored: int):
    rules = {"opens": "2020-01-01T00:00:00", "closes": None, "identified_by": ["word"]}
    for other in range(stored):
        sent = submission(f"page {other}", f"somebody {other}", **rules)
        compare(submit(sent, desk()).number, 1, office())
    number = submit(submission("page", **rules), desk()).number
    with counted() as calls:
        compare(number, 1, office())
    assert [call for call in calls if call[1]] == [("PutItem", 1)]
    assert [name for name, _ in calls].count("Query") == 2
    with counted() as calls:
        assert office().store.alike(PREFECTURE, "test_form") == {}
    assert calls == [("Query", 0)]


def test_to_be_found_costs_one_write_unit_and_a_search_one_query_a_day():
    sent = submission(word="神田太郎 群馬県前橋市大手町一丁目1-1 0272231111", searchable=["word"])
    rules = {"opens": "2020-01-01T00:00:00", "closes": None, "searchable": ["word"]}
    number = submit(submission(word=str(sent.answers["word"]), **rules), desk()).number
    with counted() as calls:
        index(number, 1, office())
    assert [call for call in calls if call[1]] == [("PutItem", 1)]
    with counted() as calls:
        office().store.filters(PREFECTURE, "test_form", date(2026, 4, 4), (AT, AT), 50)
    assert calls == [("Query", 0)]


def test_an_issued_document_costs_one_file_one_step_and_one_line_of_the_trail():
    rules = {"opens": "2020-01-01T00:00:00", "closes": None}
    number, objects = submit(submission(**rules), desk()).number, Objects()
    with patch.object(s3, "opened", objects.opened), counted() as calls:
        offered = offer_upload(number, staff(), office())
        assert calls == [("Query", 0), ("GetItem", 0), ("TransactWriteItems", 4)]
        objects.kept[offered.upload.fields["key"]] = PDF
        scan.note(scanned(offered.upload.fields["key"], "NO_THREATS_FOUND"), desk())
        calls.clear()
        issue(number, Named(offered.document, "決定通知書"), staff(), office())
    kept, step, trailed = ("UpdateItem", 0), ("TransactWriteItems", 6), ("TransactWriteItems", 4)
    read, found = ("Query", 0), ("GetItem", 0)
    assert calls == [read, kept, found, read, read, step, found, trailed]
