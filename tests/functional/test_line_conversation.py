"""The conversation, through its handler: every event file, against the emulator of LINE in this process."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from madoguchi.line import client
from madoguchi.residents.find import find
from madoguchi.talk import handle_batch
from tests.emulated_line import EmulatedLine
from tests.moto_cloud import ROOT, cloud, function

FOLDER = ROOT / "events" / "line_conversation"
CASES = sorted(FOLDER.glob("*.json"))
WITHOUT_ANSWER = {"unfollow", "unsend", "account_link", "group_message", "standby", "unknown_type"}
BROKEN = {"not_json"}
USER = "U4af4980629b2c5a3d7e0f1a2b3c4d5e6"


class Context:
    """Lambda's context: `remaining` ms are left."""

    def __init__(self, remaining: int = 10_000) -> None:
        self.get_remaining_time_in_millis = lambda: remaining


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmulatedLine]:
    with cloud(), EmulatedLine() as emulated:
        monkeypatch.setattr(client, "send", emulated.send)
        yield emulated


def load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return loaded


def alive(batch: dict[str, Any], line: EmulatedLine) -> tuple[dict[str, Any], str]:
    """Give a recorded batch a resident of the emulator, so that its answers arrive (by push: it is old)."""
    resident = line.befriend("前橋")
    return json.loads(json.dumps(batch).replace(USER, resident)), resident


def run(batch: dict[str, Any], remaining: int = 10_000) -> list[str]:
    answer = function("line_conversation").handler(batch, Context(remaining))
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_each_batch_is_answered_once_however_often_it_comes(line: EmulatedLine, case: Path):
    batch, resident = alive(load(case.stem), line)
    failed = run(batch)
    assert failed == (["00000000-0000-4000-8000-000000000000"] if case.stem in BROKEN else [])
    once = line.texts(resident)
    if case.stem not in BROKEN:
        assert bool(once) is (case.stem not in WITHOUT_ANSWER)
    run(batch)
    assert line.texts(resident) == once


def test_a_registration_in_one_batch_is_stored(line: EmulatedLine):
    batch, user_id = alive(load("registration"), line)
    assert run(batch) == []
    resident = find(user_id)
    assert resident
    assert (resident.municipality, resident.topics) == ("10201", ("bousai",))
    assert "登録しました" in line.texts(user_id)[-1]


def test_a_live_event_is_answered_by_its_reply_token(line: EmulatedLine):
    user_id = line.befriend("高崎")
    line.event(user_id, type="message", message={"type": "text", "text": "メニュー"})
    brought = json.loads(line.webhooks[-1])["events"][0]
    batch = load("text")
    batch["Records"][0]["body"] = json.dumps(brought)
    assert run(batch) == []
    assert [one["via"] for one in line.received(user_id)] == ["reply"]


def test_after_a_failure_the_same_residents_later_events_wait_and_others_do_not(line: EmulatedLine):
    batch, user_id = alive(load("registration"), line)
    batch["Records"][1]["body"] = "broken"
    other = line.befriend("太田")
    record = json.loads(json.dumps(load("text")["Records"][0]).replace(USER, other))
    batch["Records"].append(record | {"messageId": "other"})
    failed = run(batch)
    assert failed == [one["messageId"] for one in batch["Records"][1:5]]
    assert len(line.received(other)) == 1
    assert len(line.received(user_id)) == 2


def test_what_no_longer_fits_into_the_time_is_left_to_the_next_run(line: EmulatedLine):
    batch, user_id = alive(load("registration"), line)
    assert len(run(batch, remaining=handle_batch.NEEDED_MS - 1)) == 5
    assert line.received(user_id) == []


def test_a_bug_is_logged_without_what_the_resident_wrote(
    line: EmulatedLine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from madoguchi.talk import surroundings

    def burst(_user_id: str) -> None:
        raise ValueError("私の秘密")

    broken = replace(surroundings.surroundings(), load=burst)
    assert handle_batch.handle_batch(load("text")["Records"], broken, lambda: 10_000)
    logged = capsys.readouterr().out
    assert "私の秘密" not in logged
    assert USER not in logged
