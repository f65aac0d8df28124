"""LINE's token buckets, one for each endpoint and method."""

from dataclasses import dataclass

from local.line_emulator.clock import Clock


@dataclass(frozen=True)
class RateLimit:
    """So many requests in so many seconds; LINE publishes no burst, so one period's worth is assumed."""

    requests: int
    seconds: float


PER_SECOND_2000 = RateLimit(2_000, 1)
PER_SECOND_200 = RateLimit(200, 1)
PER_SECOND_100 = RateLimit(100, 1)
PER_SECOND_10 = RateLimit(10, 1)
PER_HOUR_100 = RateLimit(100, 3_600)
PER_HOUR_60 = RateLimit(60, 3_600)
PER_HOUR_3 = RateLimit(3, 3_600)


class _Bucket:
    __slots__ = ("filled_at", "tokens")

    def __init__(self, tokens: float, filled_at: float) -> None:
        self.tokens = tokens
        self.filled_at = filled_at


class RateLimits:
    """The buckets of one channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, endpoint: str, limit: RateLimit) -> bool:
        """Takes one token; False when the bucket is empty."""
        now = self._clock.monotonic()
        bucket = self._buckets.get(endpoint)
        if bucket is None:
            bucket = self._buckets[endpoint] = _Bucket(limit.requests, now)
        refill = (now - bucket.filled_at) * limit.requests / limit.seconds
        bucket.tokens = min(float(limit.requests), bucket.tokens + refill)
        bucket.filled_at = now
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True
