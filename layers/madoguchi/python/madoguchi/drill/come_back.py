"""The drill comes back, to residents who said yes: on which days, and how that is kept.

Missed questions return after fixed intervals and before the seasons: retrieval at intervals is what the
evidence supports, a cleverer rhythm adds nothing (Latimier 2021, doi 10.1007/s10648-020-09572-8).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from madoguchi.drill.assembly import Ground
from madoguchi.drill.resident import DrillResident, Occasion
from madoguchi.runtime.clock import JST
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import Overtaken

INTERVALS: Mapping[Occasion, int] = {"week": 7, "month": 30}
REVIEW_DAYS = 365
TRIES = 4


def today(ground: Ground) -> date:
    """Return the day in Japan."""
    return ground.clock().astimezone(JST).date()


def due_days(
    drilled: date, looked_at: date, now: date, seasons: Iterable[Mapping[str, Any]]
) -> dict[date, Occasion]:
    """List the days after `now` on which the drill comes back: one a day, the review before others.

    `seasons` have the `month` and `day` on which residents are asked again, each year.
    """
    found: dict[date, Occasion] = {}
    for season in seasons:
        this_year = date(now.year, season["month"], season["day"])
        next_one = this_year if this_year > now else this_year.replace(year=now.year + 1)
        found[next_one] = "season"
    found |= {drilled + timedelta(days=days): occasion for occasion, days in INTERVALS.items()}
    review = looked_at + timedelta(days=REVIEW_DAYS)
    while review <= now:
        review += timedelta(days=REVIEW_DAYS)
    found[review] = "review"
    return {day: occasion for day, occasion in sorted(found.items()) if day > now}


def remember(user_id: str, plan_id: str, ground: Ground) -> None:
    """Note that a kept plan is a resident's, and set the days of those who said yes. Raises Unavailable.

    What the household wrote on its plan before goes on to the new one. 1 read and 1 write unit for a first
    plan without a yes; it may be repeated.
    """

    def changed(known: DrillResident) -> DrillResident:
        if known.current not in ("", plan_id):
            _carry_over(known.current, plan_id, ground)
        return _scheduled(known.having(plan_id), ground)

    _change(user_id, changed, ground)


def agree(user_id: str, ground: Ground) -> DrillResident:
    """Keep a resident's yes: missed questions and the yearly review may come into the chat."""
    return _change(user_id, lambda known: _scheduled(replace(known, may_come_back=True), ground), ground)


def decline(user_id: str, ground: Ground) -> DrillResident:
    """Keep a resident's no: nothing is due any more."""
    return _change(user_id, lambda known: replace(known, may_come_back=False, due={}), ground)


def reschedule(user_id: str, ground: Ground, answered: date | None = None) -> DrillResident:
    """Set the days anew, after a review or an answer."""

    def changed(known: DrillResident) -> DrillResident:
        days = known.answered if answered is None else (*known.answered[-11:], answered)
        return _scheduled(replace(known, answered=days), ground)

    return _change(user_id, changed, ground)


def _scheduled(resident: DrillResident, ground: Ground) -> DrillResident:
    card = ground.cards.find(resident.current) if resident.may_come_back and resident.current else None
    if card is None:
        return replace(resident, due={})
    drilled = card.attempt.finished_at.astimezone(JST).date()
    looked_at = card.looked_at.astimezone(JST).date()
    return replace(
        resident, due=due_days(drilled, looked_at, today(ground), content("drills/come_back")["seasons"])
    )


def _carry_over(before_id: str, plan_id: str, ground: Ground) -> None:
    before, card = ground.cards.find(before_id), ground.cards.find(plan_id)
    if before and card and before.own and not card.version:
        ground.cards.save(card, before.own, ground.clock())


def _change(user_id: str, change: Callable[[DrillResident], DrillResident], ground: Ground) -> DrillResident:
    for _ in range(TRIES):
        known = ground.residents.load(user_id)
        after = change(known)
        # The index first: a day there that the record does not know is passed over; the reverse is lost.
        ground.residents.set_due(user_id, sorted(set(after.due) - set(known.due)))
        try:
            return ground.residents.save(after, ground.clock())
        except Overtaken:
            continue
    raise Overtaken("resident of the drill, again and again")
