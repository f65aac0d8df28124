"""Files that users sent: what a bot fetches by message id."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Content:
    """The bytes of one image, video, audio or file message."""

    media_type: str
    data: bytes


class Contents:
    """User content by message id."""

    def __init__(self) -> None:
        self._by_message: dict[str, Content] = {}

    def keep(self, message_id: str, content: Content) -> None:
        """Keeps the content of a message."""
        self._by_message[message_id] = content

    def get(self, message_id: str) -> Content | None:
        """The content, or None when the message has none."""
        return self._by_message.get(message_id)
