"""Attention: quiet hours and monthly budgets of residents, respected by the freeze, never for emergencies.

A message counts against a budget when an attempt that holds the resident is frozen, in the month of that
moment in Japan, and no more once it surely did not arrive. Nothing is counted up: the month's register names
the frozen attempts, each keeps the ids that it charged and those that it gave back, and what somebody has
spent is how often they stand in them. So an attempt that lost has charged nobody, and one that won has
charged each once, whatever crashed.
"""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Entry
from madoguchi.broadcast.definition.model import Broadcast, Kind
from madoguchi.broadcast.definition.ports import Ports, Register
from madoguchi.residents.model import Recipient
from madoguchi.runtime.clock import JST

QUIET, BUDGET = "quiet", "budget"


def month_of(at: datetime) -> str:
    """Return the month in Japan, such as 2026-06."""
    return f"{at.astimezone(JST):%Y-%m}"


def is_exempt(broadcast: Broadcast) -> bool:
    """Tell whether it reaches people at any hour: an emergency, or the correction of what reached them."""
    return broadcast.kind is Kind.EMERGENCY or bool(broadcast.addressees.corrects)


@dataclass
class Attention:
    """One freeze's look at its recipients: who is left in peace, and who is charged."""

    at: datetime
    register: Register
    spent: Counter[str]
    charged: list[str] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of_now(cls, ports: Ports) -> "Attention":
        """Read what this month has charged (1 read unit, and 1 per 250 ids)."""
        at = ports.now()
        register = ports.attention.register(month_of(at))
        spent: Counter[str] = Counter()
        for attempt in register.attempts:
            spent.update(ports.attention.charged(*attempt))
        return cls(at.astimezone(JST), register, spent)

    def admit(self, recipients: Iterable[Recipient]) -> list[Recipient]:
        """Return those who may be disturbed now, and charge those of them who have a budget."""
        admitted, charged, held = [], [], Counter[str]()
        for one in recipients:
            if one.quiet and one.quiet.covers(self.at):
                held[QUIET] += 1
            elif one.budget is not None and self.spent[one.user_id] >= one.budget:
                held[BUDGET] += 1
            else:
                admitted.append(one)
                if one.budget is not None:
                    charged.append(one.user_id)
        with self._lock:
            self.charged += charged
            self.held += held
        return admitted


def give_back(ports: Ports, broadcast: Broadcast, lines: Iterable[Entry]) -> None:
    """Give budgets back to those whom these lines surely missed; done again, it changes nothing.

    Such a line never reaches anybody later, so whoever freezes meanwhile may see all of it, some or nothing.
    Costs nothing when all arrived; else 1 read unit per 250 charged, 2 a chunk, and 1 write unit a
    chunk for up to 28 of them.
    """
    missed = {entry.chunk: at for entry in lines if (at := entry.missed())}
    charged = set(ports.attention.charged(broadcast.id, broadcast.attempt)) if missed else set()

    def back(name: str) -> None:
        ref = ChunkRef(broadcast.id, broadcast.attempt, name)
        people = ports.ledger.recipients(ref)
        if theirs := charged.intersection(people[at] for at in missed[name]):
            ports.attention.give_back(ref, theirs)

    if charged:
        ports.each(back, missed)
