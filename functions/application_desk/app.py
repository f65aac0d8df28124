"""HTTP API behind the staff's authorizer: applications at the office's desk."""

from typing import Any

from madoguchi.office.desk_api import api


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of a member of staff."""
    answer: dict[str, Any] = api().resolve(event, context)
    return answer
