"""EventBridge Scheduler: one-time starts of broadcasts, daily calls of series."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from madoguchi.broadcast.definition.calendar import Recurrence
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.runtime.aws import scheduler
from madoguchi.runtime.clock import JST
from madoguchi.runtime.settings import settings

START_WITHIN_SECONDS = 3600


@dataclass(frozen=True)
class ScheduleSettings:
    """What a schedule calls, as whom, and where it leaves what it could not deliver."""

    scheduled_broadcast_function_arn: str
    broadcast_schedule_group_name: str
    broadcast_schedule_role_arn: str
    schedule_dead_letter_queue_arn: str


def start(broadcast: Broadcast) -> None:
    """Have a broadcast started at its time; twice is once."""
    # The name carries the revision: an edited broadcast gets a schedule of its own, and the old one finds
    # nothing due. The same instant is written in UTC, because that needs no rule for daylight saving.
    _create(
        f"{broadcast.id}-{broadcast.revision}",
        {"operation": "start", "broadcast_id": broadcast.id},
        ScheduleExpression=f"at({broadcast.send_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
        ScheduleExpressionTimezone="UTC",
        ActionAfterCompletion="DELETE",
    )


def occur(series_id: str, rule: Recurrence) -> None:
    """Call a series every day at its time in Japan until its last day (decision 0032); twice is once."""
    _create(
        _series_name(series_id),
        {"operation": "occur", "series_id": series_id},
        ScheduleExpression=f"cron({rule.at.minute} {rule.at.hour} * * ? *)",
        ScheduleExpressionTimezone="Asia/Tokyo",
        EndDate=datetime.combine(rule.last, rule.at, JST) + timedelta(hours=1),
    )


def forget(series_id: str) -> None:
    """Take the schedule of a series away, if there is one."""
    client, target = scheduler(), settings(ScheduleSettings)
    try:
        client.delete_schedule(Name=_series_name(series_id), GroupName=target.broadcast_schedule_group_name)
    except client.exceptions.ResourceNotFoundException:
        return


def _series_name(series_id: str) -> str:
    return f"series-{series_id}"


def _create(name: str, call: dict[str, str], **when: Any) -> None:
    target = settings(ScheduleSettings)
    client = scheduler()
    # The name alone makes it once: with a token of our own, a series that is resumed, and so entered again
    # after it was forgotten, might be taken for the repetition of the first call.
    try:
        client.create_schedule(
            Name=name,
            GroupName=target.broadcast_schedule_group_name,
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={
                "Arn": target.scheduled_broadcast_function_arn,
                "RoleArn": target.broadcast_schedule_role_arn,
                "Input": json.dumps(call),
                "RetryPolicy": {
                    "MaximumRetryAttempts": 5,
                    "MaximumEventAgeInSeconds": START_WITHIN_SECONDS,
                },
                "DeadLetterConfig": {"Arn": target.schedule_dead_letter_queue_arn},
            },
            **when,
        )
    except client.exceptions.ConflictException:
        return
