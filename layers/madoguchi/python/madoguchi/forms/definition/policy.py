"""The rules around a form's questions: when, who, how many, with what, for how long. Facts and pure rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from madoguchi.flow.condition import holds
from madoguchi.flow.model import Answers
from madoguchi.flow.text import Text
from madoguchi.runtime.clock import JST

WHOLE_FORM = "SEATS"
"""Where the seats of a form without slots are counted."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who answers questions about a form."""

    name: Text
    phone: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may apply: a condition over the answers (`flow.condition`), and what others are told."""

    when: Mapping[str, Any]
    otherwise: Text


@dataclass(frozen=True, slots=True)
class Slot:
    """What can be taken: a time, at a place where several may be had at once, for so many seats."""

    id: str
    starts: datetime
    ends: datetime
    capacity: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Lottery:
    """Entries are taken until the form closes; a public number then decides who gets a seat.

    `announced` says by when, `seed` which number it will be: named before anybody can know it.
    """

    announced: datetime
    seed: Text


@dataclass(frozen=True, slots=True)
class AttachmentRules:
    """What files a form takes: media types, bytes of each, and how many of them in all."""

    types: tuple[str, ...]
    max_bytes: int
    max_files: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What an application asks for: seats in a slot (or in the whole form), of so many; None: no limit."""

    slot: str
    seats: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules around a form's questions. The period is half open: `opens` counts, `closes` does not.

    `slot_question` names the choice whose ids are the slots', `seats_question` the number of people who come.
    `notified` are the e-mail addresses of the office, `issues` the document that the office gives out.
    `identified_by` are the questions that tell applicants apart where each may apply once.
    `proxy` says whether somebody may fill it in for another; None: where the form asks for a name.
    """

    opens: datetime
    closes: datetime | None
    one_per_person: bool
    purpose: Text
    retention: timedelta
    office: Office
    notice: Text = ""
    capacity: int | None = None
    eligibility: Eligibility | None = None
    slot_question: str = ""
    slots: Mapping[str, Slot] = field(default_factory=dict)
    seats_question: str = ""
    lottery: Lottery | None = None
    waiting_list: bool = False
    fee: Text = ""
    attachments: AttachmentRules | None = None
    notified: Sequence[str] = ()
    issues: str = ""
    searchable: Sequence[str] = ()
    identified_by: Sequence[str] = ()
    proxy: bool | None = None

    def accepts(self, arrived_at: datetime) -> bool:
        """Tell whether an application that arrives at this moment is in time."""
        return self.opens <= arrived_at and (self.closes is None or arrived_at < self.closes)

    def has_begun(self, slot_id: str, at: datetime) -> bool:
        """Tell whether a slot has begun: its seats are given to nobody any more."""
        return slot_id in self.slots and self.slots[slot_id].starts <= at

    @property
    def last_day(self) -> datetime | None:
        """Return the day that a form is open to the end of; None when it closes within a day, or never."""
        if self.closes is None or (self.closes.hour, self.closes.minute) != (0, 0):
            return None
        return self.closes - timedelta(days=1)

    def admits(self, answers: Answers) -> bool:
        """Tell whether somebody with these answers may apply."""
        return self.eligibility is None or holds(self.eligibility.when, answers)

    @property
    def places(self) -> Mapping[str, int]:
        """Return the seats there are, by slot; the whole form is one where it has none."""
        if self.slots:
            return {slot.id: slot.capacity for slot in self.slots.values()}
        return {} if self.capacity is None else {WHOLE_FORM: self.capacity}

    def wish(self, answers: Answers) -> Wish:
        """Return what an application with these answers asks for; nothing when no slot was chosen."""
        seats = int(str(answers.get(self.seats_question) or 1)) if self.seats_question else 1
        if not self.slots:
            return Wish(WHOLE_FORM, seats, self.capacity)
        slot = self.slots.get(str(answers.get(self.slot_question, "")))
        return Wish(slot.id, seats, slot.capacity) if slot else Wish(WHOLE_FORM, 0, None)


def load_policy(data: Mapping[str, Any]) -> Policy:
    """Make a policy of its compiled content (`policy_schema.PolicyContent` checks the shape)."""
    closes, slots = data.get("closes"), data.get("slots") or {}
    return Policy(
        opens=_japan_time(data["opens"]),
        closes=_japan_time(closes) if closes else None,
        one_per_person=data.get("one_per_person", False),
        purpose=data["purpose"],
        retention=timedelta(days=data["retention_days"]),
        office=Office(data["office"]["name"], data["office"]["phone"]),
        notice=data.get("notice", ""),
        capacity=data.get("capacity"),
        eligibility=_eligibility(data.get("eligibility")),
        slot_question=slots.get("question", ""),
        slots={slot_id: _slot(slot_id, one) for slot_id, one in slots.get("each", {}).items()},
        seats_question=data.get("seats", ""),
        lottery=_lottery(data.get("lottery")),
        waiting_list=data.get("waiting_list", False),
        fee=data.get("fee", ""),
        attachments=_attachments(data.get("attachments")),
        notified=tuple(data.get("notified", ())),
        issues=data.get("issues", ""),
        searchable=tuple(data.get("searchable", ())),
        identified_by=tuple(data.get("identified_by", ())),
        proxy=data.get("proxy"),
    )


def _eligibility(data: Mapping[str, Any] | None) -> Eligibility | None:
    return Eligibility(data["when"], data["otherwise"]) if data else None


def _slot(slot_id: str, data: Mapping[str, Any]) -> Slot:
    times = _japan_time(data["starts"]), _japan_time(data["ends"])
    return Slot(slot_id, *times, data["capacity"], data.get("place", ""))


def _lottery(data: Mapping[str, Any] | None) -> Lottery | None:
    return Lottery(_japan_time(data["announced"]), data["seed"]) if data else None


def _attachments(data: Mapping[str, Any] | None) -> AttachmentRules | None:
    if not data:
        return None
    return AttachmentRules(tuple(data["types"]), data["max_megabytes"] * 1024 * 1024, data["max_files"])


def _japan_time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)
