"""What the office does with applications: of its own forms only, each look and each step on record."""

import hashlib
from dataclasses import dataclass
from datetime import date

from madoguchi.flow.text import localise
from madoguchi.forms import receipt
from madoguchi.forms.desk import Desk
from madoguchi.forms.history import broken
from madoguchi.forms.look_up import form_as_filed
from madoguchi.forms.model import Dossier, Waiting
from madoguchi.forms.take_step import Step, take_step
from madoguchi.runtime.errors import NotFound, Unavailable
from madoguchi.runtime.log import logger

TOLD = {"correction_asked": "form_correction_asked", "decided": "form_decided"}


@dataclass(frozen=True, slots=True)
class Clerk:
    """A member of staff of one owner: the prefecture, or one of its municipalities."""

    name: str
    owner: str


def inbox(clerk: Clerk, form_id: str, day: date, desk: Desk) -> list[Waiting]:
    """List what arrived for the clerk's office on a day in Japan."""
    return desk.store.inbox(clerk.owner, form_id, day)


def read(number: str, clerk: Clerk, key: str, desk: Desk) -> Dossier:
    """Open an application; that the clerk has read it goes on record first.

    Raises NotFound for another office's.
    """
    return act(number, clerk, Step("read", clerk.name, key), desk)


def act(number: str, clerk: Clerk, step: Step, desk: Desk) -> Dossier:
    """Take a step (`take_step` says which and what may go wrong) and tell the applicant what concerns them.

    Raises NotFound for another office's application.
    """
    _of_the_office(number, clerk, desk)
    after = take_step(number, step, desk)
    if step.kind in TOLD and after.application.user_id:
        _tell(after, step, desk)
    return after


def verify(number: str, clerk: Clerk, desk: Desk) -> list[str]:
    """Say what was changed, removed or reordered in an application's history; nothing when it is whole."""
    return list(broken(desk.history_key(), _of_the_office(number, clerk, desk)))


def _of_the_office(number: str, clerk: Clerk, desk: Desk) -> Dossier:
    found = desk.store.dossier(number)
    if found is None or found.application.owner != clerk.owner:
        raise NotFound("application")
    return found


def _tell(dossier: Dossier, step: Step, desk: Desk) -> None:
    application, kind = dossier.application, TOLD[step.kind]
    title = localise(form_as_filed(dossier, desk).flow.title, application.language)
    params = {"form_title": title, "receipt": receipt.grouped(application.number)}
    notice_id = f"{kind}-{application.number}-{hashlib.sha256(step.key.encode()).hexdigest()[:16]}"
    try:
        desk.notify(application.user_id, kind, params, notice_id)
    except Unavailable as problem:
        # The step stands either way; taking it again with the same key tells it again.
        logger().warning("step_not_told", extra={"form": application.form_id, "why": str(problem)})
