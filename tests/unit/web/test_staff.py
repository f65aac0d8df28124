"""Who of the staff is calling."""

from typing import Any

import pytest

from madoguchi.runtime.errors import Forbidden, NotFound, Unauthenticated
from madoguchi.web.staff import Staff, staff_of


def event(**claims: str) -> dict[str, Any]:
    return {"requestContext": {"authorizer": {"jwt": {"claims": claims, "scopes": None}}}}


@pytest.mark.parametrize(
    "groups", ["[owner-10201 owner-10202 clerk approver]", "[owner-10201, owner-10202, clerk, approver]"]
)
def test_groups_say_for_whom_and_as_what(groups: str):
    called = staff_of(event(token_use="access", username="sato", **{"cognito:groups": groups}))
    assert called == Staff("sato", frozenset({"10201", "10202"}), frozenset({"clerk", "approver"}))


def test_an_account_without_groups_may_do_nothing():
    nobody = staff_of(event(token_use="access", username="sato"))
    assert (nobody.owners, nobody.roles) == (frozenset(), frozenset())
    with pytest.raises(Forbidden):
        nobody.require("clerk", "approver", "auditor")
    with pytest.raises(NotFound):
        nobody.require_owner("100005")


@pytest.mark.parametrize(
    "came",
    [
        {},
        {"requestContext": {}},
        {"requestContext": {"authorizer": {"lambda": {"username": "sato"}}}},
        event(),
        event(token_use="access"),
        event(token_use="id", username="sato", **{"cognito:groups": "[clerk]"}),
    ],
)
def test_without_an_access_token_there_is_nobody(came: dict[str, Any]):
    with pytest.raises(Unauthenticated):
        staff_of(came)


def test_a_group_that_is_no_role_gives_none():
    called = staff_of(event(token_use="access", username="s", **{"cognito:groups": "[admin clerks Clerk]"}))
    assert called.roles == frozenset()
