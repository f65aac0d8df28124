"""Rich menus themselves: create, read, delete, images, default and aliases."""

from typing import Any

from local.line_emulator.errors import LineError, body_error, not_found
from local.line_emulator.identifiers import new_rich_menu_id
from local.line_emulator.messaging.call import Answer, Call
from local.line_emulator.state.contents import Content
from local.line_emulator.state.rich_menus import RichMenu
from local.line_emulator.validation.actions import ALIAS_ID
from local.line_emulator.validation.rich_menus import check_rich_menu, check_rich_menu_image

MOST_MENUS = 1_000
MOST_ALIASES = 1_000


def find_menu(call: Call, rich_menu_id: Any) -> RichMenu:
    """The rich menu with this id; raises LINE's 404."""
    menu = call.platform.rich_menus.by_id.get(str(rich_menu_id))
    if menu is None:
        raise LineError(404, "richmenu not found")
    return menu


async def create(call: Call) -> Answer:
    """POST /v2/bot/richmenu."""
    definition = check_rich_menu(call.json())
    menus = call.platform.rich_menus
    if len(menus.by_id) >= MOST_MENUS:
        raise LineError(400, "The number of rich menus has reached the limit")
    menu = RichMenu(new_rich_menu_id(), definition)
    menus.by_id[menu.rich_menu_id] = menu
    return Answer({"richMenuId": menu.rich_menu_id})


async def validate(call: Call) -> Answer:
    """POST /v2/bot/richmenu/validate."""
    check_rich_menu(call.json())
    return Answer()


async def show(call: Call) -> Answer:
    """GET /v2/bot/richmenu/{richMenuId}."""
    return Answer(find_menu(call, call.path_params["rich_menu_id"]).shown())


async def show_all(call: Call) -> Answer:
    """GET /v2/bot/richmenu/list."""
    return Answer({"richmenus": [menu.shown() for menu in call.platform.rich_menus.by_id.values()]})


async def delete(call: Call) -> Answer:
    """DELETE /v2/bot/richmenu/{richMenuId}."""
    menu = find_menu(call, call.path_params["rich_menu_id"])
    call.platform.rich_menus.delete(menu.rich_menu_id)
    call.platform.changes.tell(None)
    return Answer()


async def upload_image(call: Call) -> Answer:
    """POST /v2/bot/richmenu/{richMenuId}/content: once; LINE does not replace an image."""
    menu = find_menu(call, call.path_params["rich_menu_id"])
    media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    check_rich_menu_image(call.body, media_type, menu.definition)
    if menu.image is not None:
        raise LineError(400, "An image has already been uploaded to the richmenu")
    menu.image = Content(media_type, call.body)
    call.platform.changes.tell(None)
    return Answer()


async def download_image(call: Call) -> Answer:
    """GET /v2/bot/richmenu/{richMenuId}/content."""
    menu = find_menu(call, call.path_params["rich_menu_id"])
    if menu.image is None:
        raise not_found()
    return Answer(data=menu.image.data, media_type=menu.image.media_type)


async def set_default(call: Call) -> Answer:
    """POST /v2/bot/user/all/richmenu/{richMenuId}."""
    menu = with_image(call, find_menu(call, call.path_params["rich_menu_id"]))
    call.platform.rich_menus.default_id = menu.rich_menu_id
    call.platform.changes.tell(None)
    return Answer()


async def get_default(call: Call) -> Answer:
    """GET /v2/bot/user/all/richmenu."""
    default_id = call.platform.rich_menus.default_id
    if default_id is None:
        raise LineError(404, "no default richmenu")
    return Answer({"richMenuId": default_id})


async def cancel_default(call: Call) -> Answer:
    """DELETE /v2/bot/user/all/richmenu."""
    call.platform.rich_menus.default_id = None
    call.platform.changes.tell(None)
    return Answer()


async def create_alias(call: Call) -> Answer:
    """POST /v2/bot/richmenu/alias."""
    body = call.json()
    alias_id = body.get("richMenuAliasId")
    if not isinstance(alias_id, str) or not ALIAS_ID.fullmatch(alias_id):
        raise body_error("richMenuAliasId", "Invalid richmenu alias id")
    menus = call.platform.rich_menus
    if alias_id in menus.aliases:
        raise LineError(400, "conflict richmenu alias id")
    if len(menus.aliases) >= MOST_ALIASES:
        raise LineError(400, "The number of richmenu aliases has reached the limit")
    menus.aliases[alias_id] = _aliased_menu(call, body)
    return Answer()


async def update_alias(call: Call) -> Answer:
    """POST /v2/bot/richmenu/alias/{richMenuAliasId}."""
    alias_id = _known_alias(call)
    call.platform.rich_menus.aliases[alias_id] = _aliased_menu(call, call.json())
    return Answer()


async def delete_alias(call: Call) -> Answer:
    """DELETE /v2/bot/richmenu/alias/{richMenuAliasId}."""
    del call.platform.rich_menus.aliases[_known_alias(call)]
    return Answer()


async def show_alias(call: Call) -> Answer:
    """GET /v2/bot/richmenu/alias/{richMenuAliasId}."""
    return Answer(_shown_alias(call, _known_alias(call)))


async def show_aliases(call: Call) -> Answer:
    """GET /v2/bot/richmenu/alias/list."""
    aliases = call.platform.rich_menus.aliases
    return Answer({"aliases": [_shown_alias(call, alias_id) for alias_id in aliases]})


def with_image(call: Call, menu: RichMenu) -> RichMenu:
    """The menu, if it can be shown; LINE refuses to link one that has no image yet."""
    if menu.image is None and call.platform.settings.rich_menus_need_images:
        raise LineError(400, "must upload richmenu image before applying it to user")
    return menu


def _aliased_menu(call: Call, body: dict[str, Any]) -> str:
    menu = call.platform.rich_menus.by_id.get(str(body.get("richMenuId")))
    if menu is None:
        raise LineError(400, "richmenu not found")
    return with_image(call, menu).rich_menu_id


def _known_alias(call: Call) -> str:
    alias_id = str(call.path_params["alias_id"])
    if alias_id not in call.platform.rich_menus.aliases:
        raise LineError(404, "richmenu alias not found")
    return alias_id


def _shown_alias(call: Call, alias_id: str) -> dict[str, str]:
    return {"richMenuAliasId": alias_id, "richMenuId": call.platform.rich_menus.aliases[alias_id]}
