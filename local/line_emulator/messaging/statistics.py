"""Statistics of the running process. LINE's are a day old and by date; here every date gives the same."""

from typing import Any

from local.line_emulator.errors import body_error, not_found
from local.line_emulator.messaging.call import Answer, Call

WAYS = ("reply", "push", "multicast", "broadcast")


async def sent(call: Call) -> Answer:
    """GET /v2/bot/message/delivery/{way}: people reached by reply, push, multicast or broadcast."""
    way = call.path_params["way"]
    if way not in WAYS:
        raise not_found()
    _demand_date(call, "date")
    return Answer({"status": "ready", "success": call.platform.reached[way]})


async def deliveries(call: Call) -> Answer:
    """GET /v2/bot/insight/message/delivery."""
    _demand_date(call, "date")
    reached = call.platform.reached
    return Answer(
        {
            "status": "ready",
            "broadcast": reached["broadcast"],
            "apiPush": reached["push"],
            "apiMulticast": reached["multicast"],
            "apiReply": reached["reply"],
        }
    )


async def followers(call: Call) -> Answer:
    """GET /v2/bot/insight/followers."""
    _demand_date(call, "date")
    friends = sum(1 for _ in call.platform.users.friends())
    everybody = len(call.platform.users)
    return Answer(
        {
            "status": "ready",
            "followers": everybody,
            "targetedReaches": friends,
            "blocks": everybody - friends,
        }
    )


async def unit(call: Call) -> Answer:
    """GET /v2/bot/insight/message/event/aggregation: all null, as LINE answers below 20 people."""
    if not call.query.get("customAggregationUnit"):
        raise body_error("customAggregationUnit", "May not be empty")
    _demand_date(call, "from")
    _demand_date(call, "to")
    names = ("uniqueImpression", "uniqueClick", "uniqueMediaPlayed", "uniqueMediaPlayed100Percent")
    overview: dict[str, Any] = dict.fromkeys(names)
    return Answer({"overview": overview, "messages": [], "clicks": []})


async def unit_usage(call: Call) -> Answer:
    """GET /v2/bot/message/aggregation/info."""
    return Answer({"numOfCustomAggregationUnits": len(call.platform.unit_names)})


async def unit_names(call: Call) -> Answer:
    """GET /v2/bot/message/aggregation/list."""
    return Answer({"customAggregationUnits": list(call.platform.unit_names)})


def _demand_date(call: Call, name: str) -> None:
    date = call.query.get(name, "")
    if len(date) != 8 or not date.isdigit():
        raise body_error(name, "Must be in the yyyyMMdd format")
