"""What a run is like: how hostile its world is, and what people do in it."""

from dataclasses import dataclass
from datetime import UTC, datetime

EPOCH = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
SEND_AT = 120.0


@dataclass(frozen=True)
class Plan:
    """How hostile this world is. The default is kind: nothing fails.

    `rivals` are broadcasts to the same people at the same moment, one of which may be an `emergency`; at
    `later_at` comes one more. `limited` is the share of people who want one message a month, `resting` of
    those who have quiet hours then, `spread` of those with a second place. `recurs` makes the broadcast an
    occurrence of a series, of which somebody may leave that day out (`skip_at`) or stop it (`stop_at`). It is
    cancelled at `cancel_at`, or when LINE has accepted `cancel_after` of its calls; from `complete_at` on two
    people want to send what a cancellation left over. `common` gives personal messages a common text beside
    them. `moves` are people who change their places among the `towns`. LINE takes `month` messages; whoever
    is told that they are spent buys as many again (`buys_after`) and resumes, or else cancels.
    """

    members: int = 1200
    crash_rate: float = 0.0
    crashes: int = 0
    crash_at_step: int | None = None
    duplicates: float = 0.0
    loses_requests: float = 0.0
    loses_answers: float = 0.0
    fails_after: float = 0.0
    is_busy: float = 0.0
    outages: tuple[tuple[float, float], ...] = ()
    churn: int = 0
    towns: int = 1
    moves: int = 0
    spread: float = 0.0
    rivals: int = 0
    emergency: bool = False
    later_at: float | None = None
    limited: float = 0.0
    resting: float = 0.0
    recurs: bool = False
    skip_at: float | None = None
    stop_at: float | None = None
    starts: tuple[float, ...] = (SEND_AT,)
    pause_at: float | None = None
    resume_at: float | None = None
    cancel_at: float | None = None
    cancel_after: int | None = None
    correct_at: float | None = None
    complete_at: float | None = None
    refused_chunks: int = 0
    personal: bool = False
    common: bool = False
    month: int | None = None
    buys_after: float | None = None
