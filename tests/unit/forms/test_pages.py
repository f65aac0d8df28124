"""A resident's way through the pages, as a browser without scripts takes it."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.pages import apply
from madoguchi.forms.records.desk import desk
from madoguchi.runtime.errors import AlreadyApplied, FormFull, Unavailable
from madoguchi.web.sessions import session_cookie
from tests.moto_cloud import Cloud, cloud, function

SURVEY = "/forms/magazine_survey"
ANSWERS = {"rating": "good", "articles": ["disaster", "health"], "opinion": "a\r\nb", "prize": "no"}


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


class Browser:
    """Keeps cookies, and sends back what the last page's form holds."""

    def __init__(self, *cookies: str) -> None:
        self.cookies = dict(cookie.split(";")[0].split("=", 1) for cookie in cookies)
        self.status, self.body = 0, ""

    def get(self, path: str) -> "Browser":
        return self._send("GET", path, None)

    def post(self, path: str, **typed: Any) -> "Browser":
        fields = re.findall(r'<input type="hidden" name="([\w.-]+)" value="([^"]*)"', self.body)
        sent = [(name, html.unescape(value)) for name, value in fields if name not in typed]
        return self._send("POST", path, urlencode([*sent, *typed.items()], doseq=True))

    def _send(self, method: str, path: str, body: str | None) -> "Browser":
        path, _, query = path.partition("?")
        app = function("form_submission")
        route, parameters = _route(app.ROUTES, method, path)
        event = {
            "routeKey": route,
            "rawPath": path,
            "rawQueryString": query,
            "pathParameters": parameters,
            "cookies": [f"{name}={value}" for name, value in self.cookies.items()],
            "requestContext": {"domainName": "counter.example"},
            "body": body,
        }
        answer = app.handler(event, None)
        self.cookies |= dict(cookie.split(";")[0].split("=", 1) for cookie in answer["cookies"])
        self.status, self.body = answer["statusCode"], answer["body"]
        return self

    def receipts(self) -> list[str]:
        return re.findall(r'class="receipt">(.*?)<', self.body)


def _route(routes: Iterable[str], method: str, path: str) -> tuple[str, dict[str, str]]:
    for route in sorted(routes, key=lambda one: "{" in one):
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route)
        if found := re.fullmatch(pattern, f"{method} {path}"):
            return route, found.groupdict()
    raise AssertionError(path)


def sent(browser: Browser) -> list[str]:
    browser.get(SURVEY).post(SURVEY, **ANSWERS, go="next").post(SURVEY, go="submit")
    return browser.receipts()


def opened(browser: Browser, number: str, key: str) -> Browser:
    return browser.get("/receipts").post("/receipts", number=number, key=key, go="open")


def test_a_correction_starts_from_what_was_sent_and_keeps_the_first_arrival(here: Cloud):
    browser = Browser()
    number, key = sent(browser)
    arrived = re.findall(r"受付日時：(.*?)<", browser.body)[0]
    opened(browser, number, key).post("/receipts", go="correct")
    assert re.search(r'name="rating" value="good" checked', browser.body)
    browser.post("/receipts", **{**ANSWERS, "rating": "poor"}, go="next").post("/receipts", go="submit")
    assert "直した内容を受け付けました" in browser.body
    assert "あまり良くなかった" in browser.body
    assert arrived in browser.body


def test_a_wrong_correction_is_told_beside_its_field(here: Cloud):
    browser = Browser()
    opened(browser, *sent(browser)).post("/receipts", go="correct")
    browser.post("/receipts", **{**ANSWERS, "rating": ""}, go="next")
    assert browser.status == 422
    assert 'id="f-rating-problem"' in browser.body


def test_what_the_office_asks_for_is_shown_with_its_day(here: Cloud):
    browser = Browser()
    number, key = sent(browser)
    facts = {"message": "<住所>を確かめてください", "due": "2026-12-01"}
    take_step(number.replace("-", ""), Step("correction_asked", "staff", "1", facts), desk())
    opened(browser, number, key)
    assert "&lt;住所&gt;を確かめてください" in browser.body
    assert "2026年12月1日までにお願いします" in browser.body


def test_a_withdrawal_is_asked_for_twice_and_happens_once(here: Cloud):
    browser = Browser()
    number, key = sent(browser)
    opened(browser, number, key).post("/receipts", go="withdraw")
    assert "この申請を取り下げますか" in browser.body
    asked = browser.body
    browser.post("/receipts", go="withdraw_now")
    assert "取り下げました" in browser.body
    browser.body = asked
    browser.post("/receipts", go="withdraw_now")
    assert browser.status == 200
    assert 'value="withdraw"' not in opened(browser, number, key).body


def test_after_a_decision_nothing_can_be_corrected(here: Cloud):
    browser = Browser()
    number, key = sent(browser)
    take_step(number.replace("-", ""), Step("decided", "staff", "1", {"outcome": "accepted"}), desk())
    assert "結果が出ました (承認)" in opened(browser, number, key).body
    browser.post("/receipts", go="correct")
    assert browser.status == 409
    assert "この操作はできません" in browser.body


def test_that_the_office_has_read_it_is_no_news(here: Cloud):
    browser = Browser()
    number, key = sent(browser)
    take_step(number.replace("-", ""), Step("read", "staff", "1"), desk())
    assert opened(browser, number, key).body.count('<li><span class="soft">') == 1


def test_a_signed_in_resident_finds_their_own_and_is_told_in_the_chat(here: Cloud):
    browser = Browser(session_cookie("U1", secure=True))
    number, _ = sent(browser)
    (notice,) = here.notices()
    assert notice["notice"]["params"]["receipt"] == number
    browser.get("/receipts").post("/receipts", go="open")
    assert "LINEで送ったもの" not in browser.body
    browser.get("/receipts")
    assert "LINEで送ったもの" in browser.body
    browser.post("/receipts", number=number.replace("-", ""), key="", go="open")
    assert browser.status == 200
    assert "申請の状況" in browser.body


def test_a_stranger_who_is_signed_in_finds_nothing_of_others(here: Cloud):
    number, _ = sent(Browser(session_cookie("U1", secure=True)))
    stranger = Browser(session_cookie("U2", secure=True))
    opened(stranger, number, "")
    assert stranger.status == 404
    assert "LINEで送ったもの" not in stranger.body


def test_a_store_that_is_silent_leaves_the_page_with_all_that_was_typed(
    here: Cloud, monkeypatch: pytest.MonkeyPatch
):
    browser = Browser()
    browser.get(SURVEY).post(SURVEY, **ANSWERS, go="next")

    def silent(*_: object) -> None:
        raise Unavailable("silent")

    with monkeypatch.context() as patched:
        patched.setattr(apply, "submit", silent)
        browser.post(SURVEY, go="submit")
    assert browser.status == 503
    assert "二重にはなりません" in browser.body
    assert len(browser.post(SURVEY, go="submit").receipts()) == 2


def test_a_form_that_has_closed_says_when_it_was_open(here: Cloud, monkeypatch: pytest.MonkeyPatch):
    browser = Browser().get(SURVEY)
    monkeypatch.setattr("madoguchi.forms.definition.model.Policy.accepts", lambda *_: False)
    for step in (browser.post(SURVEY, **ANSWERS, go="next"), browser.get(SURVEY)):
        assert step.status == 410
        assert "2030年3月31日まで" in step.body
    assert "今、受け付けているものはありません" in browser.get("/forms").body


@pytest.mark.parametrize(
    ("refusal", "sentence"), [(AlreadyApplied("f"), "お一人1回までです"), (FormFull("f"), "定員に達したため")]
)
def test_a_refused_application_leaves_the_page_as_it_was(
    here: Cloud, monkeypatch: pytest.MonkeyPatch, refusal: Exception, sentence: str
):
    browser = Browser().get(SURVEY).post(SURVEY, **ANSWERS, go="next")

    def refuse(*_: object) -> None:
        raise refusal

    monkeypatch.setattr(apply, "submit", refuse)
    browser.post(SURVEY, go="submit")
    assert browser.status == 409
    assert sentence in browser.body
    assert 'name="rating" value="good"' in browser.body
