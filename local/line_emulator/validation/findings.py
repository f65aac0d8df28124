"""The collector of broken rules and the small checks that all rules are made of."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}
OPENABLE_SCHEMES = ("http", "https", "line", "tel")


def utf16_units(text: str) -> int:
    """LINE counts characters as UTF-16 code units: an emoji is two."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass
class Findings:
    """Broken rules as LINE reports them: a sentence and the property that broke it."""

    details: list[dict[str, str]] = field(default_factory=list)

    def add(self, path: str, message: str) -> None:
        """Reports one broken rule."""
        self.details.append({"message": message, "property": path})

    def text(self, value: Any, path: str, longest: int, *, required: bool = True) -> None:
        """A non-empty string of at most so many UTF-16 units."""
        if value is None:
            if required:
                self.add(path, "May not be empty")
        elif not isinstance(value, str):
            self.add(path, "Must be a string")
        elif required and not value:
            self.add(path, "May not be empty")
        elif utf16_units(value) > longest:
            self.add(path, f"Length must be between 0 and {longest}")

    def choice(self, value: Any, path: str, allowed: Collection[str], *, required: bool = True) -> None:
        """One of LINE's enumerated words."""
        if value is None and not required:
            return
        if value not in allowed:
            self.add(path, f"Must be one of the following values: [{', '.join(allowed)}]")

    def items(self, value: Any, path: str, fewest: int, most: int) -> list[Any]:
        """A list of a bounded size; answers the items so that they can be checked as well."""
        if not isinstance(value, list) or (not value and fewest):
            self.add(path, "May not be empty" if not value else "Must be an array")
            return []
        if not fewest <= len(value) <= most:
            self.add(path, f"Size must be between {fewest} and {most}")
            return []
        return value

    def number(self, value: Any, path: str, low: float, high: float) -> None:
        """A number within bounds."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.add(path, "May not be empty" if value is None else "Must be a number")
        elif not low <= value <= high:
            self.add(path, f"Must be between {low:g} and {high:g}")

    def flag(self, value: Any, path: str) -> None:
        """An optional boolean."""
        if value is not None and not isinstance(value, bool):
            self.add(path, "Must be a boolean")

    def web_address(self, value: Any, path: str, longest: int = 2_000, *, required: bool = True) -> None:
        """A URL of a file: HTTPS, as LINE demands; plain HTTP only from this machine."""
        before = len(self.details)
        self.text(value, path, longest, required=required)
        if value is None or len(self.details) > before:
            return
        address = urlsplit(value)
        if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOOPBACK):
            self.add(path, "invalid uri scheme")

    def openable_uri(self, value: Any, path: str, longest: int = 1_000) -> None:
        """A URI that a tap may open."""
        before = len(self.details)
        self.text(value, path, longest)
        if len(self.details) > before:
            return
        scheme, separator, rest = value.partition(":")
        if not separator or scheme.lower() not in OPENABLE_SCHEMES:
            self.add(path, "invalid uri scheme")
        elif not rest.strip("/") or re.search(r"\s", value):
            self.add(path, "invalid uri")

    def pattern(self, value: Any, path: str, pattern: re.Pattern[str], *, required: bool = False) -> None:
        """A string of a given form."""
        if value is None and not required:
            return
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.add(path, "invalid property")
