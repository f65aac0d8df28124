"""One day at a counter with few seats: residents submit, press twice, correct, withdraw; staff work."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from madoguchi.forms.desk import Desk
from madoguchi.forms.model import Form, Receipt, load_form
from madoguchi.forms.submit import Submission, submit
from madoguchi.forms.take_step import Step, take_step
from madoguchi.runtime.errors import AlreadyApplied, FormClosed, FormFull, NotInThisState, Unavailable
from tests.simulation.application_store import ApplicationsInMemory
from tests.simulation.faulty_applications import Crash, FaultyApplications
from tests.simulation.turns import Turns

HISTORY_KEY = b"a key of the simulation"
OPENS = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
CLOSES = datetime(2026, 4, 30, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Plan:
    """What a day is like."""

    residents: int
    capacity: int
    one_per_person: bool
    fault_rate: float
    opens_late: bool
    closes_early: bool


@dataclass
class Page:
    """One page that a resident sends, and every receipt that they were shown for it."""

    word: str
    user_id: str
    shown: list[Receipt] = field(default_factory=list)
    refused: str = ""
    corrected_to: list[str] = field(default_factory=list)
    withdrawn: bool = False


def plan_of(seed: int) -> Plan:
    """Draw a day."""
    dice = random.Random(f"day-{seed}")
    return Plan(
        residents=dice.randint(2, 14),
        capacity=dice.choice([1, 3, 8, 100]),
        one_per_person=dice.random() < 0.4,
        fault_rate=dice.choice([0.0, 0.05, 0.2, 0.35]),
        opens_late=dice.random() < 0.1,
        closes_early=dice.random() < 0.2,
    )


class World:
    """The counter, its residents and the dice."""

    def __init__(self, seed: int, store: ApplicationsInMemory) -> None:
        self.plan, self.dice = plan_of(seed), random.Random(f"world-{seed}")
        self.store, self.turns = store, Turns(random.Random(f"turns-{seed}"))
        self.faulty = FaultyApplications(store, self.turns, self.dice, self.plan.fault_rate)
        self.form = self._form()
        self.at = OPENS + timedelta(days=1)
        if self.plan.opens_late:
            self.at = OPENS - timedelta(seconds=self.dice.randint(1, 60))
        if self.plan.closes_early:
            self.at = CLOSES - timedelta(seconds=self.dice.randint(1, 120))
        self.desk = Desk(self.faulty, self._told, lambda: HISTORY_KEY, self._clock, lambda _trial: None)
        self.pages: list[Page] = []
        self.told: list[tuple[str, str]] = []

    def run(self) -> None:
        """Let everybody do what they came for, then let the weather clear and everybody look once more."""
        actors = {f"resident {one}": self._resident(one) for one in range(self.plan.residents)}
        actors["staff"] = self._staff
        self.turns.run(actors)
        self.faulty.rate = 0.0
        for page in self.pages:
            if not page.shown and not page.refused:
                self._send(page)

    def _resident(self, number: int) -> Callable[[], None]:
        def act() -> None:
            for sheet in range(self.dice.choice([1, 1, 2])):
                signed_in = self.dice.random() < 0.5
                page = Page(f"word {number}.{sheet}", f"U{number}" if signed_in else "")
                self.pages.append(page)
                for _ in range(self.dice.randint(1, 4)):
                    self._send(page)
                if page.shown and self.dice.random() < 0.5:
                    self._correct(page)
                if page.shown and self.dice.random() < 0.4:
                    self._withdraw(page)

        return act

    def _send(self, page: Page) -> None:
        submission = Submission(self.form, {"word": page.word}, f"page {page.word}", "ja", page.user_id)
        try:
            page.shown.append(submit(submission, self.desk))
        except (FormClosed, FormFull, AlreadyApplied) as refusal:
            page.refused = refusal.code
        except (Unavailable, Crash):
            return

    def _correct(self, page: Page) -> None:
        word = f"{page.word} corrected"
        step = Step("corrected", "applicant", f"correct {word}", {}, self.form.definition, {"word": word})
        if self._take(page.shown[0].number, step):
            page.corrected_to.append(word)

    def _withdraw(self, page: Page) -> None:
        step = Step("withdrawn", "applicant", f"withdraw {page.word}")
        page.withdrawn = self._take(page.shown[0].number, step)

    def _staff(self) -> None:
        for work in range(3 * self.plan.residents):
            numbers = sorted(self.store.applications)
            if not numbers:
                self.turns.pass_on()
                continue
            kind = self.dice.choice(["taken", "correction_asked", "decided", "read"])
            facts = {"outcome": self.dice.choice(["accepted", "declined"])} if kind == "decided" else {}
            self._take(self.dice.choice(numbers), Step(kind, "staff", f"work {work}", facts))

    def _take(self, number: str, step: Step) -> bool:
        """Take a step, again and again until there is an answer; True when it was taken."""
        while True:
            try:
                take_step(number, step, self.desk)
            except NotInThisState:
                return False
            except (Unavailable, Crash):
                continue
            return True

    def _clock(self) -> datetime:
        self.at += timedelta(seconds=self.dice.randint(0, 20))
        return self.at

    def _told(self, user_id: str, _kind: str, _params: object, notice_id: str) -> None:
        if self.dice.random() < self.faulty.rate:
            raise Unavailable("queue")
        self.told.append((user_id, notice_id))

    def _form(self) -> Form:
        question = {"id": "word", "kind": "text", "label": "word"}
        return load_form(
            {
                "owner": "100005",
                "summary": "",
                "policy": {
                    "opens": "2026-04-01T00:00:00",
                    "closes": "2026-05-01T00:00:00",
                    "one_per_person": self.plan.one_per_person,
                    "capacity": self.plan.capacity,
                    "purpose": "",
                    "retention_days": 30,
                    "office": {"name": "", "phone": "027-223-1111"},
                },
                "flow": {
                    "id": "f",
                    "title": "t",
                    "pages": [{"id": "p", "title": "", "fields": [question]}],
                },
            }
        )
