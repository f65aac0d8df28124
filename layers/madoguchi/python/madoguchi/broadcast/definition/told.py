"""A broadcast as its readers know it."""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.broadcast.definition.model import Kind
from madoguchi.residents.model import Segment


@dataclass(frozen=True, slots=True)
class Named:
    """A broadcast as its readers know it: what it was called in their language, and when it came."""

    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One broadcast that reached a resident, as this resident may know it.

    `stopped_at` is when the sending of the rest was cancelled; `corrects` is what it is a correction of, and
    then its `segment` means nothing.
    """

    what: Named
    kind: Kind
    segment: Segment
    is_personal: bool = False
    stopped_at: datetime | None = None
    corrects: Named | None = None
    corrected_by: tuple[Named, ...] = ()
