"""The local stand-in for GuardDuty speaks as GuardDuty does."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from local.file_scan import EICAR, scan_result
from local.places import ROOT

AT = datetime(2026, 4, 4, 1, 2, 3, tzinfo=UTC)


def shape(value: Any) -> Any:
    """The names and types of an event."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    return type(value).__name__


@pytest.mark.parametrize(
    ("name", "data"), [("clean", b"%PDF-1.7 harmless"), ("infected", b"%PDF-1.7 " + EICAR + b"\n%%EOF")]
)
def test_its_event_has_the_shape_and_result_of_the_recorded_one(name: str, data: bytes):
    recorded = json.loads((ROOT / "events" / "attachment_scan" / f"{name}.json").read_text())
    there = recorded["detail"]["s3ObjectDetails"]
    said = scan_result(there["bucketName"], there["objectKey"], there["eTag"], data, AT)
    assert shape(said) == shape(recorded)
    for part in ("source", "detail-type", "detail", "time"):
        assert said[part] == recorded[part]
