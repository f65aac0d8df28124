"""Keep what a resident tells us. Every operation may be repeated: the second time changes nothing."""

from typing import TYPE_CHECKING

from madoguchi.residents import moves, store
from madoguchi.residents.model import CONSENT_VERSION, Resident
from madoguchi.runtime.clock import iso, now

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


def register(user_id: str, municipality: str, topics: tuple[str, ...], language: str, event_at: int) -> bool:
    """Keep a registration or a changed one; from now on broadcasts for the segment reach this resident.

    `event_at` is LINE's time of the event in ms; False when a newer event has already changed the resident.
    Costs 1 write unit a kilobyte, 2 for home, and 1 for the note that somebody may have moved.
    """
    moves.note(user_id)
    return store.update(
        user_id,
        event_at,
        {
            "municipality": {"S": municipality},
            "topics": {"L": [{"S": topic} for topic in topics]},
            "language": {"S": language},
            "following": {"BOOL": True},
            "consent_version": {"S": CONSENT_VERSION},
            **store.keys_of(user_id, (municipality,)),
        },
        first={"registered_at": {"S": iso(now())}},
    )


def speak(user_id: str, language: str, event_at: int) -> bool:
    """Remember the language of a resident, registered or not."""
    return store.update(user_id, event_at, {"language": {"S": language}, "following": {"BOOL": True}})


def follow(user_id: str, known: Resident | None, event_at: int) -> bool:
    """Welcome a friend; one who was here before is found by broadcasts again."""
    return store.update(
        user_id,
        event_at,
        {"following": {"BOOL": True}, **_found_again(known)},
        first={"language": {"S": "ja"}},
        remove=("left_at",),
    )


def _found_again(known: Resident | None) -> "dict[str, AttributeValueTypeDef]":
    if known is None or not known.registered:
        return {}
    return store.keys_of(
        known.user_id, (known.municipality, *(one.municipality for one in known.other_places))
    )
