"""Spent: LINE takes no more messages of this account this month."""

from madoguchi.broadcast.definition import change, model
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.runtime.errors import NotInThisState
from madoguchi.runtime.log import logger

WHO, WHY = "LINE", "LINE's monthly limit is reached"


def hold(ports: Ports, broadcast_id: str) -> None:
    """Pause a broadcast until a person resumes or cancels it (decision 0052).

    Asking again brings nothing and takes the fleet's places from others; an alarm reads the log's line.
    """
    try:
        change.insist(ports.broadcasts, broadcast_id, lambda one: model.pause(one, WHO, ports.now(), WHY))
    except NotInThisState:
        return
    logger().error("the monthly limit is reached", broadcast=broadcast_id)
