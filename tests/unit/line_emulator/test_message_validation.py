"""Every rule for messages: one example on each side, and the property that LINE would name."""

import pytest

from local.line_emulator.errors import LineError
from local.line_emulator.validation.messages import check_messages

URL = "https://example.com/a.png"
EMOJI = "\U0001f3c3"


def text(**more):
    return {"type": "text", "text": "hi"} | more


def action(**more):
    return {"type": "message", "label": "Yes", "text": "yes"} | more


def quick(*actions):
    return text(quickReply={"items": [{"type": "action", "action": one} for one in actions]})


def template(**more):
    return {"type": "template", "altText": "a", "template": more}


def buttons(**more):
    return template(**({"type": "buttons", "text": "t", "actions": [action()]} | more))


def column(**more):
    return {"text": "t", "actions": [action()]} | more


def imagemap(**more):
    area = {"x": 0, "y": 0, "width": 520, "height": 520}
    return {
        "type": "imagemap", "baseUrl": "https://example.com/map", "altText": "a",
        "baseSize": {"width": 1040, "height": 1040},
        "actions": [{"type": "message", "text": "t", "area": area}],
    } | more  # fmt: skip


def first_detail(message):
    with pytest.raises(LineError) as refused:
        check_messages([message])
    assert refused.value.status == 400
    return refused.value.details[0]["property"]


ACCEPTED = [
    text(text="a" * 5_000),
    text(text=EMOJI * 2_500),
    quick(*[action()] * 13),
    quick(
        {"type": "location", "label": "here"},
        {"type": "camera", "label": "c"},
        {"type": "cameraRoll", "label": "r"},
    ),
    quick({"type": "postback", "label": "p", "data": "d" * 300, "displayText": "d"}),
    quick({"type": "uri", "label": "u", "uri": "https://e.jp/" + "a" * 987}),
    quick({"type": "uri", "label": "u", "uri": "tel:0272231111"}),
    quick(
        {
            "type": "datetimepicker",
            "label": "d",
            "data": "d",
            "mode": "date",
            "min": "2026-01-01",
            "max": "2026-12-31",
        }
    ),
    quick({"type": "clipboard", "label": "c", "clipboardText": "c" * 1_000}),
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    {"type": "image", "originalContentUrl": URL, "previewImageUrl": "http://localhost:3000/a.png"},
    {"type": "video", "originalContentUrl": URL, "previewImageUrl": URL},
    {"type": "audio", "originalContentUrl": URL, "duration": 60_000},
    {"type": "location", "title": "t", "address": "a", "latitude": 36.39, "longitude": 139.06},
    text(sender={"name": "n" * 20, "iconUrl": URL}),
    buttons(text="t" * 160),
    buttons(text="t" * 60, title="x" * 40, thumbnailImageUrl=URL, actions=[action()] * 4),
    template(type="confirm", text="t" * 240, actions=[action(), action()]),
    template(type="carousel", columns=[column()] * 10),
    template(type="image_carousel", columns=[{"imageUrl": URL, "action": action(label="l" * 12)}] * 10),
    imagemap(),
]

REFUSED = [
    ({}, "messages[0].type"),
    ("text", "messages[0].type"),
    ({"type": "coupons"}, "messages[0].type"),
    ({"type": "text"}, "messages[0].text"),
    (text(text=""), "messages[0].text"),
    (text(text=" \n"), "messages[0].text"),
    (text(text=7), "messages[0].text"),
    (text(text="a" * 5_001), "messages[0].text"),
    (text(text=EMOJI * 2_500 + "a"), "messages[0].text"),
    (quick(), "messages[0].quickReply.items"),
    (quick(*[action()] * 14), "messages[0].quickReply.items"),
    (quick(None), "messages[0].quickReply.items[0].action"),
    (quick({"type": "message", "text": "t"}), "messages[0].quickReply.items[0].action.label"),
    (quick(action(label="l" * 21)), "messages[0].quickReply.items[0].action.label"),
    (quick(action(text="t" * 301)), "messages[0].quickReply.items[0].action.text"),
    (
        quick({"type": "postback", "label": "p", "data": "d" * 301}),
        "messages[0].quickReply.items[0].action.data",
    ),
    (
        quick({"type": "postback", "label": "p", "data": "d", "text": "t", "displayText": "t"}),
        "messages[0].quickReply.items[0].action.text",
    ),
    (
        quick({"type": "postback", "label": "p", "data": "d", "fillInText": "t"}),
        "messages[0].quickReply.items[0].action.fillInText",
    ),
    (
        quick({"type": "uri", "label": "u", "uri": "https://e.jp/" + "a" * 988}),
        "messages[0].quickReply.items[0].action.uri",
    ),
    (
        quick({"type": "uri", "label": "u", "uri": "javascript:alert(1)"}),
        "messages[0].quickReply.items[0].action.uri",
    ),
    (quick({"type": "uri", "label": "u", "uri": "https://"}), "messages[0].quickReply.items[0].action.uri"),
    (
        quick({"type": "uri", "label": "u", "uri": "https://a b"}),
        "messages[0].quickReply.items[0].action.uri",
    ),
    (
        quick({"type": "datetimepicker", "label": "d", "data": "d", "mode": "day"}),
        "messages[0].quickReply.items[0].action.mode",
    ),
    (
        quick({"type": "datetimepicker", "label": "d", "data": "d", "mode": "time", "initial": "9:00"}),
        "messages[0].quickReply.items[0].action.initial",
    ),
    (
        quick(
            {
                "type": "datetimepicker",
                "label": "d",
                "data": "d",
                "mode": "date",
                "min": "2026-02-01",
                "max": "2026-01-01",
            }
        ),
        "messages[0].quickReply.items[0].action.min",
    ),
    (
        quick({"type": "clipboard", "label": "c", "clipboardText": "c" * 1_001}),
        "messages[0].quickReply.items[0].action.clipboardText",
    ),
    (
        quick({"type": "richmenuswitch", "richMenuAliasId": "a", "data": "d"}),
        "messages[0].quickReply.items[0].action.type",
    ),
    ({"type": "sticker", "packageId": "446"}, "messages[0].stickerId"),
    (
        {"type": "image", "originalContentUrl": "http://example.com/a.png", "previewImageUrl": URL},
        "messages[0].originalContentUrl",
    ),
    ({"type": "image", "originalContentUrl": URL}, "messages[0].previewImageUrl"),
    ({"type": "audio", "originalContentUrl": URL, "duration": 0}, "messages[0].duration"),
    (
        {"type": "location", "title": "t" * 101, "address": "a", "latitude": 0, "longitude": 0},
        "messages[0].title",
    ),
    (
        {"type": "location", "title": "t", "address": "a", "latitude": 91, "longitude": 0},
        "messages[0].latitude",
    ),
    (text(sender={"name": "n" * 21}), "messages[0].sender.name"),
    ({"type": "flex", "contents": {}}, "messages[0].altText"),
    ({"type": "flex", "altText": "a" * 1_501, "contents": {}}, "messages[0].altText"),
    (template(type="buttons") | {"altText": ""}, "messages[0].altText"),
    ({"type": "template", "altText": "a"}, "template"),
    (template(type="list"), "template/type"),
    (buttons(text="t" * 161), "template/text"),
    (buttons(text="t" * 61, title="x"), "template/text"),
    (buttons(title="x" * 41), "template/title"),
    (buttons(actions=[]), "template/actions"),
    (buttons(actions=[action()] * 5), "template/actions"),
    (buttons(actions=[{"type": "uri", "label": "u", "uri": "ftp://e.jp"}]), "template/actions/0/uri"),
    (buttons(thumbnailImageUrl="ftp://e.jp/a.png"), "template/thumbnailImageUrl"),
    (template(type="confirm", text="t" * 241, actions=[action(), action()]), "template/text"),
    (template(type="confirm", text="t", actions=[action()]), "template/actions"),
    (template(type="carousel", columns=[column()] * 11), "template/columns"),
    (template(type="carousel", columns=[column(text="t" * 121)]), "template/columns/0/text"),
    (template(type="carousel", columns=[column(), column(title="t")]), "template/columns"),
    (template(type="carousel", columns=[column(), column(actions=[action()] * 2)]), "template/columns"),
    (
        template(type="image_carousel", columns=[{"imageUrl": URL, "action": action(label="l" * 13)}]),
        "template/columns/0/action/label",
    ),
    (imagemap(baseSize={"width": 1000, "height": 1040}), "messages[0].baseSize.width"),
    (imagemap(actions=[]), "messages[0].actions"),
    (imagemap(actions=[{"type": "message", "text": "t"}]), "messages[0].actions[0].area"),
    (imagemap(actions=[{"type": "message", "text": "t" * 401, "area": {}}]), "messages[0].actions[0].text"),
    (imagemap(actions=[{"type": "uri", "linkUri": "x", "area": {}}]), "messages[0].actions[0].linkUri"),
]


@pytest.mark.parametrize("message", ACCEPTED, ids=lambda message: message["type"])
def test_a_message_within_the_rules_is_accepted(message):
    assert check_messages([message]) == [message]


@pytest.mark.parametrize(
    ("message", "broken"), REFUSED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_message_that_breaks_a_rule_is_refused_by_the_property_that_broke_it(message, broken):
    assert first_detail(message) == broken


@pytest.mark.parametrize(
    ("messages", "sentence"),
    [(None, "May not be empty"), ([], "May not be empty"), ([text()] * 6, "Size must be between 1 and 5")],
)
def test_a_call_carries_one_to_five_messages(messages, sentence):
    with pytest.raises(LineError) as refused:
        check_messages(messages)
    assert refused.value.body() == {
        "message": "The request body has 1 error(s)",
        "details": [{"message": sentence, "property": "messages"}],
    }


def test_all_broken_messages_are_reported_at_once():
    with pytest.raises(LineError) as refused:
        check_messages([text(text=""), text(), {"type": "x"}])
    assert refused.value.message == "The request body has 2 error(s)"
    assert [detail["property"] for detail in refused.value.details] == [
        "messages[0].text",
        "messages[2].type",
    ]


def test_a_broken_template_is_reported_by_its_message():
    with pytest.raises(LineError) as refused:
        check_messages([text(), buttons(text="")])
    assert refused.value.message == "A message (messages[1]) in the request body is invalid"
