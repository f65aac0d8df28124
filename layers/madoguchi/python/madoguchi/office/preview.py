"""A form as a resident would meet it, at any moment and with any answers: shown, never sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from madoguchi.flow.composite import Raw
from madoguchi.flow.model import Answers
from madoguchi.flow.run import answer, asked_pages
from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import Form
from madoguchi.forms.pages.form import new_client_key, not_eligible, show
from madoguchi.office.assembly import Office
from madoguchi.office.catalogue import own_form
from madoguchi.runtime.errors import FormClosed, NotFound
from madoguchi.web.http import Answer, Request
from madoguchi.web.pages import page
from madoguchi.web.staff import Staff
from madoguchi.web.wizard import turn


@dataclass(frozen=True, slots=True)
class Look:
    """When, and by whom: what they have typed so far, by question or part as a page posts it.

    `step` is a page's id, or `review`; `definition` an earlier version's fingerprint (empty: as published).
    """

    at: datetime
    typed: Mapping[str, Sequence[str]]
    step: str = ""
    language: str = "ja"
    size: str = "normal"
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody would meet: open or not, admitted or not, which pages, and what is wrong."""

    accepts: bool
    admitted: bool
    pages: tuple[str, ...]
    problems: Mapping[str, str]


def preview(form_id: str, look: Look, staff: Staff, office: Office) -> Answer:
    """Render the page that a resident would see. Nothing on it can be sent: the browser forbids it.

    Raises NotFound for another owner's form, or a version that was never answered.
    """
    form = version(form_id, look.definition, staff, office)
    request = Request(
        f"GET /forms/{form_id}",
        path=f"/forms/{form_id}",
        cookies={"lang": look.language, "size": look.size},
    )
    if not form.policy.accepts(look.at):
        return _harmless(page(request, "form_closed.html.j2", FormClosed.status, form=form))
    posted = {name: list(texts) for name, texts in look.typed.items()}
    answers, _ = answer(form.flow, posted)
    if look.step == "review" and not form.policy.admits(answers):
        return _harmless(not_eligible(request, form, new_client_key()))
    found = turn(form.flow, {**posted, "step": [look.step], "go": []})
    return _harmless(show(request, form, found, new_client_key()))


def outcome(form: Form, at: datetime, typed: Raw) -> Outcome:
    """Tell what somebody would meet who comes at this moment and types this."""
    answers, wrong = answer(form.flow, typed)
    return Outcome(
        accepts=form.policy.accepts(at),
        admitted=form.policy.admits(answers),
        pages=_pages(form, answers),
        problems={name: problem.code for name, problem in wrong.items()},
    )


def version(form_id: str, definition: str, staff: Staff, office: Office) -> Form:
    """Find a form of the person's owners: as it is published, or an earlier version that was answered."""
    form = own_form(form_id, staff, office)
    if not definition or definition == form.definition:
        return form
    source = office.desk.store.definition(form_id, definition)
    if source is None:
        raise NotFound("version")
    found = catalogue.as_filed(source)
    staff.require_owner(found.owner)
    return found


def _pages(form: Form, answers: Answers) -> tuple[str, ...]:
    return tuple(one.id for one in asked_pages(form.flow, answers))


def _harmless(answer: Answer) -> Answer:
    # A sandboxed page sends no form and runs no script, whatever stands on it; and no cookie comes with it.
    policy = answer.headers["content-security-policy"].replace("form-action 'self'", "form-action 'none'")
    headers = {**answer.headers, "content-security-policy": f"{policy}; sandbox"}
    return replace(answer, headers=headers, cookies=())
