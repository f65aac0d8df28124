"""A broadcast that brings everybody's own plan back, and leaves out nobody who has none."""

import json
from datetime import timedelta

import pytest

from local.broadcast_progress import print_plan
from local.verify_ledger import verify
from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition import chunk, model
from madoguchi.broadcast.definition.model import Addressees
from madoguchi.broadcast.delivery import deliver_chunk, queue
from madoguchi.broadcast.desk import shown_api
from madoguchi.broadcast.lifecycle import approve, create, plan, reconcile, start
from madoguchi.broadcast.message import compose, own_data, personal, try_out
from madoguchi.broadcast.records import export
from madoguchi.runtime.errors import BadRequest
from tests.unit.broadcast.cloud import MAEBASHI, TAKASAKI, user
from tests.unit.broadcast.drafts import frozen
from tests.unit.broadcast.plans import keep_plan

LIFF = "https://liff.line.me/1"
WITH_A_PLAN = {user(0): "桐生のおば", user(1): "中央小学校", user(60): "Aunt in Kiryu"}


@pytest.fixture
def ports(room):
    room.add_residents(MAEBASHI, range(20), ("bousai",), "ja")
    room.add_residents(TAKASAKI, range(60, 63), ("bousai",), "en")
    for user_id, place in WITH_A_PLAN.items():
        keep_plan(user_id, place_1=place)
    return assembly.ports()


def send(ports, room, content="plan_before_the_rain", addressees=None):
    draft = create.create(ports, content, addressees or Addressees(), room.now, "sato", LIFF)
    for person in ("suzuki", "tanaka")[: model.APPROVERS[draft.kind]]:
        approved = approve.approve(ports, draft.id, person, draft.approval_hash())
    ports.broadcasts.open(draft.id)
    ports.broadcasts.replace(model.schedule(approved, "sato", room.now))
    started = start.start(ports, draft.id)
    room.now += timedelta(seconds=1)
    assert all(deliver_chunk.deliver_chunk(ports, queue.read(body)) for body in room.queued())
    return reconcile.reconcile(ports, started.id)


def told(room):
    return {
        user_id: json.dumps(messages, ensure_ascii=False)
        for to, messages, _ in room.line.calls
        for user_id in to
    }


@pytest.mark.parametrize("content", ["plan_before_the_rain", "plan_in_the_rain"])
def test_everybody_is_told_once_and_only_their_own_plan(ports, room, content):
    closed = send(ports, room, content)
    assert closed.streams == {"ja": 2, "ja-common": 18, "en": 1, "en-common": 2}
    assert closed.totals["accepted"] == closed.counted == 23
    assert sum(len(to) for to, _, _ in room.line.calls) == 23
    for user_id, said in told(room).items():
        places = [place for place in WITH_A_PLAN.values() if place in said]
        assert places == [WITH_A_PLAN[user_id]] if user_id in WITH_A_PLAN else not places


def test_the_common_text_is_one_multicast_and_the_first(ports, room):
    send(ports, room)
    assert [len(to) for to, _, _ in room.line.calls] == [2, 18, 1, 1, 1]


def test_no_message_names_a_plan(ports, room):
    key = keep_plan(user(2), place_1="x")
    send(ports, room)
    assert key not in str(room.line.calls)
    links = {said.partition('"uri": "')[2].partition('"')[0] for said in told(room).values()}
    assert links == {f"{LIFF}/drill/enter?next=/drill/plan", f"{LIFF}/drill/enter?next=/drill"}


def test_the_ledger_of_both_kinds_of_streams_is_verified(ports, room):
    closed = send(ports, room)
    lines = [
        json.loads(json.dumps(one, default=str)) for one in export.export(ports, closed.id, recipients=True)
    ]
    assert verify(lines) == []


def test_a_correction_reaches_both(ports, room):
    closed = send(ports, room)
    room.line.calls.clear()
    corrected = send(ports, room, addressees=Addressees(corrects=closed.id))
    assert corrected.streams == closed.streams
    assert len(told(room)) == 23


def test_a_correction_that_would_leave_somebody_out_is_refused(ports, room):
    closed = send(ports, room)
    with pytest.raises(BadRequest):
        send(ports, room, "drill_reminder", Addressees(corrects=closed.id))


def test_an_emergency_that_would_leave_somebody_out_is_refused():
    for kind in model.Kind:
        needs = kind is model.Kind.EMERGENCY
        personal.check_reach(kind, Addressees(), ())
        if needs:
            with pytest.raises(BadRequest):
                personal.check_reach(kind, Addressees(), ("plan_where",))


def test_a_common_text_wants_to_know_nothing():
    text = [{"type": "text", "text": "{municipality}"}]
    with pytest.raises(BadRequest):
        personal.placeholders({"ja": text, "ja-common": text})


def test_who_reads_another_language_gets_the_japanese_text_of_the_same_kind():
    by_stream = {"ja": "own", "ja-common": "common", "en": "own in English"}
    streams = ("ja", "en", "vi", "vi-common", "en-common")
    assert [compose.of_stream(by_stream, one) for one in streams] == [
        *("own", "own in English", "own"),
        *("common", "common"),
    ]


def test_a_preview_shows_both_texts_of_every_language(ports, room):
    draft = create.create(ports, "plan_before_the_rain", Addressees(), room.now, "sato", LIFF)
    shown = try_out.preview(ports, draft.id)
    assert set(shown) == {f"{one}{kind}" for one in draft.languages for kind in ("", chunk.COMMON)}
    assert "桐生のおば" in str(shown["ja"])


def test_chunks_of_50_and_of_500_stand_in_one_audience():
    broadcast = frozen({"ja": 120, "ja-common": 1200}, placeholders=("plan_where",), has_common=True)
    assert list(chunk.sizes(broadcast).items()) == [
        *(("ja-common-00001", 500), ("ja-common-00002", 500), ("ja-common-00003", 200)),
        *(("ja-00001", 50), ("ja-00002", 50), ("ja-00003", 20)),
    ]


def test_a_plan_names_what_it_costs_to_know_everybody(ports, room):
    assert own_data.most_units(("municipality", "plan_day")) == 2.0
    assert own_data.most_units(()) == 0
    draft = create.create(ports, "plan_before_the_rain", Addressees(), room.now, "sato", LIFF)
    found = plan.plan(ports, draft.id, lambda: None)
    segment = ports.audience.measure(draft.addressees.segment).read_units
    assert (found.residents, found.read_units) == (23, segment + 23 * 1.5)


def test_before_the_freeze_staff_are_told_the_most_that_it_takes_and_afterwards_what_it_takes(
    ports, room, capsys
):
    draft = create.create(ports, "plan_before_the_rain", Addressees(), room.now, "sato", LIFF)
    before = shown_api.shown(draft)
    assert (before.at_most, before.calls) == (True, 23)
    print_plan(plan.plan(ports, draft.id, lambda: None))
    assert "23 calls, at most " in capsys.readouterr().out
    after = shown_api.shown(send(ports, room))
    assert (after.at_most, after.calls) == (False, len(room.line.calls))
    assert after.calls < before.calls
    alike = create.create(ports, "bousai_preparedness", Addressees(), room.now, "sato", LIFF)
    assert not shown_api.shown(alike).at_most


def test_what_is_known_of_a_resident_in_two_rooms_is_told_in_the_asked_order(ports):
    names = ("plan_day", "municipality", "plan_where")
    known = own_data.own_data({user(0): "en", user(5): "en"}, names)
    assert known.keys() == {user(0)}
    day, town, where = known[user(0)]
    assert (day.count("-"), town, where.splitlines()[0]) == (2, "Maebashi City", "First: 桐生のおば")
