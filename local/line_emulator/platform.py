"""The emulated platform: every part of its state and the one way messages reach people."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from local.line_emulator.clock import Clock
from local.line_emulator.errors import monthly_limit_reached
from local.line_emulator.identifiers import MessageIds, new_quote_token
from local.line_emulator.settings import Settings
from local.line_emulator.state.changes import Changes
from local.line_emulator.state.contents import Contents
from local.line_emulator.state.deliveries import Delivery
from local.line_emulator.state.faults import Faults
from local.line_emulator.state.rate_limits import RateLimits
from local.line_emulator.state.reply_tokens import ReplyTokens
from local.line_emulator.state.retry_keys import RetryKeys
from local.line_emulator.state.rich_menus import RichMenus
from local.line_emulator.state.tokens import Tokens
from local.line_emulator.state.traffic import Traffic
from local.line_emulator.state.users import Users
from local.line_emulator.state.webhook_options import WebhookOptions


class Platform:
    """One channel with its friends, as one process remembers it."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.changes = Changes()
        self.message_ids = MessageIds()
        self.reset()

    def reset(self) -> None:
        """Forgets everything: users, messages, menus, tokens, faults, log."""
        self.users = Users()
        self.reply_tokens = ReplyTokens(self.clock)
        self.retry_keys = RetryKeys(self.clock)
        self.rate_limits = RateLimits(self.clock)
        self.faults = Faults(self.settings.random_seed)
        self.traffic = Traffic()
        self.contents = Contents()
        self.rich_menus = RichMenus()
        self.tokens = Tokens(self.settings, self.clock)
        self.webhook = WebhookOptions(url=self.settings.webhook_url)
        self.reached: Counter[str] = Counter()
        self.unit_names: dict[str, int] = {}
        self.changes.tell(None)

    def deliver(self, via: str, messages: list[dict[str, Any]], user_ids: Iterable[str]) -> Delivery:
        """Delivers to the friends among the users; replies are free, everything else counts per recipient."""
        delivery = Delivery(
            via=via,
            at_ms=self.clock.now_ms(),
            messages=tuple(messages),
            message_ids=tuple(self.message_ids.next() for _ in messages),
        )
        user_ids = list(user_ids)
        reached = self.users.deliver(delivery, user_ids)
        self.reached[via] += reached
        self.changes.tell(user_ids)
        return delivery

    @property
    def counted_messages(self) -> int:
        """Messages that count towards the plan: everything but replies, once for each person reached."""
        return self.reached.total() - self.reached["reply"]

    def refuse_over_quota(self, recipients: int) -> None:
        """Raises LINE's 429 when the plan's monthly messages do not suffice."""
        limit = self.settings.monthly_limit
        if limit is not None and self.counted_messages + recipients > limit:
            raise monthly_limit_reached()


def sent_messages(delivery: Delivery) -> list[dict[str, str]]:
    """The ids that a reply or push answers."""
    return [{"id": message_id, "quoteToken": new_quote_token()} for message_id in delivery.message_ids]
