"""The texts of the pages themselves, from every room's content `web/*texts`."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from madoguchi.flow.text import Text, localise
from madoguchi.runtime.clock import JST
from madoguchi.runtime.content import content, names
from madoguchi.web.spoken import filled


def text(key: str, language: str, params: Mapping[str, Any]) -> str:
    """Return a text of the pages in a language."""
    return filled(localise(_texts()[key], language), params)


def has_text(key: str) -> bool:
    """Tell whether the pages have a text of this key."""
    return key in _texts()


@cache
def _texts() -> dict[str, Text]:
    # Each room keeps the texts of its own pages beside the shared ones: web/texts, web/forms_texts ...
    files = [name for name in names("web") if name.endswith("texts")]
    return {key: found for name in files for key, found in content(name).items()}


def moment(at: datetime, language: str) -> str:
    """Write a moment in Japan time."""
    return _at("moment", at, language)


def day(at: datetime, language: str) -> str:
    """Write a day in Japan."""
    return _at("day", at, language)


def _at(key: str, at: datetime, language: str) -> str:
    here = at.astimezone(JST)
    parts = {name: getattr(here, name) for name in ("year", "month", "day", "hour", "minute")}
    return text(key, language, parts)
