"""A desk with a store in memory, a clock that a test sets, and forms that are always there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from madoguchi.forms.definition.model import Form, load_form
from madoguchi.forms.filing.submit import Submission
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime.errors import Unavailable

HISTORY_KEY = b"a key of tests"
OPENS = datetime(2026, 4, 1, 0, 0, tzinfo=UTC) - timedelta(hours=9)
CLOSES = datetime(2026, 5, 1, 0, 0, tzinfo=UTC) - timedelta(hours=9)


def form(**policy: Any) -> Form:
    """A form that is open through April 2026 in Japan."""
    return load_form(
        {
            "owner": "100005",
            "summary": "",
            "policy": {
                "opens": "2026-04-01T00:00:00",
                "closes": "2026-05-01T00:00:00",
                "one_per_person": False,
                "purpose": "",
                "retention_days": 30,
                "office": {"name": "", "phone": "027-223-1111"},
                **policy,
            },
            "flow": {
                "id": "test_form",
                "title": "test",
                "pages": [
                    {"id": "one", "title": "", "fields": [{"id": "word", "kind": "text", "label": "word"}]}
                ],
            },
        }
    )


@dataclass
class Clock:
    """A clock that goes on by a second whenever it is read."""

    at: datetime = OPENS + timedelta(days=3)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Chat:
    """What residents were told; `broken` is a queue that takes nothing."""

    told: list[tuple[str, str, Mapping[str, Any], str]] = field(default_factory=list)
    broken: bool = False

    def __call__(self, user_id: str, kind: str, params: dict[str, Any], notice_id: str) -> None:
        if self.broken:
            raise Unavailable("queue")
        self.told.append((user_id, kind, params, notice_id))


def desk_over(store: Any, clock: Clock | None = None, chat: Chat | None = None) -> Desk:
    """A desk that waits for nobody."""
    return Desk(store, chat or Chat(), lambda: HISTORY_KEY, clock or Clock(), lambda _trial: None)


def submission(key: str = "page 1", word: str = "word", user_id: str = "", **policy: Any) -> Submission:
    """What one page sends."""
    return Submission(form(**policy), {"word": word}, key, "ja", user_id)
