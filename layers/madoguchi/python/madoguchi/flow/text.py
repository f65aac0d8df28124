"""Text in several languages: a plain string is Japanese, a mapping holds a text by language."""

from collections.abc import Mapping

Text = str | Mapping[str, str]

LANGUAGES = ("ja", "easy", "en", "pt-BR", "vi")
"""Japanese, plain Japanese (やさしい日本語), English, Portuguese, Vietnamese."""


def localise(text: Text, language: str) -> str:
    """Return the text in `language`; a missing one falls back to Japanese, where the official wording is."""
    if isinstance(text, str):
        return text
    return text.get(language) or text["ja"]
