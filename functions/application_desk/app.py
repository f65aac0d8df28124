"""HTTP API behind the staff's authorizer: applications at the office's desk."""

from typing import Any

from madoguchi.office.desk_api import api
from madoguchi.web.staff_api import serve


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of a member of staff."""
    return serve(api(), event, context)
