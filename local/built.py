"""What `sam build` made for this machine, read from its own template."""

from functools import cache
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

from local.places import BUILT


@cache
def template() -> dict[str, Any]:
    """Return the built template."""
    parsed: dict[str, Any] = yaml_parse((BUILT / "template.yaml").read_text())
    return parsed


def functions() -> list[str]:
    """List the logical ids of the built functions."""
    return sorted(path.parent.name for path in BUILT.glob("*/app.py"))


def layers(function: str) -> list[Path]:
    """List the folders of a function's layers that Python imports from, in their order."""
    own = template()["Resources"][function]["Properties"].get("Layers", [])
    shared = template()["Globals"]["Function"]["Layers"]
    return [BUILT / layer["Ref"] / "python" for layer in [*shared, *own]]
