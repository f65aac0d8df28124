"""Reply, push, multicast and broadcast."""

import pytest

STRANGER = "U" + "f" * 32


def text(words="hi"):
    return {"type": "text", "text": words}


def test_a_reply_reaches_the_user_and_names_its_message(emulator):
    user_id = emulator.friend()
    token = emulator.says(user_id)["replyToken"]
    answer = emulator.api("POST", "/v2/bot/message/reply", {"replyToken": token, "messages": [text("yes")]})
    assert answer.status_code == 200
    assert answer.json()["sentMessages"][0]["id"].isdigit()
    assert [entry["via"] for entry in emulator.received(user_id)] == ["reply"]


def test_a_reply_token_works_once(emulator):
    token = emulator.says(emulator.friend())["replyToken"]
    body = {"replyToken": token, "messages": [text()]}
    assert emulator.api("POST", "/v2/bot/message/reply", body).status_code == 200
    again = emulator.api("POST", "/v2/bot/message/reply", body)
    assert (again.status_code, again.json()) == (400, {"message": "Invalid reply token"})


@pytest.mark.parametrize(("seconds", "status"), [(60, 200), (60.5, 400)])
def test_a_reply_token_lives_for_a_minute(emulator, seconds, status):
    token = emulator.says(emulator.friend())["replyToken"]
    emulator.control("POST", "clock", {"advance_seconds": seconds})
    body = {"replyToken": token, "messages": [text()]}
    assert emulator.api("POST", "/v2/bot/message/reply", body).status_code == status


def test_a_reply_that_is_refused_for_its_messages_does_not_spend_the_token(emulator):
    token = emulator.says(emulator.friend())["replyToken"]
    refused = emulator.api("POST", "/v2/bot/message/reply", {"replyToken": token, "messages": [text("")]})
    assert refused.status_code == 400
    accepted = emulator.api("POST", "/v2/bot/message/reply", {"replyToken": token, "messages": [text()]})
    assert accepted.status_code == 200


def test_a_multicast_reaches_friends_once_and_strangers_not_at_all(emulator):
    friends = [emulator.friend(), emulator.friend()]
    body = {"to": [*friends, friends[0], STRANGER], "messages": [text("a"), text("b")]}
    answer = emulator.api("POST", "/v2/bot/message/multicast", body)
    assert (answer.status_code, answer.json()) == (200, {})
    for friend in friends:
        assert [entry["message"]["text"] for entry in emulator.received(friend)] == ["a", "b"]


def test_a_multicast_takes_500_people_and_not_one_more(emulator):
    people = [f"U{number:032x}" for number in range(501)]
    path = "/v2/bot/message/multicast"
    assert emulator.api("POST", path, {"to": people[:500], "messages": [text()]}).status_code == 200
    refused = emulator.api("POST", path, {"to": people, "messages": [text()]})
    assert refused.json()["details"] == [{"message": "Size must be between 1 and 500", "property": "to"}]


def test_one_delivery_record_is_shared_by_all_recipients(emulator):
    people = emulator.control("POST", "users/bulk", {"count": 500})["userIds"]
    emulator.api("POST", "/v2/bot/message/multicast", {"to": people, "messages": [text()]})
    timelines = [emulator.platform.users.get(person).timeline for person in people]
    assert len({id(timeline[0]) for timeline in timelines}) == 1


def test_a_broadcast_reaches_every_friend_but_nobody_who_blocked(emulator):
    friend, blocker = emulator.friend(), emulator.friend()
    emulator.control("POST", f"users/{blocker}/block")
    assert emulator.api("POST", "/v2/bot/message/broadcast", {"messages": [text()]}).status_code == 200
    assert [entry["via"] for entry in emulator.received(friend)] == ["broadcast"]
    assert emulator.received(blocker) == []


def test_a_push_to_somebody_who_blocked_or_is_unknown_is_accepted_and_not_delivered(emulator):
    blocker = emulator.friend()
    emulator.control("POST", f"users/{blocker}/block")
    assert emulator.push(blocker).status_code == 200
    assert emulator.push(STRANGER).status_code == 200
    assert emulator.received(blocker) == []


@pytest.mark.parametrize("to", [None, "", "hanako", "U123", 7])
def test_a_push_to_something_that_is_no_user_id_is_refused(emulator, to):
    answer = emulator.push(to)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("The property, 'to', in the request body is invalid")


def test_a_narrowcast_without_conditions_reaches_all_and_with_conditions_is_not_available(emulator):
    friend = emulator.friend()
    path = "/v2/bot/message/narrowcast"
    assert emulator.api("POST", path, {"messages": [text()]}).status_code == 202
    conditions = {"messages": [text()], "filter": {"demographic": {"type": "gender", "oneOf": ["female"]}}}
    assert emulator.api("POST", path, conditions).status_code == 403
    assert len(emulator.received(friend)) == 1


def test_every_answer_carries_a_request_id_of_its_own(emulator):
    friend = emulator.friend()
    ids = {emulator.push(friend).headers["x-line-request-id"] for _ in range(3)}
    assert len(ids) == 3


def test_the_monthly_limit_counts_recipients_and_leaves_replies_free(small_plan):
    friends = [small_plan.friend() for _ in range(2)]
    token = small_plan.says(friends[0])["replyToken"]
    body = {"replyToken": token, "messages": [text()]}
    assert small_plan.api("POST", "/v2/bot/message/reply", body).status_code == 200
    multicast = {"to": friends, "messages": [text()]}
    assert small_plan.api("POST", "/v2/bot/message/multicast", multicast).status_code == 200
    refused = small_plan.api("POST", "/v2/bot/message/multicast", multicast)
    assert (refused.status_code, refused.json()) == (429, {"message": "You have reached your monthly limit."})
    assert small_plan.api("GET", "/v2/bot/message/quota").json() == {"type": "limited", "value": 3}
    assert small_plan.api("GET", "/v2/bot/message/quota/consumption").json() == {"totalUsage": 2}


@pytest.mark.parametrize("kind", ["reply", "push", "multicast", "broadcast", "narrowcast"])
def test_validation_answers_like_sending_and_sends_nothing(emulator, kind):
    friend = emulator.friend()
    path = f"/v2/bot/message/validate/{kind}"
    assert emulator.api("POST", path, {"messages": [text()]}).status_code == 200
    assert emulator.api("POST", path, {"messages": [text("")]}).status_code == 400
    assert emulator.received(friend) == []


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "no token"),
        ({"authorization": "Basic x"}, "no token"),
        ({"authorization": "Bearer x"}, "invalid token"),
    ],
)
def test_a_call_without_a_valid_token_is_refused(emulator, headers, reason):
    answer = emulator.call("POST", "/v2/bot/message/push", json={}, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["message"].startswith(
        f"Authentication failed due to the following reason: {reason}."
    )


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b" " * (2 * 1024 * 1024 + 1), "application/json", 413),
    ],
)
def test_a_body_that_is_no_json_object_of_2_mb_is_refused(emulator, content, media_type, status):
    headers = {"authorization": "Bearer local-channel-access-token", "content-type": media_type}
    answer = emulator.call("POST", "/v2/bot/message/push", content=content, headers=headers)
    assert answer.status_code == status
    assert "message" in answer.json()


def test_a_unit_name_outside_lines_alphabet_is_refused(emulator):
    friend = emulator.friend()
    body = {"to": friend, "messages": [text()], "customAggregationUnits": ["spring-2026"]}
    answer = emulator.api("POST", "/v2/bot/message/push", body)
    assert answer.json()["details"][0]["property"] == "customAggregationUnits[0]"
    body["customAggregationUnits"] = ["spring_2026"]
    assert emulator.api("POST", "/v2/bot/message/push", body).status_code == 200
    assert emulator.api("GET", "/v2/bot/message/aggregation/list").json() == {
        "customAggregationUnits": ["spring_2026"]
    }
