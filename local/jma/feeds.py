"""The agency's JSON as bulletins: `bosai/warning/data/r8/100000.json` and `bosai/flood/data/r8/flood_xml`."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from local.jma.model import Bulletin, Kind

OLD_FEED = "the feed of before May 2026: it is frozen, and would say for ever that nothing is in force"


class Unreadable(Exception):
    """A message that is not of a shape we know; the text says which."""


def read_json(content: bytes) -> list[Bulletin]:
    """Read either feed. Raises Unreadable, also for the frozen feed of the old scheme."""
    try:
        found = json.loads(content)
    except ValueError as error:
        raise Unreadable(f"not JSON: {error}") from error
    if isinstance(found, dict) and "areaTypes" in found:
        raise Unreadable(OLD_FEED)
    if not isinstance(found, list):
        raise Unreadable("neither the warnings' nor the rivers' feed")
    try:
        return [_river(one) if "item" in one else _warnings(one) for one in found]
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"a bulletin lacks {error}") from error


def _warnings(one: Mapping[str, Any]) -> Bulletin:
    items = one["warning"]["class20Items"]
    return Bulletin(
        series=one["dataTypeCode"],
        kind="areas",
        issued_at=datetime.fromisoformat(one["reportDatetime"]),
        areas={item["areaCode"]: tuple(_kind(kind) for kind in item["kinds"]) for item in items},
        withdrawn=one["infoType"] == "取消",
    )


def _kind(one: Mapping[str, Any]) -> Kind:
    return Kind(one.get("code", ""), one["status"])


def _river(one: Mapping[str, Any]) -> Bulletin:
    item = one["item"]
    # Code 10 is the end of the last advisory (氾濫注意報解除).
    kind = Kind(
        item["code"], "解除" if item["code"] == "10" else "発表", f"{one['riverName']} {item['name']}"
    )
    return Bulletin(
        series=one["riverCode"],
        kind="rivers",
        issued_at=datetime.fromisoformat(one["reportDatetime"]),
        areas=dict.fromkeys(one["class20Codes"], (kind,)),
        withdrawn=one["infoType"] == "取消",
    )
