"""「わたしの情報」: everything that is stored is shown, handed over and deleted."""

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest

from local.line_emulator.validation.messages import check_messages
from madoguchi.drill.edition import edition
from madoguchi.flow.model import Value
from madoguchi.flow.run import next_question
from madoguchi.residents.find import find
from madoguchi.residents.model import Resident
from madoguchi.residents.register import register
from madoguchi.talk import cases
from madoguchi.talk.hand_in import hand_in
from madoguchi.talk.handle_event import handle_event
from madoguchi.talk.model import HandIn, Memory, State
from madoguchi.talk.record import Record
from madoguchi.talk.store import save
from madoguchi.talk.surroundings import surroundings
from tests.moto_cloud import Cloud, cloud
from tests.unit.talk.chat import Chat, tap_event, words
from tests.unit.talk.outside import FakeLine, Outside, event

SHOWN_AS = {
    "handled": "処理済みの番号の数",
    "last_at": "最後のやり取り",
    "unsent": "まだ送っていない返事",
    "kept_days": "保存する期間",
    "cases": "職員への質問の数",
    "elsewhere": "避難訓練と申請",
    "plan": "避難訓練と申請",
}


@pytest.fixture
def table() -> Iterator[Cloud]:
    with cloud() as running:
        yield running


def talk_with_the_real_stores(*events: dict[str, object]) -> FakeLine:
    around = surroundings()
    line = FakeLine(lambda: 1_000_000, 1_000_000)
    for one in events:
        handle_event(
            one,
            replace(around, line=line, show_menu=ignore, hide_menu=ignore, now_ms=lambda: 1_000_000),
        )
    return line


def ignore(_user_id: str) -> None:
    """A menu is not what is looked at here."""


def test_the_card_lists_every_kind_of_thing_that_is_kept():
    world = Outside()
    handle_event(event("わたしの情報"), world.around())
    _, message = world.line.seen[0]
    assert set(SHOWN_AS) == {one.name for one in fields(Memory)}
    for label in SHOWN_AS.values():
        assert label in str(message)


def test_the_export_holds_every_value_that_the_table_holds(table: Cloud):
    register("U1", "10201", ("bousai", "kenko"), "ja", 1)
    save(Record("U1", State(), handled={"EV-OLD": 500}, last_at=500))
    cases.ask("U1", "M1", "ごみはいつ出せますか")
    line = talk_with_the_real_stores(event("書き出す"))
    exported = words(line.seen[0][1])
    stored = (
        "前橋市",
        "防災・健康",
        "日本語",
        "EV-OLD",
        "ごみはいつ出せますか",
        "open",
        "2026-11",
        "30日",
        "90日",
    )
    for value in stored:
        assert value in exported


def done_in_other_rooms() -> tuple[str, str]:
    """An application and a drill of the same resident; returns receipt number and plan id."""
    answers = {"subject": "roads", "message": "橋が古い", "reply": "no"}
    filed = hand_in("U1", HandIn("forms/opinion", answers, "k" * 32, "ja"))
    flow = edition("heavy_rain").flow
    done: dict[str, Value] = {}
    while question := next_question(flow, done):
        first = question.choices[0].id
        done[question.id] = [first] if question.kind == "choices" else first
    drilled = hand_in("U1", HandIn("drills/heavy_rain", done, "d" * 32, "ja"))
    return str(filed.params["receipt"]), str(drilled.params["plan_path"]).rpartition("/")[2]


def test_drills_and_applications_are_shown_and_exported_with_the_time_they_are_kept(table: Cloud):
    register("U1", "10201", (), "ja", 1)
    receipt, _ = done_in_other_rooms()
    line = talk_with_the_real_stores(event("わたしの情報", event_id="E1"), event("書き出す", event_id="E2"))
    shown, exported = str(line.seen[0][1]), words(line.seen[-1][1])
    for place in (shown, exported):
        assert receipt in place
        assert "大雨の避難訓練" in place
        assert "まで保存" in place


def test_a_deletion_reaches_every_table_and_leaves_applications_to_the_office(
    table: Cloud, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO")
    register("U1", "10201", (), "ja", 1)
    _, plan_id = done_in_other_rooms()
    assert plan_id in str(table.items("drills_table"))
    talk_with_the_real_stores(
        event("データを消す", event_id="E1"), event("消す", event_id="E2", at=1_000_001)
    )
    left = [item["pk"]["S"] for item in table.items("drills_table")]
    assert all(pk.startswith("NUMBERS#") for pk in left)
    assert [item["sk"]["S"] for item in table.items("residents_table")] == ["talk"]
    assert any(item["pk"]["S"].startswith("APPLICATION#") for item in table.items("applications_table"))
    assert "'plans': 1" in str([vars(record) for record in caplog.records])
    assert table.notices() == []


def test_an_export_that_is_too_long_for_one_message_takes_several():
    many = tuple((f"訓練 {number}", "あ" * 190) for number in range(100))
    world = Outside()
    handle_event(event("書き出す"), replace(world.around(), kept_elsewhere=lambda _user, _language: many))
    parts = [words(message) for _, message in world.line.seen]
    assert 1 < len(parts) <= 5
    assert all(f"訓練 {number}:" in "\n".join(parts) for number in range(100))
    handle_event(
        event("わたしの情報", event_id="E2"),
        replace(world.around(), kept_elsewhere=lambda _user, _language: many),
    )
    check_messages([world.line.seen[-1][1]])


def test_half_filled_answers_are_shown_as_well():
    chat = Chat(Resident("U1"))
    chat.event(tap_event("do=begin&value=forms%2Fopinion"))
    chat.say("1", "わたしの情報")
    assert "防災・安全" in str(chat.turns[-1].replies)


def test_deletion_leaves_only_numbers_for_a_day_and_a_proof_without_the_person(
    table: Cloud, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO")
    register("U1", "10201", ("bousai",), "ja", 1)
    cases.ask("U1", "M1", "私の悩み")
    line = talk_with_the_real_stores(
        event("データを消す", event_id="E1"), event("消す", event_id="E2", at=1_000_001)
    )
    items = table.items("residents_table")
    assert [item["sk"]["S"] for item in items] == ["talk"]
    assert not {"私の悩み", "10201"} & set(str(items).split("'"))
    assert find("U1") is None
    logged = str([vars(record) for record in caplog.records])
    proof = words(line.seen[-1][1]).partition("削除番号：")[2][:8]
    assert proof in logged
    assert "U1" not in logged
    assert "私の悩み" not in logged


def test_what_was_asked_and_unsent_is_gone(table: Cloud):
    talk_with_the_real_stores(
        event("人に聞く", event_id="E1"),
        event("", event_id="E2", at=1_000_001, message={"type": "text", "id": "M7", "text": "私の住所"}),
    )
    assert [case.question for case in cases.asked_by("U1")] == ["私の住所"]
    talk_with_the_real_stores(
        event("", event_id="E3", at=1_000_002, type="unsend", unsend={"messageId": "M7"})
    )
    assert cases.asked_by("U1") == []
