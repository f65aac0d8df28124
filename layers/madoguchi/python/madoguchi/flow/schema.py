"""The shape of a questionnaire as staff write it, checked when content is built."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    TypeAdapter,
    model_validator,
)

from madoguchi.flow.cells import open_squares
from madoguchi.flow.computed import needed
from madoguchi.flow.condition_schema import Condition, check_names
from madoguchi.flow.expand import CATALOGUE
from madoguchi.flow.kinds import KINDS
from madoguchi.flow.text import LANGUAGES
from madoguchi.flow.wholes import COMPOSITES

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,39}$")]


class Content(BaseModel):
    """Content of any kind: an unknown key is a typing error, and is said so."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _check_text(text: Any) -> Any:
    if isinstance(text, str):
        return text
    if not isinstance(text, dict) or "ja" not in text:
        raise ValueError("a text is Japanese, or a mapping by language with at least `ja`")
    if unknown := set(text) - set(LANGUAGES):
        raise ValueError(f"unknown language {', '.join(sorted(unknown))}: use {', '.join(LANGUAGES)}")
    return text


TextContent = Annotated[str | dict[str, str], BeforeValidator(_check_text)]


ChoiceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-zA-Z0-9_-]{0,39}$")]
"""A choice may be a language, which is written as a tag: pt-BR."""


class ChoiceContent(Content):
    """One possible answer."""

    id: ChoiceId
    label: TextContent
    keywords: list[str] = []
    group: str = ""
    data: dict[str, Any] = {}


class CodeSettings(Content):
    """A number that is a name: digits are kept, zeros in front too."""

    digits: int | None = Field(default=None, ge=1, le=30)


class DecimalSettings(Content):
    """How many digits stand behind the point."""

    places: int = Field(default=2, ge=1, le=6)


class BirthDateSettings(Content):
    """`partial`: month and day need not be known."""

    partial: bool = False


class ClueContent(Content):
    """What a crossword asks at a number."""

    number: int = Field(ge=1)
    text: TextContent


class CluesContent(Content):
    """The clues of a crossword."""

    across: list[ClueContent] = []
    down: list[ClueContent] = []


class PuzzleSettings(Content):
    """A grid: a row is a text, `.` to fill, `#` black; the keyword's squares as [row, column] from 1."""

    cells: Literal["digit", "kana"]
    rows: list[str] = Field(min_length=1, max_length=25)
    clues: CluesContent = CluesContent()
    keyword: list[tuple[int, int]] = []

    @model_validator(mode="after")
    def it_is_a_rectangle_to_fill(self) -> Self:
        """Rows are of one length, and the keyword stands on squares to fill."""
        if len({len(row) for row in self.rows}) != 1:
            raise ValueError("all rows of a puzzle have the same number of squares")
        if not any(open_squares(row) for row in self.rows):
            raise ValueError("a puzzle needs squares to fill, written as a full stop")
        for row, column in self.keyword:
            if not (0 < row <= len(self.rows) and column - 1 in open_squares(self.rows[row - 1])):
                raise ValueError(f"the keyword's square {row}, {column} is none to fill")
        return self


_SETTINGS: dict[str, Any] = {
    "code": CodeSettings,
    "decimal": DecimalSettings,
    "birth_date": BirthDateSettings,
    "puzzle": PuzzleSettings,
    "cells": dict[str, Any],
    "computed": dict[str, Any],
}
_OF_OWN_PARTS = ("group", "table")


class FieldContent(Content):
    """One question. `parts` are a group's or table's own, or name those of a composite to be asked."""

    id: Id
    kind: str
    label: TextContent
    hint: TextContent = ""
    required: bool = True
    choices: list[ChoiceContent] = []
    when: Condition | None = None
    min: int | None = None
    max: int | None = None
    autocomplete: str = ""
    parts: "list[PartContent]" = []
    settings: dict[str, Any] = {}
    must: Condition | None = None
    otherwise: TextContent = ""
    data: dict[str, Any] = {}

    @model_validator(mode="after")
    def kind_is_known_and_fits(self) -> Self:
        """A kind exists, and choices stand exactly where they are chosen from."""
        if self.kind not in _KINDS:
            raise ValueError(f"unknown kind {self.kind!r}: use one of {', '.join(sorted(_KINDS))}")
        if self.kind in ("choice", "choices") and not self.choices:
            raise ValueError("needs choices")
        if self.kind not in ("choice", "choices") and self.choices:
            raise ValueError(f"a {self.kind} has no choices")
        ids = [choice.id for choice in self.choices]
        if len(ids) != len(set(ids)):
            raise ValueError("two choices have the same id")
        return self

    @model_validator(mode="after")
    def parts_stand_where_a_kind_has_them(self) -> Self:
        """Groups and tables are made of questions; of other composites, parts are named."""
        own = [part for part in self.parts if isinstance(part, FieldContent)]
        if self.kind in _OF_OWN_PARTS:
            if not own or len(own) != len(self.parts):
                raise ValueError(f"a {self.kind} needs parts, each written as a question")
            if any(part.when or part.kind in ("computed", "file") for part in own):
                raise ValueError("a part is asked always: leave away `when`, and take files and sums outside")
        elif own or (self.parts and self.kind not in COMPOSITES):
            raise ValueError(f"a {self.kind} has no parts of your own")
        ids = [part.id if isinstance(part, FieldContent) else part for part in self.parts]
        if len(ids) != len(set(ids)):
            raise ValueError("two parts have the same id")
        return self

    @model_validator(mode="after")
    def settings_are_its_kinds(self) -> Self:
        """Each kind knows its own settings, and a refusal by rule says why."""
        if self.kind in _SETTINGS:
            TypeAdapter(_SETTINGS[self.kind]).validate_python(self.settings)
        elif self.settings:
            raise ValueError(f"a {self.kind} has no settings")
        if self.kind == "computed":
            needed(self.settings)
        if (self.must is None) != (not self.otherwise):
            raise ValueError("must and otherwise come together: the rule, and what is read when it is broken")
        return self


PartContent = Annotated[
    Annotated[Id, Tag("name")] | Annotated[FieldContent, Tag("question")],
    Discriminator(lambda part: "name" if isinstance(part, str) else "question"),
]


class PageContent(Content):
    """Questions asked together."""

    id: Id
    title: TextContent
    text: TextContent = ""
    when: Condition | None = None
    fields: list[FieldContent] = Field(min_length=1)


class FlowContent(Content):
    """A questionnaire: branches look backwards only, so every run ends."""

    id: Id
    title: TextContent
    pages: list[PageContent] = Field(min_length=1)

    @model_validator(mode="after")
    def branches_look_backwards(self) -> Self:
        """A condition names only questions that were asked before, so no run can go in circles."""
        known: dict[str, FieldContent] = {}
        for condition, question in self._in_order():
            self._check_names(condition, known, "a condition")
            if question is None:
                continue
            if question.id in known:
                raise ValueError(f"two questions have the id {question.id}")
            if question.kind == "computed" and (missing := needed(question.settings) - set(known)):
                raise ValueError(
                    f"{question.id} computes with {', '.join(sorted(missing))}, not asked before it"
                )
            known[question.id] = question
            self._check_names(question.must, known, f"the rule of {question.id}")
        return self

    @staticmethod
    def _check_names(condition: dict[str, Any] | None, known: dict[str, FieldContent], who: str) -> None:
        choices = {name: [choice.id for choice in one.choices] for name, one in known.items()}
        check_names(condition, choices, who)

    def _in_order(self) -> Iterator[tuple[dict[str, Any] | None, FieldContent | None]]:
        for page in self.pages:
            yield page.when, None
            for question in page.fields:
                yield question.when, question


class PartsContent(Content):
    """The parts of one predefined composite; `usual` are asked for unless a definition names others."""

    usual: list[Id] = Field(min_length=1)
    parts: list[FieldContent] = Field(min_length=1)


CONTENT = {CATALOGUE: dict[str, PartsContent]}
_KINDS = KINDS | COMPOSITES | {"computed", "cells"}
