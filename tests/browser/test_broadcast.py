"""A broadcast on the phones that it reached: stopped half-way, corrected, and explained by a tap."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from local.stack import Stack
from madoguchi.runtime.content import content
from madoguchi.talk import script
from tests.browser.conftest import PHONE, See
from tests.integration.desk import CORRECTION, NEWS, Desk, readers_of_each_language, stopped_half_way

pytestmark = [pytest.mark.browser, pytest.mark.stack]

REACHED = ("ja", "en")
ANSWER_MS = 30_000
"""The function that answers may have to start first, beside other tests."""


def opened(page: Page, stack: Stack, user_id: str) -> Locator:
    """Take up a resident's phone."""
    page.goto(stack.line_url)
    page.get_by_test_id("open-resident").select_option(user_id)
    return page.get_by_test_id(f"chat-{user_id}")


def asked(chat: Locator, name: str, language: str) -> str:
    """Tap the button under the newest broadcast of this name in the chat; returns what is answered."""
    title = content(f"broadcasts/texts/{name}")["title"][language]
    button = chat.page.get_by_role("button", name=content("broadcasts/frame")["why_label"][language])
    messages = chat.get_by_test_id("message")
    card = messages.filter(has=button).filter(has_text=title).last
    expect(card).to_be_visible()
    known = messages.count()
    card.get_by_test_id("flex-button").last.click()
    # What the tap says, and what is answered.
    expect(messages).to_have_count(known + 2, timeout=ANSWER_MS)
    answer = messages.last
    expect(answer).to_contain_text(script.sentence("why_when", language))
    expect(answer).to_contain_text(title)
    return answer.inner_text()


def begins(sentence: str, language: str) -> str:
    """Return what a sentence of the talk says before its first blank."""
    return script.sentences()[sentence][language].partition("{")[0]


def test_each_phone_that_was_reached_is_told_why_and_what_became_of_it(
    running_stack: Stack, chromium: Browser, see: See
) -> None:
    readers = readers_of_each_language(running_stack)
    sato, ito = Desk(running_stack, "sato"), Desk(running_stack, "ito")
    at, _ = stopped_half_way(sato, ito, readers, REACHED, "日付の誤り")
    for language in REACHED:
        with chromium.new_context(viewport=PHONE, locale="ja-JP") as context:
            page = context.new_page()
            chat = opened(page, running_stack, readers[language].user_id)
            told = asked(chat, NEWS, language)
            see(page, f"why-{language}")
            assert begins("why_everybody", language) in told
            assert begins("why_stopped", language) in told
            assert begins("why_corrected", language) in told
            assert "日付の誤り" not in told, "what staff wrote among themselves"
            corrected = asked(chat, CORRECTION, language)
            see(page, f"why-corrected-{language}")
            assert begins("why_stopped", language) not in corrected

    for language, one in readers.items():
        is_reached = language in REACHED
        assert len(one.messages[one.read :]) == (4 if is_reached else 0)
        assert ito.explains(at, one)["fate"] == ("accepted" if is_reached else "cancelled")
