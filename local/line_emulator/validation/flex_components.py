"""Flex components: which properties each has, and the form of every value."""

import re
from collections.abc import Mapping
from typing import Any

from local.line_emulator.validation import flex_values as form
from local.line_emulator.validation.actions import check_action
from local.line_emulator.validation.findings import Findings

DEEPEST_BOX = 10
FLAGS = {"wrap", "scaling", "animated"}

_PLACED: dict[str, re.Pattern[str]] = {
    "margin": form.SPACING,
    "position": form.POSITION,
    "offsetTop": form.OFFSET,
    "offsetBottom": form.OFFSET,
    "offsetStart": form.OFFSET,
    "offsetEnd": form.OFFSET,
}
_WORDS: dict[str, re.Pattern[str]] = {
    "size": form.TEXT_SIZE,
    "color": form.COLOR,
    "weight": form.WEIGHT,
    "style": form.TEXT_STYLE,
    "decoration": form.DECORATION,
}
_FORMS: dict[str, Mapping[str, re.Pattern[str]]] = {
    "box": _PLACED
    | {
        "layout": form.words("horizontal", "vertical", "baseline"),
        "spacing": form.SPACING,
        "backgroundColor": form.COLOR,
        "borderColor": form.COLOR,
        "borderWidth": form.BORDER_WIDTH,
        "cornerRadius": form.CORNER_RADIUS,
        "width": form.LENGTH,
        "maxWidth": form.LENGTH,
        "height": form.LENGTH,
        "maxHeight": form.LENGTH,
        "paddingAll": form.PADDING,
        "paddingTop": form.PADDING,
        "paddingBottom": form.PADDING,
        "paddingStart": form.PADDING,
        "paddingEnd": form.PADDING,
        "justifyContent": form.words(
            "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"
        ),
        "alignItems": form.words("center", "flex-start", "flex-end"),
    },
    "button": _PLACED
    | {
        "color": form.COLOR,
        "style": form.words("primary", "secondary", "link"),
        "gravity": form.GRAVITY,
        "height": form.words("sm", "md"),
        "adjustMode": form.words("shrink-to-fit"),
    },
    "image": _PLACED
    | {
        "align": form.ALIGN,
        "gravity": form.GRAVITY,
        "size": form.IMAGE_SIZE,
        "aspectRatio": form.ASPECT_RATIO,
        "aspectMode": form.words("cover", "fit"),
        "backgroundColor": form.COLOR,
    },
    "text": _PLACED
    | _WORDS
    | {
        "align": form.ALIGN,
        "gravity": form.GRAVITY,
        "lineSpacing": re.compile(form.PIXELS),
        "adjustMode": form.words("shrink-to-fit"),
    },
    "span": _WORDS,
    "icon": _PLACED | {"size": form.TEXT_SIZE, "aspectRatio": form.ASPECT_RATIO},
    "separator": {"margin": form.SPACING, "color": form.COLOR},
    "video": {"aspectRatio": form.ASPECT_RATIO},
    "filler": {},
}
# What each component has besides the properties whose form is listed above.
_OTHERS: dict[str, set[str]] = {
    "box": {"flex", "contents", "action", "background"},
    "button": {"flex", "action", "scaling"},
    "image": {"flex", "url", "action", "animated"},
    "text": {"flex", "text", "contents", "wrap", "maxLines", "action", "scaling"},
    "span": {"text"},
    "icon": {"url", "scaling"},
    "separator": set(),
    "video": {"url", "previewUrl", "altContent", "action"},
    "filler": {"flex"},
}
_IN_BOX = ("box", "button", "image", "text", "separator", "filler", "icon")
_IN_BASELINE = ("icon", "text", "filler")


def refuse_unknown(part: Mapping[str, Any], path: str, known: set[str], findings: Findings) -> None:
    """LINE refuses a Flex property that it does not know."""
    for name in part:
        if name not in known:
            findings.add(f"{path}/{name}", "invalid property")


def check_box(box: Any, path: str, findings: Findings, depth: int = 1) -> None:
    """Checks a box and everything in it."""
    check_component(box, path, findings, allowed=("box",), depth=depth)


def check_component(
    component: Any, path: str, findings: Findings, *, allowed: tuple[str, ...], depth: int = 1
) -> None:
    """Checks one component: its type, its properties' names and forms, its own rules."""
    kind = component.get("type") if isinstance(component, dict) else None
    if kind not in allowed:
        findings.add(f"{path}/type", f"must be one of: {', '.join(allowed)}")
        return
    forms = _FORMS[kind]
    refuse_unknown(component, path, {"type", *forms, *_OTHERS[kind]}, findings)
    for name, pattern in forms.items():
        findings.pattern(component.get(name), f"{path}/{name}", pattern)
    for name in FLAGS & component.keys():
        findings.flag(component[name], f"{path}/{name}")
    if "flex" in component:
        findings.number(component["flex"], f"{path}/flex", 0, 100_000)
    if component.get("action") is not None:
        _check_flex_action(component["action"], kind, f"{path}/action", findings)
    _OWN_RULES[kind](component, path, findings, depth)


def _check_flex_action(action: Any, kind: str, path: str, findings: Findings) -> None:
    check_action(
        action, path, findings, separator="/", label_length=40, label_required=kind == "button",
        allowed=("postback", "message", "uri", "datetimepicker", "clipboard"),
    )  # fmt: skip


def _box(box: dict[str, Any], path: str, findings: Findings, depth: int) -> None:
    if box.get("layout") is None:
        findings.add(f"{path}/layout", "must be specified")
    contents = box.get("contents")
    if not isinstance(contents, list):
        findings.add(f"{path}/contents", "must be specified")
        return
    if depth > DEEPEST_BOX:
        findings.add(path, "nested too deeply")
        return
    allowed = _IN_BASELINE if box.get("layout") == "baseline" else _IN_BOX
    for number, component in enumerate(contents):
        check_component(component, f"{path}/contents/{number}", findings, allowed=allowed, depth=depth + 1)
    if box.get("background") is not None:
        _check_background(box["background"], f"{path}/background", findings)


def _check_background(background: Any, path: str, findings: Findings) -> None:
    if not isinstance(background, dict) or background.get("type") != "linearGradient":
        findings.add(f"{path}/type", "must be linearGradient")
        return
    findings.pattern(background.get("angle"), f"{path}/angle", form.ANGLE, required=True)
    findings.pattern(background.get("startColor"), f"{path}/startColor", form.COLOR, required=True)
    findings.pattern(background.get("endColor"), f"{path}/endColor", form.COLOR, required=True)
    findings.pattern(background.get("centerColor"), f"{path}/centerColor", form.COLOR)
    findings.pattern(background.get("centerPosition"), f"{path}/centerPosition", form.PERCENT)


def _button(button: dict[str, Any], path: str, findings: Findings, _depth: int) -> None:
    if button.get("action") is None:
        findings.add(f"{path}/action", "must be specified")


def _image(image: dict[str, Any], path: str, findings: Findings, _depth: int) -> None:
    findings.web_address(image.get("url"), f"{path}/url")


def _text(text: dict[str, Any], path: str, findings: Findings, _depth: int) -> None:
    spans = text.get("contents")
    if spans:
        for number, span in enumerate(spans):
            check_component(span, f"{path}/contents/{number}", findings, allowed=("span",))
    elif not isinstance(text.get("text"), str) or not text["text"]:
        findings.add(f"{path}/text", "must be non-empty text")
    if "maxLines" in text:
        findings.number(text["maxLines"], f"{path}/maxLines", 0, 100_000)


def _span(span: dict[str, Any], path: str, findings: Findings, _depth: int) -> None:
    if not isinstance(span.get("text"), str):
        findings.add(f"{path}/text", "must be specified")


def _video(video: dict[str, Any], path: str, findings: Findings, depth: int) -> None:
    findings.web_address(video.get("url"), f"{path}/url")
    findings.web_address(video.get("previewUrl"), f"{path}/previewUrl")
    check_component(
        video.get("altContent"), f"{path}/altContent", findings, allowed=("box", "image"), depth=depth + 1
    )


def _nothing_more(_part: dict[str, Any], _path: str, _findings: Findings, _depth: int) -> None:
    """Separators and fillers have no rules beyond their properties' forms."""


_OWN_RULES = {
    "box": _box,
    "button": _button,
    "image": _image,
    "text": _text,
    "span": _span,
    "icon": _image,
    "separator": _nothing_more,
    "video": _video,
    "filler": _nothing_more,
}
