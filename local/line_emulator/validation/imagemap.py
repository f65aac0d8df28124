"""Imagemap messages: one image of 1040 px with areas to tap."""

from typing import Any

from local.line_emulator.validation.findings import Findings

WIDTH = 1_040
KINDS = ("message", "uri", "clipboard")


def check_imagemap(message: dict[str, Any], path: str, findings: Findings) -> None:
    """Checks an imagemap message's own properties."""
    findings.web_address(message.get("baseUrl"), f"{path}.baseUrl")
    findings.text(message.get("altText"), f"{path}.altText", 1_500)
    size = message.get("baseSize")
    if not isinstance(size, dict):
        findings.add(f"{path}.baseSize", "May not be empty")
    else:
        if size.get("width") != WIDTH:
            findings.add(f"{path}.baseSize.width", f"Must be {WIDTH}")
        findings.number(size.get("height"), f"{path}.baseSize.height", 1, 10 * WIDTH)
    for number, action in enumerate(findings.items(message.get("actions"), f"{path}.actions", 1, 50)):
        _check_area_action(action, f"{path}.actions[{number}]", findings)


def _check_area_action(action: Any, path: str, findings: Findings) -> None:
    if not isinstance(action, dict) or action.get("type") not in KINDS:
        findings.add(f"{path}.type", f"Must be one of the following values: [{', '.join(KINDS)}]")
        return
    findings.text(action.get("label"), f"{path}.label", 100, required=False)
    if action["type"] == "message":
        findings.text(action.get("text"), f"{path}.text", 400)
    elif action["type"] == "uri":
        findings.openable_uri(action.get("linkUri"), f"{path}.linkUri")
    else:
        findings.text(action.get("clipboardText"), f"{path}.clipboardText", 1_000)
    area = action.get("area")
    if not isinstance(area, dict):
        findings.add(f"{path}.area", "May not be empty")
        return
    for side in ("x", "y", "width", "height"):
        findings.number(area.get(side), f"{path}.area.{side}", 0, 10 * WIDTH)
