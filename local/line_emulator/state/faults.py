"""Faults that a test plants: lost answers, lost requests, refusals and crashes of the platform."""

import random
from dataclasses import asdict, dataclass
from typing import Any

KINDS = ("timeout_before", "timeout_after_accept", "429", "500")


@dataclass
class Fault:
    """One planted fault: where, what, how often, how many more times, and to whom; to anybody when empty."""

    endpoint: str
    kind: str
    rate: float = 1.0
    count: int | None = None
    hold_seconds: float | None = None
    to: str = ""

    def concerns(self, name: str, path: str, body: bytes) -> bool:
        """Whether the fault is meant for this endpoint, by its short name or its path, and for this user."""
        return self.endpoint in ("*", name, path) and self.to.encode() in body


class Faults:
    """The planted faults, asked in the order in which they were planted."""

    def __init__(self, seed: int | None) -> None:
        self._planted: list[Fault] = []
        self._random = random.Random(seed)

    def plant(self, fault: Fault) -> None:
        """Adds a fault."""
        self._planted.append(fault)

    def clear(self) -> None:
        """Takes every fault away."""
        self._planted.clear()

    def strike(self, name: str, path: str, body: bytes = b"") -> Fault | None:
        """The fault that this call suffers, if any; a counted fault is used up by striking."""
        for fault in self._planted:
            if not fault.concerns(name, path, body) or fault.count == 0:
                continue
            if self._random.random() >= fault.rate:
                continue
            if fault.count is not None:
                fault.count -= 1
            return fault
        return None

    def as_list(self) -> list[dict[str, Any]]:
        """The planted faults with what is left of their counts."""
        return [asdict(fault) for fault in self._planted]
