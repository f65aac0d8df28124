"""The official SDK reads every message and request that the talk builds, in every language."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from linebot.v3 import messaging, webhooks
from linebot.v3.messaging import models
from pydantic import BaseModel

from madoguchi.flow.text import LANGUAGES
from madoguchi.line import client
from madoguchi.line.client import LineClient
from madoguchi.line.messages import text
from madoguchi.residents.model import Resident
from madoguchi.runtime.content import content
from madoguchi.talk import script
from madoguchi.talk.menus import menus
from madoguchi.talk.model import World
from madoguchi.talk.notices import render
from madoguchi.talk.understand import BUTTONS, button
from tests.emulated_line import EmulatedLine, Response
from tests.moto_cloud import ROOT, cloud, content_on_path
from tests.unit.talk.chat import Chat, tap_event

TYPED = (
    "メニュー",
    "ヘルプ",
    "登録内容",
    "ことば",
    "避難訓練",
    "申請",
    "データを消す",
    "？？？",
    "最初から",
    "やめる",
)
REGISTRATION = ("前橋市", "防災、健康", "戻る", "全部", "これで決定", "甘楽郡")


@pytest.fixture(scope="module", autouse=True)
def _content() -> None:
    content_on_path()


def reads(model: type[BaseModel], given: dict[str, Any]) -> None:
    """Have the SDK read it, and lose nothing of it on the way."""
    read = model.from_dict(given)  # type: ignore[attr-defined]
    assert within(given, json.loads(read.to_json()))


def within(ours: Any, theirs: Any) -> bool:
    """Whether the SDK kept all that we said: a property it does not know would be missing."""
    if isinstance(ours, dict):
        return isinstance(theirs, dict) and all(
            name in theirs and within(value, theirs[name]) for name, value in ours.items()
        )
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(within, ours, theirs))
    return bool(ours == theirs)


def residents(language: str) -> list[Resident | None]:
    return [
        Resident("U1", language=language),
        Resident(
            "U1",
            language=language,
            municipality="10429",
            topics=("bousai", "event"),
            registered_at="2026-11-23",
        ),
    ]


def talks(language: str) -> Iterator[Chat]:
    for resident in residents(language):
        for words in TYPED:
            chat = Chat(resident)
            chat.say(words)
            yield chat
        for name in sorted(BUTTONS):
            for field in ("", "municipality", "topics", "language"):
                chat = Chat(resident)
                chat.event(tap_event(button(name, field=field)))
                yield chat
    for region, _ in script.regions():
        chat = Chat(Resident("U1", language=language))
        chat.event(tap_event(button("region", value=region)))
        yield chat
    chat = Chat(Resident("U1", language=language))
    chat.follow()
    chat.say(*REGISTRATION)
    yield chat


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sdk_reads_every_answer_of_the_talk(language: str):
    for chat in talks(language):
        for turn in chat.turns:
            if turn.replies:
                reads(models.ReplyMessageRequest, {"replyToken": "t", "messages": list(turn.replies)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sdk_reads_every_notice(language: str):
    placeholders = re.findall(r"\{(\w+)\}", json.dumps(content("talk/notices")))
    params = dict.fromkeys(placeholders, "1")
    for kind in content("talk/notices"):
        for resident in residents(language):
            message = render({"kind": kind, "params": params}, resident, World(0, "https://liff.line.me/1-a"))
            reads(models.PushMessageRequest, {"to": "U1", "messages": [message]})


def test_the_sdk_reads_the_rich_menu():
    for menu in menus("https://liff.line.me/1-a"):
        reads(models.RichMenuRequest, menu.definition())


CALLS = [
    (lambda line: line.reply("t", [text("x")]), models.ReplyMessageRequest),
    (lambda line: line.push("U1", [text("x")], "k"), models.PushMessageRequest),
    (lambda line: line.multicast(["U1"], [text("x")], "k", unit="u"), models.MulticastRequest),
    (lambda line: line.create_rich_menu({"name": "a"}), models.RichMenuRequest),
    (lambda line: line.create_rich_menu_alias("a", "richmenu-1"), models.CreateRichMenuAliasRequest),
    (lambda line: line.update_rich_menu_alias("a", "richmenu-1"), models.UpdateRichMenuAliasRequest),
    (lambda line: line.bulk_link_rich_menu(["U1"], "richmenu-1"), models.RichMenuBulkLinkRequest),
    (
        lambda line: line.replace_rich_menus([{"type": "link", "from": "richmenu-1", "to": "richmenu-2"}]),
        models.RichMenuBatchRequest,
    ),
]


@pytest.mark.parametrize(("call", "model"), CALLS, ids=[model.__name__ for _, model in CALLS])
def test_the_sdk_reads_every_request_of_the_client(
    call: Any, model: type[BaseModel], monkeypatch: pytest.MonkeyPatch
):
    sent: list[dict[str, Any]] = []

    def send(_method: str, _url: str, _headers: dict[str, str], body: bytes | None = None) -> Response:
        sent.append(json.loads(body or b"{}"))
        return Response(200, {}, b"{}")

    monkeypatch.setattr(client, "send", send)
    monkeypatch.setattr(client, "api_url", lambda: "https://x.invalid")
    call(LineClient(access_token=lambda: "t"))
    reads(model, sent[0])


def addresses_of_the_sdk() -> set[tuple[str, str]]:
    """Every method and path that the SDK itself calls, with its placeholders."""
    sources = map(inspect.getsource, (messaging.MessagingApi, messaging.MessagingApiBlob))
    found = [call for source in sources for call in re.findall(r"'(/v2/bot[^']*)', '([A-Z]+)'", source)]
    return {(method, path) for path, method in found}


def test_every_address_of_the_client_is_one_that_the_sdk_calls(monkeypatch: pytest.MonkeyPatch):
    called: list[tuple[str, str, str]] = []

    def send(method: str, url: str, headers: dict[str, str], _body: bytes | None = None) -> Response:
        called.append((method, url.removeprefix("https://x.invalid"), headers["Authorization"]))
        return Response(200, {}, b"{}")

    monkeypatch.setattr(client, "send", send)
    monkeypatch.setattr(client, "api_url", lambda: "https://x.invalid")
    monkeypatch.setattr(client, "data_url", lambda: "https://x.invalid")
    line = LineClient(access_token=lambda: "t")
    menu, user, alias = "{richMenuId}", "{userId}", "{richMenuAliasId}"
    for call, _ in CALLS[:5]:
        call(line)
    line.update_rich_menu_alias(alias, menu)
    line.delete_rich_menu_alias(alias)
    line.rich_menu_aliases()
    line.bulk_link_rich_menu([user], menu)
    line.replace_rich_menus([])
    for answer in (line.profile(user), line.quota(), line.consumption(), line.rich_menus()):
        assert answer.status == 200
    line.upload_rich_menu_image(menu, b"")
    line.delete_rich_menu(menu)
    line.rich_menu_alias(alias)
    line.link_rich_menu(user, menu)
    line.unlink_rich_menu(user)
    line.set_default_rich_menu(menu)
    plain = {(method, path.replace("%7B", "{").replace("%7D", "}")) for method, path, _ in called}
    assert plain <= addresses_of_the_sdk()
    assert {token for _, _, token in called} == {"Bearer t"}


NOT_LINES = {"not_json", "not_line_shape", "empty_body", "giant", "base64", "unknown_type"}
RECORDED = [
    case for case in sorted((ROOT / "events" / "line_webhook").glob("*.json")) if case.stem not in NOT_LINES
]


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case.stem)
def test_the_recorded_events_are_ones_that_the_sdk_reads(case: Path):
    body = json.loads(case.read_text())["body"]
    read = webhooks.CallbackRequest.from_json(body)
    assert len(read.events) == len(json.loads(body)["events"])


def test_line_itself_takes_what_the_talk_says():
    with cloud(), EmulatedLine() as line:
        user_id = line.befriend("邑楽")
        for language in LANGUAGES:
            for chat in talks(language):
                for turn in chat.turns:
                    if turn.replies:
                        body = json.dumps({"to": user_id, "messages": list(turn.replies)}).encode()
                        headers = {
                            "Authorization": "Bearer local-channel-access-token",
                            "Content-Type": "application/json",
                        }
                        answer = line.send("POST", "http://x/v2/bot/message/validate/push", headers, body)
                        assert answer.status == 200, answer.data
