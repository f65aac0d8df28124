"""The account's own endpoints, read with the official SDK's models."""

import pytest
from linebot.v3.insight import GetStatisticsPerUnitResponse
from linebot.v3.messaging import (
    BotInfoResponse,
    GetFollowersResponse,
    MessageQuotaResponse,
    PushMessageResponse,
    QuotaConsumptionResponse,
    UserProfileResponse,
)


def test_answers_are_read_by_the_official_sdks_models(emulator):
    friend = emulator.friend("花子")
    assert PushMessageResponse.from_json(emulator.push(friend).text).sent_messages[0].quote_token
    assert BotInfoResponse.from_json(emulator.api("GET", "/v2/bot/info").text).chat_mode == "bot"
    profile = UserProfileResponse.from_json(emulator.api("GET", f"/v2/bot/profile/{friend}").text)
    assert profile.display_name == "花子"
    assert GetFollowersResponse.from_json(emulator.api("GET", "/v2/bot/followers/ids").text).user_ids == [
        friend
    ]
    assert MessageQuotaResponse.from_json(emulator.api("GET", "/v2/bot/message/quota").text).type == "none"
    consumption = emulator.api("GET", "/v2/bot/message/quota/consumption").text
    assert QuotaConsumptionResponse.from_json(consumption).total_usage == 1


@pytest.mark.parametrize(("seconds", "status"), [(5, 202), (60, 202), (7, 400), (65, 400), (0, 400)])
def test_the_loading_animation_runs_in_steps_of_five_seconds(emulator, seconds, status):
    body = {"chatId": emulator.friend(), "loadingSeconds": seconds}
    assert emulator.api("POST", "/v2/bot/chat/loading/start", body).status_code == status


def test_marking_as_read_needs_a_token_or_a_chat(emulator):
    token = {"markAsReadToken": "t"}
    assert emulator.api("POST", "/v2/bot/chat/markAsRead", token).status_code == 200
    assert emulator.api("POST", "/v2/bot/chat/markAsRead", {}).status_code == 400


def test_a_link_token_is_given_for_friends(emulator):
    assert emulator.api("POST", f"/v2/bot/user/{emulator.friend()}/linkToken").json()["linkToken"]
    assert emulator.api("POST", "/v2/bot/user/Uunknown/linkToken").status_code == 404


def test_statistics_count_friends_and_blocks(emulator):
    emulator.friend()
    emulator.control("POST", f"users/{emulator.friend()}/block")
    answer = emulator.api("GET", "/v2/bot/insight/followers?date=20260810").json()
    assert answer == {"status": "ready", "followers": 2, "targetedReaches": 1, "blocks": 1}
    assert emulator.api("GET", "/v2/bot/insight/followers?date=today").status_code == 400


def test_statistics_count_people_reached_by_each_way(emulator):
    friends = [emulator.friend(), emulator.friend()]
    body = {"to": friends, "messages": [{"type": "text", "text": "hi"}]}
    emulator.api("POST", "/v2/bot/message/multicast", body)
    counted = emulator.api("GET", "/v2/bot/message/delivery/multicast?date=20260810").json()
    assert counted == {"status": "ready", "success": 2}
    insight = emulator.api("GET", "/v2/bot/insight/message/delivery?date=20260810").json()
    assert (insight["apiMulticast"], insight["apiPush"]) == (2, 0)
    path = "/v2/bot/insight/message/event/aggregation?customAggregationUnit=spring&from=20260801&to=20260810"
    statistics = GetStatisticsPerUnitResponse.from_json(emulator.api("GET", path).text)
    assert statistics.overview.unique_click is None


def test_the_phone_is_served_from_the_package_under_a_strict_policy(emulator):
    page = emulator.call("GET", "/")
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert emulator.call("GET", "/phone/main.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["page.py", "nothing.js", "..%2fapp.py", "__init__.py"])
def test_the_phone_serves_nothing_but_its_own_files(emulator, name):
    assert emulator.call("GET", f"/phone/{name}").status_code == 404
