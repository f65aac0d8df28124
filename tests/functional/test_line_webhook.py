"""LINE's door, through its handler: every event file, by the name of its case."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.moto_cloud import ROOT, Cloud, cloud, function

CASES = sorted((ROOT / "events" / "line_webhook").glob("*.json"))
REFUSED = {
    "wrong_signature": 401,
    "missing_signature": 401,
    "not_json": 400,
    "not_line_shape": 400,
    "empty_body": 400,
    "giant": 413,
}


@pytest.fixture
def running() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def call(case: Path) -> dict[str, Any]:
    answer: dict[str, Any] = function("line_webhook").handler(json.loads(case.read_text()), None)
    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_each_call_is_answered_as_line_needs_it_and_queued_only_if_accepted(running: Cloud, case: Path):
    assert call(case)["statusCode"] == REFUSED.get(case.stem, 200)
    assert bool(running.notices()) is (case.stem not in REFUSED and case.stem != "verify_button")


def test_a_body_in_base64_is_checked_as_the_bytes_it_stands_for(running: Cloud):
    call(ROOT / "events" / "line_webhook" / "base64.json")
    assert running.notices()[0]["message"]["text"] == "こんにちは🌊 ①②"


def test_the_same_event_brought_twice_is_queued_once(running: Cloud):
    for name in ("text", "redelivered"):
        call(ROOT / "events" / "line_webhook" / f"{name}.json")
    assert len(running.notices()) == 1


def test_a_broken_base64_and_absent_headers_are_refused(running: Cloud):
    handler = function("line_webhook").handler
    assert handler({"body": "x", "isBase64Encoded": True, "headers": {}}, None)["statusCode"] == 400
    assert handler({"headers": {}}, None)["statusCode"] == 401
    assert handler({}, None)["statusCode"] == 401


def test_a_missing_queue_makes_line_bring_the_events_again(running: Cloud, monkeypatch: pytest.MonkeyPatch):
    from madoguchi.runtime import settings

    monkeypatch.delenv("LINE_EVENTS_QUEUE_URL")
    settings.settings.cache_clear()
    assert call(ROOT / "events" / "line_webhook" / "text.json")["statusCode"] == 503
