"""Who sees which rich menu: link, unlink, in bulk and in batches."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from local.line_emulator.errors import LineError, body_error, invalid_property, not_found
from local.line_emulator.identifiers import USER_ID
from local.line_emulator.messaging.call import Answer, Call
from local.line_emulator.messaging.rich_menu_catalogue import find_menu, with_image
from local.line_emulator.state.rich_menus import Batch
from local.line_emulator.state.users import User

MOST_BULK_USERS = 500
MOST_BATCH_OPERATIONS = 1_000


async def link(call: Call) -> Answer:
    """POST /v2/bot/user/{userId}/richmenu/{richMenuId}."""
    user_id = _well_formed(call.path_params["user_id"], "userId")
    menu = with_image(call, find_menu(call, call.path_params["rich_menu_id"]))
    _show(call, [user_id], menu.rich_menu_id)
    return Answer()


async def linked(call: Call) -> Answer:
    """GET /v2/bot/user/{userId}/richmenu: the user's own menu, not the default."""
    user = call.platform.users.get(call.path_params["user_id"])
    if user is None or user.linked_rich_menu not in call.platform.rich_menus.by_id:
        raise LineError(404, "the user has no richmenu")
    return Answer({"richMenuId": user.linked_rich_menu})


async def unlink(call: Call) -> Answer:
    """DELETE /v2/bot/user/{userId}/richmenu."""
    _show(call, [_well_formed(call.path_params["user_id"], "userId")], None)
    return Answer()


async def bulk_link(call: Call) -> Answer:
    """POST /v2/bot/richmenu/bulk/link: asynchronous at LINE, at once here."""
    body = call.json()
    menu = with_image(call, find_menu(call, body.get("richMenuId")))
    _show(call, _user_ids(body), menu.rich_menu_id)
    return Answer(status=202)


async def bulk_unlink(call: Call) -> Answer:
    """POST /v2/bot/richmenu/bulk/unlink."""
    _show(call, _user_ids(call.json()), None)
    return Answer(status=202)


async def batch(call: Call) -> Answer:
    """POST /v2/bot/richmenu/batch: operations over everybody who sees a certain menu."""
    body = call.json()
    operations = _operations(call, body)
    menus = call.platform.rich_menus
    resume_key = body.get("resumeRequestKey")
    if resume_key is not None:
        if resume_key in menus.resume_keys:
            raise LineError(400, "The resumeRequestKey is already used")
        menus.resume_keys.add(resume_key)
    for user in call.platform.users:
        _apply(operations, user)
    now = call.platform.clock.now()
    menus.batches[call.request_id] = Batch(now, now)
    call.platform.changes.tell(None)
    return Answer(status=202)


async def validate_batch(call: Call) -> Answer:
    """POST /v2/bot/richmenu/validate/batch."""
    _operations(call, call.json())
    return Answer()


async def batch_progress(call: Call) -> Answer:
    """GET /v2/bot/richmenu/progress/batch."""
    found = call.platform.rich_menus.batches.get(call.query.get("requestId", ""))
    if found is None:
        raise not_found()
    return Answer(
        {
            "phase": "succeeded",
            "acceptedTime": _iso(found.accepted_at),
            "completedTime": _iso(found.completed_at),
        }
    )


def _show(call: Call, user_ids: list[str], rich_menu_id: str | None) -> None:
    for user_id in user_ids:
        user = call.platform.users.get(user_id)
        if user is not None:
            user.linked_rich_menu = rich_menu_id
    call.platform.changes.tell(user_ids)


def _user_ids(body: dict[str, Any]) -> list[str]:
    user_ids = body.get("userIds")
    if not isinstance(user_ids, list) or not 1 <= len(user_ids) <= MOST_BULK_USERS:
        raise body_error("userIds", f"Size must be between 1 and {MOST_BULK_USERS}")
    return [_well_formed(user_id, f"userIds[{position}]") for position, user_id in enumerate(user_ids)]


def _well_formed(user_id: Any, name: str) -> str:
    if not isinstance(user_id, str) or not USER_ID.match(user_id):
        raise invalid_property(name)
    return user_id


Operation = Callable[[User], bool]


def _operations(call: Call, body: dict[str, Any]) -> list[Operation]:
    raw = body.get("operations")
    if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_BATCH_OPERATIONS:
        raise body_error("operations", f"Size must be between 1 and {MOST_BATCH_OPERATIONS}")
    return [_operation(call, one, f"operations[{number}]") for number, one in enumerate(raw)]


def _operation(call: Call, raw: Any, path: str) -> Operation:
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind == "link":
        target = with_image(call, find_menu(call, raw.get("to"))).rich_menu_id
        return _relink(find_menu(call, raw.get("from")).rich_menu_id, target)
    if kind == "unlink":
        return _relink(find_menu(call, raw.get("from")).rich_menu_id, None)
    if kind == "unlinkAll":
        return _unlink_all
    raise body_error(f"{path}.type", "Must be one of the following values: [link, unlink, unlinkAll]")


def _relink(source: str, target: str | None) -> Operation:
    def apply(user: User) -> bool:
        if user.linked_rich_menu != source:
            return False
        user.linked_rich_menu = target
        return True

    return apply


def _unlink_all(user: User) -> bool:
    user.linked_rich_menu = None
    return True


def _apply(operations: list[Operation], user: User) -> None:
    # Each user is moved by the first operation that concerns them: a batch replaces, it does not chain.
    for operation in operations:
        if operation(user):
            return


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
