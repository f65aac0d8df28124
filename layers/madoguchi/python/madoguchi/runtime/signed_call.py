"""One signed JSON call to AWS over a kept connection.

Only for the doors that residents feel: boto3 costs about 200 ms of cold start, this about 15. It speaks AWS's
JSON protocol with Signature Version 4 (docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html),
nothing else: no paging, no waiters, no other protocol.
"""

import datetime
import hashlib
import hmac
import http.client
import json
import os
import random
import threading
import time
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from madoguchi.runtime.errors import AwsRefused, Unavailable

TIMEOUT_SECONDS = 2.0
ATTEMPTS = 3
PAUSE_SECONDS = 0.05
JSON_1_1 = ("secretsmanager", "kms")
THROTTLED = ("ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded")


def call(service: str, target: str, body: dict[str, Any]) -> dict[str, Any]:
    """Call `target` (such as `AmazonSQS.SendMessageBatch`) of a service and return its JSON answer.

    Retries a lost connection, a 5xx and a throttled call, so what it calls must bear a repetition. Raises
    AwsRefused when AWS declines, Unavailable when it stays silent: nobody knows then whether it was done.
    """
    payload = json.dumps(body).encode()
    problem = Unavailable(target)
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(random.uniform(0, PAUSE_SECONDS * 2**attempt))
        try:
            status, answer = _post(service, target, payload)
        except (OSError, http.client.HTTPException) as error:
            _connection.cache_clear()
            problem = Unavailable(f"{target}: {type(error).__name__}")
            continue
        if status == 200:
            result: dict[str, Any] = json.loads(answer or b"{}")
            return result
        problem = _refused(target, status, answer)
        if status < 500 and problem.name not in THROTTLED:
            break
    raise problem


def _post(service: str, target: str, payload: bytes) -> tuple[int, bytes]:
    url = _endpoint(service)
    headers = {
        "content-type": f"application/x-amz-json-{'1.1' if service in JSON_1_1 else '1.0'}",
        "host": url.netloc,
        "x-amz-date": datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ"),
        "x-amz-target": target,
    }
    if token := os.environ.get("AWS_SESSION_TOKEN"):
        headers["x-amz-security-token"] = token
    headers["authorization"] = authorization(service, headers, payload)
    # One a thread: an answer must reach the call that asked.
    connection = _connection(url.scheme, url.netloc, threading.get_ident())
    connection.request("POST", "/", payload, headers)
    response = connection.getresponse()
    return response.status, response.read()


def authorization(service: str, headers: dict[str, str], payload: bytes) -> str:
    """Sign a POST to `/` with the credentials in the environment (Signature Version 4)."""
    region, stamp = os.environ["AWS_REGION"], headers["x-amz-date"]
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(payload).hexdigest()}"
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.digest(signing_key(scope), text.encode(), "sha256").hex()
    return (
        f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )


def signing_key(scope: str) -> bytes:
    """Derive the key of a scope, such as `20260401/ap-northeast-1/s3/aws4_request`, from the credentials."""
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _endpoint(service: str) -> Any:
    custom = os.environ.get("AWS_ENDPOINT_URL")
    return urlsplit(custom or f"https://{service}.{os.environ['AWS_REGION']}.amazonaws.com")


@cache
def _connection(scheme: str, netloc: str, _thread: int) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    return kind(netloc, timeout=TIMEOUT_SECONDS)


def _refused(target: str, status: int, answer: bytes) -> AwsRefused:
    try:
        said = json.loads(answer)
    except ValueError:
        said = {}
    # `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`
    return AwsRefused(target, status, str(said.get("__type", "")).rpartition("#")[2], said)
