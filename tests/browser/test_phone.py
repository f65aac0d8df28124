"""The phone page in Chromium: a person plays residents with mouse and keyboard; axe finds nothing."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from local.line_emulator.app import create_app
from local.line_emulator.serving import Serving
from local.line_emulator.settings import Settings
from local.ports import free_port

pytestmark = pytest.mark.browser

ARTEFACTS = Path(__file__).resolve().parent.parent / "artefacts" / "screenshots"
BUBBLE = {
    "type": "bubble",
    "header": {
        "type": "box",
        "layout": "vertical",
        "backgroundColor": "#0B508C",
        "contents": [{"type": "text", "text": "大雨危険警報", "color": "#FFFFFF", "weight": "bold"}],
    },
    "body": {
        "type": "box",
        "layout": "vertical",
        "spacing": "md",
        "contents": [
            {"type": "text", "text": "あなたの計画", "size": "xl", "weight": "bold"},
            {"type": "text", "text": "<b>そのまま</b>出る文字", "wrap": True},
        ],
    },
    "footer": {
        "type": "box",
        "layout": "vertical",
        "contents": [
            {
                "type": "button",
                "style": "primary",
                "action": {
                    "type": "uri",
                    "label": "計画をひらく",
                    "uri": "https://liff.line.me/1234567890-madoguch/plan",
                },
            },
            {
                "type": "button",
                "action": {"type": "datetimepicker", "label": "日付", "data": "day", "mode": "date"},
            },
        ],
    },
}


class Stage:
    """The emulator, a bot server and the app behind LIFF, on free ports of this machine."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.status = 200
        self.emulator = f"http://localhost:{free_port()}"
        self.bot = f"http://localhost:{free_port()}"
        settings = Settings(webhook_url=f"{self.bot}/hook", liff_endpoint_url=self.bot, bot_name="窓口")
        hook, app = Route("/hook", self._receive, methods=["POST"]), Route("/{path:path}", self._open)
        bot = uvicorn.Config(Starlette(routes=[hook, app]), port=port_of(self.bot), log_level="warning")
        self._servers = [
            start(Serving(create_app(settings), host="127.0.0.1", port=port_of(self.emulator))),
            start(uvicorn.Server(bot)),
        ]

    async def _receive(self, request: Request) -> JSONResponse:
        self.events += (await request.json())["events"]
        return JSONResponse({}, self.status)

    async def _open(self, request: Request) -> HTMLResponse:
        return HTMLResponse(
            f"<script src='{self.emulator}/liff/edge/2/sdk.js'></script><p>opened {request.url.path}</p>"
        )

    def push(self, user_id: str, *messages: dict[str, Any]) -> None:
        body = json.dumps({"to": user_id, "messages": messages}).encode()
        headers = {"authorization": "Bearer local-channel-access-token", "content-type": "application/json"}
        request = urllib.request.Request(f"{self.emulator}/v2/bot/message/push", body, headers)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
            assert response.status == 200

    def close(self) -> None:
        for server, thread in self._servers:
            server.should_exit = True
            thread.join()


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def start(server: uvicorn.Server) -> tuple[uvicorn.Server, threading.Thread]:
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    return server, thread


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture
def page(chromium: Browser, stage: Stage) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1000, "height": 900}, locale="ja-JP")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto(stage.emulator)
    yield page
    context.close()
    assert errors == []


def add(page: Page, stage: Stage, name: str) -> str:
    known = len(stage.events)
    page.get_by_test_id("resident-name").fill(name)
    page.get_by_test_id("add-resident").click()
    page.get_by_role("region", name=f"{name}さんの電話").wait_for()
    assert stage.events[known]["type"] == "follow"
    user_id: str = stage.events[known]["source"]["userId"]
    return user_id


def quick_reply(text: str) -> dict[str, Any]:
    return {"type": "action", "action": {"type": "message", "label": text, "text": text}}


def phone(page: Page, user_id: str) -> Any:
    return page.get_by_test_id(f"chat-{user_id}")


def test_a_resident_talks_taps_and_opens_the_app_signed_in(page: Page, stage: Stage) -> None:
    user_id = add(page, stage, "前橋 花子")
    chat = phone(page, user_id)
    chat.get_by_test_id("composer").fill("避難訓練\nはじめる")
    chat.get_by_test_id("send").click()
    expect(chat.get_by_test_id("message").last).to_contain_text("避難訓練")
    assert stage.events[-1]["message"]["text"] == "避難訓練\nはじめる"

    replies = [quick_reply("はい"), quick_reply("いいえ")]
    stage.push(
        user_id,
        {"type": "flex", "altText": "計画", "contents": BUBBLE},
        {"type": "text", "text": "はじめますか", "quickReply": {"items": replies}},
    )
    expect(chat.get_by_text("<b>そのまま</b>出る文字")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / "phone.png")

    chat.get_by_test_id("quick-reply").first.click()
    expect(chat.get_by_test_id("message").last).to_contain_text("はい")
    expect(chat.get_by_test_id("quick-reply").first).to_be_hidden()

    with page.context.expect_page() as opened:
        chat.get_by_role("link", name="計画をひらく").click()
    expect(opened.value.get_by_text("opened /plan")).to_be_visible()
    assert "id_token=" in opened.value.url

    chat.get_by_role("button", name="日付").click()
    page.get_by_test_id("date-input").fill("2026-08-10")
    page.get_by_test_id("ask-confirm").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_timeout(200)
    assert stage.events[-1]["postback"] == {"data": "day", "params": {"date": "2026-08-10"}}


def test_an_app_behind_liff_signs_in_with_the_sdk_and_speaks_in_the_chat(page: Page, stage: Stage) -> None:
    user_id = add(page, stage, "花子")
    page.goto(f"{stage.emulator}/liff/1234567890-madoguch/app?step=1&emulator_user={user_id}")
    page.evaluate("liff.init({ liffId: '1234567890-madoguch' })")
    assert page.evaluate("location.hash + location.pathname + location.search") == "/app?step=1"
    assert page.evaluate("liff.isLoggedIn() && liff.isInClient()")
    assert page.evaluate("liff.getDecodedIDToken().sub") == user_id
    assert page.evaluate("liff.getProfile()") == {"userId": user_id, "displayName": "花子"}
    page.evaluate("liff.sendMessages([{ type: 'text', text: 'アプリから' }])")
    assert stage.events[-1]["message"]["text"] == "アプリから"
    page.reload()
    assert page.evaluate(
        "liff.init({ liffId: '1234567890-madoguch' }).then(() => liff.getIDToken() !== null)"
    )


def test_everything_works_from_the_keyboard(page: Page, stage: Stage) -> None:
    page.get_by_test_id("resident-name").focus()
    page.keyboard.type("桐生 次郎")
    page.keyboard.press("Enter")
    page.get_by_role("region", name="桐生 次郎さんの電話").wait_for()
    expect(page.get_by_test_id("composer")).to_be_focused()
    page.keyboard.type("こんにちは")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("message").last).to_contain_text("こんにちは")
    page.get_by_test_id("send-location").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("ask-confirm").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("message").last).to_contain_text("群馬県庁")
    assert stage.events[-1]["message"]["type"] == "location"


def test_two_residents_stand_side_by_side_and_come_back_after_a_reload(page: Page, stage: Stage) -> None:
    first, second = add(page, stage, "花子"), add(page, stage, "太郎")
    stage.push(first, {"type": "text", "text": "花子だけに"})
    expect(phone(page, first).get_by_text("花子だけに")).to_be_visible()
    expect(phone(page, second).get_by_test_id("message")).to_have_count(0)
    page.reload()
    expect(phone(page, first).get_by_text("花子だけに")).to_be_visible()
    expect(phone(page, second)).to_be_visible()


def test_who_is_chosen_while_the_others_are_listed_anew_is_opened(page: Page, stage: Stage) -> None:
    first, second = add(page, stage, "花子"), add(page, stage, "太郎")
    others = page.get_by_test_id("open-resident")
    phone(page, first).get_by_role("button", name="電話を閉じる").click()
    expect(others.locator(f"option[value={first}]")).to_be_attached()
    held: list[Any] = []
    page.route(
        "**/_emulator/users",
        lambda listing: held.append(listing) if len(held) < 2 else listing.continue_(),
    )
    phone(page, second).get_by_role("button", name="電話を閉じる").click()
    others.select_option(first)
    while len(held) < 2:
        page.wait_for_timeout(10)
    for listing in held:
        with page.expect_response("**/_emulator/users"):
            listing.continue_()
    expect(phone(page, first)).to_be_visible()


def test_who_blocks_can_neither_write_nor_be_written_to(page: Page, stage: Stage) -> None:
    user_id = add(page, stage, "花子")
    chat = phone(page, user_id)
    chat.get_by_test_id("block").click()
    expect(chat.get_by_test_id("composer")).to_be_disabled()
    stage.push(user_id, {"type": "text", "text": "届かない"})
    chat.get_by_test_id("block").click()
    expect(chat.get_by_test_id("composer")).to_be_enabled()
    expect(chat.get_by_test_id("message")).to_have_count(0)
    assert [event["type"] for event in stage.events] == ["follow", "unfollow", "follow"]


def test_a_server_that_fails_is_named_below_the_message(page: Page, stage: Stage) -> None:
    user_id = add(page, stage, "花子")
    stage.status = 500
    chat = phone(page, user_id)
    chat.get_by_test_id("composer").fill("だれか")
    chat.get_by_test_id("send").click()
    expect(chat.get_by_test_id("note")).to_have_text("アカウントのサーバーがエラーを返しました（500）。")


def test_an_image_is_sent_and_shown(page: Page, stage: Stage) -> None:
    user_id = add(page, stage, "花子")
    chat = phone(page, user_id)
    picture = page.screenshot(clip={"x": 0, "y": 0, "width": 60, "height": 60})
    chat.get_by_test_id("image-file").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": picture}
    )
    shown = chat.get_by_role("img", name="自分が送った画像")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 60)
    assert stage.events[-1]["message"]["contentProvider"] == {"type": "line"}


def test_a_phone_sized_screen_has_no_sideways_scroll_and_axe_finds_nothing(
    chromium: Browser, stage: Stage
) -> None:
    context = chromium.new_context(viewport={"width": 375, "height": 812}, locale="ja-JP")
    page = context.new_page()
    page.goto(stage.emulator)
    user_id = add(page, stage, "花子")
    stage.push(user_id, {"type": "flex", "altText": "計画", "contents": BUBBLE})
    expect(phone(page, user_id).get_by_test_id("message")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert Axe().run(page).violations_count == 0
    context.close()
