"""Residents ask a person; staff answer, and the answer arrives in the chat."""

from dataclasses import replace

from madoguchi.runtime.clock import iso, now
from madoguchi.runtime.errors import NotFound
from madoguchi.talk import case_store
from madoguchi.talk.model import Case
from madoguchi.talk.notify import notify

MOST_ANSWER_LETTERS = 1_000
SHOWN_LETTERS = 60


def ask(user_id: str, message_id: str, question: str) -> None:
    """Keep a question for the staff. Repeating it changes nothing."""
    case_store.add(Case(message_id, user_id, question, iso(now())))


def asked_by(user_id: str) -> list[Case]:
    """Return a resident's questions, oldest first."""
    return case_store.of(user_id)


def waiting() -> list[Case]:
    """Return the questions that nobody has answered, oldest first."""
    return case_store.opened()


def answer(case_id: str, words: str) -> Case:
    """Answer a question: written first, then sent once, however often this is repeated with the same words.

    Raises NotFound when no such question is open, ValueError when the answer is empty or too long for a card.
    """
    if not words.strip() or len(words) > MOST_ANSWER_LETTERS:
        raise ValueError(f"an answer has 1 to {MOST_ANSWER_LETTERS} letters")
    found = next((case for case in waiting() if case.id == case_id), None)
    if found is None:
        raise NotFound(f"open case {case_id}")
    answered = replace(found, status="answered", answer=words, answered_at=iso(now()))
    if not case_store.close(answered):
        raise NotFound(f"open case {case_id}")
    shown = {"question": found.question[:SHOWN_LETTERS], "answer": words}
    notify(found.user_id, "case_answered", shown, f"case-{case_id}")
    # Only now does it leave the list: after a crash it is answered again, with the same words.
    case_store.unlist(answered)
    return answered


def withdraw(user_id: str, message_id: str) -> None:
    """Delete a question that the resident unsent."""
    case_store.delete(user_id, message_id)


def forget(user_id: str) -> int:
    """Delete all questions of a resident and return their number."""
    kept = case_store.of(user_id)
    for case in kept:
        case_store.delete(user_id, case.id)
    return len(kept)
