"""What the staff's API takes and gives, as its OpenAPI document shows it."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from madoguchi.forms.definition.model import Standing, State
from madoguchi.office.file_shapes_api import Attached, Issued

Text = Annotated[str, Field(min_length=1, max_length=2000)]
Key = Annotated[
    str,
    Field(
        min_length=8,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="The caller's own: the same key is the same step, however often it is sent.",
    ),
]

DocumentId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Title = Annotated[
    str,
    Field(max_length=100, description="The applicant reads it in the chat and by e-mail too: nobody's data."),
]

Number = Annotated[str, Field(min_length=15, max_length=40)]


class Shape(BaseModel):
    """What is sent holds nothing that is not asked for."""

    model_config = ConfigDict(extra="forbid")


class Line(BaseModel):
    """An application in an inbox: no word of what was sent.

    `alike` are the numbers of others that probably are the same person's, where each may apply once.
    """

    number: str
    arrived_at: datetime
    state: State
    alike: list[str]


class Inbox(BaseModel):
    """A page of an inbox. `after` leads to the next page; none at the end. A page may be empty."""

    lines: list[Line]
    after: str | None


class Happened(BaseModel):
    """One entry of a history or a trail. `facts` are identifiers, counts, and what the applicant was told."""

    position: int
    kind: str
    at: datetime
    by: str
    facts: dict[str, str]


class Answered(BaseModel):
    """An answer with its question as the form asked it; `value` as a person reads it, byte for byte."""

    name: str
    label: str
    value: str


class Application(BaseModel):
    """An application as it stands, read under the definition that it was filed under.

    `proxy` is who filled it in for the applicant, in their own words; empty where nobody did. `alike` are the
    numbers of others that probably are the same person's, where each may apply once.
    """

    number: str
    form_id: str
    form_title: str
    owner: str
    state: State
    arrived_at: datetime
    language: str
    definition: str
    alike: list[str]
    answers: list[Answered]
    proxy: list[Answered]
    files: list[Attached]
    documents: list[Issued]
    history: list[Happened]


class Stands(BaseModel):
    """Where an application stands after a step."""

    number: str
    state: State
    entries: int


class Verified(BaseModel):
    """Whether a history is as it was sealed; `problems` say what is not, in order."""

    whole: bool
    problems: list[str]


class Trail(BaseModel):
    """A part of an owner's trail, oldest first. `after` leads to the next part; none at the end."""

    entries: list[Happened]
    after: int | None


class Numbers(BaseModel):
    """Counts of applications by state and by day in Japan. `after` leads to the next part, to be added."""

    total: int
    by_state: dict[str, int]
    by_day: dict[str, int]
    after: str | None


class Take(Shape):
    """Begin to review."""

    key: Key


class Item(Shape):
    """A question that has to be answered anew, and what is wrong with its answer."""

    question: Annotated[str, Field(min_length=1, max_length=100)]
    wrong: Text


class AskCorrection(Shape):
    """Ask for a correction (補正). A later one is accepted too."""

    key: Key
    message: Text
    items: Annotated[list[Item], Field(max_length=50)] = []
    due: date | None = None


class DocumentOfDecision(Shape):
    """The document that a decision's notice names: one that was issued, or one that was posted to be."""

    document: DocumentId
    title: Title = ""


class Decide(Shape):
    """Decide (処分). A document that was not issued before is issued with the decision."""

    key: Key
    outcome: Literal["accepted", "declined", "completed"]
    message: Annotated[str, Field(max_length=2000)] = ""
    document: DocumentOfDecision | None = None


class Issue(Shape):
    """Issue a document (交付) whose file was posted. The same document is issued once."""

    document: DocumentId
    title: Title


class Revoke(Shape):
    """Revoke a document (取消し); the applicant reads the reason."""

    reason: Text


class Say(Shape):
    """Tell the applicant something."""

    key: Key
    message: Text


class PlanBulk(Shape):
    """Plan one step for many applications of one owner; a decision needs its outcome."""

    owner: Annotated[str, Field(pattern=r"^10[0-9]{3,4}$")]
    numbers: Annotated[list[Number], Field(min_length=1, max_length=200)]
    step: Literal["taken", "messaged", "decided", "reopened"]
    outcome: Literal["accepted", "declined", "completed"] | None = None
    message: Annotated[str, Field(max_length=2000)] = ""

    @model_validator(mode="after")
    def step_has_what_it_needs(self) -> Self:
        """A decision says what it is, a message something."""
        if (self.step == "decided") != (self.outcome is not None):
            raise ValueError("an outcome belongs to a decision, and a decision has one")
        if self.step == "messaged" and not self.message:
            raise ValueError("a message says something")
        return self


class Seen(BaseModel):
    """An application as the preview saw it."""

    number: str
    state: State


class Planned(BaseModel):
    """What would be done, and by number what would not and why. The token does it, until then."""

    token: str
    step: str
    ready: list[Seen]
    refused: dict[str, str]
    until: datetime


class Apply(Shape):
    """Do what was planned."""

    token: Annotated[str, Field(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class Applied(BaseModel):
    """What came of it. `left` were not reached in time: ask again, nothing is done twice."""

    done: list[str]
    refused: dict[str, str]
    left: int


class FormLine(BaseModel):
    """A form, as it is published."""

    id: str
    owner: str
    title: str
    opens: datetime
    closes: datetime | None
    accepts: bool
    definition: str


class Forms(BaseModel):
    """Forms of the caller's owners."""

    forms: list[FormLine]


class FileToCheck(Shape):
    """A form's file, as text."""

    file: Annotated[str, Field(max_length=200_000)]


class Checked(BaseModel):
    """Whether a form may be taken over, and what is wrong with it."""

    good: bool
    problems: list[str]


class Enter(Shape):
    """An application made at the counter, by telephone or on paper; answers as a page posts them."""

    key: Key
    form: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
    answers: Annotated[dict[str, str | list[str]], Field(max_length=500)]
    language: Literal["ja", "easy", "en", "pt-BR", "vi"] = "ja"


class Entered(BaseModel):
    """Number and key for the applicant; or what is wrong, by question, and then nothing was filed.

    `key: spent` says that the same key has filed other answers before. `standing` is empty where nothing runs
    out; who is `waiting` has no seat yet, who is `entered` takes part in a draw.
    """

    number: str | None
    key: str | None
    arrived_at: datetime | None
    standing: Standing = ""
    problems: dict[str, str]
