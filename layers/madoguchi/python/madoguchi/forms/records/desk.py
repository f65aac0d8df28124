"""What operations on applications stand on, put together in one place."""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Protocol

from madoguchi.forms.application.seats import Appended, Draw, Queued
from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import (
    Application,
    Change,
    Claim,
    Dossier,
    Draft,
    Filing,
    Form,
    Scan,
    StoredFile,
    Waiting,
)
from madoguchi.forms.records.store import ApplicationStore, Commit, Filed
from madoguchi.runtime.clock import now
from madoguchi.runtime.secrets import secret
from madoguchi.runtime.settings import settings


class Store(Protocol):
    """Applications, kept. `ApplicationStore` says what each operation promises."""

    def file(self, filing: Filing) -> Commit: ...
    def append(self, change: Change) -> Appended: ...
    def forget(self, one: Application) -> bool: ...
    def queue(self, form_id: str, slot: str) -> Iterable[Queued]: ...
    def taken(self, form_id: str) -> Mapping[str, int]: ...
    def close_draw(self, form_id: str, slot: str, draw: Draw) -> Draw: ...
    def seed_draw(self, form_id: str, slot: str, seed: str) -> Draw | None: ...
    def draw(self, form_id: str, slot: str) -> Draw | None: ...
    def inbox(
        self, owner: str, form_id: str, day: date, after: str = "", at_once: int | None = None
    ) -> Iterable[Waiting]: ...
    def claim(self, form_id: str, key_hash: str) -> Claim | None: ...
    def dossier(self, number: str) -> Dossier | None: ...
    def of_person(self, person: str) -> list[Filed]: ...
    def keep_definition(self, form_id: str, definition: str, source: str) -> None: ...
    def definition(self, form_id: str, definition: str) -> str | None: ...
    def definitions(self, form_id: str) -> Iterable[str]: ...
    def keep_draft(self, name: str, draft: Draft) -> None: ...
    def draft(self, name: str) -> Draft | None: ...
    def drop_draft(self, name: str) -> None: ...
    def keep_file(self, one: StoredFile) -> None: ...
    def stored_file(self, file_id: str) -> StoredFile | None: ...
    def note_scan(self, file_id: str, scan: Scan, until: datetime) -> None: ...
    def move_file(self, file_id: str, object_key: str, until: datetime) -> None: ...
    def was_mailed(self, number: str, letter: str) -> bool: ...
    def note_mailed(self, number: str, letter: str, until: datetime) -> None: ...
    def count_attempt(self, number: str, at: datetime) -> bool: ...
    def forget_attempts(self, number: str) -> None: ...


Notify = Callable[[str, str, dict[str, Any], str], None]


@dataclass(frozen=True)
class Desk:
    """A place where applications arrive.

    `published` finds a form as it is now; `pause` waits before trial number n of a write that met another.
    """

    store: Store
    notify: Notify
    history_key: Callable[[], bytes]
    clock: Callable[[], datetime] = now
    pause: Callable[[int], None] = lambda trial: time.sleep(random.uniform(0, 0.05 * 2**trial))
    published: Callable[[str], Form | None] = catalogue.published


@dataclass(frozen=True)
class DeskSettings:
    """Where applications are kept."""

    applications_table: str


@cache
def desk() -> Desk:
    """Return this deployment's desk."""
    return Desk(ApplicationStore(settings(DeskSettings).applications_table), _notify, _history_key)


def _notify(user_id: str, kind: str, params: dict[str, Any], notice_id: str) -> None:
    # Imported late: most pages tell nobody anything.
    from madoguchi.talk.notify import notify

    notify(user_id, kind, params, notice_id)


def _history_key() -> bytes:
    # Not the sessions' key: that one may be changed at any time, the seals of years may not.
    return secret("history_key").encode()
