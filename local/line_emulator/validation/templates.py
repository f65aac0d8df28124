"""Template messages: buttons, confirm, carousel and image carousel."""

from typing import Any

from local.line_emulator.validation.actions import check_action
from local.line_emulator.validation.findings import Findings

KINDS = ("buttons", "confirm", "carousel", "image_carousel")


def check_template(template: Any, findings: Findings) -> None:
    """Checks a template; LINE reports its properties with slashes, as template/actions/0/uri."""
    if not isinstance(template, dict):
        findings.add("template", "must be specified")
        return
    kind = template.get("type")
    if kind not in KINDS:
        findings.add("template/type", f"Must be one of the following values: [{', '.join(KINDS)}]")
        return
    _RULES[kind](template, findings)


def _actions(value: Any, path: str, findings: Findings, fewest: int, most: int) -> None:
    for number, action in enumerate(findings.items(value, path, fewest, most)):
        check_action(action, f"{path}/{number}", findings, separator="/")


def _buttons(template: dict[str, Any], findings: Findings) -> None:
    findings.web_address(template.get("thumbnailImageUrl"), "template/thumbnailImageUrl", required=False)
    findings.text(template.get("title"), "template/title", 40, required=False)
    findings.text(template.get("text"), "template/text", _text_length(template, plain=160, adorned=60))
    _actions(template.get("actions"), "template/actions", findings, 1, 4)
    if template.get("defaultAction") is not None:
        check_action(
            template["defaultAction"], "template/defaultAction", findings, separator="/", label_required=False
        )


def _confirm(template: dict[str, Any], findings: Findings) -> None:
    findings.text(template.get("text"), "template/text", 240)
    _actions(template.get("actions"), "template/actions", findings, 2, 2)


def _carousel(template: dict[str, Any], findings: Findings) -> None:
    columns = findings.items(template.get("columns"), "template/columns", 1, 10)
    for number, column in enumerate(columns):
        path = f"template/columns/{number}"
        if not isinstance(column, dict):
            findings.add(path, "must be an object")
            continue
        findings.web_address(column.get("thumbnailImageUrl"), f"{path}/thumbnailImageUrl", required=False)
        findings.text(column.get("title"), f"{path}/title", 40, required=False)
        findings.text(column.get("text"), f"{path}/text", _text_length(column, plain=120, adorned=60))
        _actions(column.get("actions"), f"{path}/actions", findings, 1, 3)
        if column.get("defaultAction") is not None:
            check_action(
                column["defaultAction"],
                f"{path}/defaultAction",
                findings,
                separator="/",
                label_required=False,
            )
    if len({_column_form(column) for column in columns if isinstance(column, dict)}) > 1:
        findings.add("template/columns", "all columns must have the same number of actions, image and title")


def _image_carousel(template: dict[str, Any], findings: Findings) -> None:
    for number, column in enumerate(findings.items(template.get("columns"), "template/columns", 1, 10)):
        path = f"template/columns/{number}"
        if not isinstance(column, dict):
            findings.add(path, "must be an object")
            continue
        findings.web_address(column.get("imageUrl"), f"{path}/imageUrl")
        check_action(
            column.get("action"), f"{path}/action", findings,
            separator="/", label_length=12, label_required=False,
        )  # fmt: skip


def _text_length(part: dict[str, Any], *, plain: int, adorned: int) -> int:
    return adorned if part.get("title") or part.get("thumbnailImageUrl") else plain


def _column_form(column: dict[str, Any]) -> tuple[int, bool, bool]:
    actions = column.get("actions")
    count = len(actions) if isinstance(actions, list) else 0
    return count, bool(column.get("thumbnailImageUrl")), bool(column.get("title"))


_RULES = {
    "buttons": _buttons,
    "confirm": _confirm,
    "carousel": _carousel,
    "image_carousel": _image_carousel,
}
