"""Calls to the staff's API as API Gateway hands them over, after its authorizer has checked the token."""

import base64
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from tests.moto_cloud import function

PREFECTURE, MAEBASHI = "100005", "10201"
CONTEXT = SimpleNamespace(
    function_name="application_desk",
    memory_limit_in_mb=1024,
    invoked_function_arn="arn:aws:lambda:ap-northeast-1:123456789012:function:application_desk",
    aws_request_id="00000000-0000-4000-8000-000000000000",
)


def claims(name: str = "sato", *groups: str) -> dict[str, str]:
    """Return the claims of an access token as the HTTP API writes them: texts, lists in brackets."""
    held = groups or (f"owner-{PREFECTURE}", "clerk", "approver", "auditor")
    return {"token_use": "access", "username": name, "cognito:groups": f"[{' '.join(held)}]"}


def event(
    method: str,
    path: str,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    by: Mapping[str, str] | None = None,
    raw_query: str = "",
) -> dict[str, Any]:
    """Return an HTTP API event (payload format 2.0)."""
    found: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "ANY /staff/applications/{proxy+}",
        "rawPath": path,
        "rawQueryString": raw_query or urlencode(query or {}),
        "headers": {"accept": "application/json", "host": "madoguchi.example.jp"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdef1234",
            "domainName": "madoguchi.example.jp",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"},
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "ANY /staff/applications/{proxy+}",
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    if query:
        found["queryStringParameters"] = {name: str(value) for name, value in query.items()}
    if by is not None:
        found["requestContext"]["authorizer"] = {"jwt": {"claims": dict(by), "scopes": None}}
    if body is not None:
        found["body"] = json.dumps(body, ensure_ascii=False)
        found["headers"]["content-type"] = "application/json"
    return found


def call(
    method: str,
    path: str,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    by: Mapping[str, str] | None = None,
    desk: str = "application_desk",
) -> tuple[int, Any]:
    """Call a desk's function; returns status and what its JSON says."""
    asked = event(method, path, query, body, claims() if by is None else by)
    answer = function(desk).handler(asked, CONTEXT)
    return answer["statusCode"], json.loads(answer["body"])


def wsgi(desk: str) -> Callable[[dict[str, Any], Any], list[bytes]]:
    """A desk's function as a WSGI application, called by who may do everything for the prefecture."""

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        found = function(desk).handler(_asked(environ), CONTEXT)
        status = found["statusCode"]
        start_response(f"{status} {HTTPStatus(status).phrase}", list(found.get("headers", {}).items()))
        content: str = found.get("body") or ""
        return [base64.b64decode(content) if found.get("isBase64Encoded") else content.encode()]

    return answer


def _asked(environ: dict[str, Any]) -> dict[str, Any]:
    path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/")
    raw_query = environ.get("QUERY_STRING", "")
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    asked = event(environ["REQUEST_METHOD"], path, by=claims(), raw_query=raw_query)
    asked["queryStringParameters"] = {
        # As API Gateway does it: repeated parameters in one text, separated by commas.
        name: ",".join(values)
        for name, values in parse_qs(raw_query, keep_blank_values=True).items()
    }
    if body:
        asked |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
        asked["headers"]["content-type"] = environ.get("CONTENT_TYPE", "")
    return asked
