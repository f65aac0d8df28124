"""Requests as API Gateway hands them over, and answers as it wants them."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.runtime.errors import InvalidForm, TooLarge
from madoguchi.runtime.settings import settings
from madoguchi.web.http import MAX_BODY_BYTES, Answer, json_script, local_path, own_address, read


def event(body: str, encoded: bool = False, **more: object) -> dict[str, object]:
    return {"routeKey": "POST /", "body": body, "isBase64Encoded": encoded, **more}


@pytest.mark.parametrize("encoded", [False, True])
def test_a_form_is_read_with_repeated_and_empty_fields(encoded: bool):
    body = "a=1&a=2&b=&name=%EF%A8%99"
    found = read(event(base64.b64encode(body.encode()).decode() if encoded else body, encoded))
    assert found.form == {"a": ["1", "2"], "b": [""], "name": ["\ufa19"]}
    assert (found.posted("a"), found.posted("c")) == ("1", "")


@pytest.mark.parametrize("body", ["name=%ff", "&".join(f"a{one}=" for one in range(1001))])
def test_what_is_no_form_is_refused(body: str):
    with pytest.raises(InvalidForm):
        read(event(body))


def test_a_body_that_is_not_base64_is_refused():
    with pytest.raises(InvalidForm):
        read(event("a", encoded=True))


def test_a_giant_body_is_refused():
    with pytest.raises(TooLarge):
        read(event("a" * (MAX_BODY_BYTES * 4 // 3 + 1)))


def test_cookies_and_query_are_read():
    found = read({"routeKey": "GET /", "rawQueryString": "a=%E3%81%82&a=2", "cookies": ["x=1", " y=a=b "]})
    assert found.query == {"a": "2"}
    assert found.cookies == {"x": "1", "y": "a=b"}


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.jp",
        "//example.jp",
        "/\\example.jp",
        "forms",
        "",
        "/a\r\nset-cookie: b",
        "javascript:x",
    ],
)
def test_no_link_leads_elsewhere(elsewhere: str):
    assert local_path(elsewhere, "/") == "/"


@given(st.text())
def test_a_path_never_leaves_the_site(text: str):
    found = local_path(text, "/")
    assert found.startswith("/")
    assert not found.startswith("//")
    assert found.isprintable()


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3)))
def test_a_value_in_a_script_cannot_close_it(value: object):
    written = json_script(value)
    assert "<" not in written
    assert json.loads(written) == value


def test_every_answer_carries_the_safety_headers():
    answer = Answer(body="x", cookies=("a=1",)).to_gateway()
    assert answer["headers"]["cache-control"] == "no-store"
    assert answer["headers"]["x-content-type-options"] == "nosniff"
    assert answer["cookies"] == ["a=1"]


def test_our_own_address_is_never_what_a_browser_says(monkeypatch: pytest.MonkeyPatch):
    said = {"host": "evil.example", "origin": "https://evil.example"}
    asked = read(event("", headers=said, requestContext={"domainName": "abc.execute-api.example"}))
    for known, address in {"": "https://abc.execute-api.example", "https://a.jp": "https://a.jp"}.items():
        monkeypatch.setenv("PAGES_URL", known)
        settings.cache_clear()
        assert own_address(asked) == address
    settings.cache_clear()
