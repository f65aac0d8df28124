"""LINE may bring an event late, twice, or after a newer one: what a resident said is answered once."""

import pytest

from madoguchi.residents.model import Resident
from madoguchi.talk.handle_event import handle_event
from madoguchi.talk.model import State
from madoguchi.talk.record import MOST_HANDLED, Record
from tests.unit.talk.outside import Crash, Outside, event

RESIDENT = Resident("U1", municipality="10201", topics=("bousai",), registered_at="2026-11-01T00:00:00+00:00")
TAKASAKI = {"postback": {"data": "do=answer&field=municipality&value=10202"}, "type": "postback"}
OTA = {"postback": {"data": "do=answer&field=municipality&value=10205"}, "type": "postback"}


def test_a_question_that_comes_after_a_newer_one_is_still_answered():
    world = Outside(resident=RESIDENT)
    handle_event(event("メニュー", event_id="E2", at=2000), world.around())
    handle_event(event("ヘルプ", event_id="E1", at=1999), world.around())
    assert world.seen[1].startswith("使い方")
    assert world.record.last_at == 2000


def test_a_late_event_loses_no_open_question_and_its_time():
    state = State(asking="topics", answers={"municipality": "10201"}, touched_at=2000)
    world = Outside(record=Record("U1", state, last_at=2000))
    handle_event(event("ヘルプ", at=1000), world.around())
    assert world.record.state == state


def test_an_older_wish_does_not_undo_a_newer_one_and_the_resident_is_told():
    world = Outside(resident=RESIDENT)
    handle_event(event("", event_id="E2", at=2000, **TAKASAKI), world.around())
    handle_event(event("", event_id="E1", at=1999, **OTA), world.around())
    assert world.resident
    assert world.resident.municipality == "10202"
    assert "あとから変えた" in world.seen[-1]


def test_a_late_word_of_somebody_who_had_everything_deleted_keeps_nothing():
    world = Outside(resident=RESIDENT)
    handle_event(event("データを消す", event_id="E2", at=2000), world.around())
    handle_event(event("消す", event_id="E3", at=3000), world.around())
    handle_event(event("English", event_id="E1", at=1000), world.around())
    assert world.resident is None


def test_an_old_block_after_a_newer_return_is_not_obeyed():
    world = Outside(resident=RESIDENT)
    handle_event(event("", type="follow", event_id="E2", at=2000), world.around())
    handle_event(event("", type="unfollow", event_id="E1", at=1999), world.around())
    assert world.resident
    assert world.resident.following


def test_a_late_follow_greets_and_leaves_the_open_question_open():
    world = Outside()
    handle_event(event("前橋", event_id="E2", at=2000), world.around())
    handle_event(event("", type="follow", event_id="E1", at=1000), world.around())
    assert "友だち追加" in world.seen[-2]
    assert world.record.state.asking == "topics"


def test_an_event_so_old_that_its_id_may_be_gone_is_not_answered_twice():
    world = Outside(resident=RESIDENT)
    for number in range(MOST_HANDLED + 2):
        handle_event(event("メニュー", event_id=f"E{number}", at=1000 + number), world.around())
    before = len(world.seen)
    handle_event(event("メニュー", event_id="E0", at=1000), world.around())
    handle_event(event("メニュー", event_id="E1", at=1001), world.around())
    assert len(world.seen) == before
    handle_event(event("メニュー", event_id="new", at=1002), world.around())
    assert len(world.seen) == before + 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_replay_after_the_token_died_is_rather_sent_twice_than_never(moment: str):
    world = Outside(resident=RESIDENT)
    calm = Outside(resident=RESIDENT)
    handle_event(event("メニュー"), calm.around())
    reply_call = calm.calls - 2
    world.crash_at = (reply_call, moment)
    with pytest.raises(Crash):
        handle_event(event("メニュー"), world.around())
    world.crash_at = None
    world.now += 90_000
    handle_event(event("メニュー"), world.around())
    assert [way for way, _ in world.line.seen] == (["push"] if moment == "before" else ["reply", "push"])
    handle_event(event("メニュー"), world.around())
    assert len(world.seen) == len(world.line.seen) == (1 if moment == "before" else 2)
