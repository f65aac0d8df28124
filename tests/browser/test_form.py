"""A resident answers the survey on a phone: every language and size, without scripts, without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import See
from tests.browser.look import NARROW, look_in_every_language

pytestmark = pytest.mark.browser

NAME = "神\ufa19 𠮷田 葛\U000e0100子 Maximiliana-Alexandrovna de la Cruz"
SURVEY = "/forms/magazine_survey"


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f'[name="{name}"][value="{value}"]').check()


def go(page: Page, value: str) -> None:
    page.locator(f'main [name="go"][value="{value}"]').click()


def answer_opinion(page: Page, prize: str = "yes") -> None:
    choose(page, "rating", "good")
    choose(page, "articles", "disaster")
    page.fill('[name="opinion"]', "読みやすい。\n<b>毎月</b>楽しみです & \"引用\" 'も'")
    choose(page, "prize", prize)


def answer_entry(page: Page) -> None:
    for name, value in {
        "answer": "からっかぜ",
        "name": NAME,
        "kana": "かみ よしだ",
        "postal_code": "３７１８５７０",
        "address": "群馬県前橋市大手町一丁目1-1",
        "phone": "027-223-1111",
    }.items():
        page.fill(f'[name="{name}"]', value)
    choose(page, "consent", "yes")


def receipt_of(page: Page) -> list[str]:
    return page.locator(".receipt").all_inner_texts()


def test_the_survey_works_without_scripts_and_gives_one_receipt(
    phone_without_scripts: Page, forms_url: str
) -> None:
    page = phone_without_scripts
    page.goto(f"{forms_url}/")
    page.click('a[href="/forms"]')
    page.click(f'a[href="{SURVEY}"]')
    answer_opinion(page)
    go(page, "next")
    answer_entry(page)
    go(page, "next")
    expect(page.locator("h1")).to_have_text("内容の確認")
    expect(page.locator("main")).to_contain_text(NAME)
    expect(page.locator("main")).to_contain_text("<b>毎月</b>楽しみです & \"引用\" 'も'")
    go(page, "submit")
    number, key = receipt_of(page)
    assert re.fullmatch(r"(\w{5}-){2}\w{5}", number)
    page.reload()
    assert receipt_of(page) == [number, key]

    page.goto(f"{forms_url}/receipts")
    page.fill("#number", number.lower().replace("-", " "))
    page.fill("#key", key)
    go(page, "open")
    assert NAME in page.locator("dd").all_inner_texts()


def test_axe_finds_nothing_from_the_first_page_to_the_last(phone: Page, forms_url: str, see: See) -> None:
    phone.set_viewport_size(NARROW)
    phone.goto(f"{forms_url}/")
    look_in_every_language(phone)
    see(phone, "form-0-home")
    phone.goto(f"{forms_url}/forms")
    look_in_every_language(phone)
    see(phone, "form-1-list")
    phone.goto(f"{forms_url}{SURVEY}")
    answer_opinion(phone)
    go(phone, "next")
    answer_entry(phone)
    go(phone, "next")
    go(phone, "submit")
    see(phone, "form-2-receipt")
    number, key = receipt_of(phone)
    phone.goto(f"{forms_url}/receipts")
    look_in_every_language(phone)
    see(phone, "form-3-lookup")
    phone.fill("#number", number)
    phone.fill("#key", "wrong")
    look_in_every_language(phone, lambda: go(phone, "open"))
    see(phone, "form-4-not-found")
    phone.fill("#key", key)
    go(phone, "open")
    look_in_every_language(phone)
    see(phone, "form-5-application")
    go(phone, "correct")
    look_in_every_language(phone)
    see(phone, "form-6-correct")
    go(phone, "next")
    go(phone, "next")
    look_in_every_language(phone)
    see(phone, "form-7-correct-review")
    go(phone, "submit")
    look_in_every_language(phone)
    see(phone, "form-8-corrected")
    go(phone, "withdraw")
    look_in_every_language(phone)
    see(phone, "form-9-withdraw")
    go(phone, "withdraw_now")
    look_in_every_language(phone)
    see(phone, "form-10-withdrawn")


def test_switching_language_or_size_keeps_what_was_typed(phone: Page, forms_url: str) -> None:
    phone.goto(f"{forms_url}{SURVEY}")
    answer_opinion(phone)
    go(phone, "next")
    phone.fill('[name="name"]', NAME)
    phone.get_by_role("button", name="English").click()
    expect(phone.locator("h1")).to_have_text("Crossword answer and address")
    expect(phone.locator('[name="name"]')).to_have_value(NAME)
    phone.get_by_role("button", name="Largest text").click()
    expect(phone.locator("html")).to_have_class("size-largest")
    expect(phone.locator('[name="name"]')).to_have_value(NAME)
    go(phone, "back")
    expect(phone.locator('[name="rating"][value="good"]')).to_be_checked()


def test_the_receipt_stays_when_the_language_is_switched(phone: Page, forms_url: str) -> None:
    phone.goto(f"{forms_url}{SURVEY}")
    answer_opinion(phone, prize="no")
    go(phone, "next")
    go(phone, "submit")
    before = receipt_of(phone)
    phone.get_by_role("button", name="English").click()
    expect(phone.locator("h1")).to_contain_text("We have received it")
    assert receipt_of(phone) == before


def test_going_back_after_sending_and_sending_other_answers_is_said_honestly(
    phone: Page, forms_url: str
) -> None:
    phone.goto(f"{forms_url}{SURVEY}")
    answer_opinion(phone, prize="no")
    go(phone, "next")
    review = phone.content()
    go(phone, "submit")
    before = receipt_of(phone)
    phone.set_content(
        review.replace('value="good"', 'value="poor"').replace("<head>", f'<head><base href="{forms_url}">')
    )
    go(phone, "submit")
    assert receipt_of(phone) == before
    expect(phone.get_by_role("alert")).to_contain_text("その後に変えた内容は送られていません")


def test_a_keyboard_is_enough_and_enter_goes_on(phone: Page, forms_url: str) -> None:
    phone.goto(f"{forms_url}{SURVEY}")
    answer_opinion(phone)
    phone.locator('[name="rating"][value="good"]').press("Enter")
    expect(phone.locator("h1")).to_have_text("クロスワードの答えと送り先")
    phone.locator('[name="answer"]').press("Enter")
    expect(phone.locator("#problems")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.locator("#f-answer")).to_be_focused()


def test_everything_can_be_reached_with_the_tab_key(phone: Page, forms_url: str) -> None:
    phone.goto(f"{forms_url}{SURVEY}")
    reached = []
    for _ in range(40):
        phone.keyboard.press("Tab")
        reached.append(phone.evaluate("document.activeElement.name || document.activeElement.className"))
    assert {"skip", "switch", "rating", "articles", "opinion", "age", "prize", "go"} <= set(reached)
    assert "default" not in reached
