"""The rest of the counter: menu, words that always work, what is not understood, deletion."""

import pytest

from madoguchi.residents.model import Resident
from madoguchi.talk.model import Forgotten, Left, Spoke
from tests.unit.talk.chat import Chat, buttons, tap_event

RESIDENT = Resident("U1", municipality="10201", topics=("bousai",), registered_at="2026-11-01T00:00:00+00:00")


@pytest.mark.parametrize("typed", ["メニュー", "めにゅー", "ﾒﾆｭｰ", " menu ", "Ｍｅｎｕ！"])
def test_the_menu_is_found_however_it_is_typed(typed: str):
    chat = Chat(RESIDENT)
    chat.say(typed)
    assert chat.shown.startswith("メニュー")
    assert "避難訓練" in chat.labels


@pytest.mark.parametrize(
    ("typed", "address"),
    [("避難訓練", "/drill/enter?next=/drill"), ("申請", "/forms/enter?next=/forms")],
)
def test_pages_open_through_liff(typed: str, address: str):
    chat = Chat(RESIDENT)
    turn = chat.say(typed)
    uris = [action["uri"] for action in buttons(turn.replies) if action["type"] == "uri"]
    assert uris[0] == f"https://liff.line.me/1-a{address}"


@pytest.mark.parametrize("typed", ["住民票がほしい", "引っ越しました", "パスポート"])
def test_a_question_gets_the_procedures_that_may_be_meant(typed: str):
    chat = Chat(RESIDENT)
    turn = chat.say(typed)
    cards = turn.replies[0]["contents"]["contents"]
    assert 1 <= len(cards) <= 3
    assert "避難訓練" in chat.labels


def test_a_question_in_the_middle_of_a_registration_is_an_answer_to_it():
    chat = Chat()
    chat.follow()
    turn = chat.say("前橋市の住民票がほしい")
    assert turn.state.answers == {"municipality": "10201"}


def test_what_is_not_understood_gets_the_menu():
    chat = Chat(RESIDENT)
    turn = chat.say("今日の晩ごはん")
    assert "わかりませんでした" in chat.shown
    assert "避難訓練" in chat.labels
    assert turn.effects == ()


@pytest.mark.parametrize("kind", ["sticker", "image", "video", "audio", "file", "location", "something new"])
def test_pictures_and_the_rest_get_a_polite_sentence_and_the_menu(kind: str):
    chat = Chat(RESIDENT)
    chat.event({"type": "message", "message": {"type": kind, "id": "1"}})
    assert "文字でお答えしています" in chat.shown
    assert "避難訓練" in chat.labels


@pytest.mark.parametrize(
    "kind", ["unsend", "accountLink", "join", "memberJoined", "beacon", "videoPlayComplete", "x"]
)
def test_other_events_are_left_alone(kind: str):
    chat = Chat(RESIDENT)
    chat.say("登録内容")
    before = chat.state
    turn = chat.event({"type": kind})
    assert (turn.replies, turn.effects, turn.state) == ((), (), before)


def test_a_block_is_a_farewell_without_words():
    chat = Chat(RESIDENT)
    turn = chat.event({"type": "unfollow"})
    assert (turn.replies, turn.effects) == ((), (Left(),))


def test_what_is_stored_is_shown_and_deleted_after_a_question():
    chat = Chat(RESIDENT)
    chat.say("わたしの情報")
    assert "前橋市" in chat.shown
    chat.tap("データを消す")
    assert "よろしいですか" in chat.shown
    turn = chat.tap("消す")
    assert turn.effects == (Forgotten(),)
    chat.say("書き出す")
    assert "お住まいの市町村: なし" in chat.shown


@pytest.mark.parametrize("answer", ["やめる", "戻る", "メニュー", "最初から"])
def test_nothing_is_deleted_without_a_yes(answer: str):
    chat = Chat(RESIDENT)
    turn = chat.say("データを消す", answer)
    assert turn.effects == ()
    assert turn.state.idle
    chat.say("データを消す", "ええと")
    assert "よろしいですか" in chat.shown


def test_an_old_delete_button_asks_first():
    chat = Chat(RESIDENT)
    turn = chat.event(tap_event("do=forget_confirmed"))
    assert turn.effects == ()
    assert "よろしいですか" in chat.shown


def test_the_language_changes_for_all_that_follows():
    chat = Chat(RESIDENT)
    chat.say("ことば")
    turn = chat.tap("English")
    assert turn.effects == (Spoke("en"),)
    chat.say("help")
    assert "How to use this counter" in chat.shown


def test_a_resident_of_a_language_not_yet_spoken_reads_japanese():
    chat = Chat(Resident("U1", language="zh", municipality="10201"))
    chat.say("メニュー")
    assert chat.shown.startswith("メニュー")
