"""「わたしの情報」: everything that is stored is shown, handed over and deleted."""

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest

from madoguchi.residents.find import find
from madoguchi.residents.register import register
from madoguchi.talk import cases
from madoguchi.talk.handle_event import handle_event
from madoguchi.talk.model import Memory, State
from madoguchi.talk.record import Record
from madoguchi.talk.store import save
from madoguchi.talk.surroundings import surroundings
from tests.moto_cloud import Cloud, cloud
from tests.unit.talk.chat import words
from tests.unit.talk.outside import FakeLine, Outside, event

SHOWN_AS = {
    "handled": "処理済みの番号の数",
    "last_at": "最後のやり取り",
    "unsent": "まだ送っていない返事",
    "kept_days": "保存する期間",
    "cases": "職員への質問の数",
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
    assert "1,095日" in exported


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
