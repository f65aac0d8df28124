"""An application goes on: every step is one sealed entry of its history, taken once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from madoguchi.flow.model import Value
from madoguchi.forms.application import progress
from madoguchi.forms.application.history import entry
from madoguchi.forms.application.seats import INTO_A_SEAT, after_step
from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import Change, Dossier
from madoguchi.forms.definition.policy import Policy
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime.errors import FormFull, NotFound, NotInThisState, SlotBegun, Unavailable

TRIALS = 6


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does. `key` is the doer's own: the same key is the same step, however often it comes.

    `answers` come with a correction, with the `definition` that they answer; a decision says its `outcome`
    in the facts (`accepted`, `declined`, `completed`). `on` is the position of the last change that the doer
    saw: what has moved on since is left alone.
    """

    kind: str
    by: str
    key: str
    facts: Mapping[str, str] = field(default_factory=dict)
    definition: str = ""
    answers: Mapping[str, Value] | None = None
    on: int | None = None


def take_step(number: str, step: Step, desk: Desk) -> Dossier:
    """Take a step and return the application after it; the first arrival and its moment stay as they are.

    Raises NotFound, NotInThisState when it cannot be taken from here, has moved `on` or decides on answers
    that the office has not seen, FormFull when it needs a seat that is not there, SlotBegun when it moves to
    what has begun (all stays as it was), and Unavailable when nobody knows whether it was kept: taking it
    again with the same key is then always safe.
    """
    facts = {**step.facts, "key": hashlib.sha256(step.key.encode()).hexdigest()}
    for trial in range(TRIALS):
        dossier = desk.store.dossier(number)
        if dossier is None:
            raise NotFound("application")
        if any(one.facts.get("key") == facts["key"] for one in dossier.entries):
            return dossier
        if step.on is not None and last_change(dossier) != step.on:
            raise NotInThisState("it has moved on since it was looked at")
        if step.kind == "decided" and is_unread(dossier):
            raise NotInThisState("it was corrected since the office looked at it")
        before = dossier.application
        state = progress.after(before.state, step.kind)
        rules = _rules(dossier, step, desk)
        placed, at = after_step(before, step.kind, step.facts, rules, step.answers), desk.clock()
        moves_on = (placed.slot, placed.wanted) != (before.slot, before.wanted)
        if moves_on and _entries_are_closed(rules, at):
            raise NotInThisState("what was entered for a draw stays")
        if rules and placed.slot != before.slot and rules.has_begun(placed.slot, at):
            raise SlotBegun(before.form_id)
        sealed = entry(
            desk.history_key(),
            number,
            (before.entries, before.head),
            step.kind,
            at,
            step.by,
            {**facts, "left": before.slot} if before.slot not in ("", placed.slot) else facts,
            step.definition,
            step.answers,
        )
        moved = replace(placed, state=state, entries=sealed.position, head=sealed.check)
        capacity = rules.places.get(moved.slot, 0) if rules else 0
        match desk.store.append(Change(before, moved, sealed, capacity)):
            case "committed":
                return Dossier(moved, (*dossier.entries, sealed))
            case "full":
                raise FormFull(before.form_id)
        desk.pause(trial)
    raise Unavailable(f"{step.kind}: {TRIALS} trials met others")


def as_sent(dossier: Dossier, step: Step) -> bool:
    """Tell whether the answers that stand are a step's own: its key may have brought others before."""
    standing, sent = dossier.answered().answers, step.answers
    return json.dumps(standing, sort_keys=True, default=dict) == json.dumps(
        sent, sort_keys=True, default=dict
    )


def last_change(dossier: Dossier) -> int:
    """Return the position of the last entry that is more than a look or a message."""
    return max(one.position for one in dossier.entries if progress.is_change(one.kind))


def is_unread(dossier: Dossier) -> bool:
    """Tell whether the answers were corrected since the office last looked at them, if it ever has."""
    looks = [one.position for one in dossier.entries if one.kind == "read"]
    return bool(looks) and looks[-1] < dossier.answered().position


def _entries_are_closed(rules: Policy | None, at: datetime) -> bool:
    return rules is not None and rules.lottery is not None and not rules.accepts(at)


def _rules(dossier: Dossier, step: Step, desk: Desk) -> Policy | None:
    """Find the rules that a step into a seat goes by: those of now where the questions are still the same."""
    if step.kind not in INTO_A_SEAT:
        return None
    form_id, definition = dossier.application.form_id, step.definition or dossier.answered().definition
    form = desk.published(form_id)
    if form is None or (step.answers is not None and form.definition != definition):
        source = desk.store.definition(form_id, definition)
        form = catalogue.as_filed(source) if source else form
    return form.policy if form else None
