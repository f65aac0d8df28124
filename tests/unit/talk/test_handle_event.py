"""Each event is answered once, whatever breaks in between."""

from typing import Any

import pytest

from madoguchi.residents.model import Resident
from madoguchi.runtime.errors import LineUnreachable, Unavailable
from madoguchi.talk.handle_event import handle_event
from madoguchi.talk.model import FORGETTING, State
from madoguchi.talk.record import Record
from tests.unit.talk.outside import Crash, Outside, event

RESIDENT = Resident("U1", municipality="10201", topics=("bousai",), registered_at="2026-11-01T00:00:00+00:00")
ALMOST_REGISTERED = State(
    asking="language", answers={"municipality": "10201", "topics": ["bousai"]}, touched_at=1_000_000
)
SCENES: dict[str, tuple[Record, Resident | None, dict[str, Any]]] = {
    "menu": (Record("U1"), RESIDENT, event("メニュー")),
    "last answer of the registration": (Record("U1", ALMOST_REGISTERED), None, event("日本語")),
    "deletion": (Record("U1", State(asking=FORGETTING, touched_at=1_000_000)), RESIDENT, event("消す")),
    "follow": (Record("U1"), None, event("", type="follow")),
    "language": (Record("U1"), RESIDENT, event("English")),
    "push, for the event is a minute old": (Record("U1"), RESIDENT, event("メニュー", at=940_000)),
}


def outside(scene: str) -> tuple[Outside, dict[str, Any]]:
    record, resident, given = SCENES[scene]
    return Outside(record=record, resident=resident), given


@pytest.mark.parametrize("scene", SCENES)
def test_an_event_is_answered_and_remembered(scene: str):
    world, given = outside(scene)
    handle_event(given, world.around())
    assert world.seen
    assert world.record.knows("E1")
    assert world.record.pending is None


@pytest.mark.parametrize("scene", SCENES)
def test_wherever_the_process_dies_the_resident_sees_one_answer(scene: str):
    calm, given = outside(scene)
    handle_event(given, calm.around())
    for number in range(calm.calls):
        for moment in ("before", "after"):
            world, _ = outside(scene)
            world.crash_at = (number, moment)
            with pytest.raises(Crash):
                handle_event(given, world.around())
            world.crash_at = None
            world.now += 30_000
            handle_event(given, world.around())
            assert world.seen == calm.seen, (number, moment)
            assert world.resident == calm.resident, (number, moment)
            assert world.record.state == calm.record.state, (number, moment)
            assert set(world.menu) == set(calm.menu), (number, moment)
            assert world.record.pending is None


@pytest.mark.parametrize("scene", SCENES)
def test_an_event_that_comes_again_is_not_answered_again(scene: str):
    world, given = outside(scene)
    for redelivery in (False, True, True):
        handle_event({**given, "deliveryContext": {"isRedelivery": redelivery}}, world.around())
    calm, _ = outside(scene)
    handle_event(given, calm.around())
    assert world.seen == calm.seen


@pytest.mark.parametrize(
    ("faults", "ways"),
    [
        ([500], ["reply"]),
        ([429, 500], ["reply"]),
        (["lost"], ["reply"]),
        (["silent"], ["reply"]),
        (["lost", "silent"], ["reply"]),
    ],
)
def test_a_trouble_of_line_is_waited_out_with_the_same_token(faults: list[str | int], ways: list[str]):
    world = Outside(resident=RESIDENT)
    world.line.faults = faults
    handle_event(event("メニュー"), world.around())
    assert [way for way, _ in world.line.seen] == ways
    assert world.waited > 0


@pytest.mark.parametrize(
    "faults", [[500] * 3, ["lost"] * 3, ["silent", "lost", "lost"], [429, "silent", 500]]
)
def test_a_longer_trouble_is_left_to_the_queue_and_answered_once_later(faults: list[str | int]):
    world = Outside(resident=RESIDENT)
    world.line.faults = list(faults)
    with pytest.raises((LineUnreachable, Unavailable)):
        handle_event(event("メニュー"), world.around())
    world.now += 30_000
    handle_event(event("メニュー"), world.around())
    assert len(world.seen) == 1
    assert world.record.pending is None


def test_a_dead_token_becomes_one_push():
    world = Outside(resident=RESIDENT)
    world.now += 56_000
    handle_event(event("メニュー"), world.around())
    assert [way for way, _ in world.line.seen] == ["push"]


def test_a_token_that_line_refuses_at_once_becomes_a_push():
    world = Outside(resident=RESIDENT)
    handle_event(event("メニュー", token="dead"), world.around())
    assert [way for way, _ in world.line.seen] == ["push"]


def test_a_wrong_access_token_keeps_the_event_for_the_operator():
    world = Outside(resident=RESIDENT)
    world.line.faults = [401]
    with pytest.raises(Unavailable):
        handle_event(event("メニュー"), world.around())
    handle_event(event("メニュー"), world.around())
    assert len(world.seen) == 1


def test_a_message_that_line_refuses_does_not_block_the_resident():
    world = Outside(resident=RESIDENT)
    world.line.faults = [400]
    handle_event(event("メニュー"), world.around())
    handle_event(event("ヘルプ", event_id="E2", at=1_000_001), world.around())
    assert len(world.seen) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"source": {"type": "group", "groupId": "C1", "userId": "U1"}},
        {"source": {"type": "room", "roomId": "R1"}},
        {"source": None},
        {"mode": "standby"},
        {"webhookEventId": None},
        {"timestamp": "yesterday"},
    ],
)
def test_what_is_not_a_residents_own_chat_is_left_alone(fields: dict[str, Any]):
    world = Outside(resident=RESIDENT)
    handle_event(event("メニュー") | fields, world.around())
    assert world.seen == []
    assert world.record == Record("U1")


def test_nothing_a_resident_writes_is_stored():
    world = Outside(resident=RESIDENT)
    handle_event(event("私の電話番号は027-000-0000です"), world.around())
    assert "027-000-0000" not in repr(world.record)


def test_after_a_deletion_only_the_numbers_of_events_are_kept_for_a_day():
    world, given = outside("deletion")
    handle_event(given, world.around())
    assert world.record.state == State()
    assert world.record.kept_seconds == 86_400
    assert world.menu == ["hide"]


def notice(notice_id: str = "N1", kind: str = "form_received") -> dict[str, Any]:
    params = {
        "form_title": "読者アンケート",
        "receipt": "ABCD-1234",
        "score": 80,
        "plan_path": "/drill/plans/p1",
    }
    return {
        "type": "notice",
        "webhookEventId": notice_id,
        "timestamp": 1,
        "source": {"type": "user", "userId": "U1"},
        "notice": {"kind": kind, "params": params},
    }


def test_a_notice_is_pushed_once_and_leaves_the_talk_where_it_is():
    world = Outside(record=Record("U1", ALMOST_REGISTERED, last_at=5_000_000), resident=RESIDENT)
    handle_event(notice(), world.around())
    handle_event(notice(), world.around())
    assert [way for way, _ in world.line.seen] == ["push"]
    assert "ABCD-1234" in world.seen[0]
    assert (world.record.state, world.record.last_at) == (ALMOST_REGISTERED, 5_000_000)


@pytest.mark.parametrize("kind", ["form_received", "drill_result"])
def test_wherever_the_process_dies_a_notice_is_seen_once(kind: str):
    calm = Outside(resident=RESIDENT)
    handle_event(notice(kind=kind), calm.around())
    for number in range(calm.calls):
        for moment in ("before", "after"):
            world = Outside(resident=RESIDENT, crash_at=(number, moment))
            with pytest.raises(Crash):
                handle_event(notice(kind=kind), world.around())
            world.crash_at = None
            handle_event(notice(kind=kind), world.around())
            assert world.seen == calm.seen


def test_who_blocked_the_account_gets_no_notice():
    world = Outside(resident=Resident("U1", following=False))
    handle_event(notice(), world.around())
    assert world.seen == []


def test_a_notice_reaches_somebody_of_whom_nothing_is_kept():
    world = Outside()
    handle_event(notice(), world.around())
    assert len(world.seen) == 1


def test_a_notice_remembers_what_the_resident_has_done():
    world = Outside(resident=RESIDENT)
    handle_event(notice(), world.around())
    assert world.resident
    assert world.resident.marks == {"applied"}
