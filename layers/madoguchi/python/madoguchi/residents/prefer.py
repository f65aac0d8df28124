"""Keep what a registered resident adds later. Each may be repeated; an older event changes nothing.

Each returns False when a newer event was here or nobody is registered, and costs 1 write unit a kilobyte and
1 for each place under which broadcasts find the resident; quiet hours and budgets 1 more, for `by-home`.
"""

from typing import TYPE_CHECKING

from madoguchi.residents import moves, store
from madoguchi.residents.model import MOST_OTHER_PLACES, Place, QuietHours
from madoguchi.runtime.errors import BadRequest

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


def care_for(user_id: str, home: str, others: tuple[Place, ...], event_at: int) -> bool:
    """Keep up to two places beside home; broadcasts for any of them reach the resident, each once.

    `home` is the registered municipality: a place that is home already is not kept twice. Raises BadRequest
    for more than two. Costs 1 write unit more than the others: it may be a move.
    """
    kept = tuple({one.municipality: one for one in others if one.municipality != home}.values())
    if len(kept) > MOST_OTHER_PLACES:
        raise BadRequest(f"{len(kept)} places beside home")
    moves.note(user_id)
    keys = store.keys_of(user_id, (home, *(one.municipality for one in kept)))
    return store.update(
        user_id,
        event_at,
        {
            "other_municipalities": {"L": [{"S": one.municipality} for one in kept]},
            "other_labels": {"L": [{"S": one.label} for one in kept]},
            **keys,
        },
        remove=tuple(name for name in store.PLACE_KEYS if name not in keys),
        # Somebody who left us is in no index, and must not come back into one by an event that waited.
        only_with="segment_key",
    )


def simplify(user_id: str, simple: bool, event_at: int) -> bool:
    """Switch the simple mode on or off."""
    return _keep(user_id, event_at, "simple", {"BOOL": True} if simple else None)


def rest(user_id: str, quiet: QuietHours | None, event_at: int) -> bool:
    """Keep quiet hours, in which only emergencies arrive; None for none."""
    if quiet and not (0 <= quiet.begin < 24 and 0 <= quiet.end < 24 and quiet.begin != quiet.end):
        raise BadRequest("quiet hours are two different hours of a day")
    return _keep(user_id, event_at, "quiet", {"S": f"{quiet.begin}-{quiet.end}"} if quiet else None)


def limit(user_id: str, budget: int | None, event_at: int) -> bool:
    """Keep how many messages a month may arrive (at least 1), emergencies aside; None for all."""
    if budget is not None and budget < 1:
        raise BadRequest("a budget of messages begins at 1")
    return _keep(user_id, event_at, "budget", {"N": str(budget)} if budget else None)


def belong(user_id: str, age_band: str, event_at: int) -> bool:
    """Keep an age band of content `residents/attributes`; empty for none."""
    return _keep(user_id, event_at, "age_band", {"S": age_band} if age_band else None)


def _keep(user_id: str, event_at: int, name: str, value: "AttributeValueTypeDef | None") -> bool:
    given = {name: value} if value else {}
    return store.update(user_id, event_at, given, remove=() if value else (name,), only_with="pk")
