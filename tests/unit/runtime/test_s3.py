"""Our signatures for S3 are botocore's."""

import base64
import http.client
import io
import json
from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock, patch
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config

from madoguchi.runtime import s3
from madoguchi.runtime.errors import Unavailable

AT = datetime(2026, 4, 1, 3, 4, 5, tzinfo=UTC)
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "ap-northeast-1"}


class Clock(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return AT if tz else AT.replace(tzinfo=None)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(s3, "datetime", Clock)
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    return boto3.client("s3", region_name="ap-northeast-1", config=config)


def test_a_form_is_signed_as_botocore_signs_its_policy(client: Any):
    url, fields = s3.form_for("b", {"key": "k/${filename}"}, [["starts-with", "$key", "k/"]], 60)
    policy = json.loads(base64.b64decode(fields["policy"]))
    assert policy["expiration"] == "2026-04-01T03:05:05Z"
    assert {"bucket": "b"} in policy["conditions"]
    assert {"key": "k/${filename}"} not in policy["conditions"]
    with patch("botocore.auth.get_current_datetime", lambda **_: AT.replace(tzinfo=None)):
        from botocore.auth import S3SigV4PostAuth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        request = AWSRequest("POST", url)
        request.context["s3-presign-post-fields"] = {}
        request.context["s3-presign-post-policy"] = {
            "expiration": policy["expiration"],
            "conditions": [one for one in policy["conditions"] if not _of_signing(one)],
        }
        S3SigV4PostAuth(Credentials("AKIDEXAMPLE", "secret"), "s3", "ap-northeast-1").add_auth(request)
    theirs = request.context["s3-presign-post-fields"]
    assert theirs["x-amz-credential"] == fields["x-amz-credential"]
    assert theirs["x-amz-date"] == fields["x-amz-date"]
    scope = fields["x-amz-credential"].partition("/")[2]
    import hmac

    from madoguchi.runtime.signed_call import signing_key

    expected = hmac.new(signing_key(scope), theirs["policy"].encode(), "sha256").hexdigest()
    assert theirs["x-amz-signature"] == expected


def _of_signing(condition: Any) -> bool:
    return isinstance(condition, dict) and next(iter(condition)).startswith("x-amz-")


def test_a_link_is_signed_as_botocore_signs_it(client: Any, monkeypatch: pytest.MonkeyPatch):
    name = "attachment; filename*=UTF-8''%E7%A5%9E.pdf"
    asked = {"Bucket": "bucket", "Key": "drafts/x/神 田.pdf", "ResponseContentDisposition": name}
    theirs = urlsplit(client.generate_presigned_url("get_object", Params=asked, ExpiresIn=60))
    signed_at = datetime.strptime(parse_qs(theirs.query)["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(
        tzinfo=UTC
    )
    monkeypatch.setattr(Clock, "now", classmethod(lambda _kind, _zone=None: signed_at))
    ours = urlsplit(s3.link("bucket", "drafts/x/神 田.pdf", 60, **{"response-content-disposition": name}))
    assert ours[:3] == theirs[:3]
    assert parse_qs(ours.query) == parse_qs(theirs.query)


class Connection(http.client.HTTPConnection):
    """A connection on which S3 says that an object has ten bytes, and sends what `sent` says."""

    sent = b""

    def request(self, *_: Any, **__: Any) -> None:
        return

    def getresponse(self) -> http.client.HTTPResponse:
        said = b'HTTP/1.1 200 OK\r\nETag: "0123abcd"\r\nContent-Length: 10\r\n\r\n' + self.sent
        found = http.client.HTTPResponse(Mock(makefile=lambda _mode: io.BytesIO(said)))
        found.begin()
        return found


@pytest.mark.usefixtures("client")
def test_an_object_is_read_with_the_name_of_its_bytes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http.client, "HTTPSConnection", Connection)
    monkeypatch.setattr(Connection, "sent", b"0123456789")
    with s3.opened("b", "k") as found:
        assert (found.etag, b"".join(found.pieces)) == ("0123abcd", b"0123456789")


@pytest.mark.usefixtures("client")
def test_an_object_that_breaks_off_is_not_a_shorter_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http.client, "HTTPSConnection", Connection)
    monkeypatch.setattr(Connection, "sent", b"012345678")
    with pytest.raises(Unavailable), s3.opened("b", "k") as found:
        b"".join(found.pieces)
