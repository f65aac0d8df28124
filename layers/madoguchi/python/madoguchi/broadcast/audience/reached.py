"""Whom a broadcast reached: the audience of its correction."""

from madoguchi.broadcast.definition.ledger import Entry
from madoguchi.broadcast.definition.model import SENDING, Broadcast
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.runtime.errors import NotFound, NotInThisState


def lines(ports: Ports, broadcast: Broadcast) -> list[Entry]:
    """Return the lines of the chunks that LINE accepted, and of those that a person found to have arrived.

    Raises NotFound when it was never frozen, and NotInThisState while it is being sent: whoever it reached
    after we looked would keep the wrong message. Pausing or cancelling it first is enough, when what was on
    its way then has been decided.
    """
    if not broadcast.attempt:
        raise NotFound(f"broadcast {broadcast.id} reached nobody")
    if broadcast.state in SENDING:
        raise NotInThisState(f"broadcast {broadcast.id} is {broadcast.state}: pause or cancel it first")
    entries = ports.ledger.entries(broadcast.id, broadcast.attempt)
    if on_their_way := [entry.chunk for entry in entries if entry.is_held(ports.now())]:
        raise NotInThisState(f"broadcast {broadcast.id}: {', '.join(on_their_way)} may still be accepted")
    return [entry for entry in entries if entry.reached()]
