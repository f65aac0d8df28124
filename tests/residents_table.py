"""What template.yaml says of ResidentsTable and of functions, for the databases and benches of tests."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).resolve().parent.parent / "template.yaml"


class _Template(yaml.SafeLoader):
    """Reads YAML whose values may be CloudFormation's functions."""


_Template.add_multi_constructor("!", lambda _loader, _suffix, node: str(node.value))


@cache
def residents_table() -> dict[str, Any]:
    """Return AttributeDefinitions, KeySchema and GlobalSecondaryIndexes."""
    properties = _properties("ResidentsTable")
    return {
        name: properties[name] for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    }


def function(name: str) -> dict[str, Any]:
    """Return a function's MemorySize in MB and Timeout in seconds, where it has its own."""
    return {key: _properties(name)[key] for key in ("MemorySize", "Timeout")}


@cache
def _properties(resource: str) -> dict[str, Any]:
    template = yaml.load(TEMPLATE.read_text(), _Template)
    properties: dict[str, Any] = template["Resources"][resource]["Properties"]
    return properties
