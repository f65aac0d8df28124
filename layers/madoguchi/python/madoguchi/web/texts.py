"""The texts of the pages themselves, from every room's content `web/*texts`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from madoguchi.flow.text import Text, localise
from madoguchi.runtime.content import content, names


def text(key: str, language: str, params: Mapping[str, Any]) -> str:
    """Return a text of the pages in a language."""
    return localise(_texts()[key], language).format(**params)


def has_text(key: str) -> bool:
    """Tell whether the pages have a text of this key."""
    return key in _texts()


@cache
def _texts() -> dict[str, Text]:
    # Each room keeps the texts of its own pages beside the shared ones: web/texts, web/forms_texts ...
    files = [name for name in names("web") if name.endswith("texts")]
    return {key: found for name in files for key, found in content(name).items()}
