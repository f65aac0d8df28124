"""Webhooks: signature, shape, repetition, redelivery, time-out."""

import json

import pytest
from linebot.v3 import WebhookParser
from linebot.v3.webhooks import FollowEvent, MessageEvent, PostbackEvent, UnfollowEvent

from local.line_emulator.identifiers import new_webhook_event_id

SECRET = "local-channel-secret"


def parsed(emulator):
    parser = WebhookParser(SECRET)
    pairs = zip(emulator.bot.bodies, emulator.bot.signatures, strict=True)
    return [event for body, signature in pairs for event in parser.parse(body.decode(), signature)]


def test_the_official_sdk_accepts_the_signature_and_reads_every_event(emulator):
    user_id = emulator.friend("花子")
    emulator.says(user_id, "絵文字 🏃")
    emulator.control("POST", f"users/{user_id}/events", {"type": "postback", "postback": {"data": "x"}})
    for message in (
        {"type": "location", "latitude": 36.39, "longitude": 139.06},
        {"type": "image"},
        {"type": "sticker"},
    ):
        emulator.control("POST", f"users/{user_id}/events", {"type": "message", "message": message})
    emulator.control("POST", f"users/{user_id}/block")
    events = parsed(emulator)
    kinds = [
        FollowEvent,
        MessageEvent,
        PostbackEvent,
        MessageEvent,
        MessageEvent,
        MessageEvent,
        UnfollowEvent,
    ]
    assert [type(event) for event in events] == kinds
    assert {event.source.user_id for event in events} == {user_id}
    assert len({event.webhook_event_id for event in events}) == len(events)


def test_a_body_that_was_touched_does_not_match_its_signature(emulator):
    emulator.friend()
    touched = emulator.bot.bodies[0].decode().replace("follow", "unfollow")
    with pytest.raises(Exception, match="Invalid signature"):
        WebhookParser(SECRET).parse(touched, emulator.bot.signatures[0])


def test_a_webhook_names_its_destination_and_sends_one_event(emulator):
    emulator.friend()
    body = json.loads(emulator.bot.bodies[0])
    assert body["destination"] == emulator.platform.settings.bot_user_id
    assert len(body["events"]) == 1


def test_an_unfollow_has_no_reply_token(emulator):
    user_id = emulator.friend()
    emulator.control("POST", f"users/{user_id}/block")
    assert "replyToken" in emulator.bot.events[0]
    assert "replyToken" not in emulator.bot.events[1]


def test_who_unblocks_follows_again(emulator):
    user_id = emulator.friend()
    emulator.control("POST", f"users/{user_id}/block")
    assert emulator.push(user_id).status_code == 200
    emulator.control("POST", f"users/{user_id}/unblock")
    emulator.push(user_id)
    assert emulator.bot.events[-1]["follow"] == {"isUnblocked": True}
    assert len(emulator.received(user_id)) == 1


def test_the_same_event_id_given_three_times_is_the_same_event_three_times(emulator):
    user_id = emulator.friend()
    event = {
        "type": "message",
        "webhookEventId": "01JZ00000000000000000000EV",
        "timestamp": 1_750_000_000_000,
        "message": {"type": "text", "text": "once"},
    }
    answers = [emulator.control("POST", f"users/{user_id}/events", event) for _ in range(3)]
    sent = emulator.bot.events[1:]
    assert sent[0] == sent[1] == sent[2]
    assert sent[0]["timestamp"] == 1_750_000_000_000
    assert len({answer["replyToken"] for answer in answers}) == 1
    assert len(emulator.control("GET", f"users/{user_id}/timeline")["entries"]) == 1


def test_duplicates_are_sent_as_often_as_asked(emulator):
    user_id = emulator.friend()
    emulator.control("POST", "webhook", {"duplicate": 3})
    answer = emulator.says(user_id)
    assert [delivery["status"] for delivery in answer["deliveries"]] == [200, 200, 200]
    assert [event["webhookEventId"] for event in emulator.bot.events[1:]] == [answer["webhookEventId"]] * 3


def test_without_redelivery_a_failed_event_is_gone(emulator):
    user_id = emulator.friend()
    emulator.bot.statuses = [500]
    answer = emulator.says(user_id)
    emulator.settle()
    assert answer["deliveries"] == [{"status": 500, "reason": "ERROR_STATUS_CODE", "isRedelivery": False}]
    assert len(emulator.bot.events) == 2


def test_redelivery_repeats_a_failed_event_with_nothing_changed_but_its_mark(emulator):
    user_id = emulator.friend()
    emulator.control("POST", "webhook", {"redeliver": True})
    emulator.bot.statuses = [500, 503, 200]
    emulator.says(user_id)
    emulator.settle()
    first, second, third = emulator.bot.events[1:]
    assert [event["deliveryContext"]["isRedelivery"] for event in (first, second, third)] == [
        False,
        True,
        True,
    ]
    assert second == third == first | {"deliveryContext": {"isRedelivery": True}}


def test_a_redelivered_event_gives_its_unused_token_another_minute(emulator):
    user_id = emulator.friend()
    emulator.control("POST", "webhook", {"redeliver": True})
    emulator.bot.statuses = [500, 500, 500]
    said_at = emulator.clock.monotonic()
    token = emulator.says(user_id)["replyToken"]
    emulator.settle()
    emulator.clock.advance(55)
    assert emulator.clock.monotonic() - said_at > 60
    body = {"replyToken": token, "messages": [{"type": "text", "text": "late"}]}
    assert emulator.api("POST", "/v2/bot/message/reply", body).status_code == 200


def test_a_server_that_does_not_answer_in_time_is_a_request_timeout(emulator):
    user_id = emulator.friend()
    emulator.bot.stalls = True
    assert emulator.says(user_id)["deliveries"] == [
        {"status": None, "reason": "REQUEST_TIMEOUT", "isRedelivery": False}
    ]
    assert emulator.control("GET", "log")[-1]["outcome"] == "REQUEST_TIMEOUT"


def test_events_of_one_user_arrive_in_order(emulator):
    user_id = emulator.friend()
    texts = [f"{number}" for number in range(20)]
    emulator.together(
        *(
            (
                "POST",
                f"/_emulator/users/{user_id}/events",
                {"type": "message", "message": {"type": "text", "text": one}},
            )
            for one in texts
        )
    )
    assert [event["message"]["text"] for event in emulator.bot.events[1:]] == texts


def test_reordering_loses_nothing(emulator):
    user_id = emulator.friend()
    emulator.control("POST", "webhook", {"reorder": True})
    for number in range(5):
        emulator.says(user_id, str(number))
    assert sorted(event["message"]["text"] for event in emulator.bot.events[1:]) == list("01234")


def test_a_delay_moves_the_clock_before_the_delivery(emulator):
    user_id = emulator.friend()
    emulator.control("POST", "webhook", {"delay_seconds": 30})
    before = emulator.clock.monotonic()
    emulator.says(user_id)
    assert emulator.clock.monotonic() - before == 30


def test_the_webhook_can_be_tested_and_moved_through_lines_own_api(emulator):
    answer = emulator.api("POST", "/v2/bot/channel/webhook/test", {}).json()
    assert (answer["success"], answer["statusCode"]) == (True, 200)
    assert emulator.bot.events == []
    moved = {"endpoint": "http://localhost:3000/elsewhere"}
    assert emulator.api("PUT", "/v2/bot/channel/webhook/endpoint", moved).status_code == 200
    assert emulator.api("GET", "/v2/bot/channel/webhook/endpoint").json() == moved | {"active": True}
    refused = emulator.api("PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": "http://example.com/hook"})
    assert refused.status_code == 400


def test_event_ids_are_ulids_that_sort_by_time():
    earlier, later = new_webhook_event_id(1_700_000_000_000), new_webhook_event_id(1_700_000_000_001)
    assert len(earlier) == 26
    assert earlier < later
