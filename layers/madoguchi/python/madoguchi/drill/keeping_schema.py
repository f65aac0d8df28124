"""The shape of content about what households keep, and about the drill's coming back."""

from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from madoguchi.drill.numbers import AGES
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


class SurveyContent(Reviewed):
    """The questions after the drill."""

    source: str
    flow: FlowContent

    @model_validator(mode="after")
    def asks_what_is_counted(self) -> Self:
        """Age bands and degrees are those that the numbers know."""
        choices = {
            field.id: [one.id for one in field.choices] for page in self.flow.pages for field in page.fields
        }
        degrees = ["1", "2", "3", "4"]
        if choices != {"before": degrees, "after": degrees, "age": list(AGES)}:
            raise ValueError(f"before and after are {degrees}, age is {list(AGES)}")
        return self


class SeasonContent(Content):
    """A day of every year."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=28)


class ComeBackContent(Reviewed):
    """When the drill comes back beside its fixed intervals."""

    source: str
    seasons: list[SeasonContent]


class CampaignContent(Content):
    """A campaign; times are Japan's."""

    title: TextContent
    summary: TextContent
    prizes: TextContent
    seed: TextContent
    rule: Literal["finished", "full_marks"]
    winners: int = Field(gt=0, le=10_000)
    opens: datetime
    closes: datetime
    losers_forgotten_on: date
    winners_forgotten_on: date

    @model_validator(mode="after")
    def days_follow_each_other(self) -> Self:
        """It opens, closes, is drawn, forgets the losers, then the winners."""
        days = [self.opens.date(), self.closes.date(), self.losers_forgotten_on, self.winners_forgotten_on]
        if days != sorted(days) or len(set(days)) < 4:
            raise ValueError("opens, closes, losers_forgotten_on and winners_forgotten_on follow each other")
        return self


class CampaignsContent(Reviewed):
    """All campaigns, and what an entry asks."""

    source: str
    flow: FlowContent
    campaigns: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{3,20}$")], CampaignContent]

    @model_validator(mode="after")
    def asks_a_number_and_runs_one_at_a_time(self) -> Self:
        """An entry has a telephone number, and no two campaigns are open at once."""
        if "phone" not in {field.id for page in self.flow.pages for field in page.fields}:
            raise ValueError("an entry needs `phone`")
        periods = sorted((one.opens, one.closes) for one in self.campaigns.values())
        if any(before[1] > after[0] for before, after in pairwise(periods)):
            raise ValueError("two campaigns are open at once")
        return self


CONTENT = {
    "drills/campaigns": CampaignsContent,
    "drills/plan_edit": PlanEditContent,
    "drills/survey": SurveyContent,
    "drills/come_back": ComeBackContent,
    "drills/own_data": dict[str, TextContent],
}
