"""What a resident registered or did, by which a broadcast was meant for them: as they read it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from madoguchi.line.actions import Action, postback
from madoguchi.residents.model import (
    AGE,
    BEFORE,
    DONE,
    HOME,
    LANGUAGE,
    MUNICIPALITY,
    SINCE,
    TOPIC,
    Resident,
    Segment,
)
from madoguchi.runtime.clock import JST
from madoguchi.talk import script
from madoguchi.talk.replies import attribute_label, change_actions, field_label, shown
from madoguchi.talk.understand import button

_FIELDS = {MUNICIPALITY: "municipality", HOME: "municipality", TOPIC: "topics", LANGUAGE: "language"}


def moment(at: datetime, language: str, sentence: str = "why_moment") -> str:
    """Write a moment in Japanese time; with `why_day`, its day alone."""
    there = at.astimezone(JST)
    parts = {"year": there.year, "month": there.month, "day": there.day, "time": f"{there:%H:%M}"}
    return script.sentence(sentence, language, **parts)


def rows(grounds: Iterable[Segment], resident: Resident) -> list[tuple[str, str]]:
    """Name each ground with the resident's own value."""
    found = (line for one in grounds for line in _lines(one, resident))
    return list(dict.fromkeys(found))


def changes(grounds: Iterable[Segment], resident: Resident) -> list[Action]:
    """Offer to change what can be changed of the grounds."""
    ways = [way for one in grounds for way in _ways(one, resident)]
    return [one for at, one in enumerate(ways) if one not in ways[:at]]


def _ways(ground: Segment, resident: Resident) -> Iterator[Action]:
    language = resident.language
    places = ground.values if ground.kind in (MUNICIPALITY, HOME) else ()
    if ground.kind in _FIELDS and (not places or resident.municipality in places):
        yield from change_actions(language, [_FIELDS[ground.kind]])
    if any(one != resident.municipality for one in places):
        yield postback(script.sentence("places_label", language), button("prefer", field="places"))
    if ground.kind == AGE:
        yield postback(script.sentence("age_label", language), button("prefer", field="age"))


def _lines(ground: Segment, resident: Resident) -> Iterator[tuple[str, str]]:
    language = resident.language
    if ground.kind == "not":
        yield from _outside(ground.parts[0], resident)
    elif ground.kind in (SINCE, BEFORE):
        since = datetime.fromisoformat(resident.friend_since)
        yield script.sentence("why_friend", language), moment(since, language, "why_day")
    elif ground.kind in (MUNICIPALITY, HOME):
        for code in ground.values:
            yield _place(code, resident), shown("municipality", code, language)
    else:
        yield _name(ground.kind, language), _values(ground, language)


def _outside(leaf: Segment, resident: Resident) -> Iterator[tuple[str, str]]:
    language = resident.language
    if leaf.kind not in (SINCE, BEFORE):
        kind = "" if leaf.kind == DONE else f"{_name(leaf.kind, language)}: "
        yield script.sentence("why_outside", language), f"{kind}{_values(leaf, language)}"
    elif resident.friend_since:
        yield from _lines(Segment(leaf.kind), resident)


def _place(code: str, resident: Resident) -> str:
    if code == resident.municipality:
        return field_label("municipality", resident.language)
    label = next(one.label for one in resident.other_places if one.municipality == code)
    return attribute_label("places", label, resident.language)


def _name(kind: str, language: str) -> str:
    if kind in _FIELDS:
        return field_label(_FIELDS[kind], language)
    return script.sentence("kept_age" if kind == AGE else "kept_done", language)


def _values(leaf: Segment, language: str) -> str:
    if leaf.kind in _FIELDS:
        return shown(_FIELDS[leaf.kind], list(leaf.values), language)
    kind = "age_bands" if leaf.kind == AGE else "marks"
    return script.separator(language).join(attribute_label(kind, one, language) for one in leaf.values)
