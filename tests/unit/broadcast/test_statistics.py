"""What LINE counted, within its limits."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from madoguchi.broadcast import assembly
from madoguchi.broadcast.audience import freeze_audience
from madoguchi.broadcast.definition.model import State
from madoguchi.broadcast.delivery import deliver_chunk, queue
from madoguchi.broadcast.lifecycle import start
from madoguchi.broadcast.records import statistics
from madoguchi.runtime.errors import Unavailable
from tests.unit.broadcast.cloud import MAEBASHI
from tests.unit.broadcast.drafts import scheduled

ID = "20260601-0a1b2c3d"
COUNTED = {"overview": {"uniqueImpression": 120, "uniqueClick": None}, "messages": [], "clicks": []}


@pytest.fixture
def ports(room):
    room.add_residents(MAEBASHI, range(3), ("bousai",), "ja")
    asked = []

    def insight(unit, since, until):
        asked.append((unit, since, until))
        return SimpleNamespace(status=200, body=COUNTED)

    made = replace(assembly.ports(), insight=insight)
    made.broadcasts.add(scheduled(send_at=room.now))
    made.broadcasts.keep_messages(ID, "hash", {"ja": [{"type": "text", "text": "x"}]})
    return SimpleNamespace(real=made, asked=asked)


def sent(ports, room):
    start.start(ports.real, ID)
    for body in room.queued():
        deliver_chunk.deliver_chunk(ports.real, queue.read(body))
    found = ports.real.broadcasts.find(ID)
    ports.real.broadcasts.replace(replace(found, state=State.CLOSED, revision=found.revision + 1))


def test_every_call_of_a_broadcast_carries_its_unit_name(ports, room):
    sent(ports, room)
    assert room.line.units == {"b_20260601_0a1b2c3d"}


def test_what_line_counted_is_kept_with_its_nulls(ports, room):
    sent(ports, room)
    assert statistics.measure_all(ports.real) == {ID: "measured"}
    assert ports.real.broadcasts.statistics(ID)["overview"] == COUNTED["overview"]
    assert ports.asked[0][0] == "b_20260601_0a1b2c3d"


def test_after_a_fortnight_nobody_asks_any_more(ports, room):
    sent(ports, room)
    room.now += timedelta(days=16)
    assert statistics.measure_all(ports.real) == {}


def test_line_s_refusal_of_one_leaves_the_others_alone(ports, room):
    sent(ports, room)
    silent = replace(ports.real, insight=lambda *_: SimpleNamespace(status=429, body={}))
    assert statistics.measure_all(silent) == {ID: "unavailable"}


@pytest.mark.parametrize("trouble", ["used up", "unavailable"])
def test_without_a_name_it_is_sent_all_the_same(ports, room, monkeypatch, trouble):
    def take(_month, _most):
        if trouble == "unavailable":
            raise Unavailable("DynamoDB")
        return False

    monkeypatch.setattr(ports.real.broadcasts, "take_unit", take)
    frozen = freeze_audience.freeze_audience(ports.real, ports.real.broadcasts.find(ID))
    assert (frozen.unit, frozen.planned) == ("", 3)
    with pytest.raises(Unavailable):
        statistics.measure(ports.real, ID)


@pytest.mark.parametrize("broadcast_id", [ID, "a-series-of-a-long-name-20260601-20260701", "b" * 80])
def test_a_unit_name_is_what_line_takes(broadcast_id):
    name = statistics.unit_name(broadcast_id)
    assert len(name) <= 30
    assert name.replace("_", "a").isalnum()
