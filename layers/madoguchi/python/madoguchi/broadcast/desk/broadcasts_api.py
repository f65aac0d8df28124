"""The staff's JSON API over broadcasts: paths, checks and answers. The operations stand beside it."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from madoguchi.broadcast import assembly
from madoguchi.broadcast.audience import left_over
from madoguchi.broadcast.definition.model import Addressees
from madoguchi.broadcast.delivery import dead_letters
from madoguchi.broadcast.desk import series_api, shown_api
from madoguchi.broadcast.desk import shapes_api as shapes
from madoguchi.broadcast.desk.access_api import Id, allow, liff_url
from madoguchi.broadcast.lifecycle import approve, cancel, create, pause, resolve, schedule
from madoguchi.broadcast.message import try_out
from madoguchi.broadcast.records import explain, export
from madoguchi.residents.segment_text import parse
from madoguchi.web.staff_api import JSON, Caller, answers, staff_api

AT = "/staff/broadcasts"


@cache
def api() -> APIGatewayHttpResolver:
    """Return the resolver with every path."""
    made = staff_api()
    made.get(f"{AT}/openapi.json", include_in_schema=False)(document)
    for path, model, operation in (*series_api.READ, *READ):
        made.get(AT + path, responses=answers(model), summary=_summary(operation))(operation)
    for path, model, operation in (*series_api.DONE, *DONE):
        made.post(AT + path, responses=answers(model), summary=_summary(operation))(operation)
    return made


def document() -> Response[str]:
    """Return the description of this API, an OpenAPI document."""
    written: str = api().get_openapi_json_schema(
        title="madoguchi: broadcasts",
        version="1",
        description="For staff of the prefecture who are signed in; their groups say in which roles.",
        security_schemes={"staff": HTTPBearer(bearerFormat="JWT")},
        security=[{"staff": []}],
    )
    return Response(200, JSON, written)


def list_month(staff: Caller, month: Annotated[str, Query(pattern=r"^20[0-9]{4}$")]) -> shapes.Listed:
    """List the broadcasts of a month such as 202606, newest first."""
    allow(staff, "clerk", "approver", "auditor")
    store = assembly.ports().broadcasts
    return shapes.Listed(broadcasts=[shown_api.shown(store.find(one)) for one in store.listed(month)])


def show(staff: Caller, broadcast: Id) -> shapes.Shown:
    """Show a broadcast as it stands."""
    allow(staff, "clerk", "approver", "auditor")
    return shown_api.shown(assembly.ports().broadcasts.find(broadcast))


def preview(staff: Caller, broadcast: Id) -> shapes.Preview:
    """Show the messages of every language."""
    allow(staff, "clerk", "approver", "auditor")
    return shapes.Preview(messages=try_out.preview(assembly.ports(), broadcast))


def progress(staff: Caller, broadcast: Id) -> shapes.Progress:
    """Show how far the delivery has come."""
    allow(staff, "clerk", "approver", "auditor")
    ports = assembly.ports()
    found = ports.broadcasts.find(broadcast)
    return shown_api.progress(found, ports.ledger.entries(found.id, found.attempt), ports.now())


def counted(staff: Caller, broadcast: Id) -> shapes.Statistics:
    """Show what LINE counted when it was last asked; null stands for fewer than 20 people."""
    allow(staff, "clerk", "approver", "auditor")
    found = assembly.ports().broadcasts.statistics(broadcast)
    return shapes.Statistics(read_at=found.get("read_at"), overview=found.get("overview", {}))


def read_ledger(staff: Caller, broadcast: Id) -> shapes.Ledger:
    """Export the whole ledger, without recipients."""
    allow(staff, "approver", "auditor")
    lines = export.export(assembly.ports(), broadcast)
    return shapes.Ledger(lines=[json.loads(json.dumps(line, default=_iso)) for line in lines])


def read_letters(staff: Caller) -> shapes.Letters:
    """Read the chunks' dead-letter queue."""
    allow(staff, "clerk", "approver", "auditor")
    return shown_api.letters(dead_letters.read(assembly.ports()))


def bring_back(staff: Caller, body: shapes.Why) -> shapes.Letters:
    """Queue dead letters again whose chunks are still to be sent."""
    allow(staff, "approver")
    return shown_api.letters(dead_letters.redrive(assembly.ports(), staff.name, body.reason))


def draft(staff: Caller, body: shapes.Draft) -> shapes.Shown:
    """Compose a draft and count its audience exactly."""
    allow(staff, "clerk")
    made = create.create(
        assembly.ports(), body.content, _addressees(body), body.send_at, staff.name, liff_url()
    )
    return shown_api.shown(made)


def edit(staff: Caller, broadcast: Id, body: shapes.Draft) -> shapes.Shown:
    """Change a broadcast that is not frozen; every approval is void afterwards."""
    allow(staff, "clerk")
    changed = create.edit(
        assembly.ports(), broadcast, body.content, _addressees(body), body.send_at, staff.name, liff_url()
    )
    return shown_api.shown(changed)


def test(staff: Caller, broadcast: Id, _body: shapes.Nothing) -> shapes.Sent:
    """Send every language to the caller's own phone, each after a mark."""
    allow(staff, "clerk", "approver")
    try_out.send_to_own_phone(assembly.ports(), broadcast, staff.name)
    return shapes.Sent(sent=True)


def vouch(staff: Caller, broadcast: Id, body: shapes.Approve) -> shapes.Shown:
    """Approve exactly what stands there; an emergency needs two different people."""
    allow(staff, "approver")
    return shown_api.shown(approve.approve(assembly.ports(), broadcast, staff.name, body.hash))


def let_start(staff: Caller, broadcast: Id, _body: shapes.Nothing) -> shapes.Shown:
    """Let the clock start an approved broadcast."""
    allow(staff, "clerk", "approver")
    return shown_api.shown(schedule.schedule(assembly.ports(), broadcast, staff.name))


def hold(staff: Caller, broadcast: Id, body: shapes.Why) -> shapes.Shown:
    """Pause between two chunks."""
    allow(staff, "clerk", "approver")
    return shown_api.shown(pause.pause(assembly.ports(), broadcast, staff.name, body.reason))


def go_on(staff: Caller, broadcast: Id, body: shapes.Why) -> shapes.Shown:
    """Resume with exactly what is left."""
    allow(staff, "clerk", "approver")
    return shown_api.shown(pause.resume(assembly.ports(), broadcast, staff.name, body.reason))


def stop(staff: Caller, broadcast: Id, body: shapes.Why) -> shapes.Shown:
    """Cancel for good; what is on its way arrives."""
    allow(staff, "clerk", "approver")
    return shown_api.shown(cancel.cancel(assembly.ports(), broadcast, staff.name, body.reason))


def find_out(staff: Caller, broadcast: Id, body: shapes.Resolve) -> shapes.Shown:
    """Say what became of an unknown chunk, once."""
    allow(staff, "approver")
    known = resolve.resolve(
        assembly.ports(), broadcast, body.chunk, staff.name, arrived=body.arrived, reason=body.reason
    )
    return shown_api.shown(known)


def tell(staff: Caller, broadcast: Id, body: shapes.Whose) -> shapes.Explained:
    """Say what became of one resident, and why."""
    allow(staff, "auditor")
    return shown_api.explained(explain.explain(assembly.ports(), broadcast, body.user_id))


def _addressees(body: shapes.Draft) -> Addressees:
    if body.completes:
        return left_over.addressees(assembly.ports(), body.completes)
    return Addressees(corrects=body.corrects) if body.corrects else Addressees(parse(body.segment))


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _summary(operation: Callable[..., Any]) -> str:
    return (operation.__doc__ or "").strip().partition("\n")[0]


READ: Sequence[tuple[str, type[BaseModel], Callable[..., Any]]] = (
    ("", shapes.Listed, list_month),
    ("/dead-letters", shapes.Letters, read_letters),
    ("/<broadcast>", shapes.Shown, show),
    ("/<broadcast>/preview", shapes.Preview, preview),
    ("/<broadcast>/progress", shapes.Progress, progress),
    ("/<broadcast>/statistics", shapes.Statistics, counted),
    ("/<broadcast>/ledger", shapes.Ledger, read_ledger),
)
DONE: Sequence[tuple[str, type[BaseModel], Callable[..., Any]]] = (
    ("", shapes.Shown, draft),
    ("/dead-letters", shapes.Letters, bring_back),
    ("/<broadcast>", shapes.Shown, edit),
    ("/<broadcast>/test", shapes.Sent, test),
    ("/<broadcast>/approval", shapes.Shown, vouch),
    ("/<broadcast>/schedule", shapes.Shown, let_start),
    ("/<broadcast>/pause", shapes.Shown, hold),
    ("/<broadcast>/resumption", shapes.Shown, go_on),
    ("/<broadcast>/cancellation", shapes.Shown, stop),
    ("/<broadcast>/resolution", shapes.Shown, find_out),
    ("/<broadcast>/explanation", shapes.Explained, tell),
)
