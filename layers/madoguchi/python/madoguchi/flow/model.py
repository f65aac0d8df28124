"""What a questionnaire is. Frozen facts, made from compiled content by `load_flow`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.flow.text import Text

type Value = str | bool | list[str] | Parts | list[Parts]
"""An answer. One of several parts (a name, an address) is a mapping by part, repeated ones a list of them."""
type Parts = dict[str, Value]
type Answers = Mapping[str, Value]


def chosen_ids(value: Value | None) -> list[str]:
    """Return the ids of an answer to a choice, or to several choices; none for any other answer."""
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer: `keywords` find it by typing, `group` orders long lists, `data` is its owner's."""

    id: str
    label: Text
    keywords: tuple[str, ...] = ()
    group: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `when` hides it unless its condition holds; `kind` decides what an answer may be.

    `parts` are the questions that a composite is made of, and the columns of a repeated one; `settings` are
    its kind's own, `data` its owner's. An answer for which `must` does not hold is refused with `otherwise`.
    """

    id: str
    kind: str
    label: Text
    hint: Text = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    when: Mapping[str, Any] | None = None
    min: int | None = None
    max: int | None = None
    autocomplete: str = ""
    parts: tuple["Field", ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    must: Mapping[str, Any] | None = None
    otherwise: Text = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def repeated(self) -> bool:
        """Tell whether its answer is a list of rows, each with all its parts."""
        return self.kind in ("table", "file")

    def choice(self, choice_id: str) -> Choice | None:
        """Find one of its choices."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, slots=True)
class Page:
    """Questions that are asked together on the web; in chat they are asked one by one."""

    id: str
    title: Text
    fields: tuple[Field, ...]
    text: Text = ""
    when: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A questionnaire as data."""

    id: str
    title: Text
    pages: tuple[Page, ...]

    def fields(self) -> tuple[Field, ...]:
        """All questions in their order."""
        return tuple(field for page in self.pages for field in page.fields)

    def field(self, field_id: str) -> Field:
        """Find one question; KeyError is a mistake of the caller."""
        for candidate in self.fields():
            if candidate.id == field_id:
                return candidate
        raise KeyError(field_id)


def load_flow(data: Mapping[str, Any]) -> Flow:
    """Make a flow of its compiled content (`flow.schema.FlowContent` describes and checks the shape)."""
    return Flow(data["id"], data["title"], tuple(_page(page) for page in data["pages"]))


def _page(data: Mapping[str, Any]) -> Page:
    return Page(
        id=data["id"],
        title=data["title"],
        fields=tuple(_field(one) for one in data["fields"]),
        text=data.get("text", ""),
        when=data.get("when"),
    )


def _field(data: Mapping[str, Any]) -> Field:
    return Field(
        id=data["id"],
        kind=data["kind"],
        label=data["label"],
        hint=data.get("hint", ""),
        required=data.get("required", True),
        choices=tuple(_choices(data.get("choices", ()))),
        when=data.get("when"),
        min=data.get("min"),
        max=data.get("max"),
        autocomplete=data.get("autocomplete", ""),
        parts=tuple(_field(one) for one in data.get("parts", ())),
        settings=data.get("settings", {}),
        must=data.get("must"),
        otherwise=data.get("otherwise", ""),
        data=data.get("data", {}),
    )


def _choices(data: Sequence[Mapping[str, Any]]) -> list[Choice]:
    return [
        Choice(
            id=one["id"],
            label=one["label"],
            keywords=tuple(one.get("keywords", ())),
            group=one.get("group", ""),
            data=one.get("data", {}),
        )
        for one in data
    ]
