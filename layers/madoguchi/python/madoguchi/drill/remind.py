"""Every morning: tell those who are due that the drill has come back. Once a person and day, come what may.

    who is due (an index by day) -> their record says for what -> notice -> record without that day -> index

A crash after the notice leaves the day to be told again: by the same notice id, which the chat tells once.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import batched
from typing import Literal

from madoguchi.drill.again import again_flow
from madoguchi.drill.assembly import Ground
from madoguchi.drill.come_back import reschedule, today
from madoguchi.runtime.errors import Unavailable
from madoguchi.runtime.log import logger

WORKERS = 8
BATCH = 200
LOOKS_BACK_DAYS = 6
"""A week of missed mornings is made up for; later a reminder only confuses."""
LEAST_SECONDS = 20.0

type Outcome = Literal["told", "passed_over", "nothing_to_ask", "failed"]


def remind_all(ground: Ground, seconds_left: Callable[[], float]) -> dict[str, int]:
    """Tell everybody who is due today or was in the last days, until the time is nearly over.

    Some 5 milliseconds a call, 5 calls a person, 8 at a time: 300 people a second. What is left stays in the
    index for the next run, and so does whoever could not be told. Raises Unavailable when somebody could not.
    """
    found: Counter[str] = Counter()
    with ThreadPoolExecutor(WORKERS) as workers:
        for some in batched(_due(ground), BATCH, strict=False):
            if seconds_left() < LEAST_SECONDS:
                found["left"] += 1
                break
            found.update(workers.map(lambda one: _told(one[0], one[1], ground), some))
    logger().info("drill_reminders", extra=dict(found))
    if found["failed"]:
        raise Unavailable(f"{found['failed']} of {found.total()} reminders")
    return dict(found)


def remind(user_id: str, day: date, ground: Ground) -> Outcome:
    """Tell one resident, if they are due on this day. 4 read and 3 write units."""
    known = ground.residents.load(user_id)
    occasion = known.due.get(day) if known.may_come_back else None
    card = ground.cards.find(known.current) if occasion else None
    if occasion is None or card is None:
        ground.residents.clear_due(user_id, day)
        return "passed_over"
    asks = again_flow(card) is not None
    kind = "drill_again" if asks and occasion != "review" else "drill_review"
    outcome: Outcome = "nothing_to_ask"
    if asks or occasion in ("season", "review"):
        ground.notify(user_id, kind, {}, f"drill-{day.isoformat()}")
        outcome = "told"
    reschedule(user_id, ground)
    ground.residents.clear_due(user_id, day)
    return outcome


def _due(ground: Ground) -> Iterator[tuple[str, date]]:
    now, seen = today(ground), set[str]()
    for back in range(LOOKS_BACK_DAYS, -1, -1):
        day = now - timedelta(days=back)
        for user_id in ground.residents.due(day):
            # Who missed a morning hears of it once: the record then knows only days to come.
            if user_id not in seen:
                seen.add(user_id)
                yield user_id, day


def _told(user_id: str, day: date, ground: Ground) -> Outcome:
    try:
        return remind(user_id, day, ground)
    except Unavailable as problem:
        logger().warning("drill_reminder_failed", extra={"why": str(problem)})
        return "failed"
