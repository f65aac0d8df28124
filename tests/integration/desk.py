"""Broadcasts as staff send them in tests: through the desk's API, never past it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx

from local.residents import population
from local.sign_in import Pool, sign_in
from local.stack import Stack
from local.staff_accounts import LocalPerson
from tests.integration.resident import Resident, eventually, turned_away
from tests.moto_cloud import content_on_path

NEWS, CORRECTION = "bousai_preparedness", "plan_before_the_rain"


class Desk:
    """A member of staff who is signed in."""

    def __init__(self, stack: Stack, name: str) -> None:
        pool = Pool(stack.aws.client("cognito-idp"), stack.outputs["StaffPoolClientId"])
        token = sign_in(pool, name, LocalPerson(stack.staff[name]))
        self._at = f"{stack.url}/staff/broadcasts"
        self._headers = {"authorization": f"Bearer {token}"}

    def sees(self, path: str) -> Any:
        return httpx.get(self._at + path, headers=self._headers, timeout=30).raise_for_status().json()

    def does(self, path: str, **body: Any) -> Any:
        answer = httpx.post(self._at + path, json=body, headers=self._headers, timeout=30)
        return answer.raise_for_status().json()

    def begins(self, content: str, **whom: str) -> str:
        """Draft, approve and schedule; returns the path of the broadcast."""
        send_at = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
        made = self.does("", content=content, send_at=send_at, **whom)
        at = f"/{made['id']}"
        self.does(f"{at}/approval", hash=made["hash"])
        assert self.does(f"{at}/schedule")["state"] == "scheduled"
        return at

    def explains(self, at: str, one: Resident) -> Any:
        """Say what became of one resident in a broadcast."""
        return self.does(f"{at}/explanation", user_id=one.user_id)


def readers_of_each_language(stack: Stack) -> dict[str, Resident]:
    """Find, for each language, one who wants everything at any hour, and has read all up to now."""
    content_on_path()
    found: dict[str, Resident] = {}
    for person in population():
        if not (person.quiet or person.budget):
            found.setdefault(person.language, Resident(stack.line_url, person.user_id))
    for one in found.values():
        one.read = len(one.messages)
    return found


def stopped_half_way(
    sato: Desk, ito: Desk, readers: Mapping[str, Resident], reached: Sequence[str], reason: str
) -> tuple[str, str]:
    """Send news to everybody, cancel it once it has come to those of some languages, and correct it.

    LINE turns the chunks of the other languages away until the ledger says that the broadcast is over.
    Returns the paths of both broadcasts.
    """
    others = [one for language, one in readers.items() if language not in reached]
    with turned_away(others):
        at = sato.begins(NEWS, segment="全員")
        for one in map(readers.__getitem__, reached):
            eventually(partial(_has_come, ito, at, one), "accepted chunk of each language", seconds=60)
        assert sato.does(f"{at}/cancellation", reason=reason)["state"] in ("cancelling", "cancelled")
        eventually(over(sato, at), "end of the cancelled broadcast", seconds=60)
    correction = sato.begins(CORRECTION, corrects=at[1:])
    eventually(over(sato, correction), "end of the correction", seconds=60)
    return at, correction


def _has_come(desk: Desk, at: str, one: Resident) -> bool:
    return bool(desk.explains(at, one)["fate"] == "accepted")


def over(desk: Desk, at: str) -> Callable[[], Any]:
    """Whether it is frozen and every chunk is decided."""
    return lambda: (found := desk.sees(f"{at}/progress"))["planned"] and not found["open_chunks"]
