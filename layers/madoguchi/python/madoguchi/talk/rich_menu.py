"""The menu under the chat: made on the channel from content, shown to residents once they are registered.

LINE's menus cannot be changed, so a changed one is a new menu, and the alias says which one is shown.
"""

import hashlib
import json
from functools import cache
from typing import Any

from madoguchi.line.actions import Action, link, postback
from madoguchi.line.client import LineAnswer, LineClient
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import LineUnreachable, Unavailable
from madoguchi.runtime.log import logger
from madoguchi.talk.model import World
from madoguchi.talk.replies import page
from madoguchi.talk.script import menu_item
from madoguchi.talk.understand import button

ALIAS = "madoguchi-main"


def definition(liff_url: str) -> dict[str, Any]:
    """Return the menu as the Messaging API wants it; sizes in pixels of its image."""
    menu = content("talk/richmenu")
    areas = [
        {"bounds": bounds, "action": _action(area, World(0, liff_url))}
        for area, bounds in zip(menu["areas"], cells(menu), strict=True)
    ]
    return {
        "size": {"width": menu["width"], "height": menu["height"]},
        "selected": True,
        "name": menu["name"],
        "chatBarText": menu["chat_bar"],
        "areas": areas,
    }


def cells(menu: dict[str, Any]) -> list[dict[str, int]]:
    """Divide the image into a grid, one cell an area, row by row; the last of a row takes the odd pixels."""
    columns = menu["columns"]
    rows = -(-len(menu["areas"]) // columns)
    width, height = menu["width"] // columns, menu["height"] // rows
    return [
        {
            "x": width * (number % columns),
            "y": height * (number // columns),
            "width": width if (number + 1) % columns else menu["width"] - width * (columns - 1),
            "height": height,
        }
        for number in range(len(menu["areas"]))
    ]


def _action(area: dict[str, Any], world: World) -> Action:
    item = menu_item(area.get("item", "")) or {"command": area.get("command", "menu")}
    if "path" in item:
        return link(area["title"], page(item["path"], world))
    return postback(area["title"], button(item["command"]))


def put_up(line: LineClient, liff_url: str, png: bytes) -> tuple[str, bool]:
    """Make the channel's menu what content says; return its id and whether anything had to change.

    Raises Unavailable when LINE refuses a step; what was done stays, and the next run goes on from there.
    """
    wanted = definition(liff_url)
    fingerprint = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode() + png).hexdigest()[:16]
    wanted["name"] = f"{wanted['name']}-{fingerprint}"
    listed = _expect(line.rich_menus()).body.get("richmenus", [])
    named = line.rich_menu_alias(ALIAS)
    current = named.body.get("richMenuId") if named.status == 200 else None
    for menu in listed:
        if menu["richMenuId"] == current and menu["name"] == wanted["name"]:
            return menu["richMenuId"], False
    menu_id = str(_expect(line.create_rich_menu(wanted)).body["richMenuId"])
    _expect(line.upload_rich_menu_image(menu_id, png))
    if current is None:
        _expect(line.create_rich_menu_alias(ALIAS, menu_id))
    else:
        _expect(line.update_rich_menu_alias(ALIAS, menu_id))
    return menu_id, True


def _expect(answer: LineAnswer) -> LineAnswer:
    if answer.status != 200:
        raise Unavailable(f"rich menu: LINE answered {answer.status}")
    return answer


def show(line: LineClient, user_id: str) -> None:
    """Show the menu to a resident. A menu that fails to appear must not cost the answer: it is logged."""
    try:
        menu_id = _menu_id(line)
        answer = line.link_rich_menu(user_id, menu_id) if menu_id else None
    except LineUnreachable:
        answer = None
    if answer is None or answer.status != 200:
        _menu_id.cache_clear()
        logger().warning("the rich menu was not shown", status=answer.status if answer else 0)


def hide(line: LineClient, user_id: str) -> None:
    """Take the menu from a resident who had everything deleted."""
    try:
        line.unlink_rich_menu(user_id)
    except LineUnreachable:
        logger().warning("the rich menu was not taken away")


@cache
def _menu_id(line: LineClient) -> str:
    return str(line.rich_menu_alias(ALIAS).body.get("richMenuId", ""))
