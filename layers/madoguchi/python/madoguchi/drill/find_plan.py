"""Find a plan by its id, which is its key."""

import re

from madoguchi.drill.assembly import Ground
from madoguchi.drill.attempt import Attempt
from madoguchi.runtime.errors import NotFound

_PLAN_ID = re.compile(r"[0-9a-f]{32}")


def find_plan(plan_id: str, ground: Ground) -> Attempt:
    """Find a finished drill with its plan. Raises NotFound, for a mistyped id too."""
    attempt = ground.store.find(plan_id) if _PLAN_ID.fullmatch(plan_id) else None
    if attempt is None:
        raise NotFound("plan")
    return attempt
