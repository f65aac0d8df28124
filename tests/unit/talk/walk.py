"""Residents walk through every branch of the talk, over a calm wire or a stormy one.

The door, the batch, the stores and LINE's emulator are real; the queue is a list that forgets what it has
seen, as a FIFO queue does after five minutes. Each resident waits for an answer before going on.
"""

import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from local import line_channel
from madoguchi.flow.run import as_typed
from madoguchi.forms.definition.catalogue import form as opinion_form
from madoguchi.forms.filing.submit import person
from madoguchi.forms.records.desk import desk
from madoguchi.line.signature import sign
from madoguchi.residents.find import find
from madoguchi.runtime.errors import Unavailable
from madoguchi.talk import cases, receive, store
from madoguchi.talk.handle_batch import handle_batch
from madoguchi.talk.surroundings import surroundings
from madoguchi.talk.understand import understand
from tests.emulated_line import EmulatedLine
from tests.unit.talk.chat import buttons

Step = tuple[str, str]
VARIES = re.compile(
    r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}|[0-9a-f]{32}"
    r"|01[0-9A-Z]{24}|\d{4}-\d\d-\d\d( \d\d:\d\d)?|(?<=削除番号：)[0-9a-f]{8}"
)


def said(*words: str) -> list[Step]:
    return [("say", one) for one in words]


def tapped(*labels: str) -> list[Step]:
    return [("tap", one) for one in labels]


def sent(*data: str) -> list[Step]:
    return [("data", one) for one in data]


REGISTER = said("前橋", "防災", "これで決定", "日本語")
WALKS: dict[str, list[Step]] = {
    "registers by typing and looks at everything": [*REGISTER, *said("わたしの情報", "書き出す", "ヘルプ")],
    "registers by tapping": tapped(
        "吾妻", "草津町", "防災", "子育て", "✓ 防災", "これで決定", "やさしい日本語"
    ),
    "goes back, starts again, stops": said("太田", "防災", "戻る", "戻る", "最初から", "やめる", "登録"),
    "chooses all": said("高崎", "全部", "これで決定", "English", "menu", "forms"),
    "sends what cannot be read": [
        ("sticker", ""),
        ("place", "群馬県桐生市織姫町1-1"),
        *said("決定", "日本語"),
    ],
    "changes each part": [
        *REGISTER,
        *sent("do=change&field=municipality"),
        *said("高崎"),
        *sent("do=change&field=topics", "do=answer&field=topics&value=kenko", "do=decide", "do=language"),
        *tapped("Português"),
        *said("menu"),
    ],
    "asks why and stops": [*REGISTER, *sent("do=why"), *tapped("お知らせを止める"), *sent("do=why")],
    "chooses how news arrives": [
        *REGISTER,
        *said("受け取り方"),
        *tapped(
            "ほかの市町村", "職場", "吾妻", "草津町", "静かな時間", "21時〜7時", "ひと月の上限", "月8通まで"
        ),
        *tapped("文字の大きさ", "かんたんな画面"),
        *said("ふつうの画面"),
    ],
    "asks a person": [*REGISTER, *said("人に聞く", "窓口は何時までですか", "避難訓練", "申請")],
    "takes a question back": [*said("人に聞く", "間違えた質問"), ("unsend", ""), *said("わたしの情報")],
    "has everything deleted": [*REGISTER, *said("データを消す", "ええと", "消す", "わたしの情報")],
    "keeps everything after all": [*REGISTER, *said("データを消す", "やめる")],
    "blocks and comes back": [*REGISTER, ("block", ""), ("unblock", ""), *said("メニュー")],
    "searches": [
        *REGISTER,
        *said("車を買い替えた", "ｗｗｗ"),
        *sent("do=region&value=100011", "何か", "do=back"),
    ],
    "speaks Vietnamese from the first": [
        *tapped("Tiếng Việt"),
        *said("Numata", "tất cả", "xong", "trợ giúp"),
    ],
    "fills in a form": [
        *said("申請"),
        *tapped("県政へのご意見・ご提案", "防災・安全"),
        *said("避難所を増やしてください", "登録内容"),
        *tapped("続きから", "希望しない", "直す", "内容", "戻る", "防災・安全"),
        *said("避難所をもっと増やしてください", "3", "いいえ"),
        *sent("do=fill&flow=forms%2Fopinion&field=reply&value=no"),
        *tapped("送信する"),
        *said("ありがとう"),
    ],
    "goes to the page and comes back": [
        *sent("do=begin&value=forms%2Fopinion"),
        *said("2"),
        ("page", "forms/opinion"),
        *said("2", "送信する"),
    ],
    "leaves a form for its page": [
        *sent("do=begin&value=forms%2Fmagazine_survey"),
        *said("1"),
        *tapped("特集"),
        *said("全部", "代理", "これで決定", "とばす", "とばす", "応募する", "群馬", "English", "stop"),
    ],
    "does the drill": [
        *said("避難訓練"),
        *tapped("大雨の避難訓練", "ほかを見る"),
        *said("桐生"),
        ("place", "群馬県桐生市織姫町1-1"),
        *said(*["1"] * 7, "これで決定", *["1"] * 8, "わたしの避難計画"),
        *tapped("訓練のお知らせ", "お知らせを受け取る"),
        *said("my plan", "防災クイズ"),
        *tapped("ペット防災クイズ"),
        *said("1", "2", "1", "メニュー"),
    ],
    "uses buttons out of place": sent(
        "do=everything", "do=restart", "do=menu", "do=speak&value=en", "do=stop"
    ),
}


class Fifo:
    """The queue: events in the order of their arrival; each id once, until `forget`."""

    def __init__(self) -> None:
        self.waiting: list[dict[str, Any]] = []
        self.down = False
        self._seen: set[str] = set()

    def call(self, _service: str, _target: str, body: dict[str, Any]) -> dict[str, Any]:
        """Take the place of the signed call."""
        if self.down:
            raise Unavailable("queue")
        for entry in body["Entries"]:
            if entry["MessageDeduplicationId"] not in self._seen:
                self._seen.add(entry["MessageDeduplicationId"])
                self.waiting.append(entry)
        return {}

    def forget(self) -> None:
        """Let five minutes pass."""
        self._seen.clear()


@dataclass
class Walk:
    """One run. `storm` is None on a calm day; `met` counts what happened."""

    line: EmulatedLine
    queue: Fifo
    storm: random.Random | None = None
    met: Counter[str] = field(default_factory=Counter)
    scenes: set[str] = field(default_factory=set)
    late: list[bytes] = field(default_factory=list)
    users: dict[str, str] = field(default_factory=dict)
    last_message: dict[str, str] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    plans: int = 0

    def go(self) -> None:
        """Let all residents walk, in turns that the storm mixes."""
        for name in WALKS:
            self.users[name] = self.line.befriend(name)
            self._carry()
        walkers = {name: iter(steps) for name, steps in WALKS.items()}
        while walkers:
            name = self.storm.choice(list(walkers)) if self.storm else next(iter(walkers))
            step = next(walkers[name], None)
            if step is None:
                del walkers[name]
                continue
            self._do(self.users[name], *step)
            self._carry()
        for body in self.late:
            self._bring(body)
        self._drain()

    def _do(self, user_id: str, kind: str, what: str) -> None:
        self.met["steps"] += 1
        if kind == "page":
            self._bring_back_from_page(user_id, what)
            return
        if kind in ("block", "unblock"):
            self.line.act(user_id, kind)
            return
        events: dict[str, dict[str, Any]] = {
            "say": {"type": "message", "message": {"type": "text", "text": what}},
            "data": {"type": "postback", "postback": {"data": what}},
            "sticker": {"type": "message", "message": {"type": "sticker"}},
            "place": {
                "type": "message",
                "message": {"type": "location", "address": what, "latitude": 36.4, "longitude": 139.3},
            },
            "unsend": {"type": "unsend", "unsend": {"messageId": self.last_message.get(user_id, "")}},
        }
        data = self._button(user_id, what) if kind == "tap" else what
        given = events["data"] | {"postback": {"data": data}} if kind == "tap" else events[kind]
        answer = self.line.event(user_id, **given)
        self.last_message[user_id] = str(answer.get("messageId") or "")

    def _bring_back_from_page(self, user_id: str, flow: str) -> None:
        """The page has one answer more, and sends all back into the chat."""
        state = store.load(user_id).state
        typed = {**as_typed(opinion_form("opinion").flow, state.answers), "message": ["ページで書きました"]}
        event = {
            "type": "take_back",
            "webhookEventId": f"back-{state.key}",
            "timestamp": time.time_ns() // 1_000_000,
            "source": {"type": "user", "userId": user_id},
            "take_back": {"flow": flow, "typed": typed, "key": state.key},
        }
        self.scenes.add(understand(event).name)
        body = {
            "MessageBody": json.dumps(event),
            "MessageGroupId": user_id,
            "MessageDeduplicationId": f"back-{state.key}",
        }
        for _ in range(1 + (self.storm.randrange(3) if self.storm else 0)):
            self.queue.call("sqs", "", {"Entries": [body]})
            if self.storm:
                self.queue.forget()

    def _button(self, user_id: str, label: str) -> str:
        for one in reversed(self.line.received(user_id)):
            for action in buttons((one["message"],)):
                if action.get("label") == label:
                    return str(action["data"])
        raise AssertionError(f"no button {label}")

    def _carry(self) -> None:
        """Bring what LINE sent: once on a calm day; in a storm again, after a failure, and much later."""
        while self.line.webhooks:
            body = self.line.webhooks.pop(0)
            self.scenes |= _names(body)
            if self.storm is None:
                self._bring(body)
                continue
            if self.storm.random() < 0.3:
                self._fail(body)
                body = _redelivered(body)
            self._bring(body)
            for _ in range(self.storm.randrange(3)):
                self.met["duplicates"] += 1
                self._bring(body)
            self.late.append(_redelivered(body))
        self._drain()
        if self.storm and len(self.late) > 3 and self.storm.random() < 0.6:
            self.met["after newer events"] += 1
            self._bring(self.late.pop(self.storm.randrange(len(self.late))))
            self._drain()

    def _fail(self, body: bytes) -> None:
        self.met["redeliveries"] += 1
        self.queue.down = True
        with pytest.raises(Unavailable):
            self._bring(body)
        self.queue.down = False

    def _bring(self, body: bytes) -> None:
        receive.receive(body, sign(line_channel.secrets()["channel_secret"], body))
        if self.storm and self.storm.random() < 0.7:
            self.queue.forget()

    def _drain(self) -> None:
        """Hand the queue to the conversation until it is empty; a storm kills the conversation on the way."""
        while self.queue.waiting:
            records = [_record(number, entry) for number, entry in enumerate(self.queue.waiting)]
            around = replace(surroundings(), wait=lambda _seconds: None)
            if self.storm and self.storm.random() < 0.25:
                around = replace(around, save=self._dying(around.save))
            failed = set(handle_batch(records, around, lambda: 10_000))
            self.met["batches brought again"] += bool(failed)
            waiting = self.queue.waiting
            self.queue.waiting = [one for number, one in enumerate(waiting) if str(number) in failed]

    def _dying(self, save: Any) -> Any:
        def die(record: Any) -> Any:
            self.met["deaths"] += 1
            if self.storm and self.storm.random() < 0.5:
                save(record)
            raise Unavailable("the process died")

        return die

    def outcome(self) -> dict[str, Any]:
        """Return what each resident has seen, and what is known of them, without times and numbers."""
        return {name: self._of(user_id) for name, user_id in self.users.items()}

    def _of(self, user_id: str) -> dict[str, Any]:
        resident = find(user_id)
        known = resident and replace(resident, user_id="", registered_at="", friend_since="")
        messages = [one["message"] for one in self.line.received(user_id)]
        return {
            "seen": json.loads(VARIES.sub("*", json.dumps(messages, ensure_ascii=False))),
            "resident": known,
            "state": replace(store.load(user_id).state, touched_at=0),
            "applications": [one.form_id for one in desk().store.of_person(person(user_id))],
            "questions": [(case.question, case.status) for case in cases.asked_by(user_id)],
        }


def _names(body: bytes) -> set[str]:
    return {understand(event).name for event in json.loads(body)["events"]}


def _redelivered(body: bytes) -> bytes:
    content = json.loads(body)
    for event in content["events"]:
        event["deliveryContext"] = {"isRedelivery": True}
    return json.dumps(content).encode()


def _record(number: int, entry: dict[str, str]) -> dict[str, Any]:
    return {
        "messageId": str(number),
        "body": entry["MessageBody"],
        "attributes": {"MessageGroupId": entry["MessageGroupId"]},
    }
