"""What templates need to know of composite questions: squares of a grid, rows of a table, what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from madoguchi.flow.cells import BLACK, OPEN, open_squares
from madoguchi.flow.composite import row_numbers
from madoguchi.flow.kinds import Problem
from madoguchi.flow.model import Field, Page
from madoguchi.flow.text import Text, common_languages, localise

type Raw = Mapping[str, Sequence[str]]

# Gunma's prefectural office, where nothing better is known.
MIDDLE = ("36.391380", "139.060950")


@dataclass(frozen=True, slots=True)
class Square:
    """One square of a grid, counted from 1; `name` is the input's, which all open squares of a row share."""

    row: int
    column: int
    black: bool = False
    given: str = ""
    name: str = ""
    typed: str = ""
    first: bool = False
    number: int = 0
    keyword: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field that cannot stay as it is; `question` bears the labels of all that it is a part of."""

    name: str
    question: Field
    problem: Problem


def squares(question: Field, raw: Raw, name: str) -> list[list[Square]]:
    """Draw a puzzle: what is black, what stands there, what was typed so far, and a crossword's numbers."""
    rows: list[str] = question.settings["rows"]
    numbers = _numbers(rows) if question.settings["cells"] == "kana" else {}
    places = [(row, column) for row, column in question.settings.get("keyword", ())]
    keyword = {place: chr(ord("A") + index) for index, place in enumerate(places)}
    return [
        [
            _square(rows, (row, column), f"{name}.r{row}", raw, numbers, keyword)
            for column in range(1, len(rows[row - 1]) + 1)
        ]
        for row in range(1, len(rows) + 1)
    ]


def shown_rows(question: Field, raw: Raw, name: str) -> list[int]:
    """List the rows of a table that a page shows: those that it had, and as many as there must be."""
    had = row_numbers(raw, name)
    least = max(question.min or 0, 1)
    return [
        *had,
        *range((had[-1] if had else -1) + 1, (had[-1] if had else -1) + 1 + max(least - len(had), 0)),
    ]


def wrong_fields(page: Page, problems: Mapping[str, Problem]) -> list[Wrong]:
    """List what is wrong in the order of the page."""
    return [
        wrong
        for question in page.fields
        for wrong in sorted(_wrong(question, problems), key=lambda one: _order(one.name))
    ]


def map_url(latitude: str, longitude: str) -> str:
    """Lead to the national map at a place; its address shows the middle's latitude and longitude."""
    place = (latitude, longitude) if _is_number(latitude) and _is_number(longitude) else MIDDLE
    return f"https://maps.gsi.go.jp/#16/{quote(place[0])}/{quote(place[1])}/&base=std&ls=std&disp=1"


def _square(
    rows: Sequence[str],
    place: tuple[int, int],
    name: str,
    raw: Raw,
    numbers: Mapping[tuple[int, int], int],
    keyword: Mapping[tuple[int, int], str],
) -> Square:
    row, column = place
    letters = rows[row - 1]
    letter = letters[column - 1]
    if letter == BLACK:
        return Square(row, column, black=True)
    if letter != OPEN:
        return Square(row, column, given=letter)
    places = open_squares(letters)
    typed = _typed(raw.get(name, ()), letters)
    index = places.index(column - 1)
    return Square(
        row,
        column,
        name=name,
        typed=typed[index] if index < len(typed) else "",
        first=index == 0,
        number=numbers.get(place, 0),
        keyword=keyword.get(place, ""),
    )


def _typed(given: Sequence[str], letters: str) -> Sequence[str]:
    """A kept row is one text with every square; a posted one has a text for each open square."""
    places = open_squares(letters)
    if len(given) == 1 and len(given[0]) == len(letters) and len(places) > 1:
        return [given[0][place] for place in places]
    return given


def _numbers(rows: Sequence[str]) -> dict[tuple[int, int], int]:
    """Number a crossword: where a word of two squares or more begins, across or down, from the top left."""

    def white(row: int, column: int) -> bool:
        return 0 <= row < len(rows) and 0 <= column < len(rows[row]) and rows[row][column] != BLACK

    begins = [
        (row + 1, column + 1)
        for row in range(len(rows))
        for column in range(len(rows[row]))
        if white(row, column)
        and (
            (not white(row, column - 1) and white(row, column + 1))
            or (not white(row - 1, column) and white(row + 1, column))
        )
    ]
    return {place: number for number, place in enumerate(begins, 1)}


def _wrong(question: Field, problems: Mapping[str, Problem], name: str = "") -> Iterator[Wrong]:
    name = name or question.id
    if name in problems:
        yield Wrong(name, question, problems[name])
    for part in question.parts:
        below = replace(part, label=_both(question.label, part.label))
        if not question.repeated:
            yield from _wrong(below, problems, f"{name}.{part.id}")
            continue
        for row in row_numbers(dict.fromkeys(problems, ()), name):
            counted = replace(part, label=_both(question.label, part.label, f" {row + 1} "))
            yield from _wrong(counted, problems, f"{name}.{row}.{part.id}")


def _both(outer: Text, inner: Text, between: str = " ") -> Text:
    return {
        one: f"{localise(outer, one)}{between}{localise(inner, one)}"
        for one in common_languages(outer, inner)
    }


def _order(name: str) -> list[tuple[int, str]]:
    # Rows in their order, the ninth before the tenth; parts of a row stay as they come.
    return [(int(step), "") for step in name.split(".") if step.isdigit()]


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
