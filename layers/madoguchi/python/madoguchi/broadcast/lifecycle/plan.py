"""Plan: what a broadcast will take, before anybody approves it."""

from collections.abc import Callable
from dataclasses import dataclass

from madoguchi.broadcast.audience.attention import is_exempt
from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.model import Addressees, Broadcast
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.delivery.pace import LINE_CALLS_A_SECOND, PUSHES_A_SECOND
from madoguchi.broadcast.message import own_data
from madoguchi.residents.model import EVERYBODY
from madoguchi.runtime.errors import LineUnreachable

FREEZE_A_SECOND = 55_000
"""Recipients that a freeze reads and writes in a second where the segment asks for more than their home: 14 s
for 800,000 on two busy cores, most of it the database's own; without a question 8 s (`make bench-broadcast`).
"""

OWN_DATA_A_SECOND = 3_000
"""Recipients of whom a freeze finds out what a message says of them, and writes it down: 25,000 of them, most
with a plan, took 7.2 s, 4.9 s of them a processor's (`make bench-personal`)."""

ID_BYTES = 16
LEDGER_UNITS = 2
"""Write units that a chunk's line takes: leased, decided."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a broadcast takes as things stand now.

    `read_units` were spent on counting and will be again on the freeze, `write_units` are the audience's and
    the ledger's at least. Where there is a common text beside personal messages, nobody knows yet who reads
    which: all are taken for personal, and calls, units and seconds are what it takes `at_most`. `quota_left`
    is how many messages LINE still takes this month, None without a limit or when LINE did not say
    (`quota_known`). `against_one_call` names why LINE's own broadcast call is not used, where it would seem
    to do: for a broadcast to everybody (decision 0032).
    """

    residents: int
    read_units: float
    write_units: int
    calls: int
    seconds: float
    quota_left: int | None
    at_most: bool = False
    quota_known: bool = True
    against_one_call: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether LINE's quota is known to suffice."""
        return self.quota_known and (self.quota_left is None or self.quota_left >= self.residents)


def plan(ports: Ports, broadcast_id: str, quota: Callable[[], int | None]) -> Plan:
    """Count a broadcast's segment anew and say what sending it would take; raises NotFound.

    A correction, a completion, and who is left out of personal messages: these the draft has counted.
    """
    broadcast = ports.broadcasts.find(broadcast_id)
    addressees, residents, read_units = broadcast.addressees, broadcast.counted, 0.0
    if not addressees.corrects:
        measured = ports.audience.measure(addressees.segment)
        read_units = measured.read_units + measured.residents * own_data.most_units(broadcast.placeholders)
        if not addressees.completes and (broadcast.has_common or not broadcast.placeholders):
            residents = measured.residents
    left, known = _left(quota)
    most = chunk.most(broadcast, "ja")
    # Each language may leave one chunk unfilled.
    chunks = min(residents, -(-residents // most) + len(broadcast.languages) - 1)
    calls, pace = (residents, PUSHES_A_SECOND) if broadcast.placeholders else (chunks, LINE_CALLS_A_SECOND)
    freeze = OWN_DATA_A_SECOND if broadcast.placeholders else FREEZE_A_SECOND
    return Plan(
        residents=residents,
        read_units=read_units,
        write_units=-(-residents * ID_BYTES // 1024) + chunks * LEDGER_UNITS,
        calls=calls,
        seconds=residents / freeze + calls / pace,
        quota_left=left,
        at_most=broadcast.has_common,
        quota_known=known,
        against_one_call=_against_one_call(broadcast),
    )


def _left(quota: Callable[[], int | None]) -> tuple[int | None, bool]:
    try:
        return quota(), True
    except LineUnreachable:
        return None, False


def _against_one_call(broadcast: Broadcast) -> tuple[str, ...]:
    if broadcast.addressees != Addressees(EVERYBODY):
        return ()
    reasons = ["reaches_the_unregistered", "no_list_to_correct", "cannot_be_stopped", "one_proof_for_all"]
    reasons += ["one_language"] if len(broadcast.languages) > 1 else []
    reasons += [] if is_exempt(broadcast) else ["disturbs_quiet_hours"]
    return tuple(reasons)
