"""A new friend registers, in their own way."""

import pytest

from madoguchi.residents.model import Resident
from madoguchi.talk.model import LIMIT_MS, Followed, Registered, Spoke
from tests.unit.talk.chat import MINUTE, Chat, tap_event

MAEBASHI = Resident("U1", municipality="10201", topics=("bousai",), registered_at="2026-11-01T00:00:00+00:00")


def test_a_follow_is_greeted_and_asked_for_the_municipality_at_once():
    chat = Chat()
    turn = chat.follow()
    assert len(turn.replies) == 2
    assert "ありがとうございます" in chat.shown
    assert "（1／3）お住まいの市町村" in chat.shown
    assert turn.effects == (Followed(),)


def test_everything_can_be_typed():
    chat = Chat()
    chat.follow()
    turn = chat.say("前橋市", "防災", "これで決定", "日本語")
    assert turn.effects == (Registered("10201", ("bousai",), "ja"),)
    assert "登録しました" in chat.shown
    assert turn.state.idle


def test_everything_can_be_tapped():
    chat = Chat()
    chat.follow()
    for label in ("吾妻", "草津町", "防災", "子育て", "✓ 防災", "これで決定", "やさしい日本語"):
        turn = chat.tap(label)
    assert turn.effects == (Registered("10426", ("kosodate",), "easy"),)


def test_several_topics_in_one_line_are_all_taken():
    chat = Chat()
    chat.follow()
    chat.say("高崎", "防災、子育て イベント", "決定", "日本語")
    assert chat.resident
    assert chat.resident.topics == ("bousai", "kosodate", "event")


def test_no_topic_is_a_choice_too():
    chat = Chat()
    chat.follow()
    chat.say("高崎", "これで決定", "日本語")
    assert chat.resident
    assert chat.resident.topics == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("前橋", "10201"),
        ("まえばし", "10201"),
        ("マエバシ市", "10201"),
        ("ﾏｴﾊﾞｼ", "10201"),
        ("MAEBASHI", "10201"),
        ("Ōta", "10205"),
        ("おおた", "10205"),
        ("群馬県高崎市高松町1-1", "10202"),
        ("高崎に住んでいます", "10202"),
        ("higashi agatsuma", "10429"),
        ("みなかみ", "10449"),
        ("10448", None),
        ("東京", None),
    ],
)
def test_a_municipality_is_found_by_any_part_of_its_name_or_reading(typed: str, code: str | None):
    chat = Chat()
    chat.follow()
    turn = chat.say(typed)
    assert turn.state.answers.get("municipality") == code


def test_several_matches_become_buttons():
    chat = Chat()
    chat.follow()
    chat.say("甘楽郡")
    assert {"下仁田町", "南牧村", "甘楽町"} <= set(chat.labels)


def test_a_shared_place_answers_the_question_by_its_address():
    chat = Chat()
    chat.follow()
    place = {"type": "location", "address": "群馬県桐生市織姫町1-1", "latitude": 36.4, "longitude": 139.3}
    turn = chat.event({"type": "message", "message": place})
    assert turn.state.answers == {"municipality": "10203"}
    assert "織姫町" not in str(turn)


def test_the_language_can_be_changed_before_anything_else_and_is_not_asked_again():
    chat = Chat()
    chat.follow()
    turn = chat.tap("English")
    assert turn.effects == (Spoke("en"),)
    assert "Which city" in chat.shown
    turn = chat.say("Numata", "all", "done")
    assert isinstance(turn.effects[0], Registered)
    assert "You are registered" in chat.shown


def test_back_goes_one_question_back_and_keeps_what_was_chosen():
    chat = Chat()
    chat.follow()
    chat.say("太田", "防災", "これで決定", "戻る")
    assert "選択中：防災" in chat.shown
    chat.say("戻る")
    assert "お住まいの市町村" in chat.shown
    turn = chat.say("戻る")
    assert turn.state.asking == "municipality"


def test_restart_asks_the_first_question_again():
    chat = Chat()
    chat.follow()
    turn = chat.say("太田", "防災", "最初から")
    assert (turn.state.asking, turn.state.answers, turn.state.chosen) == ("municipality", {}, ())


def test_stop_ends_it_and_leads_on():
    chat = Chat()
    chat.follow()
    turn = chat.say("太田", "やめる")
    assert turn.state.idle
    assert turn.effects == ()
    assert chat.labels[0] == "登録する"


def test_help_in_the_middle_loses_nothing():
    chat = Chat()
    chat.follow()
    turn = chat.say("太田", "防災", "ヘルプ")
    assert turn.state.chosen == ("bousai",)
    assert "選択中：防災" in chat.shown


def test_a_question_left_for_long_is_closed_with_a_sentence():
    chat = Chat()
    chat.follow()
    chat.say("太田")
    turn = chat.say("防災", after=LIMIT_MS + MINUTE)
    assert "途中で終わりにしました" in chat.shown
    assert turn.state.idle
    assert len(chat.labels) > 3


def test_an_old_button_still_works_after_the_limit():
    chat = Chat()
    chat.follow()
    turn = chat.event(tap_event("do=answer&field=municipality&value=10205"), after=LIMIT_MS + MINUTE)
    assert turn.state.answers == {"municipality": "10205"}


def test_a_friend_from_before_registers_by_naming_the_town():
    chat = Chat()
    turn = chat.say("高崎市")
    assert turn.state.asking == "topics"


def test_coming_back_finds_the_old_registration():
    chat = Chat(MAEBASHI)
    turn = chat.follow()
    assert "おかえりなさい" in chat.shown
    assert "前橋市" in chat.shown
    assert turn.state.idle


@pytest.mark.parametrize(
    ("button", "then", "expected"),
    [
        ("お住まいの市町村を変える", ["高崎"], Registered("10202", ("bousai",), "ja")),
        ("知りたいことを変える", ["健康", "これで決定"], Registered("10201", ("bousai", "kenko"), "ja")),
        ("ことばを変える", ["English"], Registered("10201", ("bousai",), "en")),
    ],
)
def test_each_part_can_be_changed_alone(button: str, then: list[str], expected: Registered):
    chat = Chat(MAEBASHI)
    chat.say("登録内容")
    chat.tap(button)
    turn = chat.say(*then)
    assert turn.effects == (expected,)


def test_back_from_a_change_shows_the_registration_unchanged():
    chat = Chat(MAEBASHI)
    chat.say("登録内容")
    chat.tap("お住まいの市町村を変える")
    turn = chat.say("戻る")
    assert turn.effects == ()
    assert "前橋市" in chat.shown
