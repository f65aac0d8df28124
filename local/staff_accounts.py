"""Accounts of staff: made by an operator, with the groups that say for whom and as what somebody works."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.sign_in import Pool, one_time_code, sign_in

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

PASSWORD = "Local-counter-2026"
"""Every account of the local run has it: it is no secret."""


@dataclass(frozen=True)
class Account:
    """Somebody who works for some owners in some roles."""

    name: str
    owners: tuple[str, ...]
    roles: tuple[str, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that `madoguchi.web.staff` reads."""
        return (*(f"owner-{owner}" for owner in self.owners), *self.roles)


LOCAL_STAFF = (
    Account("sato", ("100005",), ("clerk", "approver")),
    Account("suzuki", ("10201",), ("clerk",)),
    Account("tanaka", ("10201",), ("approver",)),
    Account("ito", ("100005", "10201"), ("auditor",)),
)


@dataclass
class LocalPerson:
    """A person of the local run: the one password, and an authenticator that holds `secret`."""

    secret: str

    def password(self) -> str:
        """Return the local run's password."""
        return PASSWORD

    def new_password(self) -> str:
        """Return the local run's password."""
        return PASSWORD

    def code(self) -> str:
        """Return what the authenticator shows."""
        return one_time_code(self.secret)

    def keep_secret(self, secret: str) -> None:
        """Put the secret into the authenticator."""
        self.secret = secret


def put_in_groups(
    cognito: "CognitoIdentityProviderClient", pool_id: str, name: str, groups: Iterable[str]
) -> None:
    """Put an account into groups, which are made when they are not there."""
    for group in groups:
        with contextlib.suppress(cognito.exceptions.GroupExistsException):
            cognito.create_group(UserPoolId=pool_id, GroupName=group)
        cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=name, GroupName=group)


def seed(cognito: "CognitoIdentityProviderClient", pool_id: str, client_id: str) -> dict[str, str]:
    """Make the local run's accounts; returns the secret of each one's authenticator."""
    secrets = {}
    for account in LOCAL_STAFF:
        cognito.admin_create_user(
            UserPoolId=pool_id, Username=account.name, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
        )
        cognito.admin_set_user_password(
            UserPoolId=pool_id, Username=account.name, Password=PASSWORD, Permanent=True
        )
        put_in_groups(cognito, pool_id, account.name, account.groups)
        # Cognito asks for the second factor at the first sign-in; the emulator lets the first one pass.
        token = sign_in(Pool(cognito, client_id), account.name, LocalPerson(""))
        secret = cognito.associate_software_token(AccessToken=token)["SecretCode"]
        cognito.verify_software_token(AccessToken=token, UserCode=one_time_code(secret))
        secrets[account.name] = secret
    return secrets
