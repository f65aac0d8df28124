"""The staff's JSON API over applications: paths, checks and answers. The operations stand beside it."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from madoguchi.forms.definition.model import State
from madoguchi.forms.filing.take_step import Step
from madoguchi.office import file_shapes_api as files
from madoguchi.office import inbox, issue, statistics, steps
from madoguchi.office import shapes_api as shapes
from madoguchi.office import verify as verification
from madoguchi.office.assembly import office
from madoguchi.office.documents_api import issue_document, offer_document, revoke_document
from madoguchi.office.files import open_attached
from madoguchi.office.forms_api import HTML, YAML, check_form, give_form, list_forms, show_preview
from madoguchi.office.issue import Named
from madoguchi.office.many_api import CSV, EXCEL, carry_out, enter_application, export_table, plan
from madoguchi.office.parameters_api import After, FileId, FormId, Number, Owner, read_number
from madoguchi.office.search import search
from madoguchi.office.shown_api import application, happened, stands
from madoguchi.web.staff_api import JSON, Caller, answers, file_answers, staff_api


@cache
def api() -> APIGatewayHttpResolver:
    """Return the resolver with every path."""
    made, at = staff_api(), "/staff/applications"
    made.get(f"{at}/openapi.json", include_in_schema=False)(document)
    exported = file_answers(CSV, EXCEL)
    made.get(f"{at}/export", responses=exported, summary=_summary(export_table))(export_table)
    forms = "/staff/forms"
    made.get(forms, responses=answers(shapes.Forms), summary=_summary(list_forms))(list_forms)
    made.post(f"{forms}/checks", responses=answers(shapes.Checked), summary=_summary(check_form))(check_form)
    page, given = file_answers(HTML), file_answers(YAML)
    made.get(f"{forms}/<form_id>/preview", responses=page, summary=_summary(show_preview))(show_preview)
    made.get(f"{forms}/<form_id>/file", responses=given, summary=_summary(give_form))(give_form)
    for path, model, operation in READ:
        made.get(at + path, responses=answers(model), summary=_summary(operation))(operation)
    for path, model, operation in DONE:
        made.post(at + path, responses=answers(model), summary=_summary(operation))(operation)
    return made


def document() -> Response[str]:
    """Return the description of this API, an OpenAPI document."""
    written: str = api().get_openapi_json_schema(
        title="madoguchi: applications at the office",
        version="1",
        description="For staff who are signed in; their groups say for which owners and in which roles.",
        security_schemes={"staff": HTTPBearer(bearerFormat="JWT")},
        security=[{"staff": []}],
    )
    return Response(200, JSON, written)


WORDS = "All of them; two letters each or more. QUESTION=TEXT: that question's whole answer."


def list_inbox(
    staff: Caller,
    owner: Owner,
    form: FormId,
    since: date,
    until: date,
    state: Annotated[State | None, Query()] = None,
    words: Annotated[
        str,
        Query(
            max_length=200,
            description=WORDS,
        ),
    ] = "",
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> shapes.Inbox:
    """List what arrived on some days in Japan, both included, oldest first."""
    states = frozenset({state}) if state else frozenset[State]()
    sought = inbox.Sought(owner, form, since, until, states, after, limit)
    found = search(staff, sought, words, office()) if words else inbox.inbox(staff, sought, office())
    alike = office().store.alike(owner, form)
    lines = [
        shapes.Line(
            number=one.number,
            arrived_at=one.arrived_at,
            state=one.state,
            alike=alike.get(one.number, []),
        )
        for one in found.lines
    ]
    return shapes.Inbox(lines=lines, after=found.after or None)


def count(
    staff: Caller, owner: Owner, form: FormId, since: date, until: date, after: After = ""
) -> shapes.Numbers:
    """Count what arrived on some days in Japan, both included: 20,000 at once."""
    found = statistics.numbers(staff, inbox.Sought(owner, form, since, until, after=after), office())
    by_day = {day.isoformat(): many for day, many in found.by_day.items()}
    return shapes.Numbers(
        total=found.total, by_state=found.by_state, by_day=by_day, after=found.after or None
    )


def list_trail(
    staff: Caller,
    owner: Owner,
    after: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> shapes.Trail:
    """List what the staff of an owner did, from a position on."""
    entries = verification.trail(staff, owner, after, limit, office())
    more = entries[-1].position if len(entries) == limit else None
    return shapes.Trail(entries=[happened(one) for one in entries], after=more)


def read(staff: Caller, number: Number) -> shapes.Application:
    """Open an application; that it was read goes on record first, each time."""
    return application(steps.read(read_number(number), staff, uuid.uuid4().hex, office()), office())


def open_file(staff: Caller, number: Number, file_id: FileId) -> files.FileLink:
    """Give an address that saves a file of an application; that it was opened goes on record first."""
    link = open_attached(read_number(number), file_id, staff, office())
    return files.FileLink(url=link.url, name=link.name, sha256=link.sha256, seconds=link.seconds)


def verify(staff: Caller, number: Number) -> shapes.Verified:
    """Tell whether an application's history and its files are as they were sealed."""
    problems = verification.verify(read_number(number), staff, office())
    return shapes.Verified(whole=not problems, problems=problems)


def take(staff: Caller, number: Number, body: shapes.Take) -> shapes.Stands:
    """Begin to review."""
    step = Step("taken", staff.name, _key(staff.name, "taken", body.key))
    return stands(steps.act(read_number(number), staff, step, office()))


def ask_correction(staff: Caller, number: Number, body: shapes.AskCorrection) -> shapes.Stands:
    """Ask for a correction; the applicant reads message and items."""
    items = [(one.question, one.wrong) for one in body.items]
    key = _key(staff.name, "correction_asked", body.key)
    asked = steps.ask_correction(read_number(number), staff, key, body.message, items, body.due, office())
    return stands(asked)


def decide(staff: Caller, number: Number, body: shapes.Decide) -> shapes.Stands:
    """Decide; the applicant is told that there is a result."""
    facts = {"outcome": body.outcome, **({"message": body.message} if body.message else {})}
    step = Step("decided", staff.name, _key(staff.name, "decided", body.key), facts)
    document = Named(body.document.document, body.document.title) if body.document else None
    return stands(issue.decide(read_number(number), step, document, staff, office()))


def reopen(staff: Caller, number: Number, body: shapes.Take) -> shapes.Stands:
    """Review once more what was decided."""
    step = Step("reopened", staff.name, _key(staff.name, "reopened", body.key))
    return stands(steps.act(read_number(number), staff, step, office()))


def say(staff: Caller, number: Number, body: shapes.Say) -> shapes.Stands:
    """Tell the applicant something, in the chat and on the page of the application."""
    step = Step("messaged", staff.name, _key(staff.name, "messaged", body.key), {"message": body.message})
    return stands(steps.act(read_number(number), staff, step, office()))


def _key(name: str, kind: str, key: str) -> str:
    # One person's key for one kind of step: another's, or another step with it, is another step.
    return f"{name}:{kind}:{key}"


def _summary(operation: Callable[..., Any]) -> str:
    return (operation.__doc__ or "").strip().partition("\n")[0]


READ: Sequence[tuple[str, type[BaseModel], Callable[..., Any]]] = (
    ("", shapes.Inbox, list_inbox),
    ("/numbers", shapes.Numbers, count),
    ("/trail", shapes.Trail, list_trail),
    ("/<number>", shapes.Application, read),
    ("/<number>/files/<file_id>", files.FileLink, open_file),
    ("/<number>/verification", shapes.Verified, verify),
)
DONE: Sequence[tuple[str, type[BaseModel], Callable[..., Any]]] = (
    ("", shapes.Entered, enter_application),
    ("/plans", shapes.Planned, plan),
    ("/deeds", shapes.Applied, carry_out),
    ("/<number>/take", shapes.Stands, take),
    ("/<number>/correction", shapes.Stands, ask_correction),
    ("/<number>/decision", shapes.Stands, decide),
    ("/<number>/reopening", shapes.Stands, reopen),
    ("/<number>/message", shapes.Stands, say),
    ("/<number>/documents/uploads", files.Offered, offer_document),
    ("/<number>/documents", shapes.Stands, issue_document),
    ("/<number>/documents/<file_id>/revocation", shapes.Stands, revoke_document),
)
