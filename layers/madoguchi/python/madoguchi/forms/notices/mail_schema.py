"""The shape of the letters by e-mail, checked when content is built."""

import re
from collections.abc import Iterator
from typing import Any, Self, get_args

from pydantic import model_validator

from madoguchi.flow.schema import Content, TextContent
from madoguchi.flow.text import LANGUAGES
from madoguchi.forms.application.progress import KINDS
from madoguchi.forms.definition.model import State
from madoguchi.forms.notices.telling import EVENTS, OUTCOMES

WORDS = {"form_title", "receipt", "office", "phone", "url", "details"}


class LetterContent(Content):
    """One letter."""

    subject: TextContent
    body: TextContent

    @model_validator(mode="after")
    def words_can_be_filled_in(self) -> Self:
        """A {word} that nobody fills in would stop every letter of its kind."""
        for text in (self.subject, self.body):
            for spoken in [text] if isinstance(text, str) else text.values():
                if unknown := set(re.findall(r"\{(.*?)\}", spoken)) - WORDS:
                    raise ValueError(
                        f"unknown word {', '.join(sorted(unknown))}: use {', '.join(sorted(WORDS))}"
                    )
        return self


class LettersContent(Content):
    """The letters by what happened, and what stands below each."""

    foot: TextContent
    kinds: dict[str, LetterContent]


def unsaid(name: str, piece: Any) -> Iterator[str]:
    """Say which event of an application has no words in some language: nobody may be left in the dark."""
    for event in EVENTS:
        if name == "mail/letters":
            yield from _missing(f"kinds.{event}", piece["kinds"].get(event, {}), ("subject", "body"))
        if name == "talk/notices":
            yield from _missing(f"form_{event}", piece.get(f"form_{event}", {}), ("text", "button"))
    if name == "web/forms_texts":
        states = [f"state_{state}" for state in get_args(State)]
        kinds = [f"entry_{kind}" for kind in KINDS if kind != "read"]
        outcomes = [f"outcome_{outcome}" for outcome in OUTCOMES]
        yield from _missing("", piece, (*states, *(f"{one}_means" for one in states), *kinds, *outcomes))


def _missing(place: str, said: Any, parts: tuple[str, ...]) -> Iterator[str]:
    for part in parts:
        text = said.get(part, {})
        spoken = [one for one in LANGUAGES if not isinstance(text, str) and one in text]
        if lacking := [one for one in LANGUAGES if one not in spoken]:
            yield f"{f'{place}.{part}'.lstrip('.')}: an applicant reads this: say it in {', '.join(lacking)}"


CONTENT = {"mail/letters": LettersContent}
RULES = {"every event of an application is told": unsaid}
