"""The client's requests, against the emulator of LINE in the same process."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from madoguchi.line import client, id_token
from madoguchi.line.client import LineClient
from madoguchi.line.messages import text
from madoguchi.runtime.errors import InvalidIdToken, LineUnreachable
from tests.emulated_line import EmulatedLine
from tests.moto_cloud import cloud


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmulatedLine]:
    with cloud(), EmulatedLine() as emulated:
        monkeypatch.setattr(client, "send", emulated.send)
        monkeypatch.setattr(id_token, "send", emulated.send)
        yield emulated


def test_a_push_with_one_retry_key_is_seen_once_and_says_so(line: EmulatedLine):
    resident, key = line.befriend("桐生"), str(uuid4())
    first = LineClient().push(resident, [text("一度だけ")], key)
    second = LineClient().push(resident, [text("一度だけ")], key)
    assert (first.status, second.status) == (200, 409)
    assert second.accepted
    assert second.accepted_request_id == first.request_id
    assert line.texts(resident) == ["一度だけ"]


def test_a_multicast_reaches_each_of_its_residents(line: EmulatedLine):
    residents = [line.befriend(name) for name in ("太田", "沼田")]
    answer = LineClient().multicast(residents, [text("お知らせ")], str(uuid4()), unit="notice_2026")
    assert answer.accepted
    assert [line.texts(resident) for resident in residents] == [["お知らせ"], ["お知らせ"]]


def test_a_refusal_is_handed_back_and_not_raised(line: EmulatedLine):
    answer = LineClient().reply("no such token", [text("x")])
    assert (answer.status, answer.accepted, answer.worth_retrying) == (400, False, False)
    assert answer.body["message"] == "Invalid reply token"
    assert LineClient(access_token=lambda: "wrong").quota().status == 401


def test_silence_is_unreachable(line: EmulatedLine):
    line.silent = True
    with pytest.raises(LineUnreachable):
        LineClient().quota()


def test_reading_the_account_works(line: EmulatedLine):
    resident = line.befriend("館林")
    assert LineClient().profile(resident).body["displayName"] == "館林"
    assert LineClient().quota().status == 200
    assert LineClient().consumption().status == 200


def test_line_vouches_for_its_own_id_token_and_no_other(line: EmulatedLine):
    resident = line.befriend("渋川")
    assert id_token.verify(line.id_token(resident)) == resident
    for foreign in ("", "x.y.z", line.id_token(resident)[:-2]):
        with pytest.raises(InvalidIdToken):
            id_token.verify(foreign)
