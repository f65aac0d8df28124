"""ResidentsTable's keys and indexes as template.yaml defines them, for the databases that tests start."""

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
    template = yaml.load(TEMPLATE.read_text(), _Template)
    properties = template["Resources"]["ResidentsTable"]["Properties"]
    return {
        name: properties[name] for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    }
