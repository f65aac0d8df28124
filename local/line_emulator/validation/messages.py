"""Message objects: the list that every sending endpoint takes."""

import re
from typing import Any

from local.line_emulator.errors import LineError, body_error, body_errors
from local.line_emulator.validation.actions import EVERYWHERE, QUICK_REPLY_ONLY, check_action
from local.line_emulator.validation.findings import Findings
from local.line_emulator.validation.flex import check_flex
from local.line_emulator.validation.imagemap import check_imagemap
from local.line_emulator.validation.templates import check_template

MOST_MESSAGES = 5
MOST_QUICK_REPLIES = 13
UNIT_NAME = re.compile(r"[A-Za-z0-9_]{1,30}")
QUICK_REPLY_ACTIONS = (*EVERYWHERE, *QUICK_REPLY_ONLY)


def check_messages(messages: Any) -> list[dict[str, Any]]:
    """Answers the messages when LINE would accept them; raises LINE's 400 otherwise."""
    if not isinstance(messages, list) or not messages:
        raise body_error("messages", "May not be empty")
    if len(messages) > MOST_MESSAGES:
        raise body_error("messages", f"Size must be between 1 and {MOST_MESSAGES}")
    findings = Findings()
    for number, message in enumerate(messages):
        _check_outline(message, f"messages[{number}]", findings)
    if findings.details:
        raise body_errors(findings.details)
    for number, message in enumerate(messages):
        _refuse_broken_layout(message, number)
    return messages


def check_sending_options(body: dict[str, Any]) -> None:
    """The optional properties that sending endpoints share."""
    findings = Findings()
    findings.flag(body.get("notificationDisabled"), "notificationDisabled")
    units = body.get("customAggregationUnits")
    if units is not None:
        for unit in findings.items(units, "customAggregationUnits", 0, 1):
            if not isinstance(unit, str) or not UNIT_NAME.fullmatch(unit):
                findings.add(
                    "customAggregationUnits[0]", "Invalid characters are included in custom aggregation unit"
                )
    if findings.details:
        raise body_errors(findings.details)


def _check_outline(message: Any, path: str, findings: Findings) -> None:
    kind = message.get("type") if isinstance(message, dict) else None
    if kind not in _OUTLINES:
        findings.add(f"{path}.type", f"Must be one of the following values: [{', '.join(_OUTLINES)}]")
        return
    _OUTLINES[kind](message, path, findings)
    if message.get("quickReply") is not None:
        _check_quick_reply(message["quickReply"], f"{path}.quickReply", findings)
    if message.get("sender") is not None:
        _check_sender(message["sender"], f"{path}.sender", findings)


def _refuse_broken_layout(message: dict[str, Any], number: int) -> None:
    findings = Findings()
    if message["type"] == "template":
        check_template(message.get("template"), findings)
    elif message["type"] == "flex":
        check_flex(message.get("contents"), findings)
    if findings.details:
        raise LineError(
            400, f"A message (messages[{number}]) in the request body is invalid", details=findings.details
        )


def _check_quick_reply(quick_reply: Any, path: str, findings: Findings) -> None:
    entries = quick_reply.get("items") if isinstance(quick_reply, dict) else None
    for number, item in enumerate(findings.items(entries, f"{path}.items", 1, MOST_QUICK_REPLIES)):
        item_path = f"{path}.items[{number}]"
        if not isinstance(item, dict):
            findings.add(item_path, "Must be an object")
            continue
        findings.web_address(item.get("imageUrl"), f"{item_path}.imageUrl", required=False)
        check_action(item.get("action"), f"{item_path}.action", findings, allowed=QUICK_REPLY_ACTIONS)


def _check_sender(sender: Any, path: str, findings: Findings) -> None:
    if not isinstance(sender, dict):
        findings.add(path, "Must be an object")
        return
    findings.text(sender.get("name"), f"{path}.name", 20, required=False)
    findings.web_address(sender.get("iconUrl"), f"{path}.iconUrl", required=False)


def _text(message: dict[str, Any], path: str, findings: Findings) -> None:
    findings.text(message.get("text"), f"{path}.text", 5_000)
    if isinstance(message.get("text"), str) and message["text"] and not message["text"].strip():
        findings.add(f"{path}.text", "May not be empty")


def _sticker(message: dict[str, Any], path: str, findings: Findings) -> None:
    findings.text(message.get("packageId"), f"{path}.packageId", 20)
    findings.text(message.get("stickerId"), f"{path}.stickerId", 20)


def _image(message: dict[str, Any], path: str, findings: Findings) -> None:
    findings.web_address(message.get("originalContentUrl"), f"{path}.originalContentUrl")
    findings.web_address(message.get("previewImageUrl"), f"{path}.previewImageUrl")


def _audio(message: dict[str, Any], path: str, findings: Findings) -> None:
    findings.web_address(message.get("originalContentUrl"), f"{path}.originalContentUrl")
    findings.number(message.get("duration"), f"{path}.duration", 1, 24 * 3_600_000)


def _location(message: dict[str, Any], path: str, findings: Findings) -> None:
    findings.text(message.get("title"), f"{path}.title", 100)
    findings.text(message.get("address"), f"{path}.address", 100)
    findings.number(message.get("latitude"), f"{path}.latitude", -90, 90)
    findings.number(message.get("longitude"), f"{path}.longitude", -180, 180)


def _alternative_text(message: dict[str, Any], path: str, findings: Findings) -> None:
    findings.text(message.get("altText"), f"{path}.altText", 1_500)


def _coupon(message: dict[str, Any], path: str, findings: Findings) -> None:
    findings.text(message.get("couponId"), f"{path}.couponId", 100)


_OUTLINES = {
    "text": _text,
    "textV2": _text,
    "sticker": _sticker,
    "image": _image,
    "video": _image,
    "audio": _audio,
    "location": _location,
    "imagemap": check_imagemap,
    "template": _alternative_text,
    "flex": _alternative_text,
    "coupon": _coupon,
}
