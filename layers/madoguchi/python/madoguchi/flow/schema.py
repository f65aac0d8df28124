"""The shape of a questionnaire as staff write it, checked when content is built."""

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from madoguchi.flow.condition import mentioned
from madoguchi.flow.kinds import KINDS
from madoguchi.flow.text import LANGUAGES

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


class FieldContent(Content):
    """One question."""

    id: Id
    kind: str
    label: TextContent
    hint: TextContent = ""
    required: bool = True
    choices: list[ChoiceContent] = []
    when: dict[str, Any] | None = None
    min: int | None = None
    max: int | None = None
    autocomplete: str = ""
    data: dict[str, Any] = {}

    @model_validator(mode="after")
    def kind_is_known_and_fits(self) -> Self:
        """A kind exists, and choices stand exactly where they are chosen from."""
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}: use one of {', '.join(sorted(KINDS))}")
        if self.kind in ("choice", "choices") and not self.choices:
            raise ValueError("needs choices")
        if self.kind not in ("choice", "choices") and self.choices:
            raise ValueError(f"a {self.kind} has no choices")
        ids = [choice.id for choice in self.choices]
        if len(ids) != len(set(ids)):
            raise ValueError("two choices have the same id")
        return self


class PageContent(Content):
    """Questions asked together."""

    id: Id
    title: TextContent
    text: TextContent = ""
    when: dict[str, Any] | None = None
    fields: list[FieldContent] = Field(min_length=1)


class FlowContent(Content):
    """A questionnaire: branches look backwards only, so every run ends."""

    id: Id
    title: TextContent
    pages: list[PageContent] = Field(min_length=1)

    @model_validator(mode="after")
    def branches_look_backwards(self) -> Self:
        """A condition names only questions that were asked before, so no run can go in circles."""
        known: set[str] = set()
        for condition, question in self._in_order():
            if unknown := mentioned(condition) - known:
                raise ValueError(f"a condition names {', '.join(sorted(unknown))}, not asked before it")
            if question is None:
                continue
            if question.id in known:
                raise ValueError(f"two questions have the id {question.id}")
            known.add(question.id)
        return self

    def _in_order(self) -> Iterator[tuple[dict[str, Any] | None, FieldContent | None]]:
        for page in self.pages:
            yield page.when, None
            for question in page.fields:
                yield question.when, question
