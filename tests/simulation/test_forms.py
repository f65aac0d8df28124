"""The days at the counter are fine, and the checker would have noticed if they were not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from unittest.mock import ANY, patch

import pytest

from madoguchi.forms.application import receipt
from madoguchi.forms.application.seats import Appended
from madoguchi.forms.definition.model import Application, Change, Entry, Filing
from madoguchi.forms.files.attachments import Measured
from madoguchi.forms.files.moving import Bucket, settle_files
from madoguchi.forms.filing.take_step import Step
from madoguchi.forms.records.desk import Desk
from madoguchi.forms.records.store import Commit
from tests.simulation.application_checker import Verdict
from tests.simulation.application_store import ApplicationsInMemory
from tests.simulation.forms import day

SEEDS = range(40)


def test_forty_days_are_fine_and_not_empty():
    total = sum((day(seed) for seed in SEEDS), Verdict())
    assert total.fine(), vars(total)
    assert total.submissions > 150


def test_a_day_can_be_played_again():
    assert day(7) == day(7)


class Forgets(ApplicationsInMemory):
    """Says committed and writes nothing, now and then."""

    def file(self, filing: Filing) -> Commit:
        return "committed" if len(filing.claim.key_hash.strip("01")) % 2 else super().file(filing)


class ForgetsCorrections(ApplicationsInMemory):
    """Keeps the state of a correction and loses what was corrected."""

    def append(self, change: Change) -> Appended:
        answers = change.entry.answers and {**change.entry.answers, "word": "?"}
        return super().append(replace(change, entry=replace(change.entry, answers=answers)))


class AsksNoKey(ApplicationsInMemory):
    """Does not look whether a page's key is spent."""

    def file(self, filing: Filing) -> Commit:
        self.claims.clear()
        return super().file(filing)


class AsksNoPerson(ApplicationsInMemory):
    """Does not look whether a person has applied."""

    def file(self, filing: Filing) -> Commit:
        self.persons.clear()
        return super().file(filing)


class CountsNoSeats(ApplicationsInMemory):
    """Lets everybody in."""

    def file(self, filing: Filing) -> Commit:
        return super().file(replace(filing, capacity=10_000))


class KeepsSeats(ApplicationsInMemory):
    """Takes a seat and never gives it back."""

    def append(self, change: Change) -> Appended:
        seats = self.seats.copy()
        done = super().append(change)
        self.seats = seats
        return done


class LooksForNobodyElse(ApplicationsInMemory):
    """Writes over an application that has changed since it was read."""

    def append(self, change: Change) -> Appended:
        self.applications[change.after.number] = change.before
        return super().append(change)


class GivesNumbersTwice(ApplicationsInMemory):
    """Writes over a number that is taken."""

    def file(self, filing: Filing) -> Commit:
        self.applications.pop(filing.application.number, None)
        return super().file(filing)


class LetsNobodyOut(ApplicationsInMemory):
    """Promotes and leaves the place in the queue."""

    def append(self, change: Change) -> Appended:
        queues = set(self.queues)
        done = super().append(change)
        self.queues |= queues
        return done


class NotesLettersTooEarly(ApplicationsInMemory):
    """Notes a letter as sent before it is, now and then."""

    def was_mailed(self, number: str, letter: str) -> bool:
        if letter.startswith("000001"):
            self.mailed[number, letter] = datetime.max.replace(tzinfo=UTC)
        return super().was_mailed(number, letter)


class ForgetsLetters(ApplicationsInMemory):
    """Does not look whether a letter was sent."""

    def was_mailed(self, *_: str) -> bool:
        return False


class ForgetsMoves(ApplicationsInMemory):
    """Does not note where a file was moved."""

    def move_file(self, *_: object) -> None:
        return None


class ForgetsWhoIsTold(ApplicationsInMemory):
    """Keeps an application of a signed-in resident as nobody's."""

    def file(self, filing: Filing) -> Commit:
        nobody = replace(filing.application, user_id="")
        return super().file(replace(filing, application=nobody))


@pytest.mark.parametrize(
    ("bug", "found"),
    [
        (LetsNobodyOut, "passed_over"),
        (NotesLettersTooEarly, "unwritten"),
        (ForgetsLetters, "written_twice"),
        (Forgets, "lost"),
        (ForgetsCorrections, "lost"),
        (AsksNoKey, "duplicated"),
        (AsksNoPerson, "duplicated"),
        (CountsNoSeats, "oversold"),
        (KeepsSeats, "oversold"),
        (LooksForNobodyElse, "broken_chains"),
        (ForgetsWhoIsTold, "untold"),
        (ForgetsMoves, "misplaced"),
    ],
)
def test_the_checker_finds_a_planted_bug(bug: Callable[[], ApplicationsInMemory], found: str):
    assert any(getattr(day(seed, bug()), found) for seed in SEEDS)


def test_the_checker_finds_a_number_that_two_people_were_given():
    with patch.object(receipt, "new_number", lambda: receipt.with_check("2" * receipt.RANDOM_SIGNS)):
        assert any(day(seed, GivesNumbersTwice()).colliding for seed in SEEDS)


def test_the_checker_finds_a_document_that_was_issued_twice():
    def every_click(kind: str, by: str, key: str, facts: dict[str, str]) -> Step:
        return Step(kind, by, f"{key} {next(clicks)}", facts)

    clicks = count()
    with patch("madoguchi.office.issue.Step", every_click):
        assert any(day(seed).misplaced for seed in SEEDS)


def test_the_checker_finds_a_file_that_its_version_was_not_left():
    def only_what_stands(application: Application, _entry: Entry, place: Desk, to: Bucket) -> None:
        found = place.store.dossier(application.number)
        assert found
        settle_files(application, found.answered(), place, to)

    with patch("madoguchi.forms.filing.follow_up.settle_files", only_what_stands):
        assert any(day(seed).misplaced for seed in SEEDS)


def test_the_checker_finds_a_file_that_was_kept_in_another_s_place():
    with patch("madoguchi.forms.files.moving.measured", return_value=Measured(b"", 0, ANY, "")):
        assert any(day(seed).misplaced for seed in SEEDS)


def test_the_checker_finds_residents_who_were_not_told():
    with patch("madoguchi.forms.filing.follow_up.event_of", lambda *_: ""):
        assert any(day(seed).untold for seed in SEEDS)


def test_the_checker_finds_an_arrival_outside_the_period():
    def always(_self: object, _arrived_at: object) -> bool:
        return True

    with patch("madoguchi.forms.definition.model.Policy.accepts", always):
        assert any(day(seed).late for seed in SEEDS)
