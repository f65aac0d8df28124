"""The catalogue as it lies in the folder, compiled in memory: no build is needed to measure the search."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from madoguchi.talk.procedure_schema import search_index
from madoguchi.talk.search import Index

CONTENT = Path(__file__).resolve().parents[2] / "layers" / "content"


@cache
def pieces() -> dict[str, Any]:
    """Read what staff wrote about procedures, by name."""
    files = sorted((CONTENT / "procedures").rglob("*.yaml"))
    return {
        path.relative_to(CONTENT).with_suffix("").as_posix(): yaml.safe_load(path.read_bytes())
        for path in files
    }


@cache
def compiled_index() -> dict[str, Any]:
    """Compile the index."""
    return search_index(pieces())


@cache
def index() -> Index:
    """The index, ready to be asked."""
    return Index(compiled_index())
