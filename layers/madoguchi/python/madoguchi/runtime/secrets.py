"""Secrets: read from Secrets Manager on first use and every five minutes, so that a rotation arrives."""

import json
import time
from dataclasses import dataclass
from functools import cache

from madoguchi.runtime.errors import MissingSetting
from madoguchi.runtime.settings import settings
from madoguchi.runtime.signed_call import call

LIFETIME_SECONDS = 300


@dataclass(frozen=True)
class SecretSettings:
    """Where the secret is."""

    secrets_id: str


def secret(name: str) -> str:
    """Return one value: `channel_secret`, `channel_access_token`, `session_key` or `history_key`.

    Raises MissingSetting when the operator has not filled it in.
    """
    value = _values(int(time.monotonic() // LIFETIME_SECONDS)).get(name)
    if not value:
        raise MissingSetting(f"secret value {name}")
    return value


@cache
def _values(_period: int) -> dict[str, str]:
    answer = call(
        "secretsmanager",
        "secretsmanager.GetSecretValue",
        {"SecretId": settings(SecretSettings).secrets_id},
    )
    values: dict[str, str] = json.loads(answer["SecretString"])
    return values
