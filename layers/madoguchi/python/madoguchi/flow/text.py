"""Text in several languages: a plain string is Japanese, a mapping holds a text by language."""

from collections.abc import Mapping

Text = str | Mapping[str, str]

LANGUAGES = ("ja", "easy", "en", "pt-BR", "vi")
"""Japanese, plain Japanese (やさしい日本語), English, Portuguese, Vietnamese."""


def common_languages(*texts: Text) -> tuple[str, ...]:
    """Name the languages in which all of these are written, Japanese first: what joins them has no other."""
    return tuple(
        one for one in LANGUAGES if all(one in ("ja" if isinstance(text, str) else text) for text in texts)
    )


def localise(text: Text, language: str) -> str:
    """Return the text in `language`; a missing one falls back to Japanese, where the official wording is."""
    if isinstance(text, str):
        return text
    return text.get(language) or text["ja"]
