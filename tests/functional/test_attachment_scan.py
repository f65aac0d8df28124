"""GuardDuty's word on a file, through the handler."""

import json
from typing import Any

import pytest

from madoguchi.forms.files.attachments import identity
from madoguchi.forms.records.store import ApplicationStore
from madoguchi.runtime.errors import BadRequest
from tests.moto_cloud import ROOT, cloud, function

EVENTS = ROOT / "events" / "attachment_scan"
EXPECTED = {"clean": "clean", "infected": "infected", "unsupported": "unknown", "elsewhere": "clean"}


def event(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return found


def file_of(name: str) -> str:
    """Return the id of the file that an event is about."""
    found = event(name)["detail"]["s3ObjectDetails"]
    key: str = found["objectKey"]
    return identity(key, found["eTag"]) if key.startswith("drafts/") else key.rpartition("/")[2]


def test_every_event_file_is_expected():
    assert {path.stem for path in EVENTS.glob("*.json")} == {*EXPECTED, "not_a_result"}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_result_is_noted(name: str):
    with cloud() as here:
        function("attachment_scan").handler(event(name), None)
        (item,) = here.items("applications_table")
        assert (item["pk"]["S"], item["scan_result"]["S"]) == (f"FILE#{file_of(name)}", EXPECTED[name])
        assert ApplicationStore("applications_table").stored_file(file_of(name)) is None


def test_an_event_of_another_shape_is_refused():
    with cloud(), pytest.raises(BadRequest):
        function("attachment_scan").handler(event("not_a_result"), None)
