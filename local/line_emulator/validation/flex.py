"""Flex messages: bubbles, carousels and their components."""

import json
from typing import Any

from local.line_emulator.validation.findings import Findings
from local.line_emulator.validation.flex_components import check_box, check_component, refuse_unknown
from local.line_emulator.validation.flex_values import COLOR

BUBBLE_BYTES = 30 * 1024
CAROUSEL_BYTES = 50 * 1024
MOST_BUBBLES = 12
BUBBLE_SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")
BLOCKS = ("header", "hero", "body", "footer")


def check_flex(contents: Any, findings: Findings) -> None:
    """Checks a Flex container; LINE reports its properties as /body/contents/0/text."""
    kind = contents.get("type") if isinstance(contents, dict) else None
    if kind == "bubble":
        _check_bubble(contents, "", findings)
    elif kind == "carousel":
        _check_carousel(contents, findings)
    else:
        findings.add("/type", "must be one of: bubble, carousel")


def _check_carousel(carousel: dict[str, Any], findings: Findings) -> None:
    refuse_unknown(carousel, "", {"type", "contents"}, findings)
    bubbles = carousel.get("contents")
    if not isinstance(bubbles, list) or not 1 <= len(bubbles) <= MOST_BUBBLES:
        findings.add("/contents", f"size must be between 1 and {MOST_BUBBLES}")
        return
    for number, bubble in enumerate(bubbles):
        if not isinstance(bubble, dict) or bubble.get("type") != "bubble":
            findings.add(f"/contents/{number}/type", "must be bubble")
        else:
            _check_bubble(bubble, f"/contents/{number}", findings)
    if len({bubble.get("size", "mega") for bubble in bubbles if isinstance(bubble, dict)}) > 1:
        findings.add("/contents", "all bubbles must have the same size")
    _check_weight(carousel, "/", CAROUSEL_BYTES, findings)


def _check_bubble(bubble: dict[str, Any], path: str, findings: Findings) -> None:
    refuse_unknown(bubble, path, {"type", "size", "direction", "styles", "action", *BLOCKS}, findings)
    if bubble.get("size", "mega") not in BUBBLE_SIZES:
        findings.add(f"{path}/size", "invalid property")
    if bubble.get("direction", "ltr") not in ("ltr", "rtl"):
        findings.add(f"{path}/direction", "invalid property")
    if not any(bubble.get(block) for block in BLOCKS):
        findings.add(path or "/", "at least one block must be specified")
    for block in ("header", "body", "footer"):
        if bubble.get(block) is not None:
            check_box(bubble[block], f"{path}/{block}", findings)
    if bubble.get("hero") is not None:
        check_component(bubble["hero"], f"{path}/hero", findings, allowed=("box", "image", "video"))
    _check_styles(bubble.get("styles"), f"{path}/styles", findings)
    _check_weight(bubble, path or "/", BUBBLE_BYTES, findings)


def _check_styles(styles: Any, path: str, findings: Findings) -> None:
    if styles is None:
        return
    if not isinstance(styles, dict):
        findings.add(path, "must be an object")
        return
    refuse_unknown(styles, path, set(BLOCKS), findings)
    for block, style in styles.items():
        if not isinstance(style, dict):
            findings.add(f"{path}/{block}", "must be an object")
            continue
        refuse_unknown(style, f"{path}/{block}", {"backgroundColor", "separator", "separatorColor"}, findings)
        for name in ("backgroundColor", "separatorColor"):
            findings.pattern(style.get(name), f"{path}/{block}/{name}", COLOR)


def _check_weight(container: dict[str, Any], path: str, most_bytes: int, findings: Findings) -> None:
    size = len(json.dumps(container, ensure_ascii=False, separators=(",", ":")).encode())
    if size > most_bytes:
        findings.add(path, f"JSON size must be at most {most_bytes} bytes but was {size}")
