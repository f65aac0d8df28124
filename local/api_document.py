"""Write the staff's OpenAPI document into docs: `python -m local.api_document`.

A test compares what lies there with what the function answers.
"""

import json
from typing import Any

from local.places import ROOT

PATH = ROOT / "docs" / "api" / "applications.json"
BROADCASTS = ROOT / "docs" / "api" / "broadcasts.json"


def document() -> dict[str, Any]:
    """Return the document as the function publishes it."""
    from madoguchi.office.desk_api import document

    found: dict[str, Any] = json.loads(document().body or "{}")
    return found


def broadcasts_document() -> dict[str, Any]:
    """Return the document of the API over broadcasts as its function publishes it."""
    from madoguchi.broadcast.desk.broadcasts_api import document

    found: dict[str, Any] = json.loads(document().body or "{}")
    return found


def written(found: dict[str, Any]) -> str:
    """Write a document as it is kept."""
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    from local import deployment

    deployment.reach()
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(written(document()))
    BROADCASTS.write_text(written(broadcasts_document()))
