"""The edge of every page: whatever goes wrong, a person reads a sentence and the log stays clean."""

from collections.abc import Iterator

import pytest

from madoguchi.runtime.errors import Closed, Refusal, Unavailable
from madoguchi.web.door import serve
from madoguchi.web.http import Answer, Request
from tests.moto_cloud import cloud


@pytest.fixture(autouse=True, scope="module")
def here() -> Iterator[None]:
    with cloud():
        yield


class Unheard(Refusal):
    """A refusal without a sentence."""

    code = "unheard_of"
    status = 418


def raising(error: Exception):
    def operation(_request: Request) -> Answer:
        raise error

    return {"GET /": operation}


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (Closed("x"), 410, "受付期間ではありません"),
        (Unavailable("x"), 503, "ただいま混み合っています"),
        (Unheard("x"), 418, "お受けできませんでした"),
        (ZeroDivisionError("x"), 500, "こちらの不具合です"),
    ],
)
def test_every_failure_is_told_in_a_sentence(error: Exception, status: int, sentence: str):
    found = serve({"routeKey": "GET /", "rawPath": "/"}, raising(error))
    assert found["statusCode"] == status
    assert sentence in found["body"]
    assert "Traceback" not in found["body"]


def test_an_unknown_route_is_not_found():
    assert serve({"routeKey": "GET /elsewhere"}, {})["statusCode"] == 404


def test_a_failure_is_told_in_the_readers_language():
    found = serve({"routeKey": "GET /", "cookies": ["lang=en"]}, raising(Closed("x")))
    assert "This is not open now." in found["body"]
    assert found["headers"]["content-language"] == "en"


def test_a_path_of_a_stranger_stays_text():
    found = serve({"routeKey": "GET /", "rawPath": '/"><script>alert(1)</script>'}, raising(Closed("x")))
    assert "<script>alert" not in found["body"]


def test_without_its_secret_a_page_still_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch):
    def silent(_name: str) -> str:
        raise Unavailable("secret")

    monkeypatch.setattr("madoguchi.web.sessions.secret", silent)
    found = serve({"routeKey": "GET /", "cookies": ["lang=en"]}, raising(Unavailable("x")))
    assert found["statusCode"] == 503
    assert "We are busy." in found["body"]


def test_a_cookie_of_a_stranger_breaks_nothing():
    found = serve({"routeKey": "GET /", "cookies": ["session=0.\x80", "visitor=\x80", "lang=\x80"]}, {})
    assert found["statusCode"] == 404


def test_the_log_says_where_a_bug_is_and_nothing_that_was_typed(caplog: pytest.LogCaptureFixture):
    def operation(_request: Request) -> Answer:
        raise KeyError("大手町一丁目")

    assert serve({"routeKey": "GET /", "rawPath": "/"}, {"GET /": operation})["statusCode"] == 500
    (written,) = [vars(one) for one in caplog.records]
    assert (written["error"], written["route"]) == ("KeyError", "GET /")
    assert written["calls"][-1].startswith("operation:")
    assert "大手町" not in f"{written} {caplog.text}"
