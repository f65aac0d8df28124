"""One day at a counter with few seats: residents submit, press twice, correct, withdraw; staff work."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from madoguchi.forms.definition.model import Receipt
from madoguchi.forms.files.attachments import check
from madoguchi.forms.filing.follow_up import Mailroom, follow_up
from madoguchi.forms.filing.lottery import SETTLES, close_entries, seed
from madoguchi.forms.filing.promote import settle
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.notices.mail import Letter
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime.errors import (
    AlreadyApplied,
    BadRequest,
    FormClosed,
    FormFull,
    NotFound,
    NotInThisState,
    Unavailable,
)
from tests.simulation.application_files import Files, Row
from tests.simulation.application_papers import Papers
from tests.simulation.application_plan import SLOTS, form_of, plan_of
from tests.simulation.application_store import ApplicationsInMemory
from tests.simulation.faulty_applications import Crash, FaultyApplications
from tests.simulation.turns import Turns

EMAIL = "hanako@example.com"
HISTORY_KEY = b"a key of the simulation"
OPENS = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
CLOSES = datetime(2026, 4, 30, 15, 0, tzinfo=UTC)


@dataclass
class Page:
    """One page that a resident sends, and every receipt that they were shown for it."""

    word: str
    user_id: str
    slot: str
    people: int
    shown: list[Receipt] = field(default_factory=list)
    refused: str = ""
    corrected_to: list[str] = field(default_factory=list)
    withdrawn: bool = False
    files: list[Row] = field(default_factory=list)


class World:
    """The counter, its residents and the dice."""

    def __init__(self, seed: int, store: ApplicationsInMemory) -> None:
        self.plan, self.dice = plan_of(seed), random.Random(f"world-{seed}")
        self.store, self.turns = store, Turns(random.Random(f"turns-{seed}"))
        self.faulty = FaultyApplications(store, self.turns, self.dice, self.plan.fault_rate)
        self.form = form_of(self.plan)
        self.at = OPENS + timedelta(days=1)
        if self.plan.opens_late:
            self.at = OPENS - timedelta(seconds=self.dice.randint(1, 60))
        if self.plan.closes_early:
            self.at = CLOSES - timedelta(seconds=self.dice.randint(1, 120))
        self.desk = Desk(
            self.faulty,
            self._told,
            lambda: HISTORY_KEY,
            self._clock,
            lambda _trial: None,
            lambda _form_id: self.form,
        )
        self.papers = Papers(self.desk, self.faulty, self.dice)
        self.files = Files(self.desk, self.form, self.papers)
        self.mailroom = Mailroom("counter@example.com", self._mailed, self.papers)
        self.followed: dict[str, int] = {}
        self.letters: list[Letter] = []
        self.unanswered = 0
        self.pages: list[Page] = []
        self.told: list[tuple[str, str]] = []

    def run(self) -> None:
        """Let everybody do what they came for, then let the weather clear and everybody look once more."""
        actors = {f"resident {one}": self._resident(one) for one in range(self.plan.residents)}
        actors["staff"], actors["stream"], actors["approver"] = self._staff, self._stream, self._approver
        with self.papers.open_bucket():
            self._day(actors)

    def _day(self, actors: dict[str, Callable[[], None]]) -> None:
        self.turns.run(actors)
        self.faulty.rate = 0.0
        for page in self.pages:
            if not page.shown and not page.refused:
                self._send(page)
        self._follow_up_all()
        if self.form.policy.lottery:
            # A number that was given twice stops the draw; the checker says why.
            with suppress(BadRequest):
                self._draw()
            self._follow_up_all()

    def _stream(self) -> None:
        """Bring entries in their order, as a stream does; what failed comes again."""
        for _ in range(20 * self.plan.residents):
            self._follow_up_one()
            self.turns.pass_on()

    def _follow_up_all(self) -> None:
        while self._follow_up_one():
            pass

    def _follow_up_one(self) -> bool:
        behind = sorted(
            number
            for number, entries in self.store.entries.items()
            if self.followed.get(number, 0) < len(entries)
        )
        if not behind:
            return False
        number = self.dice.choice(behind)
        position = self.followed.get(number, 0) + 1
        try:
            follow_up(number, position, self.desk, self.mailroom)
        except (Unavailable, Crash):
            return True
        # Now and then the stream forgets how far it was.
        if self.dice.random() >= self.faulty.rate:
            self.followed[number] = position
        return True

    def _draw(self) -> None:
        self.at = CLOSES + SETTLES
        for slot in self.form.policy.places:
            close_entries(self.form, slot, self.desk)
            seed(self.form, slot, "a public number", self.desk)
            settle(self.form, slot, self.desk)

    def _resident(self, number: int) -> Callable[[], None]:
        def act() -> None:
            for sheet in range(self.dice.choice([1, 1, 2])):
                signed_in = self.dice.random() < 0.5
                slot, people = self.dice.choice(SLOTS), self.dice.randint(1, 2)
                page = Page(f"word {number}.{sheet}", f"U{number}" if signed_in else "", slot, people)
                self.pages.append(page)
                if self.dice.random() < 0.4:
                    page.files.append(self.files.attach(page.word))
                for _ in range(self.dice.randint(1, 4)):
                    self._send(page)
                    for row in page.files:
                        self.files.comes_back_again(row)
                        if self.dice.random() < 0.1:
                            self.files.exchange(row)
                if page.shown and self.dice.random() < 0.5:
                    self._correct(page)
                if page.shown and self.dice.random() < 0.4:
                    self._withdraw(page)

        return act

    def _send(self, page: Page) -> None:
        answers = self._answers(page.word, page.slot, page.people, page.files)
        submission = Submission(self.form, answers, f"page {page.word}", "ja", page.user_id)
        try:
            page.shown.append(submit(submission, self.desk))
        except (FormClosed, FormFull, AlreadyApplied) as refusal:
            page.refused = refusal.code
        except (Unavailable, Crash):
            return

    def _correct(self, page: Page) -> None:
        word = f"{page.word} corrected"
        slot, people = self.dice.choice(SLOTS), self.dice.randint(1, 2)
        files = [self.files.attach(word)] if self.dice.random() < 0.5 else page.files
        answers = self._answers(word, slot, people, files)
        step = Step("corrected", "applicant", f"correct {word}", {}, self.form.definition, answers)
        if self._take(page.shown[0].number, step):
            page.corrected_to.append(word)

    def _answers(self, word: str, slot: str, people: int, files: list[Row]) -> dict[str, Any]:
        typed = {"word": word, "slot": slot, "people": str(people), "email": EMAIL}
        return {**typed, "papers": files} if files else typed

    def _withdraw(self, page: Page) -> None:
        step = Step("withdrawn", "applicant", f"withdraw {page.word}")
        page.withdrawn = self._take(page.shown[0].number, step)

    def _staff(self) -> None:
        for work in range(3 * self.plan.residents):
            numbers = sorted(self.store.applications)
            if not numbers:
                self.turns.pass_on()
                continue
            kind = self.dice.choice(["taken", "correction_asked", "decided", "read", "issued", "issued"])
            if kind == "issued":
                # A colleague confirms what the approver has posted, at the same time.
                self.papers.confirm()
                continue
            facts = {"outcome": self.dice.choice(["accepted", "declined"])} if kind == "decided" else {}
            self._take(self.dice.choice(numbers), Step(kind, "staff", f"work {work}", facts))

    def _approver(self) -> None:
        for _ in range(3 * self.plan.residents):
            numbers = sorted(self.store.applications)
            what = self.dice.choice(["post", "confirm", "confirm", "confirm", "revoke"])
            if what == "post" and numbers:
                self.papers.post(self.dice.choice(numbers))
            elif what == "revoke":
                self.papers.withdraw()
            else:
                self.papers.confirm()

    def _take(self, number: str, step: Step) -> bool:
        """Take a step, again and again until there is an answer; True when it was taken."""
        while True:
            try:
                sealed = check(self.form, step.answers or {}, self.desk)
                take_step(number, replace(step, facts={**step.facts, **sealed}), self.desk)
            except (NotInThisState, FormFull, NotFound):
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

    def _mailed(self, _sender: str, letter: Letter) -> bool:
        if self.dice.random() < self.faulty.rate:
            raise Unavailable("SES")
        self.letters.append(letter)
        if self.dice.random() < self.faulty.rate:
            self.unanswered += 1
            raise Unavailable("SES took it, and its answer is lost")
        return True
