"""What must hold after a day, judged from what residents saw and what the table holds."""

from collections import Counter
from dataclasses import dataclass

from madoguchi.forms.history import broken
from madoguchi.forms.model import Application
from madoguchi.forms.policy import WHOLE_FORM
from madoguchi.forms.submit import person
from tests.simulation.application_world import CLOSES, HISTORY_KEY, OPENS, Page, World


@dataclass
class Verdict:
    """How many of each; all but the first must be 0."""

    submissions: int = 0
    lost: int = 0
    duplicated: int = 0
    oversold: int = 0
    colliding: int = 0
    broken_chains: int = 0
    late: int = 0
    untold: int = 0

    def __add__(self, other: "Verdict") -> "Verdict":
        """Add up two days."""
        return Verdict(*(mine + theirs for mine, theirs in zip(self.values(), other.values(), strict=True)))

    def values(self) -> list[int]:
        """Return the numbers in their order."""
        return list(vars(self).values())

    def fine(self) -> bool:
        """Tell whether nothing went wrong."""
        return not any(self.values()[1:])


def judge(world: World) -> Verdict:
    """Judge a day."""
    store = world.store
    by_word = Counter(_first_word(world, number) for number in store.applications)
    numbers = Counter(number for page in world.pages for number in {one.number for one in page.shown})
    return Verdict(
        submissions=sum(1 for page in world.pages if page.shown),
        lost=sum(1 for page in world.pages if page.shown and not _kept(world, page)),
        duplicated=_duplicated(world, by_word),
        oversold=_oversold(world),
        colliding=sum(count - 1 for count in numbers.values()),
        broken_chains=sum(1 for number in store.applications if _chain_is_broken(world, number)),
        late=sum(1 for one in store.applications.values() if not OPENS <= one.arrived_at < CLOSES),
        untold=_untold(world),
    )


def _first_word(world: World, number: str) -> str:
    entries = world.store.entries.get(number) or []
    answers = entries[0].answers if entries else None
    return str((answers or {}).get("word", number))


def _kept(world: World, page: Page) -> bool:
    """A receipt that was shown opens what stands, at the moment that it says."""
    for receipt in page.shown:
        dossier = world.store.dossier(receipt.number)
        if dossier is None or not dossier.entries or dossier.application.arrived_at != receipt.arrived_at:
            return False
        standing = page.corrected_to[-1] if page.corrected_to else page.word
        if (dossier.answered().answers or {}).get("word") != standing:
            return False
        if page.withdrawn and dossier.application.state != "withdrawn":
            return False
    return True


def _duplicated(world: World, by_word: Counter[str]) -> int:
    twice = sum(count - 1 for count in by_word.values())
    receipts = sum(
        len({(one.number, one.key) for one in page.shown}) - 1 for page in world.pages if page.shown
    )
    if not world.plan.one_per_person:
        return twice + receipts
    persons = Counter(
        one.person for one in world.store.applications.values() if one.person and one.state != "withdrawn"
    )
    return twice + receipts + sum(count - 1 for count in persons.values())


def _oversold(world: World) -> int:
    holding = sum(one.seats for one in world.store.applications.values())
    stands = [one for one in world.store.applications.values() if _holds_a_seat(world, one)]
    return max(0, len(stands) - world.plan.capacity) + abs(world.store.seats["f", WHOLE_FORM] - holding)


def _holds_a_seat(world: World, one: Application) -> bool:
    outcomes = [
        entry.facts.get("outcome") for entry in world.store.entries[one.number] if entry.kind == "decided"
    ]
    return one.state != "withdrawn" and not (one.state == "decided" and outcomes[-1:] == ["declined"])


def _chain_is_broken(world: World, number: str) -> bool:
    dossier = world.store.dossier(number)
    return dossier is None or any(True for _ in broken(HISTORY_KEY, dossier))


def _untold(world: World) -> int:
    """Whoever was shown a receipt twice without a fault of the queue was told of it under one id only."""
    ids = {(user, notice) for user, notice in world.told}
    applied = {
        (one.user_id, f"form_received-{one.number}")
        for one in world.store.applications.values()
        if one.user_id
    }
    strangers = {(user, notice) for user, notice in ids if not person(user)} | (ids - applied)
    return len(strangers)
