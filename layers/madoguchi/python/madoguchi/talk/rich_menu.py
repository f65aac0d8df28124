"""Show residents the menu that is theirs: by language and mode, or their town's in an emergency.

LINE's menus cannot be changed, so a changed one is a new menu, and its alias says which one is shown.
"""

from functools import cache

from madoguchi.line.client import LineClient
from madoguchi.residents.find import find
from madoguchi.residents.model import Resident
from madoguchi.runtime.errors import LineUnreachable
from madoguchi.runtime.log import logger
from madoguchi.talk import menu_store
from madoguchi.talk.menus import PREFIX, emergency_of, menu_of


def show(line: LineClient, user_id: str) -> None:
    """Show a resident their menu. A menu that fails to appear must not cost the answer: it is logged."""
    resident = find(user_id) or Resident(user_id)
    try:
        menu_id = _menu_id(line, PREFIX + _wanted(resident))
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


def _wanted(resident: Resident) -> str:
    if resident.registered and menu_store.in_emergency(resident.municipality):
        return emergency_of(resident.municipality)
    return menu_of(resident)


@cache
def _menu_id(line: LineClient, alias: str) -> str:
    return str(line.rich_menu_alias(alias).body.get("richMenuId", ""))
