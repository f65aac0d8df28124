"""The shape of what the talk says, checked when content is built."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from madoguchi.flow.schema import Content, FlowContent, Id, TextContent

Sentences = dict[Id, TextContent]
Commands = dict[Id, Annotated[list[str], Field(min_length=1)]]


class RegistrationContent(FlowContent):
    """The questions of the registration; `choices_from` names the content that holds the choices."""

    @model_validator(mode="before")
    @classmethod
    def choices_come_from_content_that_exists(cls, data: Any) -> Any:
        """Stand in one choice where the real ones come from other content, which has its own schema."""
        return {**data, "pages": [_with_stand_in_choices(page) for page in data["pages"]]}


def _with_stand_in_choices(page: dict[str, Any]) -> dict[str, Any]:
    fields = []
    for one in page["fields"]:
        rest = {name: value for name, value in one.items() if name != "choices_from"}
        source = one.get("choices_from")
        if source not in (None, "municipalities", "talk/topics"):
            raise ValueError(f"choices_from {source!r}: use municipalities or talk/topics")
        fields.append(rest | {"choices": [{"id": "any", "label": "any"}]} if source else rest)
    return {**page, "fields": fields}


class MenuItemContent(Content):
    """Something the counter offers: a page below the LIFF app, or a command of the talk."""

    id: Id
    label: TextContent
    words: tuple[str, ...] = ()
    lead: TextContent = ""
    open: TextContent = ""
    path: str = ""
    command: str = ""
    simple: bool = False
    chat: Literal["", "forms", "drills"] = ""

    @model_validator(mode="after")
    def it_leads_somewhere(self) -> Self:
        """An item opens a page, with its explanation, or runs a command."""
        if bool(self.path) == bool(self.command):
            raise ValueError("needs either a path or a command")
        if self.path and not (self.lead and self.open):
            raise ValueError("a page needs lead and open")
        return self


class MenuContent(Content):
    """The menu; LINE shows 13 quick replies, one of which is the registration."""

    items: list[MenuItemContent] = Field(min_length=1, max_length=12)


class AskingContent(Content):
    """What may be asked in the chat."""

    personal_data: bool
    personal_kinds: list[str]
    agreeing: list[str] = Field(min_length=1)


LONGEST_TOWN = 5
Hours = Annotated[str, StringConstraints(pattern=r"^\d{1,2}-\d{1,2}$")]


class PreferencesContent(Content):
    """What is offered; a stop and a "none" stand beside them among LINE's 13 quick replies."""

    quiet_hours: list[Hours] = Field(min_length=1, max_length=11)
    budgets: list[Annotated[int, Field(ge=1)]] = Field(min_length=1, max_length=11)


class OfferContent(Content):
    """A button of the talk below a notice: what it does, its value, and the sentence on it."""

    do: Id
    value: str = ""
    label: Id


class NoticeContent(Content):
    """A message from another part of the counter; `asks` names the sentence above what it `offers`."""

    text: TextContent
    button: TextContent = ""
    path: str = ""
    asks: str = ""
    offers: list[OfferContent] = Field(default=[], max_length=4)
    marks: Literal["", "drill", "applied"] = ""


class AreaContent(Content):
    """One cell of a rich menu: an item of the menu, a command of the talk, or an address elsewhere."""

    item: str = ""
    command: str = ""
    uri: str = ""
    title: TextContent
    subtitle: TextContent = ""
    icon: Literal["document", "globe", "list", "map", "person", "phone", "run", "talk", "warning"]
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9A-F]{6}$")]

    @model_validator(mode="after")
    def it_does_one_thing(self) -> Self:
        """A tap opens one thing, under a name that LINE takes whole."""
        if [bool(self.item), bool(self.command), bool(self.uri)].count(True) != 1:
            raise ValueError("needs one of item, command and uri")
        titles = [self.title] if isinstance(self.title, str) else list(self.title.values())
        if too_long := [
            title for title in titles if len(title.replace("{municipality}", "-" * LONGEST_TOWN)) > 20
        ]:
            raise ValueError(f"longer than 20 letters: {', '.join(too_long)}")
        return self


class LayoutContent(Content):
    """The areas of one menu, row by row."""

    columns: Annotated[int, Field(ge=1, le=3)]
    areas: list[AreaContent] = Field(min_length=1, max_length=6)


class RichMenuContent(Content):
    """The menus under the chat, within LINE's limits; all have one size."""

    chat_bar: TextContent
    width: Annotated[int, Field(ge=800, le=2500)]
    height: Annotated[int, Field(ge=250)]
    normal: LayoutContent
    simple: LayoutContent
    emergency: LayoutContent

    @model_validator(mode="after")
    def line_takes_its_shape(self) -> Self:
        """LINE wants at least 1.45 times as much width as height, and at most 14 letters on the bar."""
        if self.width / self.height < 1.45:
            raise ValueError("width must be at least 1.45 times the height")
        bars = [self.chat_bar] if isinstance(self.chat_bar, str) else list(self.chat_bar.values())
        if max(map(len, bars)) > 14:
            raise ValueError("the chat bar has room for 14 letters")
        if len(self.simple.areas) > 4:
            raise ValueError("the simple mode has four buttons")
        return self


CONTENT: dict[str, Any] = {
    "talk/*sentences": Sentences,
    "talk/asking": AskingContent,
    "talk/preferences": PreferencesContent,
    "talk/commands": Commands,
    "talk/registration": RegistrationContent,
    "talk/menu": MenuContent,
    "talk/notices": dict[Id, NoticeContent],
    "talk/richmenu": RichMenuContent,
}
