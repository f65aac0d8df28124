"""What an import took, what it left out and why, and what stops it."""

from collections import Counter
from dataclasses import dataclass, field


class ImportProblem(Exception):
    """An input that must not be guessed at: says where, what, and what to do."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}\n  what to do: {remedy}")


@dataclass
class Tally:
    """Counts of one data set: leaving something out silently could read as "no danger" or "no shelter"."""

    dataset: str
    taken: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    remarked: Counter[str] = field(default_factory=Counter)
    first_seen: dict[str, str] = field(default_factory=dict)

    def take(self) -> None:
        """Count one feature that is in the index."""
        self.taken += 1

    def skip(self, reason: str, where: str) -> None:
        """Count one feature that is not in the index."""
        self.skipped[reason] += 1
        self.first_seen.setdefault(reason, where)

    def remark(self, remark: str, where: str) -> None:
        """Count one feature that is in the index, but not as it came."""
        self.remarked[remark] += 1
        self.first_seen.setdefault(remark, where)

    def lines(self) -> list[str]:
        """Say it to the person at the terminal."""
        return [f"{self.dataset}: {self.taken} taken, {self.skipped.total()} skipped"] + [
            f"  {mark} {count:>6} {reason} (first: {self.first_seen[reason]})"
            for mark, counts in (("skipped", self.skipped), ("changed", self.remarked))
            for reason, count in counts.most_common()
        ]
