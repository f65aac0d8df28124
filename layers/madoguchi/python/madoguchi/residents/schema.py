"""The shape of `municipalities.yaml` and of the topics, checked when content is built."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from madoguchi.flow.schema import Content, Id, TextContent
from madoguchi.flow.text import LANGUAGES
from madoguchi.residents.model import MARKS


class RegionContent(Content):
    """A forecast area (class 15) that gathers municipalities for choosing."""

    id: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    label: TextContent


class MunicipalityContent(Content):
    """One municipality. `keywords` are readings, `district` the names of its county (郡)."""

    id: Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
    label: TextContent
    keywords: list[str] = Field(min_length=1)
    district: tuple[str, ...] = ()
    region: str
    forecast_area: Annotated[str, StringConstraints(pattern=r"^\d{7}$")]


class MunicipalitiesContent(Content):
    """All municipalities of the prefecture."""

    regions: list[RegionContent] = Field(min_length=1, max_length=10)
    municipalities: list[MunicipalityContent]

    @model_validator(mode="after")
    def every_region_can_be_offered(self) -> Self:
        """A municipality is in a region that exists, and no region outgrows LINE's quick replies."""
        ids = [one.id for one in self.municipalities]
        if len(ids) != len(set(ids)):
            raise ValueError("two municipalities have the same code")
        sizes = {region.id: 0 for region in self.regions}
        for one in self.municipalities:
            if one.region not in sizes:
                raise ValueError(f"{one.id} is in the unknown region {one.region}")
            sizes[one.region] += 1
        if max(sizes.values()) > 11:
            raise ValueError("a region has more than 11 municipalities: quick replies end at 13")
        return self


class TopicContent(Content):
    """Something residents can ask to hear about."""

    id: Id
    label: TextContent
    keywords: tuple[str, ...] = ()


class TopicsContent(Content):
    """All topics; more than nine no longer fit beside the four buttons of the question."""

    topics: list[TopicContent] = Field(min_length=1, max_length=9)


class AttributeContent(Content):
    """One thing that residents may tell us or have done."""

    id: Id
    label: TextContent


class AttributesContent(Content):
    """What residents may tell us beside municipality and topics. LINE offers at most 13 quick replies."""

    places: list[AttributeContent] = Field(min_length=1, max_length=10)
    age_bands: list[AttributeContent] = Field(min_length=1, max_length=11)
    marks: list[AttributeContent]

    @model_validator(mode="after")
    def every_mark_has_its_words(self) -> Self:
        """The code records these marks, and no other."""
        if sorted(one.id for one in self.marks) != sorted(MARKS):
            raise ValueError(f"the marks are {', '.join(MARKS)}")
        return self


Words = Annotated[list[str], Field(min_length=1)]


class SegmentWordsContent(Content):
    """The words in which staff write a segment, and what it answers when it cannot be read."""

    operators: dict[Literal["and", "or", "not_before", "not_after"], Words]
    everybody: Words
    keys: dict[
        Literal["municipality", "home", "topic", "language", "age", "friend", "drill", "applied"], Words
    ]
    languages: dict[str, Words]
    done: Words
    not_done: Words
    since: Words
    until: Words
    problems: dict[Id, str]

    @model_validator(mode="after")
    def every_language_has_its_words(self) -> Self:
        """A segment can ask for any language that a resident can choose."""
        if sorted(self.languages) != sorted(LANGUAGES):
            raise ValueError(f"the languages are {', '.join(LANGUAGES)}")
        return self


CONTENT: dict[str, Any] = {
    "municipalities": MunicipalitiesContent,
    "talk/topics": TopicsContent,
    "residents/attributes": AttributesContent,
    "residents/segment_words": SegmentWordsContent,
}
