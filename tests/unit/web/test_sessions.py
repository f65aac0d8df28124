"""Sessions and tokens: nobody makes one, nobody uses another's, and an old one is worth nothing."""

import time
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.web import sessions
from madoguchi.web.http import Request
from madoguchi.web.sessions import (
    LIFETIME_SECONDS,
    csrf_token,
    from_our_page,
    session_cookie,
    signed_in,
    visitor,
)


@pytest.fixture(autouse=True)
def key() -> Iterator[None]:
    with patch.object(sessions, "secret", lambda _name: "a key of tests"):
        yield


def with_session(cookie: str) -> Request:
    return Request("GET /", cookies={"session": cookie.split(";")[0].partition("=")[2]})


def test_a_session_names_its_resident():
    assert signed_in(with_session(session_cookie("U1", secure=True))) == "U1"


def test_a_session_ends():
    cookie = session_cookie("U1", secure=True)
    with patch.object(time, "time", lambda: time.time_ns() / 1e9 + LIFETIME_SECONDS + 1):
        assert signed_in(with_session(cookie)) is None


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_makes_up_a_session(text: str):
    assert signed_in(Request("GET /", cookies={"session": text})) is None


def test_a_changed_or_foreign_session_is_none():
    whole = session_cookie("U1", secure=True).split(";")[0].partition("=")[2]
    payload, signature = whole.split(".")
    other = session_cookie("U2", secure=True).split(";")[0].partition("=")[2].split(".")[0]
    for made_up in (f"{other}.{signature}", f"{payload}.", payload, f"{payload}.{signature[:-1]}"):
        assert signed_in(Request("GET /", cookies={"session": made_up})) is None
    with patch.object(sessions, "secret", lambda _name: "another key"):
        assert signed_in(Request("GET /", cookies={"session": whole})) is None


def test_no_script_and_no_plain_connection_sees_a_session():
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(session_cookie("U1", secure=True).split("; "))


def test_a_post_from_our_page_is_known_by_its_browser():
    name = visitor(Request("GET /"))
    ours = Request("POST /", cookies={"visitor": name}, form={"csrf": [csrf_token(name)]})
    assert from_our_page(ours)
    for token, cookie in ((csrf_token(name), "another"), ("", name), (csrf_token(""), ""), ("あ", name)):
        assert not from_our_page(Request("POST /", cookies={"visitor": cookie}, form={"csrf": [token]}))


@pytest.mark.parametrize(
    ("site", "ours"), [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False)]
)
def test_a_neighbouring_site_that_planted_its_own_cookie_is_found_out_by_what_the_browser_says(
    site: str, ours: bool
):
    name = visitor(Request("GET /"))
    form = {"csrf": [csrf_token(name)]}
    post = Request("POST /", cookies={"visitor": name}, headers={"sec-fetch-site": site}, form=form)
    assert from_our_page(post) == ours


def test_a_browser_keeps_its_name():
    name = visitor(Request("GET /"))
    assert visitor(Request("GET /", cookies={"visitor": name})) == name
    assert visitor(Request("GET /", cookies={"visitor": "short"})) != "short"
