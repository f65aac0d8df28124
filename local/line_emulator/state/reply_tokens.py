"""Reply tokens: used once, within a minute of the webhook."""

from dataclasses import dataclass

from local.line_emulator.clock import Clock
from local.line_emulator.identifiers import new_reply_token

LIFETIME_SECONDS = 60.0
REDELIVERY_LIFETIME_SECONDS = 20 * 60.0


@dataclass(slots=True)
class _Issued:
    user_id: str
    event_at: float
    valid_from: float
    used: bool = False


class ReplyTokens:
    """Issued reply tokens and whether they still work."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, _Issued] = {}

    def issue(self, user_id: str) -> str:
        """A new token for one event of one user."""
        self._forget_the_old()
        token = new_reply_token()
        now = self._clock.monotonic()
        self._issued[token] = _Issued(user_id, now, now)
        return token

    def renew(self, token: str) -> None:
        """A redelivered event gives its unused token another minute, until the event is 20 minutes old."""
        issued = self._issued.get(token)
        if issued is None or issued.used:
            return
        now = self._clock.monotonic()
        if now - issued.event_at <= REDELIVERY_LIFETIME_SECONDS:
            issued.valid_from = now

    def holder(self, token: str) -> str | None:
        """The user whom a reply with this token reaches; None when it is unknown, used or too old."""
        issued = self._issued.get(token)
        if issued is None or issued.used or self._clock.monotonic() - issued.valid_from > LIFETIME_SECONDS:
            return None
        return issued.user_id

    def use(self, token: str) -> None:
        """Spends the token."""
        self._issued[token].used = True

    def _forget_the_old(self) -> None:
        horizon = self._clock.monotonic() - 2 * REDELIVERY_LIFETIME_SECONDS
        while self._issued:
            oldest = next(iter(self._issued))
            if self._issued[oldest].event_at > horizon:
                return
            del self._issued[oldest]
