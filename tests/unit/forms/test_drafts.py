"""A half-filled form is put aside when its writer asks for it, and taken up where it was left."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from madoguchi.forms.records.desk import Store
from madoguchi.forms.records.draft import KEPT, keep, resume
from madoguchi.forms.records.store import ApplicationStore
from madoguchi.runtime.errors import NotFound, Unavailable
from madoguchi.web.sessions import csrf_token, session_cookie
from tests.moto_cloud import Cloud, cloud, function
from tests.unit.forms.surroundings import Clock, desk_over, form

NAME = "神\ufa19 𠮷田 葛\U000e0100子"
VISITOR = "v" * 24
TYPED = {"word": [NAME], "step": ["one"]}


def test_what_was_typed_comes_back_as_it_was(store: Store):
    desk = desk_over(store)
    kept = keep(form(), TYPED, "k" * 32, "", desk)
    found = resume(form(), kept.token, desk)
    assert (found.typed, found.client_key) == (TYPED, "k" * 32)


def test_putting_it_aside_again_keeps_the_link(store: Store):
    desk = desk_over(store)
    first = keep(form(), TYPED, "k" * 32, "", desk)
    again = keep(form(), {**TYPED, "word": ["other"]}, "k" * 32, first.token, desk)
    assert again.token == first.token
    assert resume(form(), first.token, desk).typed["word"] == ["other"]


def test_a_draft_opens_its_own_form_with_its_own_link_until_its_day(store: Store):
    clock = Clock()
    desk = desk_over(store, clock)
    kept = keep(form(), TYPED, "k" * 32, "", desk)
    for token in ("", "x" * 32, "../../etc", kept.token[:-1]):
        with pytest.raises(NotFound):
            resume(form(), token, desk)
    clock.at += KEPT + timedelta(seconds=1)
    with pytest.raises(NotFound):
        resume(form(), kept.token, desk)


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def post(form_id: str, user_id: str = "", **fields: str) -> Any:
    cookies = [f"visitor={VISITOR}"]
    if user_id:
        cookies.append(session_cookie(user_id, secure=False).partition(";")[0])
    posted = {"csrf": csrf_token(VISITOR), "client_key": "k" * 32, **fields}
    return function("form_submission").handler(
        {
            "routeKey": "POST /forms/{form_id}",
            "rawPath": f"/forms/{form_id}",
            "pathParameters": {"form_id": form_id},
            "headers": {},
            "requestContext": {"domainName": "counter.example"},
            "cookies": cookies,
            "body": "&".join(f"{name}={value}" for name, value in posted.items()),
        },
        None,
    )


def get(path: str) -> Any:
    _, _, form_id, _, draft = path.split("/")
    return function("form_submission").handler(
        {
            "routeKey": "GET /forms/{form_id}/drafts/{draft}",
            "rawPath": path,
            "pathParameters": {"form_id": form_id, "draft": draft},
            "headers": {},
        },
        None,
    )


def link(body: str) -> str:
    found = re.search(r'href="https://counter.example(/forms/opinion/drafts/[A-Za-z0-9_-]{32})"', body)
    assert found
    return found[1]


def test_a_page_is_put_aside_and_taken_up_and_sent_once(here: Cloud):
    path = link(post("opinion", subject="family", message="hello", step="opinion", go="save")["body"])
    again = get(path)
    assert again["statusCode"] == 200
    assert ">\nhello</textarea>" in again["body"]
    assert 'method="post" action="/forms/opinion"' in again["body"]
    assert f'name="draft" value="{path[-32:]}"' in again["body"]
    assert f'name="client_key" value="{"k" * 32}"' in again["body"]
    fields = {"subject": "family", "message": "hello", "reply": "no", "draft": path[-32:], "step": "review"}
    sent = post("opinion", **fields, go="submit")
    assert "受け付けました" in sent["body"]
    gone = get(path)
    assert gone["statusCode"] == 404
    assert "保存した内容はありません" in gone["body"]


def test_in_line_the_link_comes_by_the_chat_too(here: Cloud):
    body = post("opinion", "U1", subject="family", step="opinion", go="save")["body"]
    assert "LINEのトークにもお送りします" in body
    (notice,) = here.notices()
    assert notice["notice"]["kind"] == "form_draft"
    assert link(body)[-32:] in notice["notice"]["params"]["draft_path"]


def test_nothing_of_a_draft_lies_open_in_the_table(here: Cloud):
    path = link(post("opinion", message="hello-there", step="opinion", go="save")["body"])
    table = str(here.items("applications_table"))
    assert "hello-there" not in table
    assert path[-32:] not in table


def test_when_it_cannot_be_kept_the_page_stays(here: Cloud):
    def broken(*_: object) -> None:
        raise Unavailable("table")

    with patch.object(ApplicationStore, "keep_draft", broken):
        answer = post("opinion", message="hello", step="opinion", go="save")
    assert answer["statusCode"] == 503
    assert ">\nhello</textarea>" in answer["body"]
    assert "保存できませんでした" in answer["body"]


def test_a_closed_form_s_draft_says_that_it_is_closed(here: Cloud):
    path = link(post("opinion", message="hello", step="opinion", go="save")["body"])
    closed = patch("madoguchi.forms.definition.policy.Policy.accepts", lambda *_: False)
    with closed:
        assert get(path)["statusCode"] == 410
