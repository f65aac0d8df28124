"""An application goes on: every step is one sealed entry of its history, taken once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from madoguchi.flow.model import Value
from madoguchi.forms import progress
from madoguchi.forms.desk import Desk
from madoguchi.forms.history import entry
from madoguchi.forms.model import Application, Change, Dossier, State
from madoguchi.runtime.errors import NotFound, Unavailable

TRIALS = 6


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does. `key` is the doer's own: the same key is the same step, however often it comes.

    `answers` come with a correction, with the `definition` that they answer; a decision says its `outcome`
    in the facts (`accepted`, `declined`, `completed`).
    """

    kind: str
    by: str
    key: str
    facts: Mapping[str, str] = field(default_factory=dict)
    definition: str = ""
    answers: Mapping[str, Value] | None = None


def take_step(number: str, step: Step, desk: Desk) -> Dossier:
    """Take a step and return the application after it; the first arrival and its moment stay as they are.

    Raises NotFound, NotInThisState when it cannot be taken from here, and Unavailable when nobody knows
    whether it was kept: taking it again with the same key is then always safe.
    """
    facts = {**step.facts, "key": hashlib.sha256(step.key.encode()).hexdigest()}
    for trial in range(TRIALS):
        dossier = desk.store.dossier(number)
        if dossier is None:
            raise NotFound("application")
        if any(one.facts.get("key") == facts["key"] for one in dossier.entries):
            return dossier
        before = dossier.application
        state = progress.after(before.state, step.kind)
        sealed = entry(
            desk.history_key(),
            number,
            (before.entries, before.head),
            step.kind,
            desk.clock(),
            step.by,
            facts,
            step.definition,
            step.answers,
        )
        moved = replace(
            before,
            state=state,
            entries=sealed.position,
            head=sealed.check,
            seats=_seats(before, state, step),
        )
        if desk.store.append(Change(before, moved, sealed)):
            return Dossier(moved, (*dossier.entries, sealed))
        desk.pause(trial)
    raise Unavailable(f"{step.kind}: {TRIALS} trials met others")


def _seats(before: Application, state: State, step: Step) -> int:
    gone = state == "withdrawn" or (state == "decided" and step.facts.get("outcome") == "declined")
    return 0 if gone else before.seats
