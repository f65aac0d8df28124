"""What staff do to one application: on record each; `forms.filing.follow_up` tells the applicant."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from madoguchi.flow.text import localise
from madoguchi.forms.definition.model import Dossier
from madoguchi.forms.filing.look_up import form_as_filed
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.office.assembly import Office
from madoguchi.office.trail import head_of
from madoguchi.runtime.errors import BadRequest, NotFound
from madoguchi.web.staff import Role, Staff

MAY: Mapping[str, tuple[Role, ...]] = {
    "read": ("clerk", "approver"),
    "taken": ("clerk", "approver"),
    "correction_asked": ("clerk", "approver"),
    "messaged": ("clerk", "approver"),
    "decided": ("approver",),
    "reopened": ("approver",),
    "issued": ("approver",),
    "revoked": ("approver",),
}
"""Who may take which step."""


def read(number: str, staff: Staff, key: str, office: Office) -> Dossier:
    """Open an application; that somebody has read it goes on record first."""
    return act(number, staff, Step("read", staff.name, key), office)


def act(number: str, staff: Staff, step: Step, office: Office) -> Dossier:
    """Take a step. The same key is the same step, however often it comes.

    Raises NotFound for another owner's application, Forbidden for a role that may not, what `take_step`
    raises, and Unavailable when the trail has no place for it: taking it again with the same key is safe.
    """
    staff.require(*MAY[step.kind])
    own(number, staff, office)
    after = take_step(number, step, office.desk)
    office.record(staff, after.application.owner, step.kind, **head_of(after.application))
    return after


def ask_correction(
    number: str,
    staff: Staff,
    key: str,
    message: str,
    items: Sequence[tuple[str, str]],
    due: date | None,
    office: Office,
) -> Dossier:
    """Ask for a correction (補正): `items` are questions of the form, by id, and what is wrong with each.

    Raises BadRequest for a question that the form, as it was filed, does not ask.
    """
    staff.require(*MAY["correction_asked"])
    dossier = own(number, staff, office)
    form, language = form_as_filed(dossier, office.desk), dossier.application.language
    labels = {question.id: localise(question.label, language) for question in form.flow.fields()}
    if unknown := [question for question, _ in items if question not in labels]:
        raise BadRequest(f"{form.id} does not ask {', '.join(unknown)}")
    lines = [message, *(f"・{labels[question]}: {wrong}" for question, wrong in items)]
    facts = {"message": "\n".join(line for line in lines if line), "items": json.dumps(list(items))}
    if due:
        facts["due"] = due.isoformat()
    return act(number, staff, Step("correction_asked", staff.name, key, facts), office)


def own(number: str, staff: Staff, office: Office) -> Dossier:
    """Find an application of the person's owners, without a look at it. Raises NotFound for another's."""
    found = kept(number, office)
    if found is None or found.application.owner not in staff.owners:
        raise NotFound("application")
    return found


def kept(number: str, office: Office) -> Dossier | None:
    """Find an application within its retention: the table removes it only within days of its end."""
    found = office.desk.store.dossier(number)
    return found if found and office.desk.clock() < found.application.expires_at else None
