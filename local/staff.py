"""Accounts of staff: `python -m local.staff --help`.

    python -m local.staff token sato                      an access token for the staff's API
    python -m local.staff add yamada --owner 10201 --role clerk
    python -m local.staff list
    python -m local.staff remove yamada

Works on the service that `make run` has started, or, where that is not running, on the pool that the
environment names (STAFF_POOL_ID, STAFF_POOL_CLIENT_ID, and AWS's own variables).
"""

import argparse
import getpass
import os
import sys
from typing import Any

import boto3
from botocore.exceptions import ClientError

from local.places import READY_FILE
from local.sign_in import Person, Pool, sign_in
from local.stack import Stack
from local.staff_accounts import Account, LocalPerson, put_in_groups

ROLES = ("clerk", "approver", "auditor")


class AtTheKeyboard:
    """A person who is asked."""

    def password(self) -> str:
        """Ask for the password."""
        return getpass.getpass("password: ")

    def new_password(self) -> str:
        """Ask for a new password."""
        return getpass.getpass("a new password (14 characters or more): ")

    def code(self) -> str:
        """Ask for the authenticator's six digits."""
        return input("the six digits of the authenticator: ").strip()

    def keep_secret(self, secret: str) -> None:
        """Show what the authenticator must be given."""
        print(f"put this into the authenticator: {secret}", file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Run the command line; 1 with Cognito's sentence when it refuses."""
    options = _parser().parse_args(arguments)
    running = Stack.read(READY_FILE) if READY_FILE.exists() else None
    if running:
        os.environ.update(running.environment())
    try:
        options.command(options, boto3.client("cognito-idp"), running)
    except ClientError as refusal:
        print(refusal.response["Error"]["Message"], file=sys.stderr)
        return 1
    return 0


def _token(options: argparse.Namespace, cognito: Any, running: Stack | None) -> None:
    secret = (running.staff if running else {}).get(options.name)
    person: Person = LocalPerson(secret) if secret else AtTheKeyboard()
    print(sign_in(Pool(cognito, os.environ["STAFF_POOL_CLIENT_ID"]), options.name, person))


def _add(options: argparse.Namespace, cognito: Any, _running: Stack | None) -> None:
    account = Account(options.name, tuple(options.owner), tuple(options.role))
    password = getpass.getpass("a password for the first sign-in, good for three days: ")
    pool_id = os.environ["STAFF_POOL_ID"]
    cognito.admin_create_user(
        UserPoolId=pool_id, Username=account.name, TemporaryPassword=password, MessageAction="SUPPRESS"
    )
    put_in_groups(cognito, pool_id, account.name, account.groups)


def _list(_options: argparse.Namespace, cognito: Any, _running: Stack | None) -> None:
    pool_id = os.environ["STAFF_POOL_ID"]
    for page in cognito.get_paginator("list_users").paginate(UserPoolId=pool_id):
        for user in page["Users"]:
            found = cognito.admin_list_groups_for_user(UserPoolId=pool_id, Username=user["Username"])
            groups = sorted(group["GroupName"] for group in found["Groups"])
            print(f"{user['Username']}  {user['UserStatus']}  {' '.join(groups)}")


def _remove(options: argparse.Namespace, cognito: Any, _running: Stack | None) -> None:
    # First: what is signed in cannot be renewed. Histories keep the name.
    cognito.admin_user_global_sign_out(UserPoolId=os.environ["STAFF_POOL_ID"], Username=options.name)
    cognito.admin_delete_user(UserPoolId=os.environ["STAFF_POOL_ID"], Username=options.name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local.staff",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    commands = parser.add_subparsers(required=True)
    for name, command in (("token", _token), ("add", _add), ("list", _list), ("remove", _remove)):
        made = commands.add_parser(name)
        made.set_defaults(command=command)
        if name != "list":
            made.add_argument("name")
        if name == "add":
            made.add_argument("--owner", action="append", required=True, help="an owner's code; repeatable")
            made.add_argument("--role", action="append", required=True, choices=ROLES)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
