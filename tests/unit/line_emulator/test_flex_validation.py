"""The rules for Flex messages."""

import pytest

from local.line_emulator.validation.findings import Findings
from local.line_emulator.validation.flex import check_flex

URL = "https://example.com/a.png"
URI_ACTION = {"type": "uri", "label": "open", "uri": "https://example.com"}


def text(**more):
    return {"type": "text", "text": "t"} | more


def box(*contents, **more):
    return {"type": "box", "layout": "vertical", "contents": list(contents)} | more


def bubble(*contents, **more):
    return {"type": "bubble", "body": box(*contents)} | more


def findings(contents):
    found = Findings()
    check_flex(contents, found)
    return [detail["property"] for detail in found.details]


def nested(depth):
    inner = box()
    for _ in range(depth - 1):
        inner = box(inner)
    return {"type": "bubble", "body": inner}


ACCEPTED = [
    bubble(text()),
    bubble(text(), size="giga", direction="rtl"),
    bubble(text(size="5xl", color="#11223344", weight="bold", wrap=True, maxLines=2, flex=0, margin="xxl")),
    bubble({"type": "text", "contents": [{"type": "span", "text": "a", "decoration": "underline"}]}),
    bubble({"type": "button", "action": URI_ACTION, "style": "primary", "color": "#067A41", "height": "sm"}),
    bubble({"type": "image", "url": URL, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover"}),
    bubble({"type": "separator", "margin": "md", "color": "#000000"}, {"type": "filler"}),
    bubble(box(text(), {"type": "icon", "url": URL, "size": "sm"}, layout="baseline", spacing="4px")),
    bubble(
        box(backgroundColor="#FFFFFF", cornerRadius="md", paddingAll="10%", width="50%", borderWidth="light")
    ),
    bubble(
        box(
            position="absolute",
            offsetTop="-4px",
            background={
                "type": "linearGradient",
                "angle": "90deg",
                "startColor": "#000000",
                "endColor": "#FFFFFF",
            },
        )
    ),
    bubble(text(), hero={"type": "image", "url": URL}, styles={"footer": {"separator": True}}),
    bubble(
        text(),
        hero={"type": "video", "url": URL, "previewUrl": URL, "altContent": {"type": "image", "url": URL}},
    ),
    {"type": "carousel", "contents": [bubble(text())] * 12},
    nested(10),
]

REFUSED = [
    (None, "/type"),
    ({"type": "box"}, "/type"),
    ({"type": "bubble"}, "/"),
    (bubble(size="huge"), "/size"),
    (bubble(colour="#000000"), "/colour"),
    ({"type": "bubble", "body": text()}, "/body/type"),
    ({"type": "bubble", "body": {"type": "box", "contents": []}}, "/body/layout"),
    ({"type": "bubble", "body": {"type": "box", "layout": "vertical"}}, "/body/contents"),
    (bubble(text(text="")), "/body/contents/0/text"),
    (bubble({"type": "text"}), "/body/contents/0/text"),
    (bubble(text(size="large")), "/body/contents/0/size"),
    (bubble(text(color="red")), "/body/contents/0/color"),
    (bubble(text(wrap="true")), "/body/contents/0/wrap"),
    (bubble(text(fontSize="sm")), "/body/contents/0/fontSize"),
    (bubble(text(flex=-1)), "/body/contents/0/flex"),
    (bubble({"type": "span", "text": "t"}), "/body/contents/0/type"),
    (bubble({"type": "button"}), "/body/contents/0/action"),
    (
        bubble({"type": "button", "action": {"type": "uri", "uri": "https://e.jp"}}),
        "/body/contents/0/action/label",
    ),
    (bubble({"type": "button", "action": URI_ACTION | {"label": "l" * 41}}), "/body/contents/0/action/label"),
    (
        bubble({"type": "button", "action": URI_ACTION | {"uri": "javascript:1"}}),
        "/body/contents/0/action/uri",
    ),
    (bubble({"type": "image", "url": "http://example.com/a.png"}), "/body/contents/0/url"),
    (bubble({"type": "image"}), "/body/contents/0/url"),
    (bubble({"type": "image", "url": URL, "aspectRatio": "wide"}), "/body/contents/0/aspectRatio"),
    (
        bubble(box({"type": "button", "action": URI_ACTION}, layout="baseline")),
        "/body/contents/0/contents/0/type",
    ),
    (bubble(box(background={"type": "radial"})), "/body/contents/0/background/type"),
    (bubble(text(), hero=text()), "/hero/type"),
    (bubble(text(), styles={"body": {"color": "#000000"}}), "/styles/body/color"),
    ({"type": "carousel", "contents": []}, "/contents"),
    ({"type": "carousel", "contents": [bubble(text())] * 13}, "/contents"),
    ({"type": "carousel", "contents": [box()]}, "/contents/0/type"),
    ({"type": "carousel", "contents": [bubble(text()), bubble(text(), size="nano")]}, "/contents"),
    (nested(11), "/body" + "/contents/0" * 10),
]


@pytest.mark.parametrize("contents", ACCEPTED)
def test_a_container_within_the_rules_is_accepted(contents):
    assert findings(contents) == []


@pytest.mark.parametrize(("contents", "broken"), REFUSED)
def test_a_container_that_breaks_a_rule_is_refused_by_its_path(contents, broken):
    assert findings(contents)[0] == broken


def test_a_bubble_weighs_at_most_30_kb_of_utf_8():
    overhead = 2_000
    assert findings(bubble(text(text="あ" * ((30 * 1024 - overhead) // 3)))) == []
    assert findings(bubble(text(text="あ" * 10_300))) == ["/"]


def test_a_carousel_weighs_at_most_50_kb():
    heavy = bubble(text(text="a" * 13_000))
    assert findings({"type": "carousel", "contents": [heavy] * 3}) == []
    assert findings({"type": "carousel", "contents": [heavy] * 4}) == ["/"]
