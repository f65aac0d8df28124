"""The control API's own promises: users, log, clock, reset, and clear refusals."""

import pytest

from local.line_emulator.state.changes import Changes


def test_a_new_friend_has_an_id_of_lines_form_and_a_profile(emulator):
    user_id = emulator.control("POST", "users", {"displayName": "花子", "pictureUrl": "https://e.jp/a.png"})[
        "userId"
    ]
    assert emulator.api("GET", f"/v2/bot/profile/{user_id}").json() == {
        "userId": user_id,
        "displayName": "花子",
        "language": "ja",
        "pictureUrl": "https://e.jp/a.png",
    }


def test_messages_of_all_kinds_are_kept_in_order_with_their_way(emulator):
    friend = emulator.friend()
    token = emulator.says(friend)["replyToken"]
    text = [{"type": "text", "text": "hi"}]
    emulator.api("POST", "/v2/bot/message/reply", {"replyToken": token, "messages": text})
    emulator.api("POST", "/v2/bot/message/push", {"to": friend, "messages": text})
    emulator.api("POST", "/v2/bot/message/multicast", {"to": [friend], "messages": text})
    emulator.api("POST", "/v2/bot/message/broadcast", {"messages": text})
    received = emulator.received(friend)
    assert [entry["via"] for entry in received] == ["reply", "push", "multicast", "broadcast"]
    assert {tuple(entry) for entry in received} == {("via", "at", "message")}


def test_the_chat_shows_both_sides_in_order(emulator):
    friend = emulator.friend()
    emulator.says(friend, "question")
    emulator.push(friend, {"type": "text", "text": "answer"})
    event = {"type": "postback", "postback": {"data": "d"}, "displayText": "tapped"}
    emulator.control("POST", f"users/{friend}/events", event)
    timeline = emulator.control("GET", f"users/{friend}/timeline")
    said = [(entry["from"], entry["messages"][0]["text"]) for entry in timeline["entries"]]
    assert said == [("user", "question"), ("account", "answer"), ("user", "tapped")]
    assert "displayText" not in emulator.bot.events[-1]
    later = emulator.control("GET", f"users/{friend}/timeline?after={timeline['next']}")
    assert later["entries"] == []


def test_uploaded_content_is_fetched_by_the_bot_with_the_messages_id(emulator):
    friend = emulator.friend()
    path = f"/_emulator/users/{friend}/content"
    uploaded = emulator.call("POST", path, content=b"\x89PNG", headers={"content-type": "image/png"})
    message = {"type": "image", "id": uploaded.json()["messageId"]}
    emulator.control("POST", f"users/{friend}/events", {"type": "message", "message": message})
    message_id = emulator.bot.events[-1]["message"]["id"]
    for part in ("", "/preview"):
        answer = emulator.api("GET", f"/v2/bot/message/{message_id}/content{part}")
        assert (answer.content, answer.headers["content-type"]) == (b"\x89PNG", "image/png")
    assert (
        emulator.api("GET", f"/v2/bot/message/{message_id}/content/transcoding").json()["status"]
        == "succeeded"
    )
    assert emulator.api("GET", "/v2/bot/message/1/content").status_code == 404


def test_a_blocked_account_hears_nothing(emulator):
    friend = emulator.friend()
    emulator.control("POST", f"users/{friend}/block")
    event = {"type": "message", "message": {"type": "text", "text": "hi"}}
    assert emulator.call("POST", f"/_emulator/users/{friend}/events", json=event).status_code == 409
    assert emulator.api("GET", f"/v2/bot/profile/{friend}").status_code == 404


def test_the_log_shows_every_call_without_secrets_and_bodies_only_on_demand(emulator):
    emulator.push(emulator.friend(), {"type": "text", "text": "confidential"})
    call = emulator.control("GET", "log")[-1]
    assert (call["method"], call["path"], call["status"]) == ("POST", "/v2/bot/message/push", 200)
    assert call["requestHeaders"]["authorization"] == "Bearer ***"
    assert call["responseHeaders"]["x-line-request-id"] == call["requestId"]
    assert "confidential" not in str(emulator.control("GET", "log"))
    assert "confidential" in emulator.control("GET", "log?bodies=1")[-1]["body"]


def test_a_reset_forgets_users_messages_faults_and_calls(emulator):
    friend = emulator.friend()
    emulator.control("POST", "faults", {"endpoint": "*", "kind": "500"})
    emulator.control("POST", "reset")
    assert emulator.call("GET", f"/_emulator/users/{friend}/messages").status_code == 404
    assert emulator.control("GET", "faults") == {"faults": []}
    assert emulator.control("GET", "log") == []
    assert emulator.control("GET", "health") == {"status": "ok", "users": 0}


def test_followers_are_paged_and_leave_out_who_blocked(emulator):
    people = emulator.control("POST", "users/bulk", {"count": 5})["userIds"]
    emulator.control("POST", f"users/{people[0]}/block")
    first = emulator.api("GET", "/v2/bot/followers/ids?limit=3").json()
    second = emulator.api("GET", f"/v2/bot/followers/ids?limit=3&start={first['next']}").json()
    assert first["userIds"] + second["userIds"] == people[1:]
    assert "next" not in second
    assert emulator.api("GET", "/v2/bot/followers/ids?limit=1001").status_code == 400


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("users", {}, 422),
        ("users", {"displayName": "  "}, 422),
        ("users/bulk", {"count": 0}, 422),
        ("users/bulk", {"userIds": ["hanako"]}, 422),
        ("users/U0/events", {"type": "follow"}, 404),
        ("clock", {"advance_seconds": -1}, 422),
        ("clock", {"advance_seconds": "soon"}, 422),
        ("webhook", {"redeliver": "yes"}, 422),
        ("webhook", {"duplicate": 99}, 422),
        ("webhook", {"delay_seconds": -1}, 422),
        ("webhook", [], 400),
    ],
)
def test_bad_control_input_is_refused_with_a_sentence(emulator, path, body, status):
    answer = emulator.call("POST", f"/_emulator/{path}", json=body)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"type": "message"},
        {"type": "message", "message": {"type": "text"}},
        {"type": "message", "message": {"type": "location"}},
        {"type": "postback"},
    ],
)
def test_an_event_that_line_could_not_send_is_refused(emulator, event):
    friend = emulator.friend()
    assert emulator.call("POST", f"/_emulator/users/{friend}/events", json=event).status_code == 422
    assert len(emulator.bot.events) == 1


def test_a_body_that_is_not_json_is_refused(emulator):
    assert emulator.call("POST", "/_emulator/users", content=b"{").status_code == 400


def test_an_unknown_path_answers_as_line_does(emulator):
    answer = emulator.call("GET", "/v2/bot/nothing")
    assert (answer.status_code, answer.json()) == (404, {"message": "Not found"})
    assert answer.headers["x-line-request-id"]


def test_an_open_phone_hears_of_its_own_users_and_of_nobody_else(loop):
    async def scene():
        changes = Changes()
        with changes.watch(frozenset({"Ua", "Ub"})) as watch:
            changes.tell(["Uc"])
            changes.tell(["Ub", "Uc"])
            assert await watch.changed() == ["Ub"]
            changes.tell(None)
            assert await watch.changed() == ["Ua", "Ub"]
        changes.tell(["Ua"])

    loop.run(scene())
