"""The shape of content about what households keep, and about the drill's coming back."""

from typing import Self

from pydantic import Field, model_validator

from madoguchi.drill.schema import Reviewed
from madoguchi.flow.schema import Content, FlowContent, TextContent


class ShownContent(Content):
    """A line of the card, shown when all that it needs was written."""

    section: str
    needs: list[str] = Field(min_length=1)
    text: TextContent


class PlanEditContent(Reviewed):
    """What a household may write on its card."""

    source: str
    flow: FlowContent
    shown: list[ShownContent]

    @model_validator(mode="after")
    def needs_what_is_asked(self) -> Self:
        """A line needs only what is asked, and the switch offers the earlier level first."""
        fields = {field.id: field for page in self.flow.pages for field in page.fields}
        for line in self.shown:
            if unknown := set(line.needs) - set(fields):
                raise ValueError(f"{', '.join(sorted(unknown))} is not asked")
        if [choice.id for choice in fields["switch"].choices] != ["3", "4"]:
            raise ValueError("the switch is 3 or 4, in this order")
        return self


class SeasonContent(Content):
    """A day of every year."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=28)


class ComeBackContent(Reviewed):
    """When the drill comes back beside its fixed intervals."""

    source: str
    seasons: list[SeasonContent]


CONTENT = {
    "drills/plan_edit": PlanEditContent,
    "drills/come_back": ComeBackContent,
    "drills/own_data": dict[str, TextContent],
}
