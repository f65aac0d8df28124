"""How an answer is written for whoever reads it: labels instead of ids, parts in order, days with eras."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from madoguchi.flow.composite import leaves
from madoguchi.flow.dates import era_year, is_whole
from madoguchi.flow.model import Field, Parts, Value, chosen_ids
from madoguchi.flow.text import localise
from madoguchi.flow.wholes import joined_address, joined_name
from madoguchi.web.texts import text


def shown(question: Field, value: Value | None, language: str) -> str:
    """Write an answer as its reader expects it; one of several parts takes several lines."""
    if value is None:
        return text("not_answered", language, {})
    if value is True:
        return text("agreed", language, {})
    if question.choices:
        found = [question.choice(one) for one in chosen_ids(value)]
        between = text("between", language, {})
        return between.join(localise(one.label, language) for one in found if one)
    if isinstance(value, list):
        return _rows(question, value, language)
    if isinstance(value, dict):
        return _PARTS.get(question.kind, _parts)(question, value, language)
    return _LEAVES[question.kind](str(value), language) if question.kind in _LEAVES else str(value)


def _parts(question: Field, value: Mapping[str, Value], language: str) -> str:
    return "\n".join(
        f"{localise(part.label, language)}: {shown(part, value[part.id], language)}"
        for part in question.parts
        if part.id in value
    )


def _name(question: Field, value: Mapping[str, Value], language: str) -> str:
    return _whole_first(question, value, language, joined_name(value), {"family", "given"})


def _address(question: Field, value: Mapping[str, Value], language: str) -> str:
    line = joined_address(value)
    whole = f"〒{value['postal_code']}\n{line}" if "postal_code" in value else line
    written = {"postal_code", "prefecture", "city", "town", "number", "building"}
    return _whole_first(question, value, language, whole, written)


def _whole_first(
    question: Field, value: Mapping[str, Value], language: str, whole: str, written: set[str]
) -> str:
    rest = _parts(question, {part: one for part, one in value.items() if part not in written}, language)
    return "\n".join(line for line in (whole, rest) if line)


def _puzzle(question: Field, value: Mapping[str, Value], _language: str) -> str:
    rows = question.settings["rows"]
    return "\n".join(str(value.get(f"r{number}", row)) for number, row in enumerate(rows, 1))


def _rows(question: Field, rows: Sequence[str | Parts], language: str) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        if isinstance(row, str):
            lines.append(row)
        elif question.kind == "file":
            lines.append(str(row.get("name", "")))
        else:
            # A row is one line: parts of its parts stand beside each other, too.
            written = [shown(part, row[part.id], language) for part in question.parts if part.id in row]
            lines.append(f"{number}. " + " / ".join(one.replace("\n", " ") for one in written))
    return "\n".join(lines)


def _day(value: str, language: str) -> str:
    found = date.fromisoformat(value)
    return text("day", language, {"year": found.year, "month": found.month, "day": found.day})


def _birth_date(value: str, language: str) -> str:
    era = era_year(value)
    written = _day(value, language) if is_whole(value) else value
    return text("day_of_era", language, {"day": written, "era": era[0], "year": era[1]}) if era else written


def _money(value: str, language: str) -> str:
    return text("money", language, {"yen": f"{int(value):,}"})


_PARTS: dict[str, Callable[[Field, Mapping[str, Value], str], str]] = {
    "person_name": _name,
    "address": _address,
    "puzzle": _puzzle,
}
_LEAVES: dict[str, Callable[[str, str], str]] = {
    "date": _day,
    "birth_date": _birth_date,
    "money": _money,
}


def lines(question: Field, value: Value | None, language: str) -> list[tuple[str, str]]:
    """Write an answer as one line for each of its parts: the label and the text; for lists and exports."""
    return [
        (localise(leaf.label, language), shown(leaf, given, language))
        for _, leaf, given in leaves(question, value)
    ]
