"""Signing in to the staff's pool."""

import base64
from typing import Any

import pytest

from local.sign_in import Pool, one_time_code, sign_in
from local.staff_accounts import LOCAL_STAFF, LocalPerson
from madoguchi.web.staff import staff_of

# RFC 6238, appendix B, the last six of its eight digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(at: int, code: str):
    assert one_time_code(SECRET, at) == code


class FirstSignIn:
    """A pool that asks for everything it may ask for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def initiate_auth(self, **_: Any) -> dict[str, Any]:
        return {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "1"}

    def respond_to_auth_challenge(self, **said: Any) -> dict[str, Any]:
        self.asked.append(said["ChallengeName"])
        if said["ChallengeName"] == "NEW_PASSWORD_REQUIRED":
            return {"ChallengeName": "MFA_SETUP", "Session": "2"}
        assert said["Session"] == "4"
        return {"AuthenticationResult": {"AccessToken": "a token"}}

    def associate_software_token(self, **said: str) -> dict[str, str]:
        assert said == {"Session": "2"}
        return {"SecretCode": SECRET, "Session": "3"}

    def verify_software_token(self, **said: str) -> dict[str, str]:
        assert (said["Session"], len(said["UserCode"])) == ("3", 6)
        return {"Session": "4"}


def test_the_first_sign_in_changes_the_password_and_sets_up_the_second_factor():
    pool, person = FirstSignIn(), LocalPerson("")
    assert sign_in(Pool(pool, "client"), "sato", person) == "a token"  # type: ignore[arg-type]
    assert (pool.asked, person.secret) == (["NEW_PASSWORD_REQUIRED", "MFA_SETUP"], SECRET)


def test_every_local_account_has_a_right():
    for account in LOCAL_STAFF:
        groups = f"[{' '.join(account.groups)}]"
        claims = {"token_use": "access", "username": account.name, "cognito:groups": groups}
        called = staff_of({"requestContext": {"authorizer": {"jwt": {"claims": claims}}}})
        assert called.owners == set(account.owners)
        assert called.roles == set(account.roles)
