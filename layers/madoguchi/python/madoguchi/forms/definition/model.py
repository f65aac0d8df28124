"""What a form is, what an application is, and how both change. Facts and rules, nothing else."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from madoguchi.flow.model import Flow, Value, load_flow
from madoguchi.flow.text import Text
from madoguchi.forms.definition.policy import Policy, load_policy

State = Literal["arrived", "in_review", "correction_asked", "corrected", "decided", "withdrawn"]
Scan = Literal["pending", "unknown", "clean", "infected", "replaced"]
"""What is known of a file's bytes: what stands further on outweighs what stands before it."""
Standing = Literal["", "seated", "waiting", "entered", "missed"]


@dataclass(frozen=True, slots=True)
class Form:
    """A procedure of one owner (code of the prefecture or of a municipality).

    `source` is the definition itself as canonical JSON and `definition` its fingerprint: an application is
    read under the very definition that it was filed under.
    """

    id: str
    owner: str
    flow: Flow
    summary: Text
    policy: Policy
    source: str
    definition: str

    @property
    def takes_proxy(self) -> bool:
        """Tell whether somebody may fill it in for somebody else."""
        if self.policy.proxy is not None:
            return self.policy.proxy
        return any(one.kind == "person_name" or one.autocomplete == "name" for one in self.flow.fields())


def load_form(data: Mapping[str, Any]) -> Form:
    """Make a form of its compiled content (`schema.FormContent` describes and checks the shape)."""
    source = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    flow = load_flow(data["flow"])
    return Form(
        id=flow.id,
        owner=data["owner"],
        flow=flow,
        summary=data["summary"],
        policy=load_policy(data["policy"]),
        source=source,
        definition=hashlib.sha256(source.encode()).hexdigest()[:32],
    )


@dataclass(frozen=True, slots=True)
class Application:
    """One application as it stands. Its answers are in its history; `head` is the check of its last entry.

    `person` names a signed-in resident without saying who it is; `user_id` is there to tell them. It asked
    for `wanted` seats of a `slot` and holds `seats` of them until it is withdrawn or declined
    (`forms.application.seats`). `person_key` is what may exist once: a person and a form, or a person and a
    receipt number. `locked_key` opens what was written (`forms.records.vault`).
    """

    number: str
    form_id: str
    owner: str
    state: State
    arrived_at: datetime
    language: str
    key_hash: str
    entries: int
    head: str
    expires_at: datetime
    person: str = ""
    user_id: str = ""
    slot: str = ""
    wanted: int = 0
    seats: int = 0
    standing: Standing = ""
    person_key: str = ""
    locked_key: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to an application; `check` seals it together with all before it.

    `answers` are there where answers were sent (arrival, correction), with the definition they answer.
    """

    number: str
    position: int
    kind: str
    at: datetime
    by: str
    check: str
    facts: Mapping[str, str] = field(default_factory=dict)
    definition: str = ""
    answers: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """An application with its whole history, oldest first."""

    application: Application
    entries: tuple[Entry, ...]

    def answered(self) -> Entry:
        """Return the entry whose answers stand: the last that brought any."""
        return [entry for entry in self.entries if entry.answers is not None][-1]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was judged: its object's key in the bucket, its type by its bytes, its hash, its scan."""

    id: str
    form_id: str
    key: str
    type: str
    size: int
    sha256: str
    until: datetime
    scan: Scan = "pending"


def outweighed(scan: Scan) -> tuple[Scan, ...]:
    """Return what a finding overrules: an answer that knows less, or comes late, forgets nothing."""
    order: tuple[Scan, ...] = get_args(Scan)
    return order[: order.index(scan)]


@dataclass(frozen=True, slots=True)
class Draft:
    """A half-filled form: what was `typed`, by posted name, and the secret of its page."""

    form_id: str
    typed: Mapping[str, list[str]] = field(repr=False)
    client_key: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """A page's key is spent: whoever sends it again gets the application that it filed.

    `answers_check` tells whether the same answers were sent again, without keeping them a second time;
    `standing` where the application stood at its arrival.
    """

    form_id: str
    key_hash: str
    number: str
    arrived_at: datetime
    answers_check: str
    standing: Standing = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """All that one arrival writes: together, or not at all. `capacity` is that of the slot it asks for."""

    application: Application
    entry: Entry
    claim: Claim
    person_until: datetime | None = None
    capacity: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One step of an application: written together, and only while `before` still stands.

    `capacity` is that of the slot which it moves into, when it does.
    """

    before: Application
    after: Application
    entry: Entry
    capacity: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the office's inbox: no word of what was sent."""

    number: str
    arrived_at: datetime
    state: State


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant keeps. `as_sent` is False when the key had already filed other answers.

    `standing` is the application's as far as seats go.
    """

    number: str
    key: str
    form_id: str
    arrived_at: datetime
    as_sent: bool = True
    standing: Standing = ""
