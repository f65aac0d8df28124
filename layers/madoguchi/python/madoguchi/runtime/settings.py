"""The environment, read once into a frozen object that each door defines for itself."""

import os
from dataclasses import MISSING, fields, is_dataclass
from functools import cache

from madoguchi.runtime.errors import MissingSetting


@cache
def settings[T](kind: type[T]) -> T:
    """Fill the frozen dataclass `kind` from variables named like its fields in capitals.

    Fields are strings; a field with a default may be absent.
    Raises MissingSetting with the variable's name.
    """
    assert is_dataclass(kind)
    values: dict[str, str] = {}
    for field in fields(kind):
        variable = field.name.upper()
        value = os.environ.get(variable)
        if value:
            values[field.name] = value
        elif field.default is MISSING:
            raise MissingSetting(variable)
    return kind(**values)
