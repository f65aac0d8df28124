"""Recur: series of broadcasts, from a draft to their occurrences. Doing anything twice is doing it once.

EventBridge Scheduler calls every day at the series' time; whether that day is meant is asked of the rule, and
the reconciler asks too, every five minutes. So a call that is missing makes an occurrence late, not lost.
An occurrence is made by one write together with the revision of its series that notes it: whoever skips that
day or stops the series in the same second comes before it, and there is none, or after it, and is told so.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

from madoguchi.broadcast.definition import change, model, series
from madoguchi.broadcast.definition.calendar import Recurrence, check, occurrences
from madoguchi.broadcast.definition.model import Addressees, Kind, Step
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.definition.series import Series, SeriesState
from madoguchi.broadcast.lifecycle.create import facts, new_id
from madoguchi.broadcast.lifecycle.start import start
from madoguchi.broadcast.message import compose
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import BadRequest, BroadcastChanged, NoDayLeft, NotFound


def create(
    ports: Ports, content: str, addressees: Addressees, rule: Recurrence, author: str, liff_url: str
) -> Series:
    """Create a draft of a series; its text is composed now and stays as approved.

    Raises NotFound for unknown content, RuleRefused for a rule that means nothing, BadRequest for an audience
    that the kind must not reach, for a correction, and for an emergency: that is approved when it happens,
    by two people.
    """
    check(rule)
    if compose.read(content)["kind"] == Kind.EMERGENCY or addressees.corrects or addressees.completes:
        raise BadRequest("neither an emergency nor a correction recurs", why="not_recurring")
    if not any(one > ports.now() for one in occurrences(rule, ports.is_holiday)):
        raise NoDayLeft("the rule has no day that is still to come")
    found, by_stream = facts(ports, content, addressees, liff_url)
    made = Series(
        id=new_id(ports),
        **found,
        rule=rule,
        author=author,
        history=(Step("created", author, ports.now()),),
    )
    ports.broadcasts.keep_messages(made.id, made.content_hash, by_stream)
    ports.series.add(made)
    return made


def approve(ports: Ports, series_id: str, by: str, approval_hash: str) -> Series:
    """Add one approval of the state whose hash the approver saw; the last one needed sets it running.

    Raises ApprovalRefused when something else stands there now or the person approved already, and
    BroadcastChanged when somebody changes it in this moment.
    """
    approved = series.approve(ports.series.find(series_id), by, approval_hash, ports.now())
    if approved.state is SeriesState.RUNNING:
        # The reconciler's list first: what is missing after a crash, the reconciler makes good.
        ports.series.run(series_id)
    ports.series.replace(approved)
    return _enter(ports, approved)


def schedule(ports: Ports, series_id: str) -> Series:
    """Enter the daily call of a running series anew; without it the reconciler comes, minutes later."""
    return _enter(ports, ports.series.find(series_id))


def skip(ports: Ports, series_id: str, day: date, by: str, reason: str = "") -> Series:
    """Leave one day out, a day in Japan.

    Raises BadRequest when none was meant, AlreadyBegun when it has become a broadcast, and
    NotInThisState when the series is over.
    """
    moments = {one.date(): one for one in _moments(ports, ports.series.find(series_id))}
    if day not in moments:
        raise BadRequest(f"series {series_id} sends nothing on {day}", why="nothing_that_day")
    return _insist(ports, series_id, lambda one: series.skip(one, moments[day], by, ports.now(), reason))


def stop(ports: Ports, series_id: str, by: str, reason: str = "") -> Series:
    """Stop a series; raises NotInThisState when it is over. What is under way is cancelled as a broadcast."""
    stopped = _insist(ports, series_id, lambda one: series.stop(one, by, ports.now(), reason))
    ports.timetable.forget(series_id)
    return stopped


def resume(ports: Ports, series_id: str, by: str, reason: str = "") -> Series:
    """Let a stopped series go on with the days that are still to come.

    Raises NotInThisState when it is not stopped, NoDayLeft when they are over.
    """
    resumed = _insist(ports, series_id, lambda one: _resumed(ports, one, by, reason))
    return _enter(ports, resumed)


def coming(ports: Ports, found: Series) -> list[datetime]:
    """Return the moments at which a series will send or, being stopped or not approved, would."""
    return [one for one in series.coming(found, _moments(ports, found)) if one > ports.now()]


def days(ports: Ports, found: Series) -> list[datetime]:
    """Return every moment that an approval vouches for, but for those that are skipped."""
    return [one for one in _moments(ports, found) if one.date() not in found.skipped]


def under_way(ports: Ports, found: Series) -> list[str]:
    """Return the occurrences that have become broadcasts and are not over (1 read unit)."""
    return [one for one in ports.broadcasts.opened() if one.startswith(f"{found.id}-")]


def occur(ports: Ports, series_id: str) -> Series:
    """Make a broadcast of every moment that has come, and start it; returns the series afterwards.

    An occurrence that is hours late is made and left to a person: the reconciler's alarm names it.
    """
    while True:
        found = ports.series.find(series_id)
        if _may_rest(ports, found):
            ports.series.rest(series_id)
        if found.state is not SeriesState.RUNNING:
            return found
        left = series.coming(found, _moments(ports, found))
        if not left:
            with suppress(BroadcastChanged):
                ports.series.replace(series.end(found))
        elif left[0] - model.EARLY <= ports.now():
            _make(ports, found, left[0])
        else:
            return found


def _make(ports: Ports, found: Series, moment: datetime) -> None:
    made = series.occurrence(found, moment)
    by_stream = ports.broadcasts.messages(found.id, found.content_hash)
    ports.broadcasts.keep_messages(made.id, made.content_hash, by_stream)
    try:
        ports.series.make(series.advance(found, moment), made)
    except BroadcastChanged:
        if ports.series.find(found.id).revision == found.revision:
            raise
    # Who came first may have made it, this very call with it, when its answer was lost; or skipped the day.
    with suppress(NotFound):
        start(ports, made.id)


def _moments(ports: Ports, found: Series) -> list[datetime]:
    return occurrences(found.rule, ports.is_holiday)


def _may_rest(ports: Ports, found: Series) -> bool:
    # A stopped one stays on the reconciler's list while it may be resumed: taking it off could come late.
    is_past = ports.now().astimezone(JST).date() > found.rule.last
    return found.state is SeriesState.OVER or (found.state is SeriesState.STOPPED and is_past)


def _resumed(ports: Ports, found: Series, by: str, reason: str) -> Series:
    resumed = series.resume(found, by, ports.now(), reason)
    if not coming(ports, resumed):
        raise NoDayLeft(f"series {found.id} has no day left")
    return resumed


def _enter(ports: Ports, found: Series) -> Series:
    if found.state is SeriesState.RUNNING:
        ports.timetable.occur(found.id, found.rule)
    return found


def _insist(ports: Ports, series_id: str, step: Callable[[Series], Series]) -> Series:
    return change.insist(ports.series, series_id, step)
