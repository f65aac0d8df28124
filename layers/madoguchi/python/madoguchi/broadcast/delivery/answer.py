"""What LINE's answer to a send means for whoever waits for it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from madoguchi.broadcast.definition.ports import LineAnswer
from madoguchi.runtime.errors import LineUnreachable

MONTHLY_LIMIT = "monthly limit"
"""What LINE's message says where a 429 is not about speed (developers.line.biz: error messages)."""


class Meaning(Enum):
    """What one try came to. Perhaps: LINE may or may not have accepted it. Spent: none is left this month."""

    ACCEPTED = auto()
    REFUSED = auto()
    BUSY = auto()
    SPENT = auto()
    PERHAPS = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """A try's meaning, with LINE's status (0 without one) and the id of the request that counts."""

    meaning: Meaning
    status: int = 0
    request_id: str = ""


def ask(send: Callable[[], LineAnswer]) -> Answer:
    """Send once and read the answer, or its absence."""
    try:
        said = send()
    except LineUnreachable:
        return Answer(Meaning.PERHAPS)
    return Answer(_meaning(said), said.status, said.accepted_request_id or said.request_id or "")


def _meaning(said: LineAnswer) -> Meaning:
    status = said.status
    if 200 <= status < 300 or status == 409:
        return Meaning.ACCEPTED
    if status == 429:
        return Meaning.SPENT if MONTHLY_LIMIT in str(said.body.get("message")) else Meaning.BUSY
    return Meaning.PERHAPS if status >= 500 else Meaning.REFUSED
