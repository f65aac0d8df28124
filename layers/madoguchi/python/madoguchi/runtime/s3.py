"""S3 by signed requests: forms that browsers post straight to a bucket, one object read, links that expire.

Signature Version 4: docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html and
.../sigv4-query-string-auth.html. boto3 would cost 200 ms of a page's cold start.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from madoguchi.runtime.errors import NotFound, Unavailable
from madoguchi.runtime.signed_call import signing_key

TIMEOUT_SECONDS = 5.0
_ALGORITHM = "AWS4-HMAC-SHA256"


def origin(bucket: str) -> str:
    """Return where browsers reach a bucket: scheme and host, for a page's policy."""
    place = urlsplit(_address(bucket))
    return f"{place.scheme}://{place.netloc}"


def form_for(
    bucket: str, fields: Mapping[str, str], conditions: Sequence[Any], seconds: int
) -> tuple[str, dict[str, str]]:
    """Return the address and the fields of a form with which a browser may post one object.

    `fields` must be posted as they are; `conditions` say what else is allowed, as S3's policies write it.
    """
    now = datetime.now(UTC)
    signed = {
        **fields,
        "x-amz-algorithm": _ALGORITHM,
        "x-amz-credential": f"{os.environ['AWS_ACCESS_KEY_ID']}/{_scope(now)}",
        "x-amz-date": _stamp(now),
        **_token("x-amz-security-token"),
    }
    # A key that ends in the file's own name is known only by its beginning.
    exact = [{name: value} for name, value in signed.items() if not value.endswith("${filename}")]
    expires = (now + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    policy = {"expiration": expires, "conditions": [{"bucket": bucket}, *exact, *conditions]}
    text = base64.b64encode(json.dumps(policy).encode())
    signature = hmac.digest(signing_key(_scope(now)), text, "sha256").hex()
    return _address(bucket), {**signed, "policy": text.decode(), "x-amz-signature": signature}


def link(bucket: str, key: str, seconds: int, **query: str) -> str:
    """Return an address that reads one object until it expires; `query` overrides headers of the answer."""
    now, place = datetime.now(UTC), urlsplit(_address(bucket))
    signed = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{os.environ['AWS_ACCESS_KEY_ID']}/{_scope(now)}",
        "X-Amz-Date": _stamp(now),
        "X-Amz-Expires": str(seconds),
        "X-Amz-SignedHeaders": "host",
        **_token("X-Amz-Security-Token"),
        **query,
    }
    path = f"{place.path}/{quote(key)}"
    asked = urlencode(sorted(signed.items()), quote_via=quote, safe="")
    request = f"GET\n{path}\n{asked}\nhost:{place.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = f"{_ALGORITHM}\n{_stamp(now)}\n{_scope(now)}\n{digest}"
    signature = hmac.digest(signing_key(_scope(now)), text.encode(), "sha256").hex()
    return f"{place.scheme}://{place.netloc}{path}?{asked}&X-Amz-Signature={signature}"


@dataclass(frozen=True, slots=True)
class Opened:
    """An object that is being read: its ETag names the bytes that lay at its key when it was opened."""

    etag: str
    pieces: Iterator[bytes]


@contextmanager
def opened(bucket: str, key: str) -> Iterator[Opened]:
    """Read one object piece by piece. Raises NotFound for none, and Unavailable, also half-way."""
    address = urlsplit(link(bucket, key, 60))
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", f"{address.path}?{address.query}")
        response = connection.getresponse()
        if response.status == 404:
            raise NotFound("object")
        if response.status != 200:
            raise Unavailable(f"S3: {response.status}")
        yield Opened((response.headers["ETag"] or "").strip('"'), _pieces(response))
    except (OSError, http.client.HTTPException) as problem:
        raise Unavailable(f"S3: {type(problem).__name__}") from problem
    finally:
        connection.close()


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := response.read(64 * 1024):
        yield piece
    # A connection that breaks off reads like an end.
    if response.length:
        raise Unavailable("S3: the answer broke off")


def _address(bucket: str) -> str:
    custom = os.environ.get("AWS_ENDPOINT_URL")
    return f"{custom}/{bucket}" if custom else f"https://{bucket}.s3.{os.environ['AWS_REGION']}.amazonaws.com"


def _stamp(at: datetime) -> str:
    return at.strftime("%Y%m%dT%H%M%SZ")


def _scope(at: datetime) -> str:
    return f"{at:%Y%m%d}/{os.environ['AWS_REGION']}/s3/aws4_request"


def _token(name: str) -> dict[str, str]:
    token = os.environ.get("AWS_SESSION_TOKEN")
    return {name: token} if token else {}
