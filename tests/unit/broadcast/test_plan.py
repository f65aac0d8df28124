"""What a broadcast takes, before it is approved."""

import pytest

from local.broadcast_progress import print_plan
from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition.model import Addressees, Kind
from madoguchi.broadcast.lifecycle.plan import FREEZE_A_SECOND, OWN_DATA_A_SECOND, plan
from madoguchi.line.client import LineAnswer
from madoguchi.residents.model import EVERYBODY, Segment
from madoguchi.runtime.errors import LineUnreachable
from tests.unit.broadcast.cloud import MAEBASHI, TAKASAKI
from tests.unit.broadcast.drafts import draft


@pytest.fixture
def ports(room):
    room.add_residents(MAEBASHI, range(7), ("bousai",), "ja")
    room.add_residents(TAKASAKI, range(10, 15), ("bousai",), "en")
    return assembly.ports()


def planned(ports, quota=lambda: None, **changes):
    broadcast = draft(**changes)
    ports.broadcasts.add(broadcast)
    return plan(ports, broadcast.id, quota)


def test_a_plan_counts_now_and_names_its_units(ports):
    found = planned(ports)
    assert (found.residents, found.calls, found.write_units) == (7, 2, 1 + 2 * 2)
    # One municipality: 8 shards in each of three indexes, which moto prices at 1 unit a query.
    assert found.read_units == 24
    assert found.seconds == pytest.approx(7 / FREEZE_A_SECOND + 2 / 200)


def test_800_000_are_1_600_calls_and_a_few_more_for_the_languages(ports):
    corrects = Addressees(corrects="20260601-00000000")
    found = planned(ports, addressees=corrects, counted=800_000)
    assert (found.calls, found.write_units) == (1601, 800_000 * 16 // 1024 + 1601 * 2)
    assert found.seconds == pytest.approx(800_000 / FREEZE_A_SECOND + 1601 / 200)


def test_personal_messages_are_one_call_a_person(ports):
    found = planned(ports, placeholders=("municipality",), counted=1900)
    assert (found.calls, found.seconds) == (1900, pytest.approx(1 + 1900 / OWN_DATA_A_SECOND))


@pytest.mark.parametrize(("left", "fits"), [(None, True), (7, True), (6, False), (0, False)])
def test_the_quota_that_is_left_must_suffice(ports, left, fits, capsys):
    found = planned(ports, lambda: left)
    assert found.fits is fits
    print_plan(found)
    assert ("NOT KNOWN TO BE ENOUGH" in capsys.readouterr().out) is not fits


def test_line_may_not_say(ports):
    def silent():
        raise LineUnreachable("quota")

    found = planned(ports, silent)
    assert (found.quota_left, found.quota_known, found.fits) == (None, False, False)


def test_why_everybody_is_not_one_call(ports):
    everybody = Addressees(EVERYBODY)
    routine = planned(ports, addressees=everybody)
    assert {"no_list_to_correct", "one_language", "disturbs_quiet_hours"} <= set(routine.against_one_call)
    emergency = planned(ports, id="e", addressees=everybody, kind=Kind.EMERGENCY, languages=("ja",))
    assert emergency.against_one_call == (
        "reaches_the_unregistered",
        "no_list_to_correct",
        "cannot_be_stopped",
        "one_proof_for_all",
    )
    assert planned(ports, id="m", addressees=Addressees(Segment.of((MAEBASHI,)))).against_one_call == ()


@pytest.mark.parametrize(
    ("allowed", "used", "left"),
    [
        ({"type": "none"}, {"totalUsage": 5}, None),
        ({"type": "limited", "value": 1000}, {"totalUsage": 400}, 600),
        ({"type": "limited", "value": 1000}, {"totalUsage": 1001}, 0),
    ],
)
def test_what_line_says_of_the_quota(monkeypatch, allowed, used, left):
    class Line:
        def quota(self):
            return LineAnswer(200, body=allowed)

        def consumption(self):
            return LineAnswer(200, body=used)

    monkeypatch.setattr(assembly, "_line", Line)
    assert assembly.quota() == left


def test_another_answer_is_none(monkeypatch):
    class Line:
        def quota(self):
            return LineAnswer(429)

        consumption = quota

    monkeypatch.setattr(assembly, "_line", Line)
    with pytest.raises(LineUnreachable):
        assembly.quota()
