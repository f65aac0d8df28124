"""Broadcasts as tests need them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from madoguchi.broadcast.definition.calendar import Every, OnHolidays, Recurrence
from madoguchi.broadcast.definition.model import Addressees, Approval, Broadcast, Kind, State
from madoguchi.broadcast.definition.ports import Person
from madoguchi.broadcast.definition.series import Series
from madoguchi.residents.model import Segment

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


def people(*user_ids: str) -> list[Person]:
    """A chunk of people to whom all the same is said."""
    return [(user_id, ()) for user_id in user_ids]


def draft(**changes: object) -> Broadcast:
    made = Broadcast(
        id="20260601-0a1b2c3d",
        kind=Kind.ROUTINE,
        content="bousai_preparedness",
        content_hash="hash",
        languages=("ja", "en"),
        addressees=Addressees(Segment.of(("10201",))),
        send_at=AT,
        counted=600,
        author="sato",
    )
    return replace(made, **changes)


def series_draft(**changes: object) -> Series:
    """Every Monday of June 2026 at ten, but for holidays."""
    made = Series(
        id="20260501-0a1b2c3d",
        kind=Kind.ROUTINE,
        content="bousai_preparedness",
        content_hash="hash",
        languages=("ja", "en"),
        addressees=Addressees(Segment.of(("10201",))),
        rule=Recurrence(
            Every.WEEK,
            time(10, 0),
            date(2026, 6, 1),
            date(2026, 6, 30),
            weekdays=(0,),
            on_holidays=OnHolidays.SKIP,
            excluded=(date(2026, 6, 15),),
        ),
        counted=600,
        author="sato",
    )
    return replace(made, **changes)


def scheduled(**changes: object) -> Broadcast:
    made = draft(**changes)
    approval = Approval("suzuki", AT, made.approval_hash())
    return replace(made, approvals=(approval,), state=State.SCHEDULED)


def frozen(streams: dict[str, int], attempt: str = "a1", **changes: object) -> Broadcast:
    made = scheduled(**changes)
    return replace(made, state=State.DELIVERING, attempt=attempt, streams=streams, frozen_at=made.send_at)
