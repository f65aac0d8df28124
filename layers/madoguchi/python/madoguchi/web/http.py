"""HTTP as API Gateway's HTTP API hands it over (payload format 2.0), read once into a plain request."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote

from madoguchi.runtime.errors import InvalidForm, TooLarge
from madoguchi.runtime.settings import settings

MAX_BODY_BYTES = 256 * 1024
MAX_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `form` keeps repeated fields; every text is as the browser sent it.

    `domain` is ours as API Gateway knows it; the headers `host` and `origin` are only what a browser says.
    """

    route: str
    path: str = "/"
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, list[str]] = field(default_factory=dict)
    domain: str = ""

    def posted(self, name: str) -> str:
        """Return one posted field, empty when it is not there."""
        return (self.form.get(name) or [""])[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `cookies` are whole Set-Cookie values; `file` is sent instead of a `body` of text."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    file: bytes = b""

    def to_gateway(self) -> dict[str, Any]:
        """Write the answer as the HTTP API wants it."""
        headers = {
            "content-type": "text/html; charset=utf-8",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "strict-transport-security": "max-age=31536000",
            **self.headers,
        }
        return {
            "statusCode": self.status,
            "headers": headers,
            "cookies": list(self.cookies),
            "body": base64.b64encode(self.file).decode() if self.file else self.body,
            "isBase64Encoded": bool(self.file),
        }


def read(event: Mapping[str, Any]) -> Request:
    """Read an HTTP API event.

    Raises TooLarge for a body beyond 256 KiB, InvalidForm for a post that is not a form in UTF-8 or has more
    than MAX_FIELDS fields.
    """
    headers = event.get("headers") or {}
    return Request(
        route=event["routeKey"],
        path=event.get("rawPath", "/"),
        parameters=event.get("pathParameters") or {},
        query={name: values[-1] for name, values in parse_qs(event.get("rawQueryString", "")).items()},
        # API Gateway takes cookies out of the headers; the local emulator leaves them there.
        cookies=_cookies(event.get("cookies") or headers.get("cookie", "").split(";")),
        headers=headers,
        form=_form(event),
        domain=event.get("requestContext", {}).get("domainName", ""),
    )


def pdf_file(content: bytes, name: str) -> Answer:
    """Show a PDF in the browser; `name` (ASCII) is what it is called when it is kept."""
    headers = {"content-type": "application/pdf", "content-disposition": f'inline; filename="{name}"'}
    return Answer(headers=headers, file=content)


def redirect(path: str, cookies: tuple[str, ...] = ()) -> Answer:
    """Send the browser to another page with a GET."""
    return Answer(303, headers={"location": path}, cookies=cookies)


@dataclass(frozen=True)
class PagesSettings:
    """Where our pages are; empty: at the domain that API Gateway gave them."""

    pages_url: str = ""


def own_address(request: Request) -> str:
    """Return where our pages are, such as `https://counter.example.jp`, whatever a browser says of it."""
    found: PagesSettings = settings(PagesSettings)
    proto = request.headers.get("x-forwarded-proto", "https")
    return found.pages_url or f"{proto}://{request.domain}"


def local_path(text: str, otherwise: str) -> str:
    """Return `text` when it is a path of ours, so that no link of ours leads a resident elsewhere."""
    if text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable():
        return quote(text, safe="/?&=%#-_.~")
    return otherwise


def json_script(value: Any) -> str:
    """Write a value for a script element: nothing in it can close the element."""
    return json.dumps(value).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def _cookies(lines: Any) -> dict[str, str]:
    pairs = (line.strip().partition("=") for line in lines)
    return {name: value for name, _, value in pairs if name}


def _form(event: Mapping[str, Any]) -> dict[str, list[str]]:
    body = event.get("body") or ""
    if len(body) > MAX_BODY_BYTES * 4 // 3:
        raise TooLarge("form")
    try:
        text = base64.b64decode(body).decode() if event.get("isBase64Encoded") else body
        return parse_qs(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as error:
        raise InvalidForm("not a form in UTF-8") from error
