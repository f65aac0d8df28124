"""How applications are written as items of their table, and read back."""

import base64
import json
from datetime import UTC, date, datetime
from typing import Any, cast, get_args

from madoguchi.forms.application.seats import Queued
from madoguchi.forms.definition.model import Application, Claim, Entry, Standing, State, Waiting
from madoguchi.forms.records.vault import ApplicationKey
from madoguchi.runtime.clock import JST, iso

Item = dict[str, Any]


def key(pk: str, sk: str) -> Item:
    """Return an item's key."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def application_item(one: Application) -> Item:
    """Write an application as it stands."""
    return {
        **key(f"APPLICATION#{one.number}", "APPLICATION"),
        **_texts(
            form_id=one.form_id,
            owner=one.owner,
            state=one.state,
            arrived_at=iso(one.arrived_at),
            language=one.language,
            key_hash=one.key_hash,
            head=one.head,
            person=one.person,
            user_id=one.user_id,
            slot=one.slot,
            standing=one.standing,
            person_key=one.person_key,
        ),
        "locked_key": locked(one.locked_key),
        "entries": {"N": str(one.entries)},
        "wanted": {"N": str(one.wanted)},
        "seats": {"N": str(one.seats)},
        "expires_at": seconds(one.expires_at),
    }


def entry_item(one: Entry, expires_at: datetime, key_of_it: ApplicationKey) -> Item:
    """Write an entry; what people wrote is locked, as JSON: every character comes back as it came."""
    written = {"facts": dict(one.facts), "answers": one.answers}
    text = json.dumps(written, ensure_ascii=False, separators=(",", ":"), default=dict)
    return {
        **key(f"APPLICATION#{one.number}", f"ENTRY#{one.position:06}"),
        **_texts(
            kind=one.kind,
            at=iso(one.at),
            by=one.by,
            check=one.check,
            definition=one.definition,
        ),
        "written": locked(key_of_it.lock(text, str(one.position))),
        "expires_at": seconds(expires_at),
    }


def claim_item(one: Claim, expires_at: datetime) -> Item:
    """Write a spent key."""
    return {
        **key(f"CLIENT#{one.form_id}#{one.key_hash}", "CLAIM"),
        **_texts(
            number=one.number,
            arrived_at=iso(one.arrived_at),
            answers_check=one.answers_check,
            standing=one.standing,
        ),
        "expires_at": seconds(expires_at),
    }


def person_item(application: Application, until: datetime | None = None) -> Item:
    """Write that a signed-in resident has applied."""
    return {
        **key(f"PERSON#{application.person}", application.person_key),
        **_texts(
            number=application.number,
            form_id=application.form_id,
            arrived_at=iso(application.arrived_at),
            kept_until=iso(application.expires_at),
        ),
        "expires_at": seconds(until or application.expires_at),
    }


def read_application(item: Item) -> Application:
    """Read an application."""
    return Application(
        number=_text(item, "pk").removeprefix("APPLICATION#"),
        form_id=_text(item, "form_id"),
        owner=_text(item, "owner"),
        state=_state(item),
        arrived_at=moment(item, "arrived_at"),
        language=_text(item, "language"),
        key_hash=_text(item, "key_hash"),
        entries=int(item["entries"]["N"]),
        head=_text(item, "head"),
        expires_at=datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC),
        person=_text(item, "person"),
        user_id=_text(item, "user_id"),
        slot=_text(item, "slot"),
        wanted=int(item["wanted"]["N"]),
        seats=int(item["seats"]["N"]),
        standing=_standing(item),
        person_key=_text(item, "person_key"),
        locked_key=unlocked(item, "locked_key"),
    )


def inbox_key(owner: str, form_id: str, day: date) -> str:
    """Return where a day's arrivals lie."""
    return f"INBOX#{owner}#{form_id}#{day.isoformat()}"


def arrival_place(arrived_at: datetime, number: str) -> str:
    """Return where an application stands among those of its day."""
    return f"{iso(arrived_at)}#{number}"


def inbox_item(one: Application) -> Item:
    """Write the line of an application in its office's inbox."""
    day = one.arrived_at.astimezone(JST).date()
    return {
        **key(inbox_key(one.owner, one.form_id, day), arrival_place(one.arrived_at, one.number)),
        **_texts(state=one.state),
        "expires_at": seconds(one.expires_at),
    }


def read_waiting(item: Item) -> Waiting:
    """Read a line of an inbox."""
    arrived_at, _, number = _text(item, "sk").partition("#")
    return Waiting(number, datetime.fromisoformat(arrived_at), _state(item))


def queue_key(one: Queued) -> tuple[str, str]:
    """Return where a place in a queue lies."""
    return f"QUEUE#{one.form_id}#{one.slot}", f"{iso(one.arrived_at)}#{one.number}"


def queue_item(one: Queued, expires_at: datetime) -> Item:
    """Write a place in a queue."""
    return {**key(*queue_key(one)), "seats": {"N": str(one.seats)}, "expires_at": seconds(expires_at)}


def read_queued(item: Item) -> Queued:
    """Read a place in a queue."""
    _, form_id, slot = _text(item, "pk").split("#")
    arrived_at, _, number = _text(item, "sk").partition("#")
    return Queued(form_id, slot, number, datetime.fromisoformat(arrived_at), int(item["seats"]["N"]))


def read_entry(item: Item, key_of_it: ApplicationKey) -> Entry:
    """Read an entry of a history."""
    position = int(_text(item, "sk").removeprefix("ENTRY#"))
    written = json.loads(key_of_it.unlock(unlocked(item, "written"), str(position)))
    return Entry(
        number=_text(item, "pk").removeprefix("APPLICATION#"),
        position=position,
        kind=_text(item, "kind"),
        at=moment(item, "at"),
        by=_text(item, "by"),
        check=_text(item, "check"),
        facts=written["facts"],
        definition=_text(item, "definition"),
        answers=written["answers"],
    )


def read_claim(item: Item) -> Claim:
    """Read a spent key."""
    _, form_id, key_hash = _text(item, "pk").split("#")
    return Claim(
        form_id,
        key_hash,
        _text(item, "number"),
        moment(item, "arrived_at"),
        _text(item, "answers_check"),
        standing=_standing(item),
    )


def moment(item: Item, name: str) -> datetime:
    """Read a moment in UTC."""
    return datetime.fromisoformat(_text(item, name))


def _state(item: Item) -> State:
    state = _text(item, "state")
    assert state in get_args(State)
    return cast(State, state)


def _standing(item: Item) -> Standing:
    standing = _text(item, "standing")
    assert standing in get_args(Standing)
    return cast(Standing, standing)


def _texts(**values: str) -> Item:
    return {name: {"S": value} for name, value in values.items() if value}


def _text(item: Item, name: str) -> str:
    value: str = item.get(name, {"S": ""})["S"]
    return value


def locked(data: bytes) -> Item:
    """Write bytes."""
    return {"B": base64.b64encode(data).decode()}


def unlocked(item: Item, name: str) -> bytes:
    """Read bytes; none where there are none."""
    return base64.b64decode(item.get(name, {"B": ""})["B"])


def seconds(at: datetime) -> Item:
    """Write a moment as the time to live wants it."""
    return {"N": str(int(at.timestamp()))}
