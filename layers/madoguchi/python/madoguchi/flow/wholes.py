"""What the parts of a composite make together: checks across parts, and wholes that are kept as one text."""

from collections.abc import Callable, Mapping

from madoguchi.flow.dates import WESTERN, NotADate, iso_date
from madoguchi.flow.kinds import Problem
from madoguchi.flow.model import Field, Parts, Value

OF_ONE_TEXT = frozenset({"birth_date"})
"""Composites that are kept as one text, and may be typed as one."""


def join(question: Field, parts: Parts) -> Value | Problem:
    """Make the whole of its accepted parts."""
    check = _JOINED.get(question.kind)
    return check(question, parts) if check else parts


def divide(question: Field, value: Value) -> Mapping[str, Value]:
    """Return the parts of a whole."""
    if question.kind in OF_ONE_TEXT:
        names = ("year", "month", "day")
        numbers = dict(zip(names, (str(int(part)) for part in str(value).split("-")), strict=False))
        return {"era": WESTERN, **numbers}
    return value if isinstance(value, dict) else {}


def joined_address(parts: Mapping[str, Value]) -> str:
    """Write an address in one line (連結表記), as it stands on an envelope."""
    line = "".join(str(parts.get(part, "")) for part in ("prefecture", "city", "town", "number"))
    return " ".join(text for text in (line, str(parts.get("building", ""))) if text)


def joined_name(parts: Mapping[str, Value]) -> str:
    """Write a name in one line, each part as it was typed."""
    return " ".join(str(parts[part]) for part in ("family", "given") if part in parts)


def _birth_date(_question: Field, parts: Parts) -> Value | Problem:
    year, month, day = (_number(parts.get(name)) for name in ("year", "month", "day"))
    try:
        return iso_date(str(parts.get("era", WESTERN)), year or 0, month, day)
    except NotADate as problem:
        return Problem("era" if problem.in_era else "date")


def _date_range(_question: Field, parts: Parts) -> Value | Problem:
    first, last = str(parts.get("from", "")), str(parts.get("to", ""))
    return Problem("date_range") if first and last and last < first else parts


def _place(_question: Field, parts: Parts) -> Value | Problem:
    return Problem("place") if ("latitude" in parts) != ("longitude" in parts) else parts


def _number(value: Value | None) -> int | None:
    return int(value) if isinstance(value, str) else None


_JOINED: dict[str, Callable[[Field, Parts], Value | Problem]] = {
    "birth_date": _birth_date,
    "date_range": _date_range,
    "place": _place,
}

COMPOSITES = frozenset(
    {
        *("person_name", "birth_date", "address", "date_range", "bank_account", "place"),
        *("puzzle", "group", "table", "file"),
    }
)
