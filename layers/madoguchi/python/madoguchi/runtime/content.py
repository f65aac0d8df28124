"""What staff wrote, as the content layer ships it: JSON compiled and checked at build time."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from madoguchi.runtime.errors import NotFound


@cache
def _folder() -> Path:
    import madoguchi_content  # the layer itself: wherever the runtime put it

    assert madoguchi_content.__file__
    return Path(madoguchi_content.__file__).parent


@cache
def content(name: str) -> Any:
    """Read one piece of content, such as `forms/magazine_survey`. Callers must not change it.

    Raises NotFound for a name that is not there or that leaves the folder.
    """
    if not all(part.replace("_", "").replace("-", "").isalnum() for part in name.split("/")):
        raise NotFound(f"content {name!r}")
    path = _folder() / f"{name}.json"
    if not path.is_file():
        raise NotFound(f"content {name}")
    return json.loads(path.read_bytes())


def names(folder: str) -> list[str]:
    """List the pieces of content in a folder, such as every form."""
    return sorted(f"{folder}/{path.stem}" for path in (_folder() / folder).glob("*.json"))
