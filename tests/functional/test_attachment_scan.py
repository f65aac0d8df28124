"""GuardDuty's word on a file, through the handler."""

import json
from typing import Any

import pytest

from madoguchi.forms.store import ApplicationStore
from madoguchi.runtime.errors import BadRequest
from tests.moto_cloud import ROOT, cloud, function

EVENTS = ROOT / "events" / "attachment_scan"
EXPECTED: dict[str, str | None] = {
    "clean": "clean",
    "infected": "infected",
    "unsupported": "unknown",
    "elsewhere": "clean",
}
FILE = "00112233445566778899aabbccddeeff"


def event(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return found


def test_every_event_file_is_expected():
    assert {path.stem for path in EVENTS.glob("*.json")} == {*EXPECTED, "not_a_result"}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_result_is_noted(name: str):
    with cloud() as here:
        function("attachment_scan").handler(event(name), None)
        (item,) = here.items("applications_table")
        assert (item["pk"]["S"], item["scan_result"]["S"]) == (f"FILE#{FILE}", EXPECTED[name])
        assert ApplicationStore("applications_table").stored_file(FILE) is None


def test_an_event_of_another_shape_is_refused():
    with cloud(), pytest.raises(BadRequest):
        function("attachment_scan").handler(event("not_a_result"), None)
