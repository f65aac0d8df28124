"""Whatever a stranger sends to the pages of applications, somebody reads a sentence and nothing fails."""

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.web.sessions import csrf_token
from tests.moto_cloud import cloud, function

VISITOR = "v" * 24
FIELDS = [
    "step",
    "go",
    "view",
    "switch",
    "client_key",
    "draft",
    "number",
    "key",
    "rating",
    "prize",
    "name",
    "consent",
]
VALUES = [
    *(
        "review",
        "next",
        "submit",
        "back",
        "save",
        "edit:entry",
        "open",
        "correct",
        "withdraw",
        "withdraw_now",
    ),
    *("language:en", "size:x", "good", "yes", "A" * 32, "2345-6789", "\ufa19", "\x00", "<script>"),
]

forms = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(VALUES) | st.text(max_size=20), max_size=8)
# Signing in asks LINE, and there is no LINE at this level.
routes = st.sampled_from([one for one in function("form_submission").ROUTES if one != "POST /forms/enter"])


@pytest.fixture(scope="module", autouse=True)
def here() -> Iterator[None]:
    with cloud():
        yield


def send(event: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = function("form_submission").handler(event, None)
    return found


@given(routes, forms, st.booleans(), st.sampled_from(["magazine_survey", "opinion", "../web/texts", ""]))
@settings(deadline=None, max_examples=60)
def test_no_form_of_a_stranger_fails(route: str, form: dict[str, str], ours: bool, form_id: str):
    cookies = [f"visitor={VISITOR}"] if ours else []
    body = urlencode({**form, **({"csrf": csrf_token(VISITOR)} if ours else {})}, errors="replace")
    event = {
        "routeKey": route,
        "cookies": cookies,
        "body": body,
        "pathParameters": {"form_id": form_id, "draft": form.get("name", "x")},
    }
    answer = send(event)
    assert answer["statusCode"] < 500
    assert "<script>" not in answer["body"] or route == "GET /forms/enter"


@given(routes, st.binary(max_size=200), st.text(max_size=40), st.lists(st.text(max_size=40), max_size=3))
@settings(deadline=None, max_examples=60)
def test_no_bytes_of_a_stranger_fail(route: str, body: bytes, query: str, cookies: list[str]):
    event = {
        "routeKey": route,
        "rawPath": query,
        "rawQueryString": query,
        "cookies": cookies,
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
        "pathParameters": {"form_id": "magazine_survey", "draft": query},
    }
    assert send(event)["statusCode"] < 500
