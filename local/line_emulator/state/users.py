"""The people who know the account: friends, and friends who blocked it."""

from collections.abc import Iterable, Iterator
from typing import Any

from local.line_emulator.state.deliveries import Delivery, SentByUser


class User:
    """A LINE user with the conversation that they see."""

    __slots__ = (
        "blocked", "display_name", "language", "linked_rich_menu", "picture_url", "timeline", "user_id",
    )  # fmt: skip

    def __init__(
        self, user_id: str, display_name: str, *, picture_url: str | None = None, language: str | None = "ja"
    ) -> None:
        self.user_id = user_id
        self.display_name = display_name
        self.picture_url = picture_url
        self.language = language
        self.blocked = False
        self.linked_rich_menu: str | None = None
        # An inbox of references: a multicast's messages exist once, however many people receive them.
        self.timeline: list[Delivery | SentByUser] | None = None

    def remember(self, entry: Delivery | SentByUser) -> None:
        """Appends to the conversation."""
        if self.timeline is None:
            self.timeline = [entry]
        else:
            self.timeline.append(entry)

    def received(self) -> list[dict[str, Any]]:
        """Every message from the account, in order."""
        return [
            {"via": entry.via, "at": entry.at_ms, "message": message}
            for entry in self.timeline or ()
            if isinstance(entry, Delivery)
            for message in entry.messages
        ]

    def profile(self) -> dict[str, Any]:
        """The profile as the Messaging API shows it."""
        profile: dict[str, Any] = {"userId": self.user_id, "displayName": self.display_name}
        if self.language:
            profile["language"] = self.language
        if self.picture_url:
            profile["pictureUrl"] = self.picture_url
        return profile


class Users:
    """All users by id."""

    def __init__(self) -> None:
        self._by_id: dict[str, User] = {}

    def add(self, user: User) -> None:
        """Makes the user a friend of the account."""
        self._by_id[user.user_id] = user

    def get(self, user_id: str) -> User | None:
        """The user, if the account has ever met them."""
        return self._by_id.get(user_id)

    def friend(self, user_id: str) -> User | None:
        """The user, if messages reach them."""
        user = self._by_id.get(user_id)
        return None if user is None or user.blocked else user

    def friends(self) -> Iterator[User]:
        """Everybody whom a broadcast reaches."""
        return (user for user in self._by_id.values() if not user.blocked)

    def deliver(self, delivery: Delivery, user_ids: Iterable[str]) -> int:
        """Puts one shared delivery into each friend's conversation; strangers and blockers get nothing."""
        reached = 0
        find = self._by_id.get
        for user_id in user_ids:
            user = find(user_id)
            if user is None or user.blocked:
                continue
            user.remember(delivery)
            reached += 1
        return reached

    def __iter__(self) -> Iterator[User]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)
