"""The schedules' dead-letter queue: calls that EventBridge could not deliver, or that failed every time.

Both kinds come here. What Scheduler could not deliver is the call itself, with the reason in the message's
attributes; what the function refused or died of is Lambda's record of it. Nothing is lost by their lying
here: the reconciler takes up every broadcast and series, for an hour after its time. They say what is broken.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from madoguchi.broadcast.definition import model, series
from madoguchi.broadcast.definition.model import State
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.broadcast.delivery.dead_queue import DeadQueue, Message
from madoguchi.broadcast.lifecycle import recur
from madoguchi.broadcast.lifecycle.reconcile import reconcile_all
from madoguchi.broadcast.lifecycle.start import start
from madoguchi.broadcast.records.statistics import measure_all
from madoguchi.runtime.errors import NotFound, Refusal
from madoguchi.runtime.settings import settings

NOT_OURS = "not ours"


@dataclass(frozen=True)
class DeadCallSettings:
    """Where calls lie that were made in vain."""

    schedule_dead_letter_queue_url: str


@dataclass(frozen=True, slots=True)
class DeadCall:
    """One call, however often it lies there: `start` or `occur` of something, `reconcile`, `measure`.

    `why` is the last error's name, `standing` how what it was meant for stands now: a state, `missed` when
    its hour is over, `due` when it would begin now, `by itself` when it is called again anyway.
    """

    operation: str
    name: str
    times: int
    last_at: datetime
    why: str
    standing: str


def read(ports: Ports) -> list[DeadCall]:
    """Look through up to 1,000 letters, and leave them as they are; the latest call first."""
    queue = _queue()
    letters = queue.take()
    queue.give_back(letters)
    return _calls(ports, letters)


def call_again(ports: Ports) -> list[tuple[DeadCall, str]]:
    """Make every call again, once, and take away the letters of those that go well; returns how each went.

    A start that is doubled, late or in vain does no harm, so nothing has to be decided first.
    """
    queue = _queue()
    letters = queue.take()
    went = []
    for one in _calls(ports, letters):
        mine = [letter for letter in letters if _call_of(letter)[:2] == (one.operation, one.name)]
        try:
            came_to = _again(ports, one)
        except Refusal as refusal:
            queue.give_back(mine)
            went.append((one, f"{refusal.code}: {refusal}"))
        else:
            queue.remove(mine)
            went.append((one, came_to))
    return went


def _again(ports: Ports, one: DeadCall) -> str:
    if one.standing in (NOT_OURS, "not found"):
        return "taken away"
    calls: Mapping[str, Callable[[], object]] = {
        "start": lambda: start(ports, one.name).state,
        "occur": lambda: recur.occur(ports, one.name).state,
        "reconcile": partial(reconcile_all, ports),
        "measure": partial(measure_all, ports),
    }
    came_to = calls[one.operation]()
    return str(came_to) if one.name else "done"


def _calls(ports: Ports, letters: list[Message]) -> list[DeadCall]:
    by_call: dict[tuple[str, str], list[tuple[Message, str]]] = {}
    for letter in letters:
        operation, name, why = _call_of(letter)
        by_call.setdefault((operation, name), []).append((letter, why))
    found = []
    for (operation, name), several in by_call.items():
        last, why = max(several, key=lambda one: one[0].sent_at)
        standing = _standing(ports, operation, name)
        found.append(DeadCall(operation, name, len(several), last.sent_at, why, standing))
    return sorted(found, key=lambda one: one.last_at, reverse=True)


def _call_of(letter: Message) -> tuple[str, str, str]:
    """Return operation, id and the reason why it failed."""
    try:
        body: Any = json.loads(letter.body)
    except ValueError:
        body = None
    match body:
        case {"requestPayload": asked, "requestContext": {"condition": condition}}:
            error = body.get("responsePayload") or {}
            why = str(error.get("errorType") or condition) if isinstance(error, dict) else str(condition)
        case _:
            asked, why = body, letter.attributes.get("ERROR_CODE", "")
    match asked:
        case {"operation": "start", "broadcast_id": str(name)}:
            return "start", name, why
        case {"operation": "occur", "series_id": str(name)}:
            return "occur", name, why
        case {"operation": ("reconcile" | "measure") as operation}:
            return str(operation), "", why
    return "", "", why


def _standing(ports: Ports, operation: str, name: str) -> str:
    try:
        match operation:
            case "start":
                return _of_broadcast(ports, name)
            case "occur":
                return _of_series(ports, name)
    except NotFound:
        return "not found"
    return "by itself" if operation else NOT_OURS


def _of_broadcast(ports: Ports, name: str) -> str:
    found = ports.broadcasts.find(name)
    if found.state is not State.SCHEDULED:
        return str(found.state)
    if model.is_missed(found, ports.now()):
        return "missed"
    return "due" if model.is_due(found, ports.now()) else str(found.state)


def _of_series(ports: Ports, name: str) -> str:
    found = ports.series.find(name)
    left = series.coming(found, recur.days(ports, found))
    is_due = found.state is series.SeriesState.RUNNING and left and left[0] <= ports.now()
    return "due" if is_due else str(found.state)


def _queue() -> DeadQueue:
    return DeadQueue(settings(DeadCallSettings).schedule_dead_letter_queue_url)
