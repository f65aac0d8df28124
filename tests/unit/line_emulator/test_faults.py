"""Planted faults: what the bot server sees, and what really happened."""

import uuid

import pytest

TEXT = {"type": "text", "text": "hi"}


def plant(emulator, **fault):
    return emulator.control("POST", "faults", fault)


def test_a_timeout_before_acceptance_sends_nothing(emulator):
    friend = emulator.friend()
    plant(emulator, endpoint="push", kind="timeout_before", count=1)
    assert emulator.push(friend).status_code == 504
    assert emulator.received(friend) == []
    assert emulator.push(friend).status_code == 200


def test_a_timeout_after_acceptance_has_sent_and_the_retry_key_proves_it(emulator):
    friend, key = emulator.friend(), str(uuid.uuid4())
    plant(emulator, endpoint="push", kind="timeout_after_accept", count=1)
    assert emulator.push(friend, x_line_retry_key=key).status_code == 504
    assert emulator.push(friend, x_line_retry_key=key).status_code == 409
    assert len(emulator.received(friend)) == 1


def test_a_timeout_after_acceptance_does_not_hide_a_refusal(emulator):
    plant(emulator, endpoint="push", kind="timeout_after_accept")
    assert emulator.push(emulator.friend(), {"type": "text", "text": ""}).status_code == 400


@pytest.mark.parametrize("kind", ["429", "500"])
def test_a_planted_status_is_answered_and_nothing_is_sent(emulator, kind):
    friend = emulator.friend()
    plant(emulator, endpoint="/v2/bot/message/push", kind=kind, count=2)
    assert [emulator.push(friend).status_code for _ in range(3)] == [int(kind), int(kind), 200]
    assert len(emulator.received(friend)) == 1


def test_a_fault_strikes_its_own_endpoint_only(emulator):
    friend = emulator.friend()
    plant(emulator, endpoint="reply", kind="500")
    assert emulator.push(friend).status_code == 200
    token = emulator.says(friend)["replyToken"]
    body = {"replyToken": token, "messages": [TEXT]}
    assert emulator.api("POST", "/v2/bot/message/reply", body).status_code == 500


def test_a_star_strikes_everywhere_until_the_faults_are_cleared(emulator):
    friend = emulator.friend()
    plant(emulator, endpoint="*", kind="500")
    assert emulator.push(friend).status_code == 500
    assert emulator.api("GET", "/v2/bot/info").status_code == 500
    emulator.control("DELETE", "faults")
    assert emulator.push(friend).status_code == 200


def test_a_fault_for_a_user_strikes_only_what_is_sent_to_them(emulator):
    friend, other = emulator.friend(), emulator.friend()
    plant(emulator, endpoint="multicast", kind="429", to=friend)

    def multicast(*to):
        return emulator.api("POST", "/v2/bot/message/multicast", {"to": to, "messages": [TEXT]}).status_code

    assert [multicast(other), multicast(friend, other), multicast(friend)] == [200, 429, 429]
    assert (len(emulator.received(other)), emulator.received(friend)) == (1, [])


def test_a_rate_strikes_some_and_spares_some(emulator):
    friend = emulator.friend()
    plant(emulator, endpoint="push", kind="500", rate=0.5)
    statuses = [emulator.push(friend).status_code for _ in range(60)]
    assert 15 < statuses.count(500) < 45
    assert statuses.count(200) == len(emulator.received(friend))


def test_verification_of_id_tokens_can_fail_as_well(emulator):
    plant(emulator, endpoint="verify", kind="500", count=1)
    assert emulator.call("POST", "/oauth2/v2.1/verify", data={}).status_code == 500
    assert emulator.call("POST", "/oauth2/v2.1/verify", data={}).status_code == 400


def test_the_rest_of_a_count_is_shown(emulator):
    plant(emulator, endpoint="push", kind="500", count=2)
    emulator.push(emulator.friend())
    assert emulator.control("GET", "faults")["faults"][0]["count"] == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"endpoint": "push"},
        {"endpoint": "push", "kind": "503"},
        {"endpoint": "push", "kind": "500", "rate": 2},
        {"endpoint": "push", "kind": "500", "rate": "often"},
        {"endpoint": "push", "kind": "500", "count": 0},
        {"endpoint": "", "kind": "500"},
        {"endpoint": "multycast", "kind": "500"},
        {"endpoint": "push", "kind": "500", "to": "hanako"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_a_sentence(emulator, fault):
    answer = emulator.call("POST", "/_emulator/faults", json=fault)
    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")
