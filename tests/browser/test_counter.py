"""The counter in the chat, in Chromium: the phone, the real doors and rooms behind it, a cloud in memory."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import boto3
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from local.line_emulator.app import create_app
from local.line_emulator.serving import Serving
from local.line_emulator.settings import Settings
from madoguchi.talk.handle_batch import handle_batch
from madoguchi.talk.surroundings import surroundings
from tests.browser.conftest import ARTEFACTS
from tests.browser.served import served
from tests.browser.test_phone import free_port, port_of, start
from tests.moto_cloud import Cloud, cloud, function

pytestmark = pytest.mark.browser

NUMBERS = count(1)


@dataclass
class Counter:
    """A counter with a phone: `line` is LINE's address, `cloud` what is kept."""

    line: str
    cloud: Cloud


@pytest.fixture(scope="module")
def counter() -> Iterator[Counter]:
    line = f"http://localhost:{free_port()}"
    with cloud() as running, pytest.MonkeyPatch.context() as patched:
        patched.setitem(os.environ, "LINE_API_URL", line)
        patched.setitem(os.environ, "LIFF_URL", f"{line}/liff/{Settings().liff_id}")
        patched.setitem(os.environ, "LIFF_SDK_URL", f"{line}/liff/edge/2/sdk.js")
        door, forms = function("line_webhook"), function("form_submission")

        def webhook(event: dict[str, Any], context: object) -> dict[str, Any]:
            answer: dict[str, Any] = door.handler(event, context)
            drain(running)
            return {"headers": {}, "cookies": [], "isBase64Encoded": False, **answer}

        def forms_and_chat(event: dict[str, Any], context: object) -> dict[str, Any]:
            answer: dict[str, Any] = forms.handler(event, context)
            drain(running)
            return answer

        handlers = {"POST /line/webhook": webhook, **dict.fromkeys(forms.ROUTES, forms_and_chat)}
        with served(handlers) as url:
            settings = Settings(f"{url}/line/webhook", url, bot_name="窓口")
            emulator, thread = start(Serving(create_app(settings), host="127.0.0.1", port=port_of(line)))
            yield Counter(line, running)
            emulator.should_exit = True
            thread.join()


def drain(running: Cloud) -> None:
    """Hand the queue to the conversation, as Lambda does."""
    sqs = boto3.client("sqs")
    while found := sqs.receive_message(
        QueueUrl=running.queue_url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
    ).get("Messages"):
        records = [
            {
                "messageId": one["MessageId"],
                "body": one["Body"],
                "attributes": {"MessageGroupId": one["Attributes"]["MessageGroupId"]},
            }
            for one in found
        ]
        failed = handle_batch(records, surroundings(), lambda: 10_000)
        assert failed == []
        for one in found:
            sqs.delete_message(QueueUrl=running.queue_url, ReceiptHandle=one["ReceiptHandle"])


@pytest.fixture
def chat(phone: Page, counter: Counter) -> Locator:
    """The chat of a new friend, who is registered and has the whole screen of a phone."""
    name = f"花子 {next(NUMBERS)}"
    phone.goto(counter.line)
    phone.get_by_test_id("resident-name").fill(name)
    phone.get_by_test_id("add-resident").click()
    opened = phone.get_by_role("region", name=f"{name}さんの電話")
    opened.wait_for()
    expect(opened.get_by_test_id("message")).to_have_count(2)
    for words in ("前橋", "防災", "これで決定", "日本語"):
        say(opened, words)
    return opened


def say(chat: Locator, words: str) -> None:
    shown = chat.get_by_test_id("message").count()
    chat.get_by_test_id("composer").fill(words)
    chat.get_by_test_id("send").click()
    expect(chat.get_by_test_id("message").nth(shown + 1)).to_be_visible()


def tap(chat: Locator, label: str) -> None:
    shown = chat.get_by_test_id("message").count()
    chat.get_by_test_id("quick-reply").get_by_text(label, exact=True).or_(
        chat.get_by_test_id("quick-reply").filter(has_text=label)
    ).first.click()
    expect(chat.get_by_test_id("message").nth(shown + 1)).to_be_visible()


def last(chat: Locator) -> Locator:
    return chat.get_by_test_id("message").last


def picture(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")
    assert Axe().run(page).violations_count == 0


def stored(counter: Counter) -> str:
    tables = ("residents_table", "drills_table", "applications_table")
    return json.dumps([counter.cloud.items(table) for table in tables], default=str)


def test_a_form_is_filled_in_and_sent_in_the_chat(phone: Page, chat: Locator, counter: Counter):
    say(chat, "申請")
    chat.get_by_role("button", name="県政へのご意見・ご提案").click()
    expect(last(chat)).to_contain_text("何についてのご意見ですか")
    picture(phone, "chat-form-question")
    tap(chat, "防災・安全")
    say(chat, "避難所にベッドを増やしてください")
    tap(chat, "希望しない")
    expect(last(chat)).to_contain_text("送る前の確認")
    picture(phone, "chat-form-review")
    tap(chat, "送信する")
    expect(last(chat)).to_contain_text("受付番号")
    picture(phone, "chat-form-receipt")
    assert "APPLICATION#" in stored(counter)


def test_the_chat_hands_over_to_the_page_and_back_with_nothing_typed_twice(
    phone: Page, chat: Locator, counter: Counter
):
    say(chat, "申請")
    chat.get_by_role("button", name="県政へのご意見・ご提案").click()
    expect(last(chat)).to_contain_text("何についてのご意見ですか")
    tap(chat, "道路・河川")
    with phone.context.expect_page() as opened:
        chat.get_by_test_id("quick-reply").filter(has_text="ページで続ける").click()
    page = opened.value
    expect(page.get_by_text("トークで答えた分は、もう入っています")).to_be_visible()
    expect(page.get_by_label("道路・河川")).to_be_checked()
    page.get_by_label("内容").fill("橋の手すりが古いです")
    page.screenshot(path=ARTEFACTS / "page-from-chat.png", full_page=True)
    page.get_by_role("button", name="LINEのトークで続ける").click()
    expect(page.get_by_role("heading", name="トークに続きを送りました")).to_be_visible()
    expect(last(chat)).to_contain_text("返事を希望しますか")
    tap(chat, "希望しない")
    expect(last(chat)).to_contain_text("橋の手すりが古いです")


def test_everything_that_is_kept_is_shown_exported_and_deleted(phone: Page, chat: Locator, counter: Counter):
    user_id = str(chat.get_attribute("data-testid")).removeprefix("chat-")
    say(chat, "わたしの情報")
    expect(last(chat)).to_contain_text("前橋市")
    expect(last(chat)).to_contain_text("保存する期間")
    picture(phone, "chat-my-information")
    chat.get_by_role("button", name="書き出す").last.click()
    expect(last(chat)).to_contain_text("長押しでコピー")
    chat.get_by_role("button", name="データを消す").last.click()
    expect(last(chat)).to_contain_text("よろしいですか")
    picture(phone, "chat-deletion")
    tap(chat, "消す")
    expect(last(chat)).to_contain_text("すべて消しました")
    expect(last(chat)).to_contain_text("削除番号")
    left = [item for item in counter.cloud.items("residents_table") if item["pk"]["S"] == user_id]
    assert [item["sk"]["S"] for item in left] == ["talk"]
    assert "10201" not in json.dumps(left)
