"""Who of the staff is calling, by the claims of the token that API Gateway's authorizer has checked.

Groups of the user pool say for whom somebody works (`owner-10201`) and as what (a role); only an operator
puts anybody into a group, so nothing that a person can change about themselves gives a right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from madoguchi.runtime.errors import Forbidden, NotFound, Unauthenticated

Role = Literal["clerk", "approver", "auditor"]
"""A clerk works on a case, an approver decides, an auditor sees what was done and by whom."""

_OWNER = "owner-"


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works for some owners (codes of the prefecture or of municipalities) in some roles."""

    name: str
    owners: frozenset[str]
    roles: frozenset[Role]

    def require(self, *roles: Role) -> None:
        """Raise Forbidden for somebody who has none of these roles."""
        if self.roles.isdisjoint(roles):
            raise Forbidden(f"one of the roles {', '.join(roles)} is needed")

    def require_owner(self, owner: str) -> None:
        """Raise NotFound for what belongs to somebody else: nobody learns that it is there."""
        if owner not in self.owners:
            raise NotFound(f"nothing of {owner} for this person")


def staff_of(event: Mapping[str, Any]) -> Staff:
    """Read who calls from an HTTP API event (payload format 2.0).

    Raises Unauthenticated without the authorizer's claims, and for a token that is not an access token.
    """
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    claims: Mapping[str, str] = (authorizer.get("jwt") or {}).get("claims") or {}
    if claims.get("token_use") != "access" or not claims.get("username"):
        raise Unauthenticated("no access token of the staff's pool")
    groups = _groups(claims.get("cognito:groups", ""))
    return Staff(
        name=claims["username"],
        owners=frozenset(group.removeprefix(_OWNER) for group in groups if group.startswith(_OWNER)),
        roles=frozenset(cast(Role, group) for group in groups if group in get_args(Role)),
    )


def _groups(claim: str) -> list[str]:
    # API Gateway writes a list as `[one two]`, the emulator with commas; a group's name holds neither.
    return claim.strip("[]").replace(",", " ").replace('"', "").split()
