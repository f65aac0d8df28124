"""HTTP API behind the staff's authorizer: broadcasts, from the draft to the report."""

from typing import Any

from madoguchi.broadcast.desk.broadcasts_api import api
from madoguchi.web.staff_api import serve


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of a member of staff."""
    return serve(api(), event, context)
