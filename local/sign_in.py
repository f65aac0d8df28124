"""Signing in to the staff's pool: password, second factor, token."""

import base64
import hmac
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class Person(Protocol):
    """Who answers what Cognito asks."""

    def password(self) -> str: ...
    def new_password(self) -> str: ...
    def code(self) -> str: ...
    def keep_secret(self, secret: str) -> None: ...


@dataclass(frozen=True)
class Pool:
    """A user pool and the client that staff sign in through."""

    cognito: "CognitoIdentityProviderClient"
    client_id: str


def sign_in(pool: Pool, name: str, person: Person) -> str:
    """Return an access token, good for a quarter of an hour; the first time a second factor is set up.

    Raises what Cognito says (`NotAuthorizedException`, `CodeMismatchException`).
    """
    answer: Any = pool.cognito.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": person.password()},
    )
    while "AuthenticationResult" not in answer:
        answer = _respond(pool, name, person, answer)
    token: str = answer["AuthenticationResult"]["AccessToken"]
    return token


def _respond(pool: Pool, name: str, person: Person, asked: Any) -> Any:
    session, challenge = asked["Session"], asked["ChallengeName"]
    responses = {"USERNAME": name}
    match challenge:
        case "NEW_PASSWORD_REQUIRED":
            responses["NEW_PASSWORD"] = person.new_password()
        case "SOFTWARE_TOKEN_MFA":
            responses["SOFTWARE_TOKEN_MFA_CODE"] = person.code()
        case "MFA_SETUP":
            made = pool.cognito.associate_software_token(Session=session)
            person.keep_secret(made["SecretCode"])
            session = pool.cognito.verify_software_token(Session=made["Session"], UserCode=person.code())[
                "Session"
            ]
        case _:
            raise ValueError(f"the pool asks for {challenge}, which this program cannot answer")
    return pool.cognito.respond_to_auth_challenge(
        ClientId=pool.client_id, ChallengeName=challenge, Session=session, ChallengeResponses=responses
    )


def one_time_code(secret: str, at: float | None = None) -> str:
    """Return the six digits of an authenticator (RFC 6238: SHA-1, 30 seconds)."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    step = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.digest(key, step, "sha1")
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 0x0F)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"
