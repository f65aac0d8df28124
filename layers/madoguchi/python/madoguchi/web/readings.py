"""Readings above the characters: plain Japanese writes them in brackets, a page shows them as ruby.

As content stands it is fit for the chat, for attributes and for screens without ruby. On a page the bracketed
readings would double the length of every line.
"""

import re

# A tag, or a whole element in which markup would be shown or run instead of read.
_NOT_READ = re.compile(
    r"(<(?:title|option|textarea|script|style)\b.*?"
    r"</(?:title|option|textarea|script|style)>|<[^>]+>)",
    re.DOTALL,
)
_READING = re.compile(
    r"(?P<digits>[0-9\uff10-\uff19]*)(?P<word>[\u4e00-\u9fff\u3005]+)[(\uff08](?P<reading>[\u3041-\u309f\u30fc]+)[)\uff09]"
)
# Days and people are counted in words of their own: the reading of 3 days covers the number.
_COUNTED_IN_WORDS = ("\u65e5", "\u4eba")
_COUNTED_IN_NUMBERS = ("\u306b\u3061", "\u306b\u3093")


def with_readings(page: str) -> str:
    """Turn bracketed readings of a rendered page into ruby; tags, attributes and scripts stay as they are."""
    parts = _NOT_READ.split(page)
    # Every second part is what was split at.
    return "".join(part if number % 2 else _READING.sub(_ruby, part) for number, part in enumerate(parts))


def _ruby(found: re.Match[str]) -> str:
    digits, word, reading = found["digits"], found["word"], found["reading"]
    covers = word.startswith(_COUNTED_IN_WORDS) and not reading.startswith(_COUNTED_IN_NUMBERS)
    before, base = ("", digits + word) if covers else (digits, word)
    return f"{before}<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>"
