"""Release a chunk that LINE did not take, and see what a person has decided about it in the meantime."""

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Entry
from madoguchi.broadcast.definition.model import SENDING, Broadcast, State
from madoguchi.broadcast.definition.ports import Ports, Proof
from madoguchi.broadcast.delivery import spent


def release(
    ports: Ports,
    ref: ChunkRef,
    entry: Entry,
    *,
    surely_not_sent: bool,
    is_spent: bool = False,
    so_far: Proof | None = None,
) -> bool:
    """Give a leased chunk back; tells whether its message in the queue is done with.

    Costs 1 write and 1 read unit. Looks after the release: a cancellation that comes later still finds the
    chunk untried, one that came before is found here, and none waits for the queue to bring it again.
    """
    ports.ledger.release(ref, entry.lease, surely_not_sent=surely_not_sent, so_far=so_far)
    if is_spent:
        spent.hold(ports, ref.broadcast)
    return stopped(ports, ports.broadcasts.find(ref.broadcast), ref)


def stopped(ports: Ports, broadcast: Broadcast, ref: ChunkRef) -> bool:
    """Tell whether a chunk's message is done with unsent; an untried one of a cancelled broadcast is counted.

    A paused broadcast needs its messages no more: whoever resumes it queues what is undecided.
    """
    if broadcast.state is State.CANCELLING:
        ports.ledger.cancel_untried(ref, chunk.size(broadcast, ref.chunk), ports.now())
    return broadcast.state not in SENDING


def may_try_again(ports: Ports, ref: ChunkRef) -> bool:
    """Tell whether nobody has paused or cancelled it since the last try, or not until a moment ago."""
    return ports.broadcasts.recent(ref.broadcast).state in SENDING
