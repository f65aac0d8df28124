"""The one place where the operations of this room get their real surroundings."""

import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from madoguchi.broadcast.definition import holidays
from madoguchi.broadcast.definition.ports import LineAnswer, Messages, Ports
from madoguchi.broadcast.delivery import queue
from madoguchi.broadcast.delivery.pace import LINE_CALLS_A_SECOND, PUSHES_A_SECOND, Pacer, PaceSettings
from madoguchi.broadcast.lifecycle import timetable
from madoguchi.broadcast.message import own_data
from madoguchi.broadcast.records import attention_store, ledger_store, series_store, store
from madoguchi.line.client import LineClient
from madoguchi.residents import audience
from madoguchi.runtime import clock
from madoguchi.runtime.errors import LineUnreachable
from madoguchi.runtime.settings import settings

THREADS = 10
"""As many as boto3 keeps connections; at LINE's 0.3 s a call they fill a sender's share of the limit."""


def ports() -> Ports:
    """Return the real ports, paced at this sender's share of LINE's limit."""
    return Ports(
        broadcasts=store,
        ledger=ledger_store,
        audience=audience,
        attention=attention_store,
        personal=own_data.own_data,
        series=series_store,
        timetable=timetable,
        is_holiday=holidays.is_holiday,
        enqueue=queue.enqueue,
        send=_send,
        push=_push,
        insight=_insight,
        now=clock.now,
        new_id=lambda: uuid.uuid4().hex,
        pace=_pacer(LINE_CALLS_A_SECOND).wait,
        pace_push=_pacer(PUSHES_A_SECOND).wait,
        sleep=time.sleep,
        each=_each,
    )


@cache
def _pacer(calls_a_second: int) -> Pacer:
    # One for the life of the process: a batch makes good what the end of the last one lost.
    return Pacer(calls_a_second / int(settings(PaceSettings).delivery_concurrency))


@cache
def _line() -> LineClient:
    return LineClient()


def _send(to: Sequence[str], messages: Messages, retry_key: str, unit: str) -> LineAnswer:
    return _line().multicast(to, [dict(message) for message in messages], retry_key, unit)


def _push(to: str, messages: Messages, retry_key: str, unit: str) -> LineAnswer:
    return _line().push(to, [dict(message) for message in messages], retry_key, unit)


def _insight(unit: str, since: str, until: str) -> LineAnswer:
    return _line().unit_statistics(unit, since, until)


def quota() -> int | None:
    """Return how many messages LINE takes this month beside those counted; None without a limit.

    Raises LineUnreachable, also when LINE has another answer than both numbers.
    """
    allowed, used = _line().quota(), _line().consumption()
    if not (allowed.accepted and used.accepted):
        raise LineUnreachable(f"quota: {allowed.status}, consumption: {used.status}")
    if allowed.body.get("type") == "none":
        return None
    return max(0, int(allowed.body["value"]) - int(used.body["totalUsage"]))


def _each(work: Callable[[Any], None], items: Iterable[Any]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(work, items):
            pass
