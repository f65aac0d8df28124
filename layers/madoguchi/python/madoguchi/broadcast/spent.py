"""Spent: LINE takes no more messages of this account this month."""

from madoguchi.broadcast import change, model
from madoguchi.broadcast.model import Broadcast
from madoguchi.broadcast.ports import Ports
from madoguchi.runtime.errors import NotInThisState
from madoguchi.runtime.log import logger

WHO, WHY = "LINE", "LINE's monthly limit is reached"


def hold(ports: Ports, broadcast: Broadcast) -> bool:
    """Pause a broadcast until a person resumes or cancels it (decision 0052); tells whether this call did.

    Asking again brings nothing and takes the fleet's places from others; an alarm reads the log's line.
    """
    try:
        change.insist(ports.broadcasts, broadcast.id, lambda one: model.pause(one, WHO, ports.now(), WHY))
    except NotInThisState:
        return False
    logger().error("the monthly limit is reached", broadcast=broadcast.id)
    return True
