"""The door's signature is AWS's own signature, and its call gives up in our own words."""

import http.client
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.runtime import signed_call
from madoguchi.runtime.errors import Unavailable

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_REGION", "ap-northeast-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://aws.invalid")
    signed_call._connection.cache_clear()
    yield
    signed_call._connection.cache_clear()


@given(
    body=st.dictionaries(st.text(max_size=10), st.text(max_size=40), max_size=5),
    service=st.sampled_from(["sqs", "secretsmanager"]),
    token=st.none() | st.text("abcDEF123+/=", min_size=1, max_size=40),
)
def test_the_signature_is_the_one_that_botocore_computes(
    body: dict[str, str], service: str, token: str | None
) -> None:
    payload = json.dumps(body).encode()
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "host": "sqs.ap-northeast-1.amazonaws.com",
        "x-amz-date": "20261123T120000Z",
        "x-amz-target": "AmazonSQS.SendMessageBatch",
    }
    if token:
        headers["x-amz-security-token"] = token
    theirs = AWSRequest("POST", f"https://{headers['host']}/", headers=headers, data=payload)
    theirs.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(Credentials(KEY, SECRET, token), service, "ap-northeast-1")
    signature = signer.signature(signer.string_to_sign(theirs, signer.canonical_request(theirs)), theirs)

    assert signed_call.authorization(service, headers, payload).endswith(f"Signature={signature}")


class Wire:
    """A connection that answers from a script: an exception is raised, a pair is an answer."""

    def __init__(self, script: list[Any]) -> None:
        self.script = script
        self.sent: list[bytes] = []

    def request(self, _method: str, _path: str, payload: bytes, _headers: dict[str, str]) -> None:
        self.sent.append(payload)
        if isinstance(self.script[0], Exception):
            raise self.script.pop(0)

    def getresponse(self) -> Any:
        status, body = self.script.pop(0)

        class Response:
            def __init__(self) -> None:
                self.status = status

            def read(self) -> bytes:
                return bytes(body)

        return Response()


def wired(monkeypatch: pytest.MonkeyPatch, *script: Any) -> Wire:
    wire = Wire(list(script))

    @cache
    def connection(_scheme: str, _netloc: str, _thread: int) -> Wire:
        return wire

    monkeypatch.setattr(signed_call, "_connection", connection)
    return wire


def test_a_lost_connection_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = wired(monkeypatch, http.client.RemoteDisconnected(), (500, b"{}"), (200, b'{"ok": true}'))
    assert signed_call.call("sqs", "AmazonSQS.SendMessageBatch", {"a": 1}) == {"ok": True}
    assert wire.sent == [b'{"a": 1}'] * 3


def test_a_refusal_is_not_repeated_and_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = wired(monkeypatch, (400, b'{"__type": "com.amazonaws.sqs#QueueDoesNotExist"}'))
    with pytest.raises(Unavailable, match="QueueDoesNotExist"):
        signed_call.call("sqs", "AmazonSQS.SendMessageBatch", {})
    assert len(wire.sent) == 1


def test_silence_ends_after_three_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = wired(monkeypatch, TimeoutError(), TimeoutError(), TimeoutError())
    with pytest.raises(Unavailable, match="TimeoutError"):
        signed_call.call("sqs", "AmazonSQS.SendMessageBatch", {})
    assert len(wire.sent) == 3
