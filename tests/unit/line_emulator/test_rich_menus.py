"""Rich menus: definition, image, aliases, links, batches."""

import struct

import pytest

MENU = {
    "size": {"width": 2500, "height": 1686},
    "selected": True,
    "name": "menu",
    "chatBarText": "メニュー",
    "areas": [
        {
            "bounds": {"x": 0, "y": 0, "width": 2500, "height": 1686},
            "action": {"type": "message", "text": "hi"},
        }
    ],
}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR"
AUTH = {"authorization": "Bearer local-channel-access-token"}


def png(width=2500, height=1686, padding=0):
    return PNG + struct.pack(">II", width, height) + b"\0" * padding


def jpeg(width, height):
    app0 = b"\xff\xe0\x00\x04ab"
    return b"\xff\xd8" + app0 + b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\0" * 8


def upload(emulator, menu_id, data=None, media_type="image/png"):
    path = f"/v2/bot/richmenu/{menu_id}/content"
    headers = AUTH | {"content-type": media_type}
    return emulator.call("POST", path, content=png() if data is None else data, headers=headers)


def create(emulator, image=True, **changes):
    menu_id = emulator.api("POST", "/v2/bot/richmenu", MENU | changes).json()["richMenuId"]
    if image:
        assert upload(emulator, menu_id).status_code == 200
    return menu_id


def seen_by(emulator, user_id):
    menu = emulator.control("GET", f"users/{user_id}")["richMenu"]
    return menu and menu["richMenuId"]


def test_a_menu_is_created_listed_read_and_deleted(emulator):
    menu_id = create(emulator, image=False)
    assert emulator.api("GET", "/v2/bot/richmenu/list").json()["richmenus"] == [
        {"richMenuId": menu_id} | MENU
    ]
    assert emulator.api("GET", f"/v2/bot/richmenu/{menu_id}").json()["name"] == "menu"
    assert emulator.api("DELETE", f"/v2/bot/richmenu/{menu_id}").status_code == 200
    assert emulator.api("GET", f"/v2/bot/richmenu/{menu_id}").status_code == 404


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"size": None}, "size"),
        ({"size": {"width": 799, "height": 500}}, "size.width"),
        ({"size": {"width": 2501, "height": 500}}, "size.width"),
        ({"size": {"width": 800, "height": 249}}, "size.height"),
        ({"size": {"width": 1000, "height": 700}}, "size"),
        ({"selected": "yes"}, "selected"),
        ({"name": "n" * 301}, "name"),
        ({"chatBarText": "あ" * 15}, "chatBarText"),
        ({"chatBarText": ""}, "chatBarText"),
        ({"areas": MENU["areas"] * 21}, "areas"),
        ({"areas": [{"action": {"type": "message", "text": "t"}}]}, "areas[0].bounds"),
        (
            {
                "areas": [
                    {
                        "bounds": {"x": 0, "y": 0, "width": 0, "height": 9},
                        "action": {"type": "message", "text": "t"},
                    }
                ]
            },
            "areas[0].bounds.width",
        ),
        (
            {"areas": [MENU["areas"][0] | {"action": {"type": "camera", "label": "c"}}]},
            "areas[0].action.type",
        ),
        (
            {
                "areas": [
                    MENU["areas"][0]
                    | {"action": {"type": "richmenuswitch", "richMenuAliasId": "A!", "data": "d"}}
                ]
            },
            "areas[0].action.richMenuAliasId",
        ),
    ],
)
def test_a_menu_that_breaks_a_rule_is_refused_by_the_property(emulator, change, broken):
    for path in ("/v2/bot/richmenu", "/v2/bot/richmenu/validate"):
        answer = emulator.api("POST", path, MENU | change)
        assert answer.status_code == 400
        assert answer.json()["details"][0]["property"] == broken


def test_an_image_is_kept_once_and_given_back(emulator):
    menu_id = create(emulator)
    again = emulator.api("GET", f"/v2/bot/richmenu/{menu_id}/content")
    assert (again.content, again.headers["content-type"]) == (png(), "image/png")
    assert upload(emulator, menu_id).status_code == 400


def test_a_jpeg_of_the_menus_size_is_accepted(emulator):
    menu_id = create(emulator, image=False)
    assert upload(emulator, menu_id, jpeg(2500, 1686), "image/jpeg").status_code == 200


@pytest.mark.parametrize(
    ("data", "media_type", "status"),
    [
        (png(2500, 843), "image/png", 400),
        (jpeg(2500, 843), "image/jpeg", 400),
        (b"not an image", "image/png", 400),
        (png(), "image/gif", 415),
        (png(padding=1024 * 1024), "image/png", 413),
    ],
)
def test_an_image_of_another_size_or_kind_is_refused(emulator, data, media_type, status):
    assert upload(emulator, create(emulator, image=False), data, media_type).status_code == status


def test_a_users_own_menu_comes_before_the_default(emulator):
    friend = emulator.friend()
    default, own = create(emulator), create(emulator)
    assert emulator.api("POST", f"/v2/bot/user/all/richmenu/{default}").status_code == 200
    assert emulator.api("GET", "/v2/bot/user/all/richmenu").json() == {"richMenuId": default}
    assert seen_by(emulator, friend) == default
    emulator.api("POST", f"/v2/bot/user/{friend}/richmenu/{own}")
    assert seen_by(emulator, friend) == own
    assert emulator.api("GET", f"/v2/bot/user/{friend}/richmenu").json() == {"richMenuId": own}
    emulator.api("DELETE", f"/v2/bot/user/{friend}/richmenu")
    assert seen_by(emulator, friend) == default
    assert emulator.api("GET", f"/v2/bot/user/{friend}/richmenu").status_code == 404
    emulator.api("DELETE", "/v2/bot/user/all/richmenu")
    assert seen_by(emulator, friend) is None


def test_a_menu_without_an_image_cannot_be_shown(emulator):
    menu_id = create(emulator, image=False)
    for path in (
        f"/v2/bot/user/all/richmenu/{menu_id}",
        f"/v2/bot/user/{emulator.friend()}/richmenu/{menu_id}",
    ):
        assert emulator.api("POST", path).status_code == 400


def test_bulk_links_take_500_users(emulator):
    friend, menu_id = emulator.friend(), create(emulator)
    body = {"richMenuId": menu_id, "userIds": [friend]}
    assert emulator.api("POST", "/v2/bot/richmenu/bulk/link", body).status_code == 202
    assert seen_by(emulator, friend) == menu_id
    body["userIds"] = [friend] * 501
    assert emulator.api("POST", "/v2/bot/richmenu/bulk/link", body).status_code == 400
    assert emulator.api("POST", "/v2/bot/richmenu/bulk/unlink", {"userIds": [friend]}).status_code == 202
    assert seen_by(emulator, friend) is None


def test_an_alias_is_created_moved_listed_and_deleted(emulator):
    first, second = create(emulator), create(emulator)
    alias = {"richMenuAliasId": "main", "richMenuId": first}
    assert emulator.api("POST", "/v2/bot/richmenu/alias", alias).status_code == 200
    assert emulator.api("POST", "/v2/bot/richmenu/alias", alias).json() == {
        "message": "conflict richmenu alias id"
    }
    assert emulator.api("POST", "/v2/bot/richmenu/alias/main", {"richMenuId": second}).status_code == 200
    moved = {"richMenuAliasId": "main", "richMenuId": second}
    assert emulator.api("GET", "/v2/bot/richmenu/alias/main").json() == moved
    assert emulator.api("GET", "/v2/bot/richmenu/alias/list").json() == {"aliases": [moved]}
    assert emulator.api("DELETE", "/v2/bot/richmenu/alias/main").status_code == 200
    assert emulator.api("GET", "/v2/bot/richmenu/alias/main").status_code == 404


def test_switching_tabs_shows_the_aliased_menu(emulator):
    friend, menu_id = emulator.friend(), create(emulator)
    emulator.api("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": "second", "richMenuId": menu_id})
    params = {"newRichMenuAliasId": "second", "status": "SUCCESS"}
    event = {"type": "postback", "postback": {"data": "tab", "params": params}}
    emulator.control("POST", f"users/{friend}/events", event)
    assert seen_by(emulator, friend) == menu_id


def test_a_batch_replaces_menus_without_chaining_and_reports_its_progress(emulator):
    old, new, newer = create(emulator), create(emulator), create(emulator)
    one, two = emulator.friend(), emulator.friend()
    emulator.api("POST", f"/v2/bot/user/{one}/richmenu/{old}")
    emulator.api("POST", f"/v2/bot/user/{two}/richmenu/{new}")
    operations = [{"type": "link", "from": old, "to": new}, {"type": "link", "from": new, "to": newer}]
    body = {"operations": operations, "resumeRequestKey": "k1"}
    assert emulator.api("POST", "/v2/bot/richmenu/validate/batch", body).status_code == 200
    answer = emulator.api("POST", "/v2/bot/richmenu/batch", body)
    assert answer.status_code == 202
    assert (seen_by(emulator, one), seen_by(emulator, two)) == (new, newer)
    path = f"/v2/bot/richmenu/progress/batch?requestId={answer.headers['x-line-request-id']}"
    assert emulator.api("GET", path).json()["phase"] == "succeeded"
    assert emulator.api("POST", "/v2/bot/richmenu/batch", body).status_code == 400


def test_three_batches_an_hour_are_enough(emulator):
    body = {"operations": [{"type": "unlinkAll"}]}
    statuses = [emulator.api("POST", "/v2/bot/richmenu/batch", body).status_code for _ in range(4)]
    assert statuses == [202, 202, 202, 429]


def test_who_blocks_loses_the_linked_menu(emulator):
    friend, menu_id = emulator.friend(), create(emulator)
    emulator.api("POST", f"/v2/bot/user/{friend}/richmenu/{menu_id}")
    emulator.control("POST", f"users/{friend}/block")
    emulator.control("POST", f"users/{friend}/unblock")
    assert seen_by(emulator, friend) is None
