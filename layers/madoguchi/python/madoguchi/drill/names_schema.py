"""The names that content may say of warnings: those in force, and no abolished one outside the glossary."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[4] / "content" / "drills"
GLOSSARY = "drills/glossary"


def find_abolished(name: str, piece: Any) -> list[str]:
    """List the abolished names in a piece of content, each with the sentence around it."""
    if name == GLOSSARY:
        return []
    return [
        f"the abolished name {old}, see drills/glossary.yaml: {text[:60]}"
        for text in _texts(piece)
        for old in abolished_names()
        if old in text
    ]


def find_unknown(name: str, piece: Any) -> list[str]:
    """List what reads as a warning's name and is none of those in force."""
    return [
        f"no warning is called {found}, see drills/warnings.yaml: {text[:60]}"
        for text in _texts(piece)
        for found in re.findall(_read("warnings")["name_pattern"], text)
        if found not in names_in_force() and name != GLOSSARY
    ]


@cache
def abolished_names() -> tuple[str, ...]:
    """List the names that only the glossary may say."""
    return tuple(one["old"] for one in _read("glossary")["names"])


@cache
def names_in_force() -> frozenset[str]:
    """List the names of the warnings of the present scheme."""
    warnings = _read("warnings")
    return frozenset(one["name"] for table in ("areas", "rivers") for one in warnings[table].values())


@cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_bytes())
    return found


def _texts(piece: Any) -> Iterator[str]:
    match piece:
        case str():
            yield piece
        case Mapping():
            for value in piece.values():
                yield from _texts(value)
        case list():
            for value in piece:
                yield from _texts(value)


RULES = {"abolished names": find_abolished, "names in force": find_unknown}
