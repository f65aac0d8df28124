"""A campaign with a draw: who may enter and when, what an entry is, and how far the draw has come. Pure."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from madoguchi.drill.attempt import Attempt
from madoguchi.flow.text import Text
from madoguchi.runtime.clock import JST

GRACE = timedelta(minutes=5)
"""Between the last second for entering and the earliest closing: what was on its way has arrived."""

type Hindrance = Literal["", "not_open", "drilled_before", "not_full_marks"]


@dataclass(frozen=True, slots=True)
class Campaign:
    """`rule` is what a drill must be to enter: finished, or full marks after any number of tries.

    `seed` says beforehand which public number will be the seed. The contact data of losers goes on
    `losers_forgotten_on`, that of winners on `winners_forgotten_on`.
    """

    id: str
    title: Text
    summary: Text
    prizes: Text
    seed: Text
    rule: Literal["finished", "full_marks"]
    winners: int
    opens_at: datetime
    closes_at: datetime
    losers_forgotten_on: date
    winners_forgotten_on: date

    def is_open(self, at: datetime) -> bool:
        """Tell whether one may enter at a moment."""
        return self.opens_at <= at < self.closes_at

    def hindrance(self, attempt: Attempt, at: datetime) -> Hindrance:
        """Tell why a drill does not open the draw; empty when it does."""
        if not self.is_open(at):
            return "not_open"
        if attempt.finished_at < self.opens_at:
            return "drilled_before"
        if self.rule == "full_marks" and attempt.total < 100:
            return "not_full_marks"
        return ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's entry: a number, and how a winner is reached. Nothing of the drill is in it."""

    campaign: str
    number: str
    phone: str
    user_id: str
    entered_at: datetime
    expires_at: datetime

    def persons(self) -> tuple[str, ...]:
        """Name who has entered, by the telephone number and by the LINE user: each may stand there once."""
        return tuple(person(self.campaign, one) for one in (self.phone, self.user_id) if one)


@dataclass(frozen=True, slots=True)
class Draw:
    """How far a draw has come: committed to its entries, drawn, and the losers forgotten."""

    commitment: str = ""
    entries: int = 0
    seed: str = ""
    winners: tuple[str, ...] = ()
    losers_forgotten: bool = False


def load_campaign(campaign_id: str, written: Mapping[str, Any]) -> Campaign:
    """Make a campaign of its content; times without a zone are Japan's."""

    def moment(name: str) -> datetime:
        return datetime.fromisoformat(written[name]).replace(tzinfo=JST)

    return Campaign(
        campaign_id,
        **{name: written[name] for name in ("title", "summary", "prizes", "seed", "rule", "winners")},
        opens_at=moment("opens"),
        closes_at=moment("closes"),
        losers_forgotten_on=date.fromisoformat(written["losers_forgotten_on"]),
        winners_forgotten_on=date.fromisoformat(written["winners_forgotten_on"]),
    )


def entry_number(campaign: str, client_key: str) -> str:
    """Number an entry by its page's random key: a page that is sent twice gets one number of 60 bits."""
    digest = hashlib.sha256(f"entry:{campaign}:{client_key}".encode()).digest()
    letters = base64.b32encode(digest).decode()[:12].translate(str.maketrans("IO", "89"))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def person(campaign: str, known_by: str) -> str:
    """Name a person within one campaign, without saying who it is."""
    return hashlib.sha256(f"person:{campaign}:{known_by}".encode()).hexdigest()


def national(phone: str) -> str:
    """Write a Japanese number in its one form: +81 90 ... is 090 ..."""
    return f"0{phone.removeprefix('+81')}" if phone.startswith("+81") else phone
