"""The shape of broadcasts as staff write them, checked when content is built."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import Field, RootModel, StringConstraints, model_validator

from madoguchi.broadcast.definition.model import Kind
from madoguchi.broadcast.message import compose
from madoguchi.broadcast.message.personal import KNOWN, wanted
from madoguchi.flow.schema import Content, Id, TextContent
from madoguchi.line.actions import LABEL_LENGTH
from madoguchi.runtime.errors import BadRequest

ANY_LIFF = "https://liff.line.me/1234567890-abcdefgh"
"""As long as any."""

Link = Annotated[str, StringConstraints(pattern=r"^(https://|tel:|\{liff\}/)", max_length=900)]


class ButtonContent(Content):
    """A button that opens a page."""

    label: TextContent
    link: Link


class CardContent(Content):
    """A card with a title, paragraphs and buttons."""

    title: TextContent
    body: list[TextContent] = Field(min_length=1, max_length=10)
    buttons: list[ButtonContent] = Field(default=[], max_length=4)


class MessageContent(Content):
    """One message: a text or a card."""

    text: TextContent | None = None
    card: CardContent | None = None

    @model_validator(mode="after")
    def is_one_of_them(self) -> Self:
        """A message is either a text or a card."""
        if (self.text is None) == (self.card is None):
            raise ValueError("a message is either `text` or `card`")
        return self

    def texts(self) -> Iterator[str | dict[str, str]]:
        """All its texts."""
        if self.text is not None:
            yield self.text
        if self.card is not None:
            yield from (self.card.title, *self.card.body, *(button.label for button in self.card.buttons))


class BroadcastContent(Content):
    """A broadcast's texts. `kind` stands here, beside the words, so that a drill cannot be sent as real.

    `common` is what those read of whom a place in `messages` is not known.
    """

    id: Id
    kind: Kind
    title: TextContent
    messages: list[MessageContent] = Field(min_length=1, max_length=5)
    common: list[MessageContent] = Field(default=[], max_length=5)

    @model_validator(mode="after")
    def every_text_speaks_the_same_languages(self) -> Self:
        """A language that the title has, every text has: nobody gets half a message in another language."""
        wanted = _languages(self.title)
        for message in (*self.messages, *self.common):
            for text in message.texts():
                if _languages(text) != wanted:
                    raise ValueError(
                        f"the title is in {sorted(wanted)}, a text is in {sorted(_languages(text))}"
                    )
        return self

    @model_validator(mode="after")
    def every_placeholder_is_known_of_residents(self) -> Self:
        """Messages ask only what is known of residents; the title and the common text ask nothing."""
        written = self.model_dump()
        places = set(wanted(written["messages"])) - {"liff"}
        if unknown := places - set(KNOWN):
            raise ValueError(f"not known of residents: {', '.join(sorted(unknown))}; {', '.join(KNOWN)} are")
        if set(wanted([written["title"], written["common"]])) - {"liff"}:
            raise ValueError("neither the title nor `common` has places for the reader's own data")
        if self.common and not places:
            raise ValueError(
                "nobody would read `common`: the messages have no place for the reader's own data"
            )
        if places and not self.common and self.kind is Kind.EMERGENCY:
            raise ValueError("an emergency leaves nobody out: `common` is missing")
        return self


ButtonLabel = Annotated[str, StringConstraints(min_length=1, max_length=LABEL_LENGTH)]


class FrameContent(Content):
    """What stands around the texts: a training's first and last words, a test's mark, the button below."""

    first: dict[str, str]
    last: dict[str, str]
    test: dict[str, str]
    why_label: dict[str, ButtonLabel]


class ExamplesContent(RootModel[dict[str, TextContent]]):
    """An example for every placeholder."""

    @model_validator(mode="after")
    def there_is_one_of_each(self) -> Self:
        """A preview leaves no place empty."""
        if sorted(self.root) != sorted(KNOWN):
            raise ValueError(f"the placeholders are {', '.join(KNOWN)}")
        return self


def _languages(text: str | dict[str, str]) -> frozenset[str]:
    return frozenset({"ja"} if isinstance(text, str) else text)


def checked(piece: dict[str, Any], pieces: Mapping[str, Any]) -> dict[str, Any]:
    """Return a broadcast that LINE would take, as it is; raises ValueError for another."""
    try:
        compose.written(piece, pieces["broadcasts/frame"], ANY_LIFF)
    except BadRequest as refused:
        raise ValueError(f"{piece['id']}: {refused}") from None
    return piece


EXPANDED = {"broadcasts/texts/*": checked}
CONTENT: dict[str, Any] = {
    "broadcasts/texts/*": BroadcastContent,
    "broadcasts/frame": FrameContent,
    "broadcasts/examples": ExamplesContent,
}
