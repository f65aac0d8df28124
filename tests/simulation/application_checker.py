"""What must hold after a day, judged from what residents saw and what the table holds."""

from collections import Counter
from dataclasses import dataclass

from madoguchi.forms.application.history import broken
from madoguchi.forms.definition.model import Application, Entry
from madoguchi.forms.filing.submit import person
from madoguchi.forms.notices.telling import event_of
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
    passed_over: int = 0
    unwritten: int = 0
    written_twice: int = 0
    misplaced: int = 0

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
        passed_over=_passed_over(world),
        unwritten=_unwritten(world),
        written_twice=_written_twice(world),
        misplaced=world.papers.misplaced(store, world.files.homes(store)) + world.files.misplaced(store),
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
    """Seats held or counted beyond what there is, and counts that are not what is held."""
    wrong = 0
    for slot, capacity in world.form.policy.places.items():
        ours = [one for one in world.store.applications.values() if one.slot == slot]
        holding = sum(one.wanted for one in ours if _holds_a_seat(world, one))
        wrong += max(0, holding - capacity) + abs(world.store.seats["f", slot] - holding)
    return wrong


def _holds_a_seat(world: World, one: Application) -> bool:
    """Judge by the history: who had a seat and neither left nor was declined."""
    entries = world.store.entries[one.number]
    outcomes = [entry.facts.get("outcome") for entry in entries if entry.kind == "decided"]
    gone = one.state == "withdrawn" or (one.state == "decided" and outcomes[-1:] == ["declined"])
    return one.standing == "seated" and not gone


def _passed_over(world: World) -> int:
    """Count those who wait although a seat that fits is free, and promotions of who was not waiting."""
    wrong = 0
    for slot, capacity in world.form.policy.places.items():
        left = capacity - world.store.seats["f", slot]
        queue = world.store.queue("f", slot)
        wrong += sum(1 for one in queue if one.seats <= left)
        wrong += abs(len(queue) - world.store.queued["f", slot])
    for number, entries in world.store.entries.items():
        kinds = [entry.kind for entry in entries]
        moved_back = kinds.count("corrected") + kinds.count("reopened")
        wrong += max(0, kinds.count("promoted") - 1 - moved_back) if number else 0
    return wrong


def _unwritten(world: World) -> int:
    """Count entries that a letter should tell of and none does."""
    expected = Counter(
        (number, entry.position)
        for number, entries in world.store.entries.items()
        for entry in entries
        if entry.kind != "read"
    )
    sent = {(number, int(letter.partition("#")[0])) for number, letter in world.store.mailed}
    return len(expected.keys() - sent) + max(0, len(sent) - len(world.letters))


def _written_twice(world: World) -> int:
    """Count letters beyond one each, but for those whose sending nobody could learn of (decision 0014)."""
    not_learnt = world.unanswered + world.faulty.notes_lost
    return max(0, len(world.letters) - len(world.store.mailed) - not_learnt)


def _chain_is_broken(world: World, number: str) -> bool:
    dossier = world.store.dossier(number)
    return dossier is None or any(True for _ in broken(HISTORY_KEY, dossier))


def _event(world: World, number: str, entry: Entry) -> str:
    dossier = world.store.dossier(number)
    return event_of(entry, dossier, world.form) if dossier else ""


def _untold(world: World) -> int:
    """Whoever was shown a receipt twice without a fault of the queue was told of it under one id only."""
    ids = {(user, notice) for user, notice in world.told}
    applied = {
        (one.user_id, f"form_received-{one.number}")
        for one in world.store.applications.values()
        if one.user_id
    }
    moved = {
        (one.user_id, f"form_{_event(world, one.number, entry)}-{one.number}-{entry.position}")
        for one in world.store.applications.values()
        for entry in world.store.entries[one.number]
        if one.user_id and entry.kind not in ("arrived", "read")
    }
    strangers = {(user, notice) for user, notice in ids if not person(user)} | (ids - applied - moved)
    return len(strangers) + len(moved - ids)
