"""Who may do what with broadcasts at the desk, and what all of its paths have in common.

The LINE account is the prefecture's, so only who works for it sends with it. Clerks write, schedule and stop;
approvers vouch, stop, and say what became of the unknown; auditors read what became of everybody.
"""

from dataclasses import dataclass
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path

from madoguchi.runtime.settings import settings
from madoguchi.web.staff import Role
from madoguchi.web.staff_api import Caller

PREFECTURE = "100005"

Id = Annotated[str, Path(pattern=r"^[0-9a-z-]{8,80}$")]


@dataclass(frozen=True)
class DeskSettings:
    """Where links in messages lead."""

    liff_url: str


def allow(staff: Caller, *roles: Role) -> None:
    """Raise Forbidden for who has none of these roles, NotFound for who does not work for the prefecture."""
    staff.require_owner(PREFECTURE)
    staff.require(*roles)


def liff_url() -> str:
    """Return where links in messages lead."""
    found: DeskSettings = settings(DeskSettings)
    return found.liff_url
