"""Texts as a page says them: what is there in Japanese alone is marked as such (WCAG 3.1.2)."""

import html
import re
from collections.abc import Mapping
from typing import Any

from madoguchi.flow.text import Text, localise

_KANA = re.compile("[\u3041-\u30ff]")
_JAPANESE = ("ja", "easy")


class Japanese(str):
    """A Japanese text among others: as markup it carries its language, in every other use it is a text."""

    __slots__ = ()
    lang = "ja"

    def __html__(self) -> str:
        return f'<span lang="{self.lang}">{html.escape(self)}</span>'


def spoken(text: Text, language: str) -> str:
    """Return a text of content in `language`; one that is not there in it is Japanese."""
    said = localise(text, language)
    if language in _JAPANESE or not said or (not isinstance(text, str) and text.get(language)):
        return said
    return Japanese(said)


def written(text: str, language: str) -> str:
    """Return what a person wrote, who may have written in any language: kana are Japanese."""
    return Japanese(text) if language not in _JAPANESE and _KANA.search(text) else text


def filled(sentence: str, params: Mapping[str, Any]) -> str:
    """Fill in a sentence; one that a Japanese text is filled into becomes markup."""
    if not any(isinstance(one, Japanese) for one in params.values()):
        return sentence.format(**params)
    from markupsafe import escape

    return escape(sentence).format(
        **{name: escape(one) if isinstance(one, Japanese) else one for name, one in params.items()}
    )
