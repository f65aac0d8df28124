"""A history that was touched is found out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.forms.application.history import broken, entry
from madoguchi.forms.definition.model import Application, Dossier, Entry
from tests.unit.forms.surroundings import HISTORY_KEY

AT = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
NUMBER = "2345678ACEFHJKM"


def dossier(length: int = 3) -> Dossier:
    entries: list[Entry] = []
    for position in range(length):
        last = (entries[-1].position, entries[-1].check) if entries else (0, "")
        kind = "corrected" if position else "arrived"
        answers = {"word": f"answer {position}", "many": ["a", "b"], "agreed": True}
        entries.append(
            entry(
                HISTORY_KEY,
                NUMBER,
                last,
                kind,
                AT + timedelta(hours=position),
                "applicant",
                {"reason": "a slip"},
                "definition",
                answers,
            )
        )
    application = Application(
        NUMBER, "form", "100005", "arrived", AT, "ja", "", length, entries[-1].check, AT + timedelta(days=30)
    )
    return Dossier(application, tuple(entries))


def test_an_untouched_history_is_whole():
    assert list(broken(HISTORY_KEY, dossier())) == []


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "withdrawn"},
        {"at": AT + timedelta(microseconds=1)},
        {"by": "staff"},
        {"facts": {"reason": "another"}},
        {"definition": "another"},
        {"answers": {"word": "forged"}},
        {"answers": None},
        {"check": "0" * 64},
        {"number": "3333333333333XX"},
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_changed_entry_is_found(change: dict[str, object], place: int):
    whole = dossier()
    entries = list(whole.entries)
    entries[place] = replace(entries[place], **change)  # type: ignore[arg-type]
    assert list(broken(HISTORY_KEY, replace(whole, entries=tuple(entries))))


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 2, 1), (0, 1), (0, 2), (1, 2), (), (0, 1, 2, 2)])
def test_a_missing_repeated_or_reordered_entry_is_found(order: tuple[int, ...]):
    whole = dossier()
    touched = replace(whole, entries=tuple(whole.entries[place] for place in order))
    assert list(broken(HISTORY_KEY, touched))


def test_an_arrival_that_was_moved_is_found():
    whole = dossier()
    earlier = replace(whole.application, arrived_at=AT - timedelta(days=1))
    assert list(broken(HISTORY_KEY, replace(whole, application=earlier)))


def test_nobody_forges_an_entry_without_the_key():
    whole = dossier(1)
    forged = entry(
        b"a guess", NUMBER, (0, ""), "arrived", AT, "applicant", None, "definition", {"word": "forged"}
    )
    application = replace(whole.application, head=forged.check)
    assert list(broken(HISTORY_KEY, Dossier(application, (forged,))))
