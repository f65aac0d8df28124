"""Rich menus: size, areas, chat bar text and image."""

import struct
from typing import Any

from local.line_emulator.errors import LineError, body_errors
from local.line_emulator.validation.actions import EVERYWHERE, check_action
from local.line_emulator.validation.findings import Findings

NARROWEST, WIDEST, LOWEST = 800, 2_500, 250
LEAST_RATIO = 1.45
MOST_AREAS = 20
IMAGE_BYTES = 1024 * 1024
ACTIONS = (*EVERYWHERE, "richmenuswitch")


def check_rich_menu(definition: Any) -> dict[str, Any]:
    """Answers the definition when LINE would accept it; raises LINE's 400 otherwise."""
    findings = Findings()
    if not isinstance(definition, dict):
        findings.add("size", "May not be empty")
        raise body_errors(findings.details)
    _check_size(definition.get("size"), findings)
    if not isinstance(definition.get("selected"), bool):
        findings.add("selected", "May not be empty")
    findings.text(definition.get("name"), "name", 300)
    findings.text(definition.get("chatBarText"), "chatBarText", 14)
    for number, area in enumerate(findings.items(definition.get("areas"), "areas", 0, MOST_AREAS)):
        _check_area(area, f"areas[{number}]", findings)
    if findings.details:
        raise body_errors(findings.details)
    return definition


def check_rich_menu_image(data: bytes, media_type: str, definition: dict[str, Any]) -> None:
    """Raises LINE's refusal unless the image is a JPEG or PNG of the menu's own size, at most 1 MB."""
    if media_type not in ("image/jpeg", "image/png"):
        raise LineError(415, f"The content type, {media_type}, is not supported")
    if len(data) > IMAGE_BYTES:
        raise LineError(413, "Request Entity Too Large")
    size = _png_size(data) if media_type == "image/png" else _jpeg_size(data)
    expected = definition["size"]
    if size is None or size != (expected["width"], expected["height"]):
        raise LineError(400, "The image size does not match the rich menu's size")


def _check_size(size: Any, findings: Findings) -> None:
    if not isinstance(size, dict):
        findings.add("size", "May not be empty")
        return
    before = len(findings.details)
    findings.number(size.get("width"), "size.width", NARROWEST, WIDEST)
    findings.number(size.get("height"), "size.height", LOWEST, WIDEST)
    if len(findings.details) == before and size["width"] / size["height"] < LEAST_RATIO:
        findings.add("size", f"Aspect ratio (width / height) must be at least {LEAST_RATIO}")


def _check_area(area: Any, path: str, findings: Findings) -> None:
    if not isinstance(area, dict):
        findings.add(path, "Must be an object")
        return
    bounds = area.get("bounds")
    if not isinstance(bounds, dict):
        findings.add(f"{path}.bounds", "May not be empty")
    else:
        for side in ("x", "y"):
            findings.number(bounds.get(side), f"{path}.bounds.{side}", 0, WIDEST)
        for side in ("width", "height"):
            findings.number(bounds.get(side), f"{path}.bounds.{side}", 1, WIDEST)
    check_action(area.get("action"), f"{path}.action", findings, label_required=False, allowed=ACTIONS)


def _png_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 24 or not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\xff\xd8"):
        return None
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4])
        # SOF0..SOF15 hold the frame's size; C4, C8 and CC are other segments in the same range.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None
