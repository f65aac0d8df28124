"""An application that somebody made at the counter, by telephone or on paper, entered by staff."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.flow.composite import Raw
from madoguchi.flow.run import answer
from madoguchi.forms.application.proxy import BY_STAFF
from madoguchi.forms.definition.model import Receipt
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.office.assembly import Office
from madoguchi.office.catalogue import own_form
from madoguchi.office.trail import head_of
from madoguchi.runtime.errors import NotFound
from madoguchi.web.staff import Staff


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of it: a receipt, or what is wrong, as codes by question or part; then nothing was filed.

    `key: spent` says that the same key has filed other answers before.
    """

    receipt: Receipt | None
    problems: Mapping[str, str]


def enter(form_id: str, typed: Raw, key: str, staff: Staff, office: Office, language: str = "ja") -> Entered:
    """File an application for somebody; its history says who entered it. The same key files once.

    Receipt number and key are for the applicant, who follows it as if they had sent it themselves. Raises
    NotFound for another owner's form, Forbidden for a role that may not, and what `submit` raises.
    """
    staff.require("clerk", "approver")
    form = own_form(form_id, staff, office)
    answers, wrong = answer(form.flow, typed)
    if wrong:
        return Entered(None, {name: problem.code for name, problem in wrong.items()})
    # As secret as a page's own: the applicant's key is made of it.
    secret = hmac.digest(office.desk.history_key(), f"entered:{staff.name}:{key}".encode(), "sha256").hex()
    filed = submit(Submission(form, answers, secret, language, by=BY_STAFF + staff.name), office.desk)
    if not filed.as_sent:
        return Entered(None, {"key": "spent"})
    dossier = office.desk.store.dossier(filed.number)
    if dossier is None:
        raise NotFound("application")
    office.record(staff, form.owner, "entered", **head_of(dossier.application))
    return Entered(filed, {})
