"""What is counted: sums by slice of an edition, and which deed adds what to which slice."""

from collections.abc import Mapping

from madoguchi.drill.attempt import Attempt

type Sums = Mapping[str, int]

STEP_SAMPLE = 16
"""Steps are counted for one visit in 16: all of them would be the dearest thing in the drill."""


def of_town(attempt: Attempt) -> tuple[str, Sums]:
    """Return the slice of a municipality, and what a finished drill adds to it."""
    return f"town#{attempt.municipality}", _scores(attempt)


def of_age(attempt: Attempt, age: str, before: int, after: int) -> tuple[str, Sums]:
    """Return the slice of an age band, and what its survey adds: 1 to 4, before and after."""
    return f"age#{age}", {**_scores(attempt), "before": before, "after": after}


def of_step(page_id: str) -> tuple[str, Sums]:
    """Return the slice of a page of the drill, and what a sampled visit to it adds."""
    return f"step#{page_id}", {"visits": STEP_SAMPLE}


def of_again(days: int, missed: tuple[int, int], known: tuple[int, int]) -> tuple[str, Sums]:
    """Return the slice of a delay, and what answers that came back add.

    `missed` and `known` are how many were asked again of those missed and of those known at first, and how
    many of these were right now.
    """
    delay = "week" if days <= 18 else "month" if days <= 60 else "later"
    asked_missed, right_missed = missed
    asked_known, right_known = known
    sums = {"asked_missed": asked_missed, "right_missed": right_missed}
    return f"again#{delay}", {"people": 1, **sums, "asked_known": asked_known, "right_known": right_known}


def is_sampled(client_key: str) -> bool:
    """Tell whether the steps of a visit are counted: its key is random, so one in 16 is."""
    return client_key[:1] in "ABCD"


def _scores(attempt: Attempt) -> Sums:
    full = {"full_marks": 1} if attempt.total == 100 else {}
    return {"runs": 1, "total": attempt.total, **full, **attempt.points}
