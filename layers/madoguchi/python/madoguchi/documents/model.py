"""A paper as data: its size, its language, and its parts from top to bottom.

Every text is printed as it is: nothing in it is markup.
"""

from dataclasses import dataclass
from typing import Literal

type Paper = Literal["a4", "a6"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `emphasis` makes it stand out or step back."""

    text: str
    emphasis: Literal["normal", "strong", "soft"] = "normal"


@dataclass(frozen=True, slots=True)
class Bullets:
    """Short lines, each with its mark. `first_stands_out` prints the first one large."""

    lines: tuple[str, ...]
    first_stands_out: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values in two columns, read aloud as a table of rows."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Number:
    """One number that must be read over a counter or a telephone: large, widely set."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code with what stands beside it; `alternative` is what it is for those who do not see it."""

    data: str
    caption: str
    alternative: str


type Part = Paragraph | Bullets | Facts | Number | QrCode


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, never torn apart when a page can hold it. `framed` draws a box."""

    heading: str
    parts: tuple[Part, ...]
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One paper. `language` is the reader's (`ja`, `easy`, `en` ...); `footer` stands on every page.

    `corner` stands beside the title, where a paper is picked up.
    """

    title: str
    language: str
    parts: tuple[Part | Section, ...]
    paper: Paper = "a4"
    footer: str = ""
    corner: QrCode | None = None
