"""The shape of a form as staff write it, checked when content is built."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from madoguchi.flow.schema import Content, FlowContent, TextContent

Owner = Annotated[str, StringConstraints(pattern=r"^(100005|10[0-9]{3})$")]


def _japan_time(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError("write Japan time without a zone, such as 2026-04-01 09:00:00")
    return moment


JapanTime = Annotated[datetime, AfterValidator(_japan_time)]


class OfficeContent(Content):
    """Who answers questions about a form."""

    name: TextContent
    phone: Annotated[str, StringConstraints(pattern=r"^0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}$")]


class PolicyContent(Content):
    """The rules around the questions. `closes` is the first moment that is too late; none: open for good."""

    opens: JapanTime
    closes: JapanTime | None = None
    one_per_person: bool = False
    purpose: TextContent
    retention_days: int = Field(ge=1, le=3653)
    office: OfficeContent
    notice: TextContent = ""
    capacity: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Self:
        """A period has a length."""
        if self.closes is not None and self.closes <= self.opens:
            raise ValueError("closes must be after opens")
        return self


class FormContent(Content):
    """A form: whose it is (100005 the prefecture, else a municipality's code), its questions, its rules."""

    owner: Owner
    summary: TextContent
    policy: PolicyContent
    flow: FlowContent

    @model_validator(mode="after")
    def questions_leave_the_pages_own_fields_alone(self) -> Self:
        """A page posts fields of its own beside the answers."""
        asked = {question.id for page in self.flow.pages for question in page.fields}
        if taken := asked & {"csrf", "client_key", "step", "go", "switch", "number", "key", "view"}:
            raise ValueError(f"a question cannot be called {', '.join(sorted(taken))}")
        return self


CONTENT = {"forms/*": FormContent}
