"""Recur: series of broadcasts, from a draft to their occurrences. Doing anything twice is doing it once.

EventBridge Scheduler calls every day at the series' time; whether that day is meant is asked of the rule, and
the reconciler asks too, every five minutes. So a call that is missing makes an occurrence late, not lost.
"""

from contextlib import suppress
from datetime import date

from madoguchi.broadcast import compose, model, series
from madoguchi.broadcast.calendar import Recurrence, check, occurrences
from madoguchi.broadcast.create import facts, new_id
from madoguchi.broadcast.model import Addressees, Broadcast, Kind, Step
from madoguchi.broadcast.ports import Ports
from madoguchi.broadcast.schedule import forget_series, schedule_series
from madoguchi.broadcast.series import Series, SeriesState
from madoguchi.broadcast.start import start
from madoguchi.runtime.errors import BadRequest, BroadcastChanged


def create(
    ports: Ports, content: str, addressees: Addressees, rule: Recurrence, author: str, liff_url: str
) -> Series:
    """Create a draft of a series; its text is composed now and stays as approved.

    Raises NotFound for unknown content and BadRequest for a rule that means nothing, an audience that the
    kind must not reach, a correction, or an emergency: that is approved when it happens, by two people.
    """
    check(rule)
    if compose.read(content)["kind"] == Kind.EMERGENCY or addressees.corrects:
        raise BadRequest("neither an emergency nor a correction recurs")
    if not occurrences(rule, ports.is_holiday):
        raise BadRequest("the rule has no day")
    found, by_language = facts(ports, content, addressees, liff_url)
    made = Series(
        id=new_id(ports),
        **found,
        rule=rule,
        author=author,
        history=(Step("created", author, ports.now()),),
    )
    ports.broadcasts.keep_messages(made.id, made.content_hash, by_language)
    ports.series.add(made)
    return made


def approve(ports: Ports, series_id: str, by: str, approval_hash: str) -> Series:
    """Add one approval of the state whose hash the approver saw; the last one needed sets it running.

    Raises ApprovalRefused when something else stands there now or the person approved already.
    """
    approved = series.approve(ports.series.find(series_id), by, approval_hash, ports.now())
    if approved.state is SeriesState.RUNNING:
        # The reconciler's list first: what is missing after a crash, the reconciler makes good.
        ports.series.run(series_id)
    ports.series.replace(approved)
    return approved


def schedule(ports: Ports, series_id: str) -> Series:
    """Let the clock call a running series every day; without it, the reconciler does within five minutes."""
    running = ports.series.find(series_id)
    if running.state is SeriesState.RUNNING:
        schedule_series(running.id, running.rule)
    return running


def skip(ports: Ports, series_id: str, day: date, by: str, reason: str = "") -> Series:
    """Leave one day out; raises NotInThisState when the series is over."""
    skipped = series.skip(ports.series.find(series_id), day, by, ports.now(), reason)
    ports.series.replace(skipped)
    return skipped


def stop(ports: Ports, series_id: str, by: str, reason: str = "") -> Series:
    """End a series; raises NotInThisState when it is over."""
    stopped = series.stop(ports.series.find(series_id), by, ports.now(), reason)
    ports.series.replace(stopped)
    forget_series(series_id)
    return stopped


def occur(ports: Ports, series_id: str) -> Series:
    """Make a broadcast of every moment that has come, and start it; returns the series afterwards.

    An occurrence that is hours late is made and left to a person: the reconciler's alarm names it.
    """
    while True:
        found = ports.series.find(series_id)
        if found.state is not SeriesState.RUNNING:
            if found.state in (SeriesState.STOPPED, SeriesState.OVER):
                ports.series.rest(series_id)
            return found
        moment = series.next_moment(found, occurrences(found.rule, ports.is_holiday))
        if moment and moment - model.EARLY > ports.now():
            return found
        with suppress(BroadcastChanged):
            if moment is None:
                ports.series.replace(series.end(found))
                continue
            made = series.occurrence(found, moment)
            _keep(ports, found, made)
            ports.series.replace(series.advance(found, moment))
            start(ports, made.id)


def _keep(ports: Ports, found: Series, made: Broadcast) -> None:
    by_language = ports.broadcasts.messages(found.id, found.content_hash)
    ports.broadcasts.keep_messages(made.id, made.content_hash, by_language)
    with suppress(BroadcastChanged):
        ports.broadcasts.add(made)
    ports.broadcasts.open(made.id)
