"""Statistics: what LINE counted of a broadcast, by a unit name of its own, within LINE's limits.

A channel has 1,000 unit names a month and 60 questions an hour; LINE updates the numbers for 14 days and says
null below 20 people. A broadcast for which no name is left is sent without one.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from madoguchi.broadcast.definition.model import OVER, Broadcast
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import Refusal, Unavailable

NAMES_A_MONTH = 1_000
QUESTIONS_A_RUN = 50
UPDATED = timedelta(days=14)
LONGEST_NAME = 30


def take_unit(ports: Ports, broadcast: Broadcast) -> str:
    """Return a unit name for a broadcast that is being frozen, or nothing when none is to be had."""
    try:
        is_taken = ports.broadcasts.take_unit(f"{ports.now().astimezone(JST):%Y%m}", NAMES_A_MONTH)
    except Unavailable:
        # Numbers are nice to have; no warning waits for them.
        return ""
    return unit_name(broadcast.id) if is_taken else ""


def unit_name(broadcast_id: str) -> str:
    """Return a name of at most 30 of A-Z, a-z, 0-9 and _ that is this broadcast's alone."""
    name = "b_" + re.sub(r"[^A-Za-z0-9]", "_", broadcast_id)
    return (
        name if len(name) <= LONGEST_NAME else f"b_{hashlib.sha256(broadcast_id.encode()).hexdigest()[:28]}"
    )


def measure_all(ports: Ports) -> dict[str, str]:
    """Ask for every broadcast of the last 14 days, at most 50; returns what each came to.

    Runs once a day. The refusal of one leaves the others alone.
    """
    today = ports.now().astimezone(JST)
    months = dict.fromkeys(f"{at:%Y%m}" for at in (today, today - UPDATED))
    found = (ports.broadcasts.find(one) for month in months for one in ports.broadcasts.listed(month))
    due = [one for one in found if one.unit and one.state in OVER and _is_fresh(one, ports.now())]
    results: dict[str, str] = {}
    for broadcast in due[:QUESTIONS_A_RUN]:
        try:
            measure(ports, broadcast.id)
            results[broadcast.id] = "measured"
        except Refusal as refusal:
            results[broadcast.id] = refusal.code
    return results


def measure(ports: Ports, broadcast_id: str) -> Mapping[str, Any]:
    """Ask LINE what it counted, keep it, and return it; numbers of fewer than 20 people are null.

    Raises Unavailable when LINE does not answer, or the broadcast has no unit name.
    """
    broadcast = ports.broadcasts.find(broadcast_id)
    if not broadcast.unit or broadcast.frozen_at is None:
        raise Unavailable(f"broadcast {broadcast_id} has no unit name")
    since = broadcast.frozen_at.astimezone(JST)
    until = min(ports.now().astimezone(JST), since + UPDATED)
    answer = ports.insight(broadcast.unit, f"{since:%Y%m%d}", f"{until:%Y%m%d}")
    if answer.status != 200:
        raise Unavailable(f"LINE answered {answer.status}")
    counted = {"read_at": ports.now().isoformat(), "overview": answer.body.get("overview", {})}
    ports.broadcasts.keep_statistics(broadcast_id, counted)
    return counted


def _is_fresh(broadcast: Broadcast, at: datetime) -> bool:
    return broadcast.frozen_at is not None and at - broadcast.frozen_at <= UPDATED + timedelta(days=1)
