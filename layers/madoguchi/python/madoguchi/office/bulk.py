"""One step for many applications, in two moves: what it would do is shown first, then exactly that is done.

What is done later is bound to what was seen: an application that has moved on since is left alone.
"""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from madoguchi.forms.application import progress
from madoguchi.forms.filing.take_step import Step, is_unread, last_change
from madoguchi.office.assembly import Office
from madoguchi.office.plan import Plan, Planned
from madoguchi.office.steps import MAY, act, own
from madoguchi.runtime.errors import BadRequest, NotFound, Refusal, Unavailable
from madoguchi.web.staff import Staff

MOST = 200
KINDS = ("taken", "messaged", "decided", "reopened")
NEEDED = {"messaged": "message", "decided": "outcome"}
"""What must be said with a step."""

LIFETIME = timedelta(hours=1)
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a plan: `left` were not reached in time and are done by asking again."""

    done: Sequence[str]
    refused: Mapping[str, str]
    left: int


def preview(
    numbers: Sequence[str], kind: str, facts: Mapping[str, str], staff: Staff, owner: str, office: Office
) -> Plan:
    """Plan a step for applications of one owner. Nothing changes yet.

    Raises Forbidden for a role that may not take it, NotFound for another owner, BadRequest for too many, or
    when it is not said what the applicants would be told.
    """
    if kind not in KINDS or not 0 < len(set(numbers)) <= MOST:
        raise BadRequest(f"1 to {MOST} applications, and one of {', '.join(KINDS)}")
    staff.require(*MAY[kind])
    staff.require_owner(owner)
    if kind in NEEDED and not facts.get(NEEDED[kind]):
        raise BadRequest(f"{kind} needs its {NEEDED[kind]}")
    ready: list[Planned] = []
    refused: dict[str, str] = {}
    for number in dict.fromkeys(numbers):
        try:
            dossier = own(number, staff, office)
        except NotFound as refusal:
            refused[number] = refusal.code
            continue
        one = dossier.application
        if one.owner != owner:
            refused[number] = NotFound.code
        elif not progress.possible(one.state, kind) or (kind == "decided" and is_unread(dossier)):
            refused[number] = "not_in_this_state"
        else:
            ready.append(Planned(number, one.state, last_change(dossier)))
    token, until = secrets.token_urlsafe(24), office.desk.clock() + LIFETIME
    plan = Plan(token, staff.name, owner, kind, dict(facts), tuple(ready), refused, until)
    office.store.keep_plan(plan)
    office.record(staff, owner, "bulk_planned", step=kind, ready=str(len(ready)), refused=str(len(refused)))
    return plan


def apply(token: str, staff: Staff, office: Office, ticking: Callable[[], float] = time.monotonic) -> Outcome:
    """Do what was planned, each application once, however often this is asked.

    Raises NotFound for a plan that is not there, is another person's, or is over.
    """
    plan = office.store.plan(token)
    if plan is None or plan.by != staff.name or office.desk.clock() >= plan.until:
        raise NotFound("plan")
    staff.require_owner(plan.owner)
    began, done, refused = ticking(), list[str](), dict(plan.refused)
    for place, one in enumerate(plan.ready):
        if ticking() - began > PATIENCE_SECONDS:
            return Outcome(done, refused, len(plan.ready) - place)
        try:
            _take(one, plan, staff, office)
            done.append(one.number)
        except Unavailable:
            return Outcome(done, refused, len(plan.ready) - place)
        except Refusal as refusal:
            refused[one.number] = refusal.code
    return Outcome(done, refused, 0)


def _take(one: Planned, plan: Plan, staff: Staff, office: Office) -> None:
    step = Step(plan.kind, plan.by, f"bulk:{plan.token}", plan.facts, on=one.seen)
    act(one.number, staff, step, office)
