"""Doorway of EventBridge Scheduler: `start` a broadcast, let a series `occur`, `reconcile`, `measure`."""

from typing import Any

from madoguchi.broadcast.assembly import ports
from madoguchi.broadcast.lifecycle.reconcile import reconcile_all
from madoguchi.broadcast.lifecycle.recur import occur
from madoguchi.broadcast.lifecycle.start import start
from madoguchi.broadcast.records.statistics import measure_all
from madoguchi.runtime.errors import BadRequest
from madoguchi.runtime.log import logger


def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Start one, let one series occur, reconcile or measure all; returns how each stands by its id."""
    match event:
        case {"operation": "start", "broadcast_id": str(broadcast_id)}:
            states = {broadcast_id: str(start(ports(), broadcast_id).state)}
        case {"operation": "occur", "series_id": str(series_id)}:
            states = {series_id: str(occur(ports(), series_id).state)}
        case {"operation": "reconcile"}:
            states = reconcile_all(ports())
        case {"operation": "measure"}:
            states = measure_all(ports())
        case _:
            raise BadRequest("neither a start nor a reconciliation")
    logger().info("broadcasts", states=states)
    return states
