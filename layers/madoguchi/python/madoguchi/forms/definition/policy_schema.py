"""The shape of a form's rules as staff write them, checked when content is built."""

from datetime import datetime
from itertools import combinations
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from madoguchi.flow.schema import ChoiceId, Content, Id, TextContent


def _japan_time(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError("write Japan time without a zone, such as 2026-04-01 09:00:00")
    return moment


JapanTime = Annotated[datetime, AfterValidator(_japan_time)]
EmailAddress = Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z]{2,63}$")]
MediaType = Literal["application/pdf", "image/jpeg", "image/png", "image/heic"]


class OfficeContent(Content):
    """Who answers questions about a form; a `name` that is a plain string stands so in every language."""

    name: TextContent
    phone: Annotated[str, StringConstraints(pattern=r"^0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}$")]


class EligibilityContent(Content):
    """Who may apply: `when`, a condition over the answers; `otherwise`, what others read beside it."""

    when: dict[str, Any]
    otherwise: TextContent


class SlotContent(Content):
    """What can be taken once: from `starts` to `ends`, `capacity` seats; `place` where there are several.

    Its seats are given out until it begins; what runs for days is cut into slots that begin as one may come.
    """

    starts: JapanTime
    ends: JapanTime
    capacity: int = Field(ge=1)
    place: str = ""

    @model_validator(mode="after")
    def it_has_a_length(self) -> Self:
        """A slot ends after it starts."""
        if self.ends <= self.starts:
            raise ValueError("ends must be after starts")
        return self


class SlotsContent(Content):
    """Slots by the id of the choice that asks for them; `question` is that choice's question."""

    question: Id
    each: dict[ChoiceId, SlotContent] = Field(min_length=1)

    @model_validator(mode="after")
    def nobody_is_in_one_place_twice(self) -> Self:
        """Two slots of one place do not overlap."""
        for (one, first), (other, second) in combinations(self.each.items(), 2):
            if first.place == second.place and first.starts < second.ends and second.starts < first.ends:
                raise ValueError(f"the slots {one} and {other} overlap: give them different places or times")
        return self


class LotteryContent(Content):
    """Entries until the form closes, then a draw: `announced` by then, with the public number `seed`."""

    announced: JapanTime
    seed: TextContent


class AttachmentsContent(Content):
    """What files the form's `file` questions take; a question may ask for fewer."""

    types: list[MediaType] = Field(min_length=1)
    max_megabytes: int = Field(ge=1, le=50)
    max_files: int = Field(ge=1, le=30)


class PolicyContent(Content):
    """The rules around the questions. `closes` is the first moment that is too late; none: open for good.

    `capacity` counts seats of the whole form, `slots` each its own; `seats` names the number question that
    says how many come. `waiting_list` keeps those who find no seat in the order of their arrival.
    `notified`: e-mail addresses of the office that hear of each arrival, without what was sent.
    `searchable`: the questions in whose answers staff may look for words.
    `identified_by`: the questions that tell applicants apart where each may apply once, such as a name and a
    date of birth: staff see who has probably applied before.
    `proxy`: whether somebody may fill it in for another (代理); unsaid: where the form asks for a name.
    `issues`: the template of the document that the office gives out, such as a 受験票.
    """

    opens: JapanTime
    closes: JapanTime | None = None
    eligibility: EligibilityContent | None = None
    one_per_person: bool = False
    purpose: TextContent
    retention_days: int = Field(ge=1, le=3653)
    office: OfficeContent
    notice: TextContent = ""
    fee: TextContent = ""
    capacity: int | None = Field(default=None, ge=1)
    slots: SlotsContent | None = None
    seats: Id | None = None
    lottery: LotteryContent | None = None
    waiting_list: bool = False
    attachments: AttachmentsContent | None = None
    notified: list[EmailAddress] = Field(default=[], max_length=10)
    issues: Id | None = None
    searchable: list[Id] = Field(default=[], max_length=20)
    identified_by: list[Id] = Field(default=[], max_length=5)
    proxy: bool | None = None

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Self:
        """A period has a length."""
        if self.closes is not None and self.closes <= self.opens:
            raise ValueError("closes must be after opens")
        return self

    @model_validator(mode="after")
    def once_is_once_by_something(self) -> Self:
        """Who is not signed in can only be told apart by what they say of themselves."""
        if self.one_per_person != bool(self.identified_by):
            raise ValueError(
                "one_per_person and identified_by go together: name the questions that tell applicants apart"
            )
        return self

    @model_validator(mode="after")
    def seats_are_of_something(self) -> Self:
        """What is shared out has an end: a capacity of the form or of its slots, not both."""
        limited = self.capacity is not None or self.slots is not None
        if self.capacity is not None and self.slots is not None:
            raise ValueError("capacity is the slots' own: leave the form's away")
        for name in ("seats", "lottery", "waiting_list"):
            if getattr(self, name) and not limited:
                raise ValueError(f"{name} needs a capacity or slots")
        return self

    @model_validator(mode="after")
    def a_draw_comes_after_the_entries(self) -> Self:
        """Entries end before winners can be known."""
        if self.lottery and (self.closes is None or self.lottery.announced < self.closes):
            raise ValueError("a lottery needs closes, and is announced after it")
        return self
