"""Token buckets and retry keys."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.line_emulator.clock import ManualClock
from local.line_emulator.state.rate_limits import PER_SECOND_200, RateLimits
from local.line_emulator.validation.findings import utf16_units

TEXT = {"type": "text", "text": "hi"}


def test_the_201st_multicast_of_a_second_is_too_many_and_half_a_second_later_100_more_pass(emulator):
    body = {"to": [emulator.friend()], "messages": [TEXT]}
    statuses = [emulator.api("POST", "/v2/bot/message/multicast", body).status_code for _ in range(201)]
    assert statuses == [200] * 200 + [429]
    emulator.clock.advance(0.5)
    later = [emulator.api("POST", "/v2/bot/message/multicast", body).status_code for _ in range(101)]
    assert later == [200] * 100 + [429]


def test_a_429_says_it_in_lines_words(emulator):
    for _ in range(60):
        emulator.api("POST", "/v2/bot/message/broadcast", {"messages": [TEXT]})
    refused = emulator.api("POST", "/v2/bot/message/broadcast", {"messages": [TEXT]})
    assert refused.status_code == 429
    assert refused.json() == {"message": "The API rate limit has been exceeded. Try again later."}


def test_each_method_of_a_path_has_a_bucket_of_its_own(emulator):
    menu = "/v2/bot/richmenu/richmenu-unknown"
    assert {emulator.api("DELETE", menu).status_code for _ in range(100)} == {404}
    assert emulator.api("DELETE", menu).status_code == 429
    assert emulator.api("GET", menu).status_code == 404


@given(st.lists(st.floats(min_value=0, max_value=2), min_size=1, max_size=600))
def test_no_sequence_of_pauses_gets_more_through_than_the_bucket_allows(pauses):
    clock = ManualClock()
    limits = RateLimits(clock)
    passed = 0
    for pause in pauses:
        clock.advance(pause / 100)
        passed += limits.take("POST /x", PER_SECOND_200)
    assert passed <= 200 + 200 * clock.monotonic() + 1e-6


def test_a_retry_key_is_accepted_once_and_then_answers_409_with_the_first_request(emulator):
    friend, key = emulator.friend(), str(uuid.uuid4())
    first = emulator.push(friend, x_line_retry_key=key)
    again = emulator.push(friend, x_line_retry_key=key.upper())
    assert again.status_code == 409
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    assert again.json() == {
        "message": "The retry key is already accepted",
        "sentMessages": first.json()["sentMessages"],
    }
    assert len(emulator.received(friend)) == 1


def test_a_repeated_multicast_has_no_sent_messages(emulator):
    body, key = {"to": [emulator.friend()], "messages": [TEXT]}, str(uuid.uuid4())
    emulator.api("POST", "/v2/bot/message/multicast", body, x_line_retry_key=key)
    again = emulator.api("POST", "/v2/bot/message/multicast", body, x_line_retry_key=key)
    assert (again.status_code, again.json()) == (409, {"message": "The retry key is already accepted"})


def test_a_retry_key_is_forgotten_after_a_day(emulator):
    friend, key = emulator.friend(), str(uuid.uuid4())
    emulator.push(friend, x_line_retry_key=key)
    emulator.clock.advance(24 * 3600 - 1)
    assert emulator.push(friend, x_line_retry_key=key).status_code == 409
    emulator.clock.advance(1)
    assert emulator.push(friend, x_line_retry_key=key).status_code == 200


def test_a_refused_request_does_not_claim_its_retry_key(emulator):
    friend, key = emulator.friend(), str(uuid.uuid4())
    assert emulator.push(friend, {"type": "text", "text": ""}, x_line_retry_key=key).status_code == 400
    assert emulator.push(friend, x_line_retry_key=key).status_code == 200


@pytest.mark.parametrize("key", ["", "x", "123e4567e89b12d3a456426614174000"])
def test_a_retry_key_must_be_a_uuid(emulator, key):
    assert emulator.push(emulator.friend(), x_line_retry_key=key).status_code == 400


def test_a_retry_key_on_a_reply_is_refused(emulator):
    token = emulator.says(emulator.friend())["replyToken"]
    body = {"replyToken": token, "messages": [TEXT]}
    answer = emulator.api("POST", "/v2/bot/message/reply", body, x_line_retry_key=str(uuid.uuid4()))
    assert answer.status_code == 400


def test_a_repeated_request_counts_towards_the_rate_limit(emulator):
    body, key = {"messages": [TEXT]}, str(uuid.uuid4())
    path = "/v2/bot/message/broadcast"
    statuses = [emulator.api("POST", path, body, x_line_retry_key=key).status_code for _ in range(61)]
    assert statuses == [200] + [409] * 59 + [429]


@given(st.text())
def test_lengths_are_counted_in_utf_16(text):
    assert utf16_units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
