"""The part of the staff's API beyond one application: new ones, exports, and one step for many."""

from datetime import date
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from madoguchi.forms.application import receipt
from madoguchi.forms.definition.model import State
from madoguchi.office import bulk
from madoguchi.office import shapes_api as shapes
from madoguchi.office.assembly import office
from madoguchi.office.csv_file import csv_file
from madoguchi.office.enter import enter
from madoguchi.office.excel_file import excel_file
from madoguchi.office.export import MOST, export
from madoguchi.office.inbox import Sought
from madoguchi.office.parameters_api import After, FormId, Owner
from madoguchi.runtime.clock import JST
from madoguchi.web.staff_api import Caller, file

CSV = "text/csv; charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_table(
    staff: Caller,
    owner: Owner,
    form: FormId,
    since: date,
    until: date,
    kind: Annotated[Literal["csv", "xlsx"], Query()] = "csv",
    state: Annotated[State | None, Query()] = None,
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> Response[str]:
    """Write applications as a file. The header `x-after` leads to the next part; none at the end."""
    states = frozenset({state}) if state else frozenset[State]()
    table = export(staff, Sought(owner, form, since, until, states, after, limit), office())
    media_type, write = (CSV, csv_file) if kind == "csv" else (EXCEL, excel_file)
    name = f"{form}_{office().desk.clock().astimezone(JST).date().isoformat()}.{kind}"
    return file(write(table), media_type, name, {"x-after": table.after} if table.after else None)


def plan(staff: Caller, body: shapes.PlanBulk) -> shapes.Planned:
    """Show what one step would do to many applications, and keep it for an hour."""
    numbers = [receipt.read(number) for number in body.numbers]
    facts = {"outcome": body.outcome or "", "message": body.message}
    said = {name: text for name, text in facts.items() if text}
    made = bulk.preview(numbers, body.step, said, staff, body.owner, office())
    return shapes.Planned(
        token=made.token,
        step=made.kind,
        ready=[shapes.Seen(number=one.number, state=one.state) for one in made.ready],
        refused=dict(made.refused),
        until=made.until,
    )


def carry_out(staff: Caller, body: shapes.Apply) -> shapes.Applied:
    """Do what was planned: each application once, and none that has moved on since."""
    outcome = bulk.apply(body.token, staff, office())
    return shapes.Applied(done=list(outcome.done), refused=dict(outcome.refused), left=outcome.left)


def enter_application(staff: Caller, body: shapes.Enter) -> shapes.Entered:
    """File an application for somebody at the counter; its history says who entered it."""
    came = enter(body.form, body.answers, body.key, staff, office(), body.language)
    filed = came.receipt
    return shapes.Entered(
        number=receipt.grouped(filed.number) if filed else None,
        key=receipt.grouped(filed.key) if filed else None,
        arrived_at=filed.arrived_at if filed else None,
        standing=filed.standing if filed else "",
        problems=dict(came.problems),
    )
