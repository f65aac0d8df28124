"""Actions: what a tap on a button, an image or a menu area does."""

import re
from typing import Any

from local.line_emulator.validation.findings import Findings

DATE_FORMS = {
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "time": re.compile(r"\d{2}:\d{2}"),
    "datetime": re.compile(r"\d{4}-\d{2}-\d{2}[tT]\d{2}:\d{2}"),
}
INPUT_OPTIONS = ("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")
ALIAS_ID = re.compile(r"[a-z0-9_-]{1,32}")
QUICK_REPLY_ONLY = ("camera", "cameraRoll", "location")
EVERYWHERE = ("postback", "message", "uri", "datetimepicker", "clipboard")


def check_action(
    action: Any,
    path: str,
    findings: Findings,
    *,
    separator: str = ".",
    label_length: int = 20,
    label_required: bool = True,
    allowed: tuple[str, ...] = EVERYWHERE,
) -> None:
    """Checks one action; the path's separator differs between templates (/) and plain messages (.)."""
    if not isinstance(action, dict):
        findings.add(path, "must be specified" if action is None else "must be an object")
        return
    kind = action.get("type")
    if kind not in allowed:
        findings.add(f"{path}{separator}type", f"Must be one of the following values: [{', '.join(allowed)}]")
        return
    findings.text(action.get("label"), f"{path}{separator}label", label_length, required=label_required)
    rules = _RULES.get(kind)
    if rules:
        rules(action, path + separator, findings)


def _postback(action: dict[str, Any], prefix: str, findings: Findings) -> None:
    findings.text(action.get("data"), prefix + "data", 300)
    findings.text(action.get("displayText"), prefix + "displayText", 300, required=False)
    findings.text(action.get("text"), prefix + "text", 300, required=False)
    findings.choice(action.get("inputOption"), prefix + "inputOption", INPUT_OPTIONS, required=False)
    findings.text(action.get("fillInText"), prefix + "fillInText", 300, required=False)
    if "displayText" in action and "text" in action:
        findings.add(prefix + "text", "displayText and text cannot be used at the same time")
    if "fillInText" in action and action.get("inputOption") != "openKeyboard":
        findings.add(prefix + "fillInText", "fillInText requires inputOption openKeyboard")


def _message(action: dict[str, Any], prefix: str, findings: Findings) -> None:
    findings.text(action.get("text"), prefix + "text", 300)


def _uri(action: dict[str, Any], prefix: str, findings: Findings) -> None:
    findings.openable_uri(action.get("uri"), prefix + "uri")
    alternative = action.get("altUri")
    if isinstance(alternative, dict) and "desktop" in alternative:
        findings.openable_uri(alternative["desktop"], prefix + "altUri.desktop")


def _datetime_picker(action: dict[str, Any], prefix: str, findings: Findings) -> None:
    findings.text(action.get("data"), prefix + "data", 300)
    mode = action.get("mode")
    findings.choice(mode, prefix + "mode", tuple(DATE_FORMS))
    form = DATE_FORMS.get(str(mode))
    if form is None:
        return
    for name in ("initial", "max", "min"):
        findings.pattern(action.get(name), prefix + name, form)
    lowest, highest = action.get("min"), action.get("max")
    if isinstance(lowest, str) and isinstance(highest, str) and lowest.lower() >= highest.lower():
        findings.add(prefix + "min", "min must be less than max")


def _clipboard(action: dict[str, Any], prefix: str, findings: Findings) -> None:
    findings.text(action.get("clipboardText"), prefix + "clipboardText", 1_000)


def _rich_menu_switch(action: dict[str, Any], prefix: str, findings: Findings) -> None:
    findings.pattern(action.get("richMenuAliasId"), prefix + "richMenuAliasId", ALIAS_ID, required=True)
    findings.text(action.get("data"), prefix + "data", 300)


_RULES = {
    "postback": _postback,
    "message": _message,
    "uri": _uri,
    "datetimepicker": _datetime_picker,
    "clipboard": _clipboard,
    "richmenuswitch": _rich_menu_switch,
}
