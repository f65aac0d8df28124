"""Data keys: made and opened by KMS, which never gives its own key away."""

import base64
from collections.abc import Mapping
from typing import NamedTuple

from madoguchi.runtime.signed_call import call


class DataKey(NamedTuple):
    """A key of 256 bits, and the same key as only KMS can read it."""

    plain: bytes
    sealed: bytes


def new_data_key(key_id: str, context: Mapping[str, str]) -> DataKey:
    """Make a data key; `context` is on record at every use and must be the same to open it again."""
    answer = call(
        "kms",
        "TrentService.GenerateDataKey",
        {"KeyId": key_id, "KeySpec": "AES_256", "EncryptionContext": dict(context)},
    )
    return DataKey(base64.b64decode(answer["Plaintext"]), base64.b64decode(answer["CiphertextBlob"]))


def open_data_key(key_id: str, sealed: bytes, context: Mapping[str, str]) -> DataKey:
    """Open a data key again. Raises AwsRefused when it is not one of this key and context."""
    blob = base64.b64encode(sealed).decode()
    answer = call(
        "kms",
        "TrentService.Decrypt",
        {"KeyId": key_id, "CiphertextBlob": blob, "EncryptionContext": dict(context)},
    )
    return DataKey(base64.b64decode(answer["Plaintext"]), sealed)
