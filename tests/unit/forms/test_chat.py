"""A form begun in the chat goes on on its page, and back."""

import time
from collections.abc import Iterator

import pytest

from madoguchi.forms.filing.submit import person
from madoguchi.forms.records.desk import desk
from madoguchi.talk import store
from madoguchi.talk.model import LIMIT_MS, State
from madoguchi.talk.record import Record
from madoguchi.web.sessions import session_cookie
from tests.moto_cloud import Cloud, cloud
from tests.unit.forms.test_pages import Browser

KEY = "k" * 32
FROM_CHAT = "/forms/opinion?from=chat"


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def answered_in_chat(minutes_ago: int = 0, **answers: str) -> Browser:
    at = time.time_ns() // 1_000_000 - minutes_ago * 60_000
    state = State("name", answers, touched_at=at, flow="forms/opinion", key=KEY)
    store.save(Record("U1", state))
    return Browser(session_cookie("U1", secure=True))


def test_the_page_opens_at_the_first_question_that_is_left_with_all_answers(here: Cloud):
    page = answered_in_chat(subject="roads", message="橋が古い", reply="yes").get(FROM_CHAT)
    assert "お名前" in page.body
    assert "トークで答えた分は" in page.body
    page.post("/forms/opinion", name="群馬 花子", email="a@example.jp", go="next")
    assert "橋が古い" in page.body
    page.post("/forms/opinion", go="submit")
    assert len(page.receipts()) == 2
    (filed,) = desk().store.of_person(person("U1"))
    assert filed.form_id == "opinion"


def test_a_page_taken_over_from_the_chat_offers_to_say_who_answers_for_somebody_else(here: Cloud):
    page = answered_in_chat(subject="roads", message="橋が古い", reply="yes").get(FROM_CHAT)
    page.post("/forms/opinion", go="proxy")
    page.post("/forms/opinion", proxy_relation="family", proxy_name="群馬 一郎", go="proxy_done")
    assert 'value="chat"' not in page.body
    page.post("/forms/opinion", name="群馬 花子", email="a@example.jp", go="next")
    page.post("/forms/opinion", go="submit")
    assert "群馬 一郎" in page.body
    (filed,) = desk().store.of_person(person("U1"))
    dossier = desk().store.dossier(filed.number)
    assert dossier
    assert (dossier.entries[0].by, dossier.answered().answers["message"]) == ("proxy", "橋が古い")


def test_the_same_form_sent_from_the_chat_as_well_is_one_application(here: Cloud):
    page = answered_in_chat(subject="roads", message="橋が古い", reply="no").get(FROM_CHAT)
    page.post("/forms/opinion", go="submit")
    again = answered_in_chat_again().get(FROM_CHAT)
    again.post("/forms/opinion", go="submit")
    assert len(desk().store.of_person(person("U1"))) == 1


def answered_in_chat_again() -> Browser:
    return Browser(session_cookie("U1", secure=True))


def test_what_was_left_too_long_ago_is_not_taken_over(here: Cloud):
    page = answered_in_chat(LIMIT_MS // 60_000 + 1, subject="roads", message="橋が古い").get(FROM_CHAT)
    assert page.status == 200
    assert "橋が古い" not in page.body


def test_a_stranger_is_asked_to_sign_in_and_sees_nothing(here: Cloud):
    answered_in_chat(subject="roads", message="橋が古い")
    page = Browser().get(FROM_CHAT)
    assert page.status == 303
    assert "橋が古い" not in page.body


def test_the_page_brings_its_answers_back_into_the_chat(here: Cloud):
    page = answered_in_chat(subject="roads").get(FROM_CHAT)
    assert 'value="chat"' in page.body
    page.post("/forms/opinion", subject="roads", message="橋が古い", go="chat")
    assert "トークに続きを送りました" in page.body
    (event,) = here.notices()
    assert event["take_back"]["typed"] == {"subject": ["roads"], "message": ["橋が古い"]}
    assert event["take_back"]["key"] == KEY


def test_a_page_that_knows_a_name_is_not_brought_into_the_chat(here: Cloud):
    page = answered_in_chat(subject="roads", message="橋が古い", reply="yes").get(FROM_CHAT)
    assert 'value="chat"' not in page.body
    page.post("/forms/opinion", name="群馬 花子", email="a@example.jp", go="next")
    assert 'value="chat"' not in page.body


def test_a_visitor_is_not_offered_the_chat(here: Cloud):
    assert 'value="chat"' not in Browser().get("/forms/opinion").body
