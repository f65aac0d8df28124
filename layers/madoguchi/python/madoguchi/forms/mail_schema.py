"""The shape of the letters by e-mail, checked when content is built."""

import re
from typing import Self

from pydantic import model_validator

from madoguchi.flow.schema import Content, TextContent

WORDS = {"form_title", "receipt", "office", "phone", "url"}


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


CONTENT = {"mail/letters": LettersContent}
