"""The shape of the drill's content, checked when content is built."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, model_validator

from madoguchi.drill.decision import CONDITIONS
from madoguchi.drill.scoring import DIMENSIONS, Grade
from madoguchi.flow.condition import mentioned
from madoguchi.flow.schema import Content, FlowContent, TextContent


def _askable(condition: dict[str, Any] | None) -> dict[str, Any] | None:
    if unknown := mentioned(condition) - set(CONDITIONS):
        raise ValueError(f"asks about {', '.join(sorted(unknown))}: known are {', '.join(CONDITIONS)}")
    for name, value in _compared(condition):
        if value not in (CONDITIONS[name] or ()):
            raise ValueError(f"{name} is never {value!r}")
    return condition


def _compared(condition: Any) -> Iterator[tuple[str, Any]]:
    match condition:
        case {"all": parts} | {"any": parts}:
            for part in parts:
                yield from _compared(part)
        case {"not": part}:
            yield from _compared(part)
        case {"field": name, "in": values}:
            yield from ((name, value) for value in values)
        case {"field": name, "is": value} | {"field": name, "has": value}:
            yield name, value


Askable = Annotated[dict[str, Any] | None, AfterValidator(_askable)]


class Reviewed(Content):
    """Something that somebody has checked, and must check again by a day."""

    reviewed: date
    review_by: date

    @model_validator(mode="after")
    def is_reviewed_again(self) -> Self:
        """A text is looked at again after it was looked at, within a year and a half."""
        if not 0 < (self.review_by - self.reviewed).days < 550:
            raise ValueError("review_by must follow reviewed within a year and a half")
        return self


class SourceContent(Reviewed):
    """Where an explanation comes from."""

    title: TextContent
    url: Annotated[str, StringConstraints(pattern=r"^https://")]


class LinkContent(Content):
    """A page of somebody else that helps to answer."""

    label: TextContent
    url: Annotated[str, StringConstraints(pattern=r"^https://")]


class VerdictContent(Content):
    """What a choice means for a household for which `when` holds."""

    when: Askable = None
    grade: Grade
    why: TextContent


class ChoiceData(Content):
    """Verdicts in the order in which they are tried; the last one has no condition."""

    verdicts: list[VerdictContent] = Field(min_length=1)

    @model_validator(mode="after")
    def somebody_always_decides(self) -> Self:
        """Every household gets a verdict, and none is out of reach."""
        if [verdict.when is None for verdict in self.verdicts] != [False] * (len(self.verdicts) - 1) + [True]:
            raise ValueError("the last verdict, and only that, has no `when`")
        return self


class QuestionData(Content):
    """What makes a question a graded one."""

    dimension: str
    points: int = Field(gt=0)
    source: str


class PlaceContent(Content):
    """The page that asks for the municipality; its choices are content `municipalities`."""

    title: TextContent
    text: TextContent
    label: TextContent
    hint: TextContent


class EditionContent(Content):
    """An edition of the drill: the situation part, then graded questions over the five dimensions.

    `situation` names the edition whose situation part is asked; without it, this one has its own.
    """

    summary: TextContent
    keep_days: int = Field(gt=0, le=3653)
    sources: dict[str, SourceContent]
    links: dict[str, list[LinkContent]] = Field(default={})
    place: PlaceContent | None = None
    situation: str = ""
    flow: FlowContent

    @model_validator(mode="after")
    def has_one_situation_part(self) -> Self:
        """The household is asked about once: here, or as in another edition."""
        if (self.place is None) == (self.situation == ""):
            raise ValueError("either `place` and the pages of the situation part, or `situation`")
        return self

    @model_validator(mode="after")
    def questions_cover_the_dimensions(self) -> Self:
        """Graded questions follow the order of the dimensions and make a hundred points."""
        graded = [field for page in self.flow.pages for field in page.fields if "dimension" in field.data]
        order = list(DIMENSIONS)
        points = dict.fromkeys(order, 0)
        for field in graded:
            data = TypeAdapter(QuestionData).validate_python(field.data)
            if data.dimension not in points or data.source not in self.sources:
                raise ValueError(f"{field.id}: unknown dimension or source")
            points[data.dimension] += data.points
            for choice in field.choices:
                TypeAdapter(ChoiceData).validate_python(choice.data)
        if points != dict(DIMENSIONS):
            raise ValueError(f"the dimensions need {dict(DIMENSIONS)}, the questions give {points}")
        places = [order.index(field.data["dimension"]) for field in graded]
        if any(before > after for before, after in pairwise(places)):
            raise ValueError(f"the questions must come in the order {', '.join(order)}")
        return self

    @model_validator(mode="after")
    def graded_pages_are_always_asked(self) -> Self:
        """A graded question stands alone on its page, at the end, and nobody is spared it."""
        graded = [any("dimension" in field.data for field in page.fields) for page in self.flow.pages]
        first = graded.index(True)
        for page in self.flow.pages[first:]:
            field = page.fields[0]
            if (
                len(page.fields) > 1
                or page.when
                or field.when
                or field.kind != "choice"
                or not field.required
            ):
                raise ValueError(f"{page.id}: one required choice, for everybody")
        if not all(graded[first:]):
            raise ValueError("the graded questions come last")
        if unknown := set(self.links) - {page.id for page in self.flow.pages}:
            raise ValueError(f"links for pages that are not there: {', '.join(sorted(unknown))}")
        return self


class QuizQuestionData(Content):
    """The right choice of a quiz's question, and why."""

    right: str
    why: TextContent
    source: str


class QuizContent(Content):
    """A short quiz beside the drill: one page, each question with one right choice."""

    summary: TextContent
    sources: dict[str, SourceContent]
    flow: FlowContent

    @model_validator(mode="after")
    def every_question_has_a_right_choice(self) -> Self:
        """The right choice is one of them, and its reason has a source."""
        if len(self.flow.pages) != 1:
            raise ValueError("a quiz is one page")
        for field in self.flow.pages[0].fields:
            data = TypeAdapter(QuizQuestionData).validate_python(field.data)
            if field.kind != "choice" or field.when or not field.required:
                raise ValueError(f"{field.id}: one required choice, for everybody")
            if data.right not in {choice.id for choice in field.choices} or data.source not in self.sources:
                raise ValueError(f"{field.id}: unknown choice or source")
        return self


class LineContent(Content):
    """A line of the plan card."""

    when: Askable = None
    text: TextContent


class SectionContent(Content):
    """A heading of the plan card with its lines."""

    id: str
    title: TextContent
    lines: list[LineContent] = Field(min_length=1)


class PlanContent(Reviewed):
    """The plan card."""

    source: str
    sections: list[SectionContent]


class RiversContent(Reviewed):
    """The municipalities that get flood announcements river by river."""

    source: str
    municipalities: list[Annotated[str, StringConstraints(pattern=r"^10[0-9]{3}$")]]


class WarningContent(Content):
    """A warning in force: its name, its level where the name has one, and what it warns of."""

    name: str
    level: Annotated[int, Field(ge=2, le=5)] | None = None
    hazard: str

    @model_validator(mode="after")
    def says_its_level(self) -> Self:
        """Since 2026 the level is a part of the name."""
        said = [int(sign) for sign in self.name if sign.isdigit()]
        if said != ([] if self.level is None else [self.level]):
            raise ValueError(f"{self.name} is not of level {self.level}")
        return self


class WarningsContent(Reviewed):
    """The warnings by the codes of the agency's feeds."""

    source: str
    name_pattern: str
    areas: dict[str, WarningContent]
    rivers: dict[str, WarningContent]


type Colour = Annotated[list[Annotated[int, Field(ge=0, le=255)]], Field(min_length=3, max_length=3)]


class LegendContent(Reviewed):
    """The colours of the national hazard map, by the drill's own answers."""

    source: str
    flood: dict[str, list[Colour]]
    landslide: dict[str, list[Colour]]


class NameContent(Content):
    """A name that has changed."""

    old: str
    now: str
    since: date


class GlossaryContent(Reviewed):
    """The one place where abolished names may stand."""

    title: TextContent
    source: str
    names: list[NameContent]


CONTENT = {
    "drills/heavy_rain": EditionContent,
    "drills/typhoon": EditionContent,
    "drills/quiz_*": QuizContent,
    "drills/plan": PlanContent,
    "drills/rivers": RiversContent,
    "drills/glossary": GlossaryContent,
    "drills/warnings": WarningsContent,
    "drills/legend": LegendContent,
}
