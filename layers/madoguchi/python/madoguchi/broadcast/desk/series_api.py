"""The staff's JSON API over series of broadcasts: paths, checks and answers."""

from collections.abc import Callable, Sequence
from datetime import time
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from madoguchi.broadcast import assembly
from madoguchi.broadcast.definition.calendar import Recurrence
from madoguchi.broadcast.definition.model import APPROVERS, Addressees
from madoguchi.broadcast.definition.series import Series
from madoguchi.broadcast.desk import series_shapes_api as shapes
from madoguchi.broadcast.desk.access_api import Id, allow, liff_url
from madoguchi.broadcast.desk.shapes_api import Approve, Nothing, Step, Why
from madoguchi.broadcast.lifecycle import recur
from madoguchi.residents.segment_text import describe, parse
from madoguchi.web.staff_api import Caller

SHOWN = 10
WEEKDAYS = tuple(shapes.Weekday)


def list_year(staff: Caller, year: Annotated[int, Query(ge=2020, le=2100)]) -> shapes.SeriesListed:
    """List the series that have days in a year, newest first."""
    allow(staff, "clerk", "approver", "auditor")
    store = assembly.ports().series
    return shapes.SeriesListed(series=[_shown(store.find(one)) for one in store.listed(year)])


def show(staff: Caller, series: Id) -> shapes.SeriesShown:
    """Show a series as it stands, with the next ten moments at which it sends."""
    allow(staff, "clerk", "approver", "auditor")
    return _shown(assembly.ports().series.find(series))


def list_days(staff: Caller, series: Id) -> shapes.Days:
    """List every day that an approval vouches for."""
    allow(staff, "clerk", "approver", "auditor")
    ports = assembly.ports()
    return shapes.Days(days=recur.days(ports, ports.series.find(series)))


def draft(staff: Caller, body: shapes.SeriesDraft) -> shapes.SeriesShown:
    """Compose a series and count its audience exactly."""
    allow(staff, "clerk")
    whom = Addressees(parse(body.segment))
    made = recur.create(assembly.ports(), body.content, whom, _rule(body.rule), staff.name, liff_url())
    return _shown(made)


def vouch(staff: Caller, series: Id, body: Approve) -> shapes.SeriesShown:
    """Approve exactly what stands there, for all of its days; from then on the clock calls it."""
    allow(staff, "approver")
    return _shown(recur.approve(assembly.ports(), series, staff.name, body.hash))


def enter(staff: Caller, series: Id, _body: Nothing) -> shapes.SeriesShown:
    """Enter the daily call of a running series anew."""
    allow(staff, "clerk", "approver")
    return _shown(recur.schedule(assembly.ports(), series))


def skip(staff: Caller, series: Id, body: shapes.Skip) -> shapes.SeriesShown:
    """Leave one day out, unless it has begun."""
    allow(staff, "clerk", "approver")
    return _shown(recur.skip(assembly.ports(), series, body.day, staff.name, body.reason))


def stop(staff: Caller, series: Id, body: Why) -> shapes.SeriesShown:
    """Stop all further days; what is under way is cancelled as a broadcast."""
    allow(staff, "clerk", "approver")
    return _shown(recur.stop(assembly.ports(), series, staff.name, body.reason))


def resume(staff: Caller, series: Id, body: Why) -> shapes.SeriesShown:
    """Let a stopped series go on with the days that are still to come."""
    allow(staff, "clerk", "approver")
    return _shown(recur.resume(assembly.ports(), series, staff.name, body.reason))


def _rule(given: shapes.Rule) -> Recurrence:
    return Recurrence(
        every=given.every,
        at=time.fromisoformat(given.at),
        first=given.first,
        last=given.last,
        weekdays=tuple(sorted({WEEKDAYS.index(one) for one in given.weekdays})),
        day=given.day or 0,
        nth=given.nth or 0,
        on_holidays=given.on_holidays,
        excluded=tuple(given.excluded),
    )


def _shown(series: Series) -> shapes.SeriesShown:
    ports = assembly.ports()
    coming = recur.coming(ports, series)
    return shapes.SeriesShown(
        id=series.id,
        kind=series.kind,
        state=series.state,
        content=series.content,
        languages=list(series.languages),
        segment=describe(series.addressees.segment),
        rule=_shown_rule(series.rule),
        counted=series.counted,
        hash=series.approval_hash(),
        approved_by=[one.by for one in series.approvals],
        approvals_needed=APPROVERS[series.kind],
        author=series.author,
        next=coming[:SHOWN],
        left=len(coming),
        skipped=list(series.skipped),
        under_way=recur.under_way(ports, series),
        history=[Step(what=one.what, by=one.by, at=one.at, reason=one.reason) for one in series.history],
    )


def _shown_rule(rule: Recurrence) -> shapes.Rule:
    return shapes.Rule(
        every=rule.every,
        at=f"{rule.at:%H:%M}",
        first=rule.first,
        last=rule.last,
        weekdays=[WEEKDAYS[one] for one in rule.weekdays],
        day=rule.day or None,
        nth=rule.nth or None,
        on_holidays=rule.on_holidays,
        excluded=list(rule.excluded),
    )


READ: Sequence[tuple[str, type[BaseModel], Callable[..., Any]]] = (
    ("/series", shapes.SeriesListed, list_year),
    ("/series/<series>", shapes.SeriesShown, show),
    ("/series/<series>/days", shapes.Days, list_days),
)
DONE: Sequence[tuple[str, type[BaseModel], Callable[..., Any]]] = (
    ("/series", shapes.SeriesShown, draft),
    ("/series/<series>/approval", shapes.SeriesShown, vouch),
    ("/series/<series>/schedule", shapes.SeriesShown, enter),
    ("/series/<series>/skip", shapes.SeriesShown, skip),
    ("/series/<series>/stop", shapes.SeriesShown, stop),
    ("/series/<series>/resumption", shapes.SeriesShown, resume),
)
