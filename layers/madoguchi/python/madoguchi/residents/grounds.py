"""By which of their own facts a segment addresses a resident. Pure."""

from collections.abc import Iterator

from madoguchi.residents.model import LEAVES, Resident, Segment


def grounds(segment: Segment, resident: Resident) -> tuple[Segment, ...]:
    """Return conditions of a segment that hold for a resident and are enough to be in it.

    Each is one of LEAVES with the values that hold, or `not` such a leaf. Nothing for a segment of everybody,
    and for somebody who is not in it.
    """
    return tuple(dict.fromkeys(_found(segment, resident, holds=True)))


def _found(segment: Segment, resident: Resident, *, holds: bool) -> Iterator[Segment]:
    if segment.matches(resident) != holds:
        return
    if segment.kind in LEAVES:
        yield _own(segment, resident) if holds else Segment("not", parts=(segment,))
    for part in segment.parts:
        yield from _found(part, resident, holds=holds != (segment.kind == "not"))


def _own(leaf: Segment, resident: Resident) -> Segment:
    values = (value for value in leaf.values if Segment(leaf.kind, (value,)).matches(resident))
    return Segment(leaf.kind, tuple(values))
