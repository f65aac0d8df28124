"""The shape of the drill's content, checked when content is built."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, TypeAdapter, model_validator

from madoguchi.drill.decision import CONDITIONS
from madoguchi.drill.scoring import DIMENSIONS, Grade
from madoguchi.flow.condition import mentioned
from madoguchi.flow.schema import Content, FlowContent, TextContent

GLOSSARY = Path(__file__).resolve().parents[4] / "content" / "drills" / "glossary.yaml"


@cache
def abolished_names() -> tuple[str, ...]:
    """List the names that only the glossary may say."""
    return tuple(name["old"] for name in yaml.safe_load(GLOSSARY.read_bytes())["names"])


def find_abolished(piece: Any) -> list[str]:
    """List the abolished names in a piece of content, each with the sentence around it."""
    return [f"{name}: {text[:60]}" for text in _texts(piece) for name in abolished_names() if name in text]


def _texts(piece: Any) -> Iterator[str]:
    match piece:
        case str():
            yield piece
        case Mapping():
            for value in piece.values():
                yield from _texts(value)
        case list():
            for value in piece:
                yield from _texts(value)


def _no_abolished(piece: Any) -> Any:
    if found := find_abolished(piece):
        raise ValueError(f"abolished names, see drills/glossary.yaml: {'; '.join(found)}")
    return piece


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


Edition = Annotated[EditionContent, BeforeValidator(_no_abolished)]
CONTENT = {
    "drills/heavy_rain": Edition,
    "drills/typhoon": Edition,
    "drills/plan": Annotated[PlanContent, BeforeValidator(_no_abolished)],
    "drills/rivers": RiversContent,
    "drills/glossary": GlossaryContent,
    "web/drill_texts": Annotated[Any, AfterValidator(_no_abolished)],
}
