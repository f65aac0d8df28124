"""A broadcast on the phones that it reached: stopped half-way, corrected, and explained by a tap."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from local.residents import population
from local.stack import Stack
from madoguchi.runtime.content import content
from madoguchi.talk import script
from tests.browser.conftest import PHONE, See
from tests.integration.resident import Resident, control, eventually
from tests.integration.test_broadcasts import Desk, multicasts_that_fail, over
from tests.moto_cloud import content_on_path

pytestmark = [pytest.mark.browser, pytest.mark.stack]

QUEUE_SECONDS = 240
"""Longer than the queue keeps what a sender gave back: where one sender gets all chunks, some are brought again."""

NEWS, CORRECTION = "bousai_preparedness", "plan_before_the_rain"


def opened(page: Page, stack: Stack, user_id: str) -> Locator:
    """Take up a resident's phone."""
    page.goto(stack.line_url)
    page.get_by_test_id("open-resident").select_option(user_id)
    return page.get_by_test_id(f"chat-{user_id}")


def asked(chat: Locator, name: str, language: str) -> str:
    """Tap the button under a broadcast as it stands in the chat; returns what is answered."""
    piece, labels = content(f"broadcasts/texts/{name}"), content("broadcasts/frame")["why_label"]
    written = language if language in piece["title"] else "ja"
    button = chat.page.get_by_role("button", name=labels[written])
    cards = chat.get_by_test_id("message").filter(has=button)
    # Earlier tests may have sent the same; a correction is the newest of all.
    card = cards.filter(has_text=piece["title"][written]).last if name == NEWS else cards.last
    known = chat.get_by_test_id("message").count()
    card.get_by_role("button", name=labels[written]).click()
    expect(chat.get_by_test_id("message").nth(known)).to_be_visible(timeout=30_000)
    answer = chat.get_by_test_id("message").last
    expect(answer).to_contain_text(script.sentence("why_when", language), timeout=30_000)
    expect(answer).to_contain_text(piece["title"][written])
    return answer.inner_text()


def begins(sentence: str, language: str) -> str:
    """Return what a sentence of the talk says before its first blank."""
    return script.sentences()[sentence][language].partition("{")[0]


def test_each_phone_that_was_reached_is_told_why_and_what_became_of_it(
    running_stack: Stack, chromium: Browser, see: See
) -> None:
    content_on_path()
    readers = {one.language: one.user_id for one in population() if not (one.quiet or one.budget)}
    sato = Desk(running_stack, "sato")
    fault = {"endpoint": "multicast", "kind": "429", "rate": 1, "count": multicasts_that_fail()}
    control(running_stack.line_url, "faults", fault)
    at = sato.begins(NEWS, segment="全員")
    eventually(lambda: sato.sees(f"{at}/progress")["totals"]["accepted"], "accepted chunk", QUEUE_SECONDS)
    sato.does(f"{at}/cancellation", reason="日付の誤り")
    eventually(over(sato, at), "end of the cancelled broadcast", QUEUE_SECONDS)
    correction = sato.begins(CORRECTION, corrects=at[1:])
    eventually(over(sato, correction), "end of the correction", seconds=60)

    reached = 0
    for language, user_id in readers.items():
        if at[1:] not in str(Resident(running_stack.line_url, user_id).messages):
            continue
        reached += 1
        with chromium.new_context(viewport=PHONE, locale="ja-JP") as context:
            page = context.new_page()
            chat = opened(page, running_stack, user_id)
            told = asked(chat, NEWS, language)
            see(page, f"why-{language}")
            assert begins("why_everybody", language) in told
            assert begins("why_stopped", language) in told
            assert begins("why_corrected", language) in told
            assert "日付の誤り" not in told, "what staff wrote among themselves"
            corrected = asked(chat, CORRECTION, language)
            see(page, f"why-corrected-{language}")
            assert begins("why_stopped", language) not in corrected
    assert 0 < reached < len(readers)
